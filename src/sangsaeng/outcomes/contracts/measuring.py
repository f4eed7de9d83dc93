"""How verified quantities become the one number that is paid on.

    value      the quantity itself
    ratio      achieved / target
    share      achieved / (evaluated + left)      left: counted as not achieved, or left out
    reduction  (control - treated) / control      rates of two cohorts of equal exposure
    avoided    max(0, flagged x (1 - deadweight) - still)
    estimate   sum of weight x estimate           weights add up to 1; estimates may be below 0

Who left is reported whichever way it is reckoned: a rate that looks better because the hard cases
left is seen (domain section 6, "leavers dropped"). `deadweight` is the share that would have come
out well without anybody's doing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.gates import (
    GatedInputs,
    GatedTerms,
    check_gates,
    first_twice,
    match_gates,
)
from sangsaeng.outcomes.contracts.shape import (
    Clause,
    Code,
    Exact,
    ExactShare,
    Quantity,
    Step,
    Terms,
    show,
)
from sangsaeng.outcomes.contracts.tolerance import Named, NamedList, said, within


class Value(Terms):
    """The quantity itself."""

    kind: Literal["value"]
    clause: Clause = ""


class Ratio(Terms):
    """Achieved over the contract's target."""

    kind: Literal["ratio"]
    target: Quantity
    clause: Clause = ""


class Share(Terms):
    """Achieved over all who were evaluated, and those who left with them unless left out."""

    kind: Literal["share"]
    leavers: Literal["counted", "left_out"] = "counted"
    clause: Clause = ""


class Reduction(Terms):
    """How far the treated rate is below the control's, as a share of that."""

    kind: Literal["reduction"]
    clause: Clause = ""


class Avoided(Terms):
    """Cases that were expected and did not come, less those that would not have come anyway."""

    kind: Literal["avoided"]
    deadweight: ExactShare
    clause: Clause = ""


class Weighted(Terms):
    """One estimate among several, with its weight."""

    code: Code
    weight: ExactShare


class Estimate(Terms):
    """Several estimates of one effect, combined; no test of significance beside it."""

    kind: Literal["estimate"]
    parts: Annotated[list[Weighted], Field(min_length=1, max_length=20)]
    clause: Clause = ""


AnyMeasure = Value | Ratio | Share | Reduction | Avoided | Estimate
Measure = Annotated[AnyMeasure, Field(discriminator="kind")]


class MeasuredTerms(GatedTerms):
    """Terms of a contract that pays on one measured number."""

    measure: Measure
    tolerance: Quantity | None = None


class MeasuredInputs(GatedInputs):
    """Quantities by the measure's own codes; estimates where the measure combines estimates."""

    quantities: Annotated[NamedList, Field(default_factory=list)]
    estimates: Annotated[dict[Code, Exact], Field(default_factory=dict)]


@dataclass(frozen=True, slots=True)
class Measured:
    """The number; None where a claim was too far from what was verified."""

    value: Fraction | None
    steps: Sequence[Step]


_NEEDED: Mapping[str, tuple[str, ...]] = {
    "value": ("value",),
    "ratio": ("achieved",),
    "share": ("achieved", "evaluated", "left"),
    "reduction": ("control", "treated"),
    "avoided": ("flagged", "still"),
    "estimate": (),
}
_SAYS: Mapping[str, str] = {
    "value": "explain_measure_value",
    "ratio": "explain_measure_ratio",
    "share": "explain_measure_share",
    "reduction": "explain_measure_reduction",
    "avoided": "explain_measure_avoided",
    "estimate": "explain_measure_estimate",
}


def check_measured(terms: MeasuredTerms) -> Refusal | None:
    """Refused, in this order: `twice_in_contract`, `weights_not_one`, `nothing_to_divide_by`."""
    if wrong := check_gates(terms.gates):
        return wrong
    if isinstance(terms.measure, Estimate):
        if again := first_twice([part.code for part in terms.measure.parts]):
            return refuse("twice_in_contract", "terms.measure", value=again)
        total = sum((part.weight for part in terms.measure.parts), Fraction(0))
        if total != 1:
            return refuse("weights_not_one", "terms.measure", total=show(total))
    if isinstance(terms.measure, Ratio) and terms.measure.target == 0:
        return refuse("nothing_to_divide_by", "terms.measure", what="target")
    return None


def measure(terms: MeasuredTerms, inputs: MeasuredInputs) -> Measured | Refusal:
    """The number of verified quantities, and the lines that say it.

    Refused, in this order: `gate_missing`, `gate_not_in_contract`, `twice_in_inputs`,
    `quantity_missing`, `quantity_not_in_contract`, `nothing_to_divide_by`, `more_than_all`.
    """
    if wrong := match_gates(terms.gates, inputs.gates):
        return wrong
    if wrong := _mismatch(terms.measure, inputs):
        return wrong
    verified = {one.code: one.verified for one in inputs.quantities}
    over = [one for one in inputs.quantities if not within(one, terms.tolerance)]
    steps = [_say_quantity(terms, one, one in over) for one in inputs.quantities]
    reckoned = _reckon(terms.measure, verified, inputs.estimates)
    if isinstance(reckoned, Refusal):
        return reckoned
    value, facts = reckoned
    if over:
        return Measured(None, steps)
    line = Step(terms.measure.clause, _SAYS[terms.measure.kind], facts)
    return Measured(value, [*steps, line])


def _mismatch(by: AnyMeasure, inputs: MeasuredInputs) -> Refusal | None:
    given = [one.code for one in inputs.quantities]
    if again := first_twice(given):
        return refuse("twice_in_inputs", "quantities", value=again)
    given += list(inputs.estimates)
    parts = tuple(part.code for part in by.parts) if isinstance(by, Estimate) else ()
    needed = (*_NEEDED[by.kind], *parts)
    if missing := [code for code in needed if code not in given]:
        return refuse("quantity_missing", "quantities", value=missing[0])
    if unknown := [code for code in given if code not in needed]:
        return refuse("quantity_not_in_contract", "quantities", value=unknown[0])
    misplaced = [code for code in given if (code in parts) is not (code in inputs.estimates)]
    if misplaced:
        return refuse("quantity_not_in_contract", "estimates", value=misplaced[0])
    return None


def _say_quantity(terms: MeasuredTerms, one: Named, over: bool) -> Step:
    facts: dict[str, Fact] = {"quantity": one.code, **said(one)}
    if not over:
        return Step(terms.measure.clause, "explain_quantity", facts)
    assert terms.tolerance is not None
    facts["tolerance"] = show(terms.tolerance)
    return Step(terms.measure.clause, "explain_quantity_over_tolerance", facts)


def _reckon(
    by: AnyMeasure, of: Mapping[str, Fraction], estimates: Mapping[str, Fraction]
) -> tuple[Fraction, dict[str, Fact]] | Refusal:
    facts: dict[str, Fact] = {code: show(value) for code, value in of.items()}
    if isinstance(by, Value):
        value = of["value"]
    elif isinstance(by, Ratio):
        value = of["achieved"] / by.target
        facts["target"] = show(by.target)
    elif isinstance(by, Share):
        return _share(by, of, facts)
    elif isinstance(by, Reduction):
        if of["control"] == 0:
            return refuse("nothing_to_divide_by", "quantities", what="control")
        value = (of["control"] - of["treated"]) / of["control"]
    elif isinstance(by, Avoided):
        value = max(Fraction(0), of["flagged"] * (1 - by.deadweight) - of["still"])
        facts["deadweight"] = show(by.deadweight)
    else:
        value = sum((part.weight * estimates[part.code] for part in by.parts), Fraction(0))
        named = [f"{show(one.weight)} × {one.code} {show(estimates[one.code])}" for one in by.parts]
        facts["parts"] = " + ".join(named)
    return value, {**facts, "result": show(value)}


def _share(
    by: Share, of: Mapping[str, Fraction], facts: dict[str, Fact]
) -> tuple[Fraction, dict[str, Fact]] | Refusal:
    if of["evaluated"] == 0:
        return refuse("nothing_to_divide_by", "quantities", what="evaluated")
    if of["achieved"] > of["evaluated"]:
        return refuse("more_than_all", "quantities", **facts)
    counted = of["achieved"] / (of["evaluated"] + of["left"])
    left_out = of["achieved"] / of["evaluated"]
    value = counted if by.leavers == "counted" else left_out
    both = {"counted": show(counted), "left_out": show(left_out)}
    return value, {**facts, **both, "result": show(value)}
