"""A cut of an insurance premium for a recognised risk assessment (산재예방요율).

    relief = round(wages x base rate x cut x days recognised / days of the year)

보험료징수법 §15, decree §18의2 to §18의5: a recognition that began within the year counts by its
days. The rate after the cut, base rate x (1 - cut x days / year), is a figure of the explanation.
"""

from __future__ import annotations

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


class PremiumReliefTerms(Terms):
    """The rate, the cut of it, and the largest wage bill that is relieved."""

    base_rate: ExactShare
    cut: ExactShare
    most_wages: Amount
    clause: Clause = ""


class PremiumReliefInputs(Inputs):
    """The year's wages as the insurer holds them, and the days the recognition was in force."""

    wages: Amount
    days: Annotated[int, Field(ge=0, le=366)]
    year_days: Annotated[int, Field(ge=365, le=366)] = 365


def _check(_terms: PremiumReliefTerms) -> Refusal | None:
    return None


def _highest(terms: PremiumReliefTerms) -> int:
    return round_amount(terms.most_wages * terms.base_rate * terms.cut, Rounding.NEAREST)


def _decide(
    terms: PremiumReliefTerms, inputs: PremiumReliefInputs, rounding: Rounding
) -> Reckoned | Refusal:
    """Refused: `days_beyond_year`."""
    if inputs.days > inputs.year_days:
        said = {"days": str(inputs.days), "year_days": str(inputs.year_days)}
        return refuse("days_beyond_year", "days", **said)
    wages = min(inputs.wages, terms.most_wages)
    cut = terms.cut * inputs.days / inputs.year_days
    rate = terms.base_rate * (1 - cut)
    amount = round_amount(wages * terms.base_rate * cut, rounding)
    facts: dict[str, Fact] = {"wages": wages, "base_rate": show(terms.base_rate)}
    facts |= {"full_cut": show(terms.cut), "cut": show(cut), "rate": show(rate)}
    facts |= {"days": str(inputs.days), "year_days": str(inputs.year_days), "amount": amount}
    step = Step(terms.clause, "explain_relief", facts, amount)
    return Reckoned(amount, (step,), {}, {"cut": cut, "rate": rate})


KIND = Kind(
    code="premium_relief",
    terms=PremiumReliefTerms,
    inputs=PremiumReliefInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
