"""What a payer gives for an outcome, and how it runs down to investors, providers and operators.

    outcome cash = min(cap - fees, principal(number) + bonus(number))
    cash runs through the tiers in their order, each up to its most; the rest is split by shares
    guarantee called = min(its most, invested - outcome cash), never below 0

Fees (an evaluator's) are owed whatever the result. The guarantee and the operator's fee are not the
payer's money: they are said and never paid here. Default order of the tiers: domain section 2.1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.forms import AnyForm, Form, check_form, most_of, pay_by
from sangsaeng.outcomes.contracts.gates import apply_gates
from sangsaeng.outcomes.contracts.measuring import (
    MeasuredInputs,
    MeasuredTerms,
    check_measured,
    measure,
)
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Code,
    Exact,
    ExactShare,
    Kind,
    Reckoned,
    Rounding,
    Step,
    Terms,
    cap_step,
    round_amount,
    show,
)


class Fee(Terms):
    """What the payer owes whatever the result."""

    to: Code
    amount: Amount
    clause: Clause = ""


class Tier(Terms):
    """Who is paid next, up to how much."""

    to: Code
    most: Amount
    clause: Clause = ""


class Part(Terms):
    """Whose the rest is, and which share of it."""

    to: Code
    share: ExactShare
    clause: Clause = ""


class Guarantee(Terms):
    """Who makes good what of the investment did not come back, up to how much."""

    by: Code
    most: Amount
    clause: Clause = ""


class OperatorFee(Terms):
    """The operator's fee, out of what was invested: whole only from a result on."""

    reduced: Amount
    full: Amount
    full_from: Exact
    clause: Clause = ""


class WaterfallTerms(MeasuredTerms):
    """The investment, the two forms of the payment, and the order of who is paid."""

    invested: Amount
    cap: Amount
    cap_clause: Clause = ""
    principal: Form
    bonus: Form | None = None
    fees: Annotated[list[Fee], Field(max_length=20, default_factory=list)]
    tiers: Annotated[list[Tier], Field(max_length=50, default_factory=list)]
    split: Annotated[list[Part], Field(min_length=1, max_length=20)]
    guarantee: Guarantee | None = None
    operator_fee: OperatorFee | None = None


def _fees(terms: WaterfallTerms) -> int:
    return sum(fee.amount for fee in terms.fees)


def _check(terms: WaterfallTerms) -> Refusal | None:
    """Refused, in this order: what measuring refuses, `steps_not_rising`, `weights_not_one` of the
    split, `fees_above_cap`."""
    if wrong := check_measured(terms) or check_form(terms.principal, "terms.principal"):
        return wrong
    if terms.bonus and (wrong := check_form(terms.bonus, "terms.bonus")):
        return wrong
    total = sum((part.share for part in terms.split), Fraction(0))
    if total != 1:
        return refuse("weights_not_one", "terms.split", total=show(total))
    if _fees(terms) > terms.cap:
        return refuse("fees_above_cap", "terms.fees", fees=_fees(terms), cap=terms.cap)
    return None


def _highest(terms: WaterfallTerms) -> int:
    most = most_of(terms.principal) + (most_of(terms.bonus) if terms.bonus else 0)
    return min(terms.cap, most + _fees(terms))


def _earn(terms: WaterfallTerms, value: Fraction | None, rounding: Rounding) -> list[Step]:
    if value is None:
        return [Step(terms.principal.clause, "explain_nothing_counts", {"amount": 0}, 0)]
    forms: list[AnyForm] = [terms.principal, *([terms.bonus] if terms.bonus else [])]
    return [pay_by(form, value, rounding)[1] for form in forms]


def _run_down(terms: WaterfallTerms, cash: int) -> tuple[dict[str, int], list[Step]]:
    """Who gets what of the outcome cash. What the split's rounding leaves is its first party's."""
    shares: dict[str, int] = {}
    steps: list[Step] = []
    left = cash
    for tier in terms.tiers:
        taken = min(left, tier.most)
        left -= taken
        shares[tier.to] = shares.get(tier.to, 0) + taken
        facts: dict[str, Fact] = {"party": tier.to, "most": tier.most, "amount": taken}
        steps.append(Step(tier.clause, "explain_tier", facts))
    parts = [round_amount(left * part.share, Rounding.FLOOR) for part in terms.split]
    parts[0] += left - sum(parts)
    for part, amount in zip(terms.split, parts, strict=True):
        shares[part.to] = shares.get(part.to, 0) + amount
        named: dict[str, Fact] = {"party": part.to, "share": show(part.share), "amount": amount}
        steps.append(Step(part.clause, "explain_rest_split", named))
    return shares, steps


def _beside(
    terms: WaterfallTerms, value: Fraction | None, cash: int
) -> tuple[dict[str, Fraction], list[Step]]:
    """The guarantee, the loss and the operator's fee: said, not paid by the payer."""
    steps: list[Step] = []
    short = max(0, terms.invested - cash)
    called = 0
    if terms.guarantee:
        called = min(short, terms.guarantee.most)
        facts: dict[str, Fact] = {"party": terms.guarantee.by, "amount": called, "short": short}
        steps.append(Step(terms.guarantee.clause, "explain_guarantee", facts))
    figures = {"guarantee_called": Fraction(called), "investor_loss": Fraction(short - called)}
    figures["return"] = Fraction(max(0, cash - terms.invested))
    if fee := terms.operator_fee:
        whole = value is not None and value >= fee.full_from
        amount = fee.full if whole else fee.reduced
        named: dict[str, Fact] = {"from": show(fee.full_from), "full": fee.full, "amount": amount}
        steps.append(Step(fee.clause, "explain_operator_fee", named))
        figures["operator_fee"] = Fraction(amount)
    return figures, steps


def _decide(
    terms: WaterfallTerms, inputs: MeasuredInputs, rounding: Rounding
) -> Reckoned | Refusal:
    """Refused: what `measure` refuses."""
    measured = measure(terms, inputs)
    if isinstance(measured, Refusal):
        return measured
    earned = _earn(terms, measured.value, rounding)
    cash, gated = apply_gates(terms.gates, inputs.gates, sum(step.amount or 0 for step in earned))
    steps = [*measured.steps, *earned, *gated]
    over = max(0, cash - (terms.cap - _fees(terms)))
    steps.append(cap_step(terms.cap_clause, terms.cap, _fees(terms), over))
    cash -= over
    shares, down = _run_down(terms, cash)
    for fee in terms.fees:
        owed: dict[str, Fact] = {"party": fee.to, "amount": fee.amount}
        steps.append(Step(fee.clause, "explain_fee", owed, fee.amount))
        shares[fee.to] = shares.get(fee.to, 0) + fee.amount
    figures, beside = _beside(terms, measured.value, cash)
    if measured.value is not None:
        figures["result"] = measured.value
    amount = cash + _fees(terms)
    return Reckoned(amount, (*steps, *down, *beside), shares, figures)


KIND = Kind(
    code="waterfall",
    terms=WaterfallTerms,
    inputs=MeasuredInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
