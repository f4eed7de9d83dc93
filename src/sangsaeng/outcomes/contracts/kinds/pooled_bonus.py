"""A bonus on what the whole programme achieved, and how it is divided.

    number = a combined estimate, a reduction against controls, cases avoided less deadweight, ...
    amount = min(cap, form(number)), divided by exposure, rounded down; what is left over stays

Accident counts speak only of many sites together (domain section 3.3, layer 3); an estimate at or
below 0 pays nothing whatever its parts say (AC-06). Whose it is: each party's exposure, as for
instance its worker-hours, over all exposures.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.forms import Form, PriceForm, most_of, pay_by
from sangsaeng.outcomes.contracts.measuring import Estimate, MeasuredInputs, MeasuredTerms
from sangsaeng.outcomes.contracts.one_number import check_one_number, decide_one_number
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Code,
    Kind,
    Quantity,
    Reckoned,
    Rounding,
    Step,
    cap_step,
    round_amount,
)

NONE = Fraction(0)


class PooledBonusTerms(MeasuredTerms):
    """A measure, a form, and a cap over both."""

    form: Form
    cap: Amount
    cap_clause: Clause = ""
    division_clause: Clause = ""


class PooledBonusInputs(MeasuredInputs):
    """The measure's quantities, and the exposure of each party that shares in the bonus."""

    exposures: Annotated[dict[Code, Quantity], Field(default_factory=dict)]


def _check(terms: PooledBonusTerms) -> Refusal | None:
    """Refused: what measuring and the form refuse, and `pays_without_effect`."""
    if wrong := check_one_number(terms, terms.form):
        return wrong
    rises = isinstance(terms.form, PriceForm) or not terms.form.lower_is_better
    if isinstance(terms.measure, Estimate) and rises:
        paid, _ = pay_by(terms.form, NONE, Rounding.NEAREST)
        if paid:
            return refuse("pays_without_effect", "terms.form", amount=paid)
    return None


def _highest(terms: PooledBonusTerms) -> int:
    return min(terms.cap, most_of(terms.form))


def _decide(
    terms: PooledBonusTerms, inputs: PooledBonusInputs, rounding: Rounding
) -> Reckoned | Refusal:
    """Refused: what measuring refuses, and `nothing_to_divide_by` where all exposures are 0."""
    total = sum(inputs.exposures.values(), Fraction(0))
    if inputs.exposures and total == 0:
        return refuse("nothing_to_divide_by", "exposures", what="exposures")
    plain = decide_one_number(terms, terms.form, inputs, rounding)
    if isinstance(plain, Refusal):
        return plain
    cut = max(0, plain.amount - terms.cap)
    steps = [*plain.steps, cap_step(terms.cap_clause, terms.cap, 0, cut)]
    pot = plain.amount - cut
    if not inputs.exposures:
        return Reckoned(pot, tuple(steps), {}, plain.figures)
    shares = {}
    for code, exposure in inputs.exposures.items():
        shares[code] = round_amount(pot * exposure / total, Rounding.FLOOR)
        named: dict[str, Fact] = {"party": code, "amount": shares[code]}
        steps.append(Step(terms.division_clause, "explain_party_share", named))
    amount = sum(shares.values())
    left = {"left": pot - amount}
    steps.append(Step(terms.division_clause, "explain_left_over", left, amount - pot))
    return Reckoned(amount, tuple(steps), shares, plain.figures)


KIND = Kind(
    code="pooled_bonus",
    terms=PooledBonusTerms,
    inputs=PooledBonusInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
