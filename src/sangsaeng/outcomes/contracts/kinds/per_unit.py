"""A rate card: a price for each verified unit, with caps a line, a participant and in total.

    line        = round(price x verified units)         0 where the claim is beyond the tolerance
    participant = min(sum of its lines, participant cap - paid before)
    amount      = min(sum of participants + quality, cap - paid before) - advance set off

What a cap cuts is said in a line of its own and lost: it is never carried over to a later period
(AC-12). A gate that is broken takes the whole amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.gates import (
    GatedInputs,
    GatedTerms,
    apply_gates,
    check_gates,
    first_twice,
    match_gates,
)
from sangsaeng.outcomes.contracts.quality import Quality, Scored, factor_of, match_scores
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Code,
    Inputs,
    Kind,
    Quantity,
    Reckoned,
    Rounding,
    Step,
    Terms,
    cap_step,
    round_amount,
    show,
)
from sangsaeng.outcomes.contracts.tolerance import Named, NamedList, said, within


class RateLine(Terms):
    """One line of the card: a price in minor units for one unit."""

    code: Code
    price: Quantity
    most_units: Quantity | None = None
    most: Amount | None = None
    tolerance: Quantity | None = None
    clause: Clause = ""


class PaidPeriods(Terms):
    """The periods that are paid; before and after them results are measured and not paid."""

    first: Annotated[int, Field(ge=0, le=1_000)]
    last: Annotated[int, Field(ge=0, le=1_000)]
    clause: Clause = ""


class PerUnitTerms(GatedTerms):
    """The rate card and its caps."""

    lines: Annotated[list[RateLine], Field(min_length=1, max_length=500)]
    cap: Amount
    cap_clause: Clause = ""
    participant_cap: Amount | None = None
    participant_cap_clause: Clause = ""
    quality: Quality | None = None
    periods: PaidPeriods | None = None


class Participant(Inputs):
    """One participant's or site's units, and what was paid for it before."""

    code: Annotated[str, Field(min_length=1, max_length=80)]
    lines: NamedList
    paid_before: Amount = 0


class PerUnitInputs(GatedInputs):
    """The period's units; a line not named has none. `advanced`: an advance to be set off."""

    participants: Annotated[list[Participant], Field(max_length=100_000)]
    quality: Annotated[list[Scored], Field(max_length=50, default_factory=list)]
    period: int | None = None
    paid_before: Amount = 0
    advanced: Amount = 0


def _check(terms: PerUnitTerms) -> Refusal | None:
    """Refused, in this order: `twice_in_contract`, `paid_periods_reversed`."""
    if again := first_twice([line.code for line in terms.lines]):
        return refuse("twice_in_contract", "terms.lines", value=again)
    if terms.quality and (again := first_twice([one.code for one in terms.quality.scores])):
        return refuse("twice_in_contract", "terms.quality", value=again)
    if terms.periods and terms.periods.first > terms.periods.last:
        ends = {"first": str(terms.periods.first), "last": str(terms.periods.last)}
        return refuse("paid_periods_reversed", "terms.periods", **ends)
    return check_gates(terms.gates)


def _highest(terms: PerUnitTerms) -> int:
    return terms.cap


def _mismatch(terms: PerUnitTerms, inputs: PerUnitInputs) -> Refusal | None:
    """Refused, in this order: `gate_missing`, `gate_not_in_contract`, `twice_in_inputs`,
    `line_not_in_contract`, what the quality scores refuse, `period_not_in_contract`."""
    if wrong := match_gates(terms.gates, inputs.gates):
        return wrong
    known = {line.code for line in terms.lines}
    if again := first_twice([one.code for one in inputs.participants]):
        return refuse("twice_in_inputs", "participants", value=again)
    for participant in inputs.participants:
        given = [one.code for one in participant.lines]
        if again := first_twice(given):
            return refuse("twice_in_inputs", "lines", value=again)
        if unknown := [code for code in given if code not in known]:
            return refuse("line_not_in_contract", "lines", value=unknown[0])
    if wrong := match_scores(terms.quality, inputs.quality):
        return wrong
    if (inputs.period is None) is not (terms.periods is None):
        return refuse("period_not_in_contract", "period", value=str(inputs.period))
    return None


def _cap(what: str, clause: str, named: Mapping[str, Fact], cap: int, over: int) -> Step:
    return Step(clause, what, {**named, "cap": cap, "cut": over}, -over)


def _line(line: RateLine, given: Named, who: str, rounding: Rounding) -> list[Step]:
    facts: dict[str, Fact] = {"participant": who, "line": line.code, **said(given)}
    facts["price"] = show(line.price)
    if not within(given, line.tolerance):
        assert line.tolerance is not None
        facts["tolerance"] = show(line.tolerance)
        return [Step(line.clause, "explain_line_over_tolerance", facts, 0)]
    full = round_amount(line.price * given.verified, rounding)
    steps = [Step(line.clause, "explain_line", {**facts, "amount": full}, full)]
    named: dict[str, Fact] = {"participant": who, "line": line.code}
    left = full
    if line.most_units is not None and given.verified > line.most_units:
        most = round_amount(line.price * line.most_units, rounding)
        steps.append(_cap("explain_line_units_capped", line.clause, named, most, left - most))
        left = most
    if line.most is not None and left > line.most:
        steps.append(_cap("explain_line_capped", line.clause, named, line.most, left - line.most))
    return steps


def _participant(terms: PerUnitTerms, one: Participant, rounding: Rounding) -> list[Step]:
    card = {line.code: line for line in terms.lines}
    steps: list[Step] = []
    for given in one.lines:
        steps += _line(card[given.code], given, one.code, rounding)
    if terms.participant_cap is not None:
        room = max(0, terms.participant_cap - one.paid_before)
        if (over := _sum(steps) - room) > 0:
            named: dict[str, Fact] = {"participant": one.code, "before": one.paid_before}
            clause, cap = terms.participant_cap_clause, terms.participant_cap
            steps.append(_cap("explain_participant_capped", clause, named, cap, over))
    return steps


def _sum(steps: Sequence[Step]) -> int:
    return sum(step.amount or 0 for step in steps)


def _add_quality(
    terms: PerUnitTerms, inputs: PerUnitInputs, base: int, rounding: Rounding
) -> tuple[list[Step], Fraction]:
    if terms.quality is None:
        return [], Fraction(0)
    factor, steps = factor_of(terms.quality, inputs.quality)
    bonus = round_amount(base * factor, rounding)
    facts: dict[str, Fact] = {"base": base, "factor": show(factor), "amount": bonus}
    return [*steps, Step(terms.quality.clause, "explain_quality", facts, bonus)], factor


def _limits(terms: PerUnitTerms, inputs: PerUnitInputs, earned: int) -> list[Step]:
    """Periods that are not paid, gates, the total cap, the advance: in this order."""
    steps: list[Step] = []
    paid = terms.periods
    if paid and inputs.period is not None and not paid.first <= inputs.period <= paid.last:
        facts: dict[str, Fact] = {"period": str(inputs.period), "amount": earned}
        facts |= {"first": str(paid.first), "last": str(paid.last)}
        steps.append(Step(paid.clause, "explain_period_not_paid", facts, -earned))
        earned = 0
    earned, gated = apply_gates(terms.gates, inputs.gates, earned)
    steps += gated
    over = max(0, earned - max(0, terms.cap - inputs.paid_before))
    steps.append(cap_step(terms.cap_clause, terms.cap, inputs.paid_before, over))
    earned -= over
    if inputs.advanced:
        taken = min(earned, inputs.advanced)
        advance: dict[str, Fact] = {"advanced": inputs.advanced, "taken": taken}
        advance["left"] = inputs.advanced - taken
        steps.append(Step(terms.cap_clause, "explain_advance_set_off", advance, -taken))
    return steps


def _decide(terms: PerUnitTerms, inputs: PerUnitInputs, rounding: Rounding) -> Reckoned | Refusal:
    if wrong := _mismatch(terms, inputs):
        return wrong
    steps: list[Step] = []
    for one in inputs.participants:
        steps += _participant(terms, one, rounding)
    base = _sum(steps)
    scored, factor = _add_quality(terms, inputs, base, rounding)
    steps += scored
    earned = _sum(steps)
    steps += _limits(terms, inputs, earned)
    capped = sum(-(step.amount or 0) for step in steps if step.what in _CAPPED)
    figures = {"capped": Fraction(capped), "earned": Fraction(earned), "quality": factor}
    return Reckoned(_sum(steps), tuple(steps), {}, figures)


_CAPPED = frozenset(
    {"explain_line_units_capped", "explain_line_capped", "explain_participant_capped"}
    | {"explain_cap"}
)
KIND = Kind(
    code="per_unit",
    terms=PerUnitTerms,
    inputs=PerUnitInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
