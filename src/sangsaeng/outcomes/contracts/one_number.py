"""Kinds that pay on one measured number: measure, form, gates."""

from __future__ import annotations

from fractions import Fraction

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.forms import AnyForm, check_form, pay_by
from sangsaeng.outcomes.contracts.gates import apply_gates
from sangsaeng.outcomes.contracts.measuring import (
    MeasuredInputs,
    MeasuredTerms,
    check_measured,
    measure,
)
from sangsaeng.outcomes.contracts.shape import Reckoned, Rounding, Step


def check_one_number(terms: MeasuredTerms, form: AnyForm) -> Refusal | None:
    """Refused: what `check_measured` and `check_form` refuse."""
    return check_measured(terms) or check_form(form)


def decide_one_number(
    terms: MeasuredTerms, form: AnyForm, inputs: MeasuredInputs, rounding: Rounding
) -> Reckoned | Refusal:
    """The number, its amount, and the gates. Refused: what `measure` refuses."""
    measured = measure(terms, inputs)
    if isinstance(measured, Refusal):
        return measured
    steps, figures = list(measured.steps), {}
    earned, line = 0, Step(form.clause, "explain_nothing_counts", {"amount": 0}, 0)
    if measured.value is not None:
        earned, line = pay_by(form, measured.value, rounding)
        figures["result"] = measured.value
    amount, gated = apply_gates(terms.gates, inputs.gates, earned)
    figures["earned"] = Fraction(earned)
    return Reckoned(amount, (*steps, line, *gated), {}, figures)
