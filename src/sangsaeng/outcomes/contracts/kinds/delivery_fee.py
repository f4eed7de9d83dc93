"""A fee for delivering, in equal months, beside what is paid for outcomes.

    fee = value x share          month k of n = round(fee x k / n) - round(fee x (k - 1) / n)

The months add up to the fee to the unit; the rest of the value is the outcome pool. A month may be
deferred under poor performance (Work and Health Programme, AC-13): it then pays nothing now.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    ExactShare,
    Inputs,
    Kind,
    Reckoned,
    Rounding,
    Step,
    Terms,
    round_amount,
    show,
)


class DeliveryFeeTerms(Terms):
    """The contract's estimated value, the share that is fee, and over how many months."""

    value: Amount
    share: ExactShare
    months: Annotated[int, Field(ge=1, le=120)]
    clause: Clause = ""
    deferral_clause: Clause = ""


class DeliveryFeeInputs(Inputs):
    """Which month is paid, and whether it is deferred."""

    month: int
    deferred: bool = False


def _check(_terms: DeliveryFeeTerms) -> Refusal | None:
    return None


def _highest(terms: DeliveryFeeTerms) -> int:
    return round_amount(terms.value * terms.share, Rounding.NEAREST)


def _decide(
    terms: DeliveryFeeTerms, inputs: DeliveryFeeInputs, rounding: Rounding
) -> Reckoned | Refusal:
    """Refused: `period_not_in_contract`."""
    if not 1 <= inputs.month <= terms.months:
        return refuse("period_not_in_contract", "month", value=str(inputs.month))
    fee = terms.value * terms.share
    until = round_amount(fee * inputs.month / terms.months, rounding)
    amount = until - round_amount(fee * (inputs.month - 1) / terms.months, rounding)
    facts: dict[str, Fact] = {"value": terms.value, "share": show(terms.share), "amount": amount}
    facts |= {"month": str(inputs.month), "months": str(terms.months)}
    steps = [Step(terms.clause, "explain_month_of_fee", facts, amount)]
    pool = terms.value - round_amount(fee, rounding)
    steps.append(Step(terms.clause, "explain_outcome_pool", {"pool": pool}))
    if inputs.deferred:
        cut = {"amount": amount}
        steps.append(Step(terms.deferral_clause, "explain_fee_deferred", cut, -amount))
        amount = 0
    return Reckoned(amount, tuple(steps), {}, {"outcome_pool": Fraction(pool)})


KIND = Kind(
    code="delivery_fee",
    terms=DeliveryFeeTerms,
    inputs=DeliveryFeeInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
