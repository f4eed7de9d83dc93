"""From what was verified to won, by the frozen rule: pure, exact, and the same for ever (G15).

The input of a determination is one canonical text: verified metrics and gates, the period and its
cap. With the rule's canonical text it makes the won; nothing else does. How the metrics came to be
is explained beside it, line by line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.contract import Contract, determine, read_contract
from sangsaeng.outcomes.contracts.shape import read_exact, render_exact, show
from sangsaeng.outcomes.model_claim import (
    AgreedMetric,
    DeterminationCase,
    Determined,
    ExplainedLine,
    Period,
)
from sangsaeng.outcomes.rules_agreements import COUNTING
from sangsaeng.outcomes.rules_verifying import Counted, count_metric


def period_cap_won(success_cap_won: int, periods: Sequence[Period], period_no: int) -> int:
    """What a period may pay at most: its share of the success cap, rounded down; the last period
    takes the rest."""
    ordered = sorted(periods, key=lambda one: one.period_no)
    caps = {one.period_no: floor(one.share * success_cap_won) for one in ordered}
    caps[ordered[-1].period_no] = success_cap_won - sum(caps[one.period_no] for one in ordered[:-1])
    return caps[period_no]


def retention_rate_of(rule_text: str, otherwise: Decimal) -> Fraction:
    """The share that the agreed rule keeps back for the tail; else the programme's."""
    kept = json.loads(rule_text)["terms"].get("retention")
    return read_exact(kept["rate"]) if kept else Fraction(otherwise)


def metrics_of(rule_text: str) -> list[AgreedMetric]:
    """The metrics of an agreed rule, in its order."""
    terms = json.loads(rule_text)["terms"]
    return [
        AgreedMetric(one["code"], read_exact(one["baseline"]), read_exact(one["target"]))
        for one in terms["metrics"]
    ]


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a gate is kept, and what broke it."""

    kept: bool
    incident_id: int | None = None


def decide_gates(case: DeterminationCase) -> Mapping[str, Gate]:
    """Every gate there is (workflow row 16): no concealed case, no attributable death, the sites'
    duties under the law met. Accidents are gates and never a price."""
    concealed = [one for one in case.incidents if one.concealed]
    deaths = [one for one in case.incidents if one.kind == "death" and one.attributable]
    gates = {
        code: Gate(not cases, cases[0].incident_id if cases else None)
        for code, cases in (("no_concealment", concealed), ("no_attributable_death", deaths))
    }
    return {**gates, "legal_duties": Gate(case.duties_met)}


def decide_determination(case: DeterminationCase) -> Determined | Refusal:
    """The won of a claim and every line of the way there, or the contract's own refusal, or
    `gate_unknown` where the agreed rule has a gate nobody can answer."""
    metrics = metrics_of(case.rule_text)
    terms = json.loads(case.rule_text)["terms"]
    known = decide_gates(case)
    wanted = [one["code"] for one in terms.get("gates", [])]
    for code in wanted:
        if code not in known:
            return refuse("gate_unknown", "gates", gate=code)
    counted = {one.code: count_metric(one, case.claimed, case.found, case.sites) for one in metrics}
    data = {
        "award_id": case.award_id,
        "cap_won": case.cap_won,
        "claim_id": case.claim_id,
        "gates": {code: known[code].kept for code in wanted},
        "metrics": [
            {
                "code": code,
                "claimed": render_exact(one.claimed),
                "verified": render_exact(one.verified),
            }
            for code, one in counted.items()
        ],
        "period_no": case.period_no,
    }
    input_text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    reckoned = reckon(case.rule_text, input_text)
    if isinstance(reckoned, Refusal):
        return reckoned
    before = [*_sample(case), *_sites(counted), *_broken(known, wanted, terms)]
    lines = tuple(before) + reckoned.lines
    return Determined(case, input_text, reckoned.amount_won, lines)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a rule's and an input's canonical texts come to, with the contract's own lines."""

    amount_won: int
    lines: tuple[ExplainedLine, ...]


def reckon(rule_text: str, input_text: str) -> Recomputed | Refusal:
    """The won of stored texts, by the contract alone: the same today and in ten years (G15).

    Refused, besides what the contract refuses: `determination_unreadable`, texts that no
    determination of ours left, which a proof must be able to say.
    """
    try:
        data: dict[str, Any] = json.loads(input_text)
        rule = json.loads(rule_text)
        inputs: dict[str, Any] = {"metrics": data["metrics"], "gates": data["gates"]}
        if rule["terms"].get("periods"):
            inputs["period"] = data["period_no"]
        cap_won = data["cap_won"]
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        return refuse("determination_unreadable", None, why=repr(wrong)[:80])
    contract = _of_period(rule, cap_won)
    if isinstance(contract, Refusal):
        return contract
    found = determine(contract, inputs)
    if isinstance(found, Refusal):
        return found
    lines = tuple(
        ExplainedLine(step.clause, step.what, dict(step.facts), step.amount) for step in found.steps
    )
    return Recomputed(found.amount, lines)


def _of_period(rule: dict[str, Any], cap_won: int) -> Contract | Refusal:
    """The agreed rule; where it does not divide its cap over periods itself, with the period's part
    in place of the whole."""
    terms = rule["terms"]
    if not terms.get("periods"):
        terms = {**terms, "cap": cap_won}
    found = read_contract({**rule, "terms": terms})
    return found if isinstance(found, Contract) else found[0]


def _sample(case: DeterminationCase) -> list[ExplainedLine]:
    drawn = {line.match_id for line in case.found}
    of = {line.match_id for line in case.claimed}
    facts: dict[str, str | int] = {"drawn": len(drawn), "sites": len(of)}
    cap: dict[str, str | int] = {"cap": case.cap_won, "period": str(case.period_no)}
    return [_counting("explain_period_cap", cap), _counting("explain_sample", facts)]


def _counting(what: str, facts: Mapping[str, str | int]) -> ExplainedLine:
    return ExplainedLine(COUNTING[what], what, facts)


def _sites(counted: Mapping[str, Counted]) -> list[ExplainedLine]:
    """What made a metric's verified value: the sample's error, and each site that counts otherwise
    than it was claimed."""
    lines = []
    for metric, one in counted.items():
        if one.over.share:
            facts = {"metric": metric, "share": show(one.over.share)}
            lines.append(_counting("explain_overclaimed", facts))
        for match_id, what in sorted(one.otherwise.items()):
            named = {"metric": metric, "match": str(match_id)}
            lines.append(_counting(what, named))
    return lines


def _broken(
    known: Mapping[str, Gate], wanted: Sequence[str], terms: Mapping[str, Any]
) -> list[ExplainedLine]:
    """Which accident broke a gate; that it is broken is the contract's own line."""
    clauses = {one["code"]: one.get("clause", "") for one in terms.get("gates", [])}
    return [
        ExplainedLine(
            clauses[code] or "gates",
            "explain_gate_incident",
            {"gate": code, "incident": str(known[code].incident_id)},
        )
        for code in wanted
        if known[code].incident_id is not None
    ]


@dataclass(frozen=True, slots=True)
class Booked:
    """The money of a determination, in won: owed now, kept back, back to the pool."""

    owed_won: int
    retained_won: int
    released_won: int


def decide_booking(
    amount_won: int, retention_rate: Fraction, reserve_left_won: int, held_won: int
) -> Booked:
    """What becomes of a claim's reward (rows 18, 19): retention = floor(rate x amount), the rest is
    owed; of the reserve all goes back to the pool that no other period can earn (`held_won`)."""
    retained = floor(retention_rate * amount_won)
    released = max(0, reserve_left_won - amount_won - held_won)
    return Booked(amount_won - retained, retained, released)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a later version changes after the money was booked, in won: `restored_won` is kept back
    again and `extra_won` owed besides, `unpaid_won` has no money any more; `taken_back_won` leaves
    what was kept back, `clawback_won` is asked back."""

    extra_won: int = 0
    restored_won: int = 0
    unpaid_won: int = 0
    taken_back_won: int = 0
    clawback_won: int = 0


def decide_correction(
    amount_won: int,
    standing_won: int,
    retention_left_won: int,
    free_reserve_won: int,
    restorable_won: int = 0,
) -> Corrected:
    """A later version against what stands booked: of more, what an earlier one took out of the
    retention comes back first (`restorable_won`: as far as the pool has it), then it is owed as far
    as the award's reserve still has it (G14); less comes out of what is kept back first, then by a
    clawback."""
    if amount_won >= standing_won:
        more = amount_won - standing_won
        restored = min(more, restorable_won)
        extra = min(more - restored, max(0, free_reserve_won))
        return Corrected(extra, restored, more - restored - extra)
    less = standing_won - amount_won
    kept = min(less, retention_left_won)
    return Corrected(taken_back_won=kept, clawback_won=less - kept)
