"""Whether an assessor may score, and the ranking: exact means, one stated order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_call import Call, ProgrammeRules
from sangsaeng.outcomes.model_choosing import Ranked, Scored

BELOW_LEAST = "below_least_points"


def decide_sheet(call: Call, points: Mapping[str, int]) -> Refusal | None:
    """Whether a score sheet is filled in whole: score_sheet_differs names the criterion that is
    missing or unknown, points_above_most the one with too many."""
    most = {one.code: one.most for one in call.score_sheet}
    for code in sorted(most.keys() ^ points.keys()):
        return refuse("score_sheet_differs", "points", criterion=code)
    for code, given in points.items():
        if given > most[code]:
            return refuse(
                "points_above_most", "points", criterion=code, points=given, most=most[code]
            )
    return None


def plan_ranking(call: Call, rules: ProgrammeRules, scored: Sequence[Scored]) -> tuple[Ranked, ...]:
    """The eligible applications in their order (row 4).

    By the exact mean over assessors of a sheet's sum, the highest first. Ties: the higher mean of
    the sheet's first criterion (the effect), then who submitted earlier, then the lower number.
    Below the pass mark: rejected. The first `most_awards` are recommended, the others are the
    reserve.
    """
    first = call.score_sheet[0].code
    means = {one.application_id: _mean([sum(s.values()) for s in one.sheets]) for one in scored}
    effects = {one.application_id: _mean([s[first] for s in one.sheets]) for one in scored}
    ordered = sorted(
        scored,
        key=lambda one: (
            -means[one.application_id],
            -effects[one.application_id],
            one.submitted_at,
            one.application_id,
        ),
    )
    least = Fraction(Decimal(rules.least_points))
    ranked = []
    for rank, one in enumerate(ordered, start=1):
        mean = means[one.application_id]
        if mean < least:
            ranked.append(Ranked(one.application_id, rank, mean, "rejected", BELOW_LEAST))
        else:
            state = "recommended" if rank <= rules.most_awards else "reserve"
            ranked.append(Ranked(one.application_id, rank, mean, state))
    return tuple(ranked)


def _mean(sums: Sequence[int]) -> Fraction:
    return Fraction(sum(sums), len(sums))
