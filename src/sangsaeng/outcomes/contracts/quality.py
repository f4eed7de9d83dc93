"""A quality score that adds to what quantities earn.

score  = scale x sum of points / sum of points possible         at most the scale
factor = sum of weight x score          quality amount = round(earned x factor)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.gates import first_twice
from sangsaeng.outcomes.contracts.shape import (
    Clause,
    Code,
    Inputs,
    Quantity,
    Step,
    Terms,
    show,
)

ONE = Fraction(1)


class Score(Terms):
    """One checklist: its weight in the factor, and what full marks count."""

    code: Code
    weight: Quantity
    scale: Quantity = ONE


class Quality(Terms):
    """The checklists that make the factor."""

    scores: Annotated[list[Score], Field(min_length=1, max_length=50)]
    clause: Clause = ""


class Points(Inputs):
    """Points given, and points possible."""

    scored: Quantity
    possible: Quantity


class Scored(Inputs):
    """The points of one checklist, question by question or site by site."""

    code: Code
    points: Annotated[list[Points], Field(min_length=1, max_length=1_000)]


def match_scores(quality: Quality | None, scored: Sequence[Scored]) -> Refusal | None:
    """Refused, in this order: `twice_in_inputs`, `score_missing`, `score_not_in_contract`,
    `nothing_to_divide_by`."""
    wanted = [score.code for score in quality.scores] if quality else []
    given = [one.code for one in scored]
    if again := first_twice(given):
        return refuse("twice_in_inputs", "quality", value=again)
    if missing := [code for code in wanted if code not in given]:
        return refuse("score_missing", "quality", value=missing[0])
    if unknown := [code for code in given if code not in wanted]:
        return refuse("score_not_in_contract", "quality", value=unknown[0])
    for one in scored:
        if sum((points.possible for points in one.points), Fraction(0)) == 0:
            return refuse("nothing_to_divide_by", "quality", what=one.code)
    return None


def factor_of(quality: Quality, scored: Sequence[Scored]) -> tuple[Fraction, list[Step]]:
    """The factor, and a line for each checklist."""
    given = {one.code: one.points for one in scored}
    factor, steps = Fraction(0), []
    for score in quality.scores:
        points = given[score.code]
        got = sum((one.scored for one in points), Fraction(0))
        possible = sum((one.possible for one in points), Fraction(0))
        value = score.scale * min(ONE, got / possible)
        factor += score.weight * value
        facts = {"score": score.code, "scored": show(got), "possible": show(possible)}
        facts |= {"value": show(value), "weight": show(score.weight)}
        steps.append(Step(quality.clause, "explain_score", facts))
    return factor, steps
