"""What comes back, by ground: the refund and the penalty, two lines, and for how long it bars.

    refund  = round(paid x refund multiple)
    penalty = round(paid x penalty multiple x (1 - mitigation))

OSH Act §158 and its decree and rule: fraud five times, misuse twice, the higher multiple again
within five years; the penalty of slight negligence is cut by at most half; closing a business
returns what was paid and no more, bankruptcy nothing (AC-17). The amount flows to the payer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.gates import first_twice
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Code,
    ExactShare,
    Inputs,
    Kind,
    Quantity,
    Reckoned,
    Rounding,
    Step,
    Terms,
    round_amount,
    show,
)

NONE = Fraction(0)


class Ground(Terms):
    """One ground. `again_penalty`: the multiple where it happens again within the law's years;
    `most_mitigation`: how much of the penalty slight negligence may take off."""

    code: Code
    refund: Quantity
    penalty: Quantity = NONE
    again_penalty: Quantity | None = None
    most_mitigation: ExactShare = NONE
    bar_years: Annotated[int, Field(ge=0, le=99)] = 0
    clause: Clause = ""


class ClawbackTerms(Terms):
    """The grounds, and the most that is ever paid out and so can come back."""

    most_paid: Amount
    grounds: Annotated[list[Ground], Field(min_length=1, max_length=100)]


class ClawbackInputs(Inputs):
    """The ground found, what was paid, whether it is the second time, and by how much the penalty
    is mitigated."""

    ground: Code
    paid: Amount
    again: bool = False
    mitigation: ExactShare = NONE


def _check(terms: ClawbackTerms) -> Refusal | None:
    """Refused: `twice_in_contract`."""
    again = first_twice([ground.code for ground in terms.grounds])
    return refuse("twice_in_contract", "terms.grounds", value=again) if again else None


def _highest(terms: ClawbackTerms) -> int:
    return max(
        round_amount(terms.most_paid * ground.refund, Rounding.NEAREST)
        + round_amount(
            terms.most_paid * max(ground.penalty, ground.again_penalty or NONE), Rounding.NEAREST
        )
        for ground in terms.grounds
    )


def _decide(terms: ClawbackTerms, inputs: ClawbackInputs, rounding: Rounding) -> Reckoned | Refusal:
    """Refused, in this order: `ground_not_in_contract`, `more_than_was_paid`,
    `mitigated_too_much`."""
    ground = next((one for one in terms.grounds if one.code == inputs.ground), None)
    if ground is None:
        return refuse("ground_not_in_contract", "ground", value=inputs.ground)
    if inputs.paid > terms.most_paid:
        return refuse("more_than_was_paid", "paid", paid=inputs.paid, most=terms.most_paid)
    if inputs.mitigation > ground.most_mitigation:
        most = show(ground.most_mitigation)
        return refuse("mitigated_too_much", "mitigation", value=show(inputs.mitigation), most=most)
    multiple = ground.penalty
    if inputs.again and ground.again_penalty is not None:
        multiple = ground.again_penalty
    refund = round_amount(inputs.paid * ground.refund, rounding)
    penalty = round_amount(inputs.paid * multiple * (1 - inputs.mitigation), rounding)
    facts: dict[str, Fact] = {"ground": ground.code, "paid": inputs.paid}
    first: dict[str, Fact] = {**facts, "multiple": show(ground.refund), "amount": refund}
    second: dict[str, Fact] = {**facts, "multiple": show(multiple), "amount": penalty}
    second["mitigation"] = show(inputs.mitigation)
    steps = (
        Step(ground.clause, "explain_refund", first, refund),
        Step(ground.clause, "explain_penalty", second, penalty),
        Step(ground.clause, "explain_bar", {"years": str(ground.bar_years)}),
    )
    shares = {"refund": refund, "penalty": penalty}
    return Reckoned(refund + penalty, steps, shares, {"bar_years": Fraction(ground.bar_years)})


KIND = Kind(
    code="clawback",
    terms=ClawbackTerms,
    inputs=ClawbackInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
