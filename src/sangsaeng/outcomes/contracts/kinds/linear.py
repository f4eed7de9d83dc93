"""In proportion between a floor and a cap.

    amount = pays1 + (number - at1) / (at2 - at1) x (pays2 - pays1)     between two points

Nothing before the first point, no more after the last; more than two points make a bent line.
Haebom's bonus was such a line from 13% to 20% (domain section 1.4). Lower may be better.
"""

from __future__ import annotations

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.forms import PointForm, most_of
from sangsaeng.outcomes.contracts.measuring import MeasuredInputs, MeasuredTerms
from sangsaeng.outcomes.contracts.one_number import check_one_number, decide_one_number
from sangsaeng.outcomes.contracts.shape import Kind, Reckoned, Rounding


class LinearTerms(MeasuredTerms):
    """A measure and its line."""

    form: PointForm


def _check(terms: LinearTerms) -> Refusal | None:
    return check_one_number(terms, terms.form)


def _highest(terms: LinearTerms) -> int:
    return most_of(terms.form)


def _decide(terms: LinearTerms, inputs: MeasuredInputs, rounding: Rounding) -> Reckoned | Refusal:
    return decide_one_number(terms, terms.form, inputs, rounding)


KIND = Kind(
    code="linear",
    terms=LinearTerms,
    inputs=MeasuredInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
