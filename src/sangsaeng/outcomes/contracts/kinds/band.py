"""A table of bands: the amount of the best band the measured number reaches.

    amount = pays(max { at : number >= at })      <= where lower is better; 0 before the first band

Rikers, Seoul and Buyeo paid so (domain sections 1.4 and 2.2).
"""

from __future__ import annotations

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.forms import StepForm, most_of
from sangsaeng.outcomes.contracts.measuring import MeasuredInputs, MeasuredTerms
from sangsaeng.outcomes.contracts.one_number import check_one_number, decide_one_number
from sangsaeng.outcomes.contracts.shape import Kind, Reckoned, Rounding


class BandTerms(MeasuredTerms):
    """A measure and its table."""

    form: StepForm


def _check(terms: BandTerms) -> Refusal | None:
    return check_one_number(terms, terms.form)


def _highest(terms: BandTerms) -> int:
    return most_of(terms.form)


def _decide(terms: BandTerms, inputs: MeasuredInputs, rounding: Rounding) -> Reckoned | Refusal:
    return decide_one_number(terms, terms.form, inputs, rounding)


KIND = Kind(
    code="band",
    terms=BandTerms,
    inputs=MeasuredInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
