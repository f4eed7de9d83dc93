"""How one number becomes an amount: a table of steps, a line through points, or a price a unit.

The same three serve what shall rise and what shall fall (`lower_is_better`): the lines of a table
stand from the first that pays to the best, each paying no less than the one before, so that the
last one is the most a form can pay.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Exact,
    Quantity,
    Rounding,
    Step,
    Terms,
    round_amount,
    show,
)


class Line(Terms):
    """At this result, this amount."""

    at: Exact
    pays: Amount
    clause: Clause = ""


class StepForm(Terms):
    """The amount of the best line that was reached; nothing before the first."""

    kind: Literal["steps"]
    lines: Annotated[list[Line], Field(min_length=1, max_length=200)]
    lower_is_better: bool = False
    clause: Clause = ""


class PointForm(Terms):
    """Nothing before the first point, in proportion between two, no more after the last."""

    kind: Literal["points"]
    lines: Annotated[list[Line], Field(min_length=2, max_length=200)]
    lower_is_better: bool = False
    clause: Clause = ""


class PriceForm(Terms):
    """A price a unit, in minor units, up to a cap."""

    kind: Literal["price"]
    price: Quantity
    cap: Amount
    clause: Clause = ""


Form = Annotated[StepForm | PointForm | PriceForm, Field(discriminator="kind")]
AnyForm = StepForm | PointForm | PriceForm


def check_form(form: AnyForm, place: str = "terms.form") -> Refusal | None:
    """Refused: `steps_not_rising`."""
    if isinstance(form, PriceForm):
        return None
    pairs = zip(form.lines, form.lines[1:], strict=False)
    sign = -1 if form.lower_is_better else 1
    if all(sign * one.at < sign * two.at and one.pays <= two.pays for one, two in pairs):
        return None
    return refuse("steps_not_rising", place)


def most_of(form: AnyForm) -> int:
    """The most a form can pay."""
    return form.cap if isinstance(form, PriceForm) else form.lines[-1].pays


def pay_by(form: AnyForm, value: Fraction, rounding: Rounding) -> tuple[int, Step]:
    """The amount for a result, and the line that says it; rounded once, here."""
    facts: dict[str, Fact] = {"value": show(value)}
    if isinstance(form, PriceForm):
        return _by_price(form, value, rounding)
    sign = -1 if form.lower_is_better else 1
    reached = [line for line in form.lines if sign * value >= sign * line.at]
    if not reached:
        first = form.lines[0]
        facts["first"] = show(first.at)
        return 0, Step(form.clause or first.clause, "explain_before_first_line", facts, 0)
    best = reached[-1]
    clause = best.clause or form.clause
    if isinstance(form, StepForm) or len(reached) == len(form.lines):
        facts |= {"at": show(best.at), "amount": best.pays}
        return best.pays, Step(clause, "explain_line_reached", facts, best.pays)
    after = form.lines[len(reached)]
    gone = (value - best.at) / (after.at - best.at)
    amount = round_amount(best.pays + gone * (after.pays - best.pays), rounding)
    facts |= {"at": show(best.at), "pays": best.pays, "amount": amount}
    facts |= {"next_at": show(after.at), "next_pays": after.pays}
    return amount, Step(clause, "explain_between_points", facts, amount)


def _by_price(form: PriceForm, value: Fraction, rounding: Rounding) -> tuple[int, Step]:
    units = max(Fraction(0), value)
    amount = min(form.cap, round_amount(units * form.price, rounding))
    facts: dict[str, Fact] = {"value": show(units), "price": show(form.price)}
    facts |= {"cap": form.cap, "amount": amount}
    return amount, Step(form.clause, "explain_price", facts, amount)
