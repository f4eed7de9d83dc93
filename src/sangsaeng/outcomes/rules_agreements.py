"""The contract of an award: its approved target on its locked baselines, under the programme's
reward rule and the award's cap. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.shape import render_exact
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.model_call import ProgrammeRules
from sangsaeng.outcomes.model_claim import Period
from sangsaeng.outcomes.model_target import AbsoluteMetric

# What must be kept for anything to be paid, by the clause it stands in (row 16).
GATES: Mapping[str, str] = {
    "no_concealment": "5.1",
    "no_attributable_death": "5.2",
    "legal_duties": "5.3",
}
_METRICS, _FORM, _RETENTION = "4.1", "4.2", "6.1"
# How a claim is counted before anything is reckoned, by the line of a determination that says so.
COUNTING: Mapping[str, str] = {
    "explain_period_cap": "3.1",
    "explain_sample": "3.2",
    "explain_overclaimed": "3.3",
    "explain_site_left": "3.4",
    "explain_site_excused": "3.4",
    "explain_evidence_late": "3.5",
    "explain_observed_worse": "3.6",
}
_CLAUSES: Mapping[str, str] = {
    "3.1": "clause_periods",
    "3.2": "clause_sample",
    "3.3": "clause_error_share",
    "3.4": "clause_leavers",
    "3.5": "clause_late",
    "3.6": "clause_observed",
    _METRICS: "clause_metrics",
    _FORM: "clause_form",
    "5.1": "clause_no_concealment",
    "5.2": "clause_no_attributable_death",
    "5.3": "clause_legal_duties",
    _RETENTION: "clause_retention",
    "7.1": "clause_verified_only",
    "8.1": "clause_clawback",
    "9.1": "clause_no_retaliation",
}


@dataclass(frozen=True, slots=True)
class Signing:
    """What is agreed besides the rule: the advance on stage 1, and the bond it stands on
    (performance bond insurance)."""

    advance_won: int = 0
    bond_won: int = 0
    bond_reference: str | None = None


def make_contract(
    award: Award,
    rules: ProgrammeRules,
    metrics: Sequence[AbsoluteMetric],
    periods: Sequence[Period],
) -> dict[str, Any]:
    """The contract as data, as `contracts.contract.read_contract` takes it. Its clauses say with
    their numbers how a claim is counted, so that they are frozen with the rule."""
    numbers: dict[str, Fact] = {
        "shares": ", ".join(f"{one.period_no}: {_percent(one.share)}" for one in periods),
        "sample": _percent(Decimal(rules.sample_share)),
        "least": rules.sample_least,
        "tolerance": _percent(Decimal(rules.claim_tolerance)),
        "retention": _percent(Decimal(rules.retention_rate)),
        "months": rules.tail_months,
    }
    return {
        "contract": f"award-{award.award_id}",
        "version": 1,
        "kind": "composite",
        "rounding": "floor",
        "clauses": {number: _say(code, numbers) for number, code in _CLAUSES.items()},
        "terms": {
            "cap": award.success_cap_won,
            "form": _form(rules),
            "metrics": [_metric(one, rules) for one in metrics],
            "gates": [{"code": code, "clause": clause} for code, clause in GATES.items()],
            "retention": {"rate": rules.retention_rate, "clause": _RETENTION},
        },
    }


def decide_signing(award: Award, rules: ProgrammeRules, signing: Signing) -> Refusal | None:
    """Whether advance and bond fit. Refusals in order: advance_too_high, bond_missing,
    bond_too_small."""
    most = floor(Fraction(Decimal(rules.advance_rate)) * award.stage1_won)
    if signing.advance_won > most:
        return refuse("advance_too_high", "advance_won", most=most, wanted=signing.advance_won)
    if signing.advance_won and signing.bond_reference is None:
        return refuse("bond_missing", "bond_reference", advance=signing.advance_won)
    if signing.bond_won < signing.advance_won:
        facts = {"bond": signing.bond_won, "advance": signing.advance_won}
        return refuse("bond_too_small", "bond_won", **facts)
    return None


def _say(code: str, numbers: Mapping[str, Fact]) -> str:
    return " / ".join(sentence(code, language, numbers) for language in LANGUAGES)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _form(rules: ProgrammeRules) -> dict[str, Any]:
    if rules.reward == "linear":
        ends = {"floor": rules.linear_floor, "full": rules.linear_full}
        return {"kind": "linear", **ends, "clause": _FORM}
    steps = [{"least": one.least, "pays": one.pays} for one in rules.steps]
    return {"kind": "steps", "steps": steps, "clause": _FORM}


def _metric(one: AbsoluteMetric, rules: ProgrammeRules) -> dict[str, Any]:
    return {
        "code": one.of.metric,
        "weight": one.of.weight,
        "baseline": render_exact(one.baseline),
        "target": render_exact(one.target),
        "achievement_cap": one.of.achievement_cap or rules.achievement_cap,
        "tolerance": rules.claim_tolerance,
        "lower_is_better": one.lower_is_better,
        "clause": _METRICS,
    }
