"""When a claim comes in time, for which period, and whether its lines are whole. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import date

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_claim import ClaimLine, Period

# Sites whose works are not accepted have nothing to claim; those that left are counted by rule.
CLAIMED_STATES = frozenset({"accepted"})
COUNTED_STATES = frozenset({"confirmed", "installed", "accepted", "left", "closed"})


def render_lines(lines: Sequence[ClaimLine]) -> list[dict[str, int | str]]:
    """Lines as data, in the order of match and metric: the text their digest is of."""
    return [
        {
            "match_id": line.match_id,
            "metric": line.metric,
            "numerator": format(line.numerator, "f"),
            "denominator": format(line.denominator, "f"),
        }
        for line in sorted(lines, key=lambda line: (line.match_id, line.metric))
    ]


def digest_of_claim(award_id: int, period_no: int, lines: Sequence[ClaimLine]) -> bytes:
    """SHA-256 of the claim as canonical JSON; the sample's seed is made of it."""
    data = {"award_id": award_id, "lines": render_lines(lines), "period_no": period_no}
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def decide_period(
    periods: Sequence[Period], period_no: int, taken: Collection[int], on: date
) -> tuple[int, int | None] | Refusal:
    """The period a claim of `period_no` counts for, and the one it missed, if it came too late for
    it: then the next one whose window is open and that has no claim yet (row 14). A result is
    earned by what was observed, so nothing moves to a period that is still observed.

    Refusals in order: unknown_period, period_still_observed, period_claimed, period_still_observed
    (of the next one), claim_too_late.
    """
    ordered = sorted(periods, key=lambda one: one.period_no)
    wanted = next((one for one in ordered if one.period_no == period_no), None)
    if wanted is None:
        return refuse("unknown_period", "period_no", period=str(period_no))
    if on <= wanted.observed_until:
        until = wanted.observed_until.isoformat()
        return refuse("period_still_observed", "period_no", until=until)
    if period_no in taken:
        return refuse("period_claimed", "period_no", period=str(period_no))
    if on <= wanted.claim_until:
        return period_no, None
    for later in ordered:
        free = later.period_no not in taken and on <= later.claim_until
        if later.period_no > period_no and free:
            if on <= later.observed_until:
                until = later.observed_until.isoformat()
                return refuse("period_still_observed", "period_no", until=until)
            return later.period_no, period_no
    return refuse("claim_too_late", "period_no", until=wanted.claim_until.isoformat())


def decide_lines(
    lines: Sequence[ClaimLine],
    metrics: Collection[str],
    shares: Collection[str],
    match_ids: Collection[int],
) -> Refusal | None:
    """Whether a claim has every metric of the agreed rule for every accepted site, and no more.

    Refusals in order, each at its line where it has one: unknown_claim_line, denominator_zero,
    share_above_one (a metric of `shares` is a part of a whole), claim_line_twice,
    claim_line_missing.
    """
    seen: set[tuple[int, str]] = set()
    for place, line in enumerate(lines, start=1):
        named = {"match": str(line.match_id), "metric": line.metric}
        if line.match_id not in match_ids or line.metric not in metrics:
            return refuse("unknown_claim_line", "lines", **named).at(place)
        if line.denominator == 0:
            return refuse("denominator_zero", "lines", **named).at(place)
        if line.metric in shares and line.numerator > line.denominator:
            return refuse("share_above_one", "lines", **named).at(place)
        if (line.match_id, line.metric) in seen:
            return refuse("claim_line_twice", "lines", **named).at(place)
        seen.add((line.match_id, line.metric))
    for match_id in sorted(match_ids):
        for metric in sorted(metrics):
            if (match_id, metric) not in seen:
                named = {"match": str(match_id), "metric": metric}
                return refuse("claim_line_missing", "lines", **named)
    return None
