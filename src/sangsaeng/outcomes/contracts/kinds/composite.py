"""A composite score of several metrics with weights and gates, paid as a share of a cap.

    a = clip((verified - baseline) / (target - baseline), 0, achievement cap)
    A = sum of weight x a        the weights add up to exactly 1
    amount = round(cap x f(A))   f: steps, or linear between a floor and full; 0 if a gate is broken

The one formula of `a` is right for metrics that shall rise and for those that shall fall (workflow
rows 16 and 18). Where the contract has periods, each pays at most its own part of the cap. What is
retained until the tail has passed is a part of the amount.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.gates import (
    GatedInputs,
    GatedTerms,
    apply_gates,
    check_gates,
    first_twice,
    match_gates,
)
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Code,
    Exact,
    ExactShare,
    Kind,
    Quantity,
    Reckoned,
    Rounding,
    Step,
    Terms,
    round_amount,
    show,
)
from sangsaeng.outcomes.contracts.tolerance import Named, said, within

ONE = Fraction(1)


class Metric(Terms):
    """One metric of the score. `lower_is_better`, where said, is held against the target."""

    code: Code
    weight: ExactShare
    baseline: Quantity
    target: Quantity
    achievement_cap: Quantity = ONE
    tolerance: Quantity | None = None
    lower_is_better: bool | None = None
    clause: Clause = ""


class ShareStep(Terms):
    """From this achievement on, this share of the cap."""

    least: Quantity
    pays: ExactShare


class Steps(Terms):
    """A table of shares; below its first line nothing is paid."""

    kind: Literal["steps"]
    steps: Annotated[list[ShareStep], Field(min_length=1, max_length=100)]
    clause: Clause = ""


class Linear(Terms):
    """Nothing up to the floor, the whole cap from `full` on, in proportion between."""

    kind: Literal["linear"]
    floor: Exact
    full: Exact
    clause: Clause = ""


class Period(Terms):
    """A period's part of the cap."""

    no: Annotated[int, Field(ge=1, le=1_000)]
    cap: Amount


class Retention(Terms):
    """The share of an amount that is kept back until the tail has passed, rounded down."""

    rate: ExactShare
    clause: Clause = ""


class CompositeTerms(GatedTerms):
    """The terms of a composite score."""

    cap: Amount
    form: Annotated[Steps | Linear, Field(discriminator="kind")]
    metrics: Annotated[list[Metric], Field(min_length=1, max_length=100)]
    periods: Annotated[list[Period], Field(max_length=100, default_factory=list)]
    retention: Retention | None = None


class CompositeInputs(GatedInputs):
    """Every metric and every gate of the contract, no more and no fewer. A gate that is kept is
    true. `period` where the contract has periods."""

    metrics: Annotated[list[Named], Field(max_length=100)]
    period: int | None = None


def achievement(metric: Metric, verified: Fraction) -> Fraction:
    """How much of the way from the baseline to the target was gone, from 0 to the metric's cap."""
    gone = (verified - metric.baseline) / (metric.target - metric.baseline)
    return max(Fraction(0), min(gone, metric.achievement_cap))


def share_of(form: Steps | Linear, achieved: Fraction) -> Fraction:
    """f(A): the share of the cap that an achievement earns."""
    if isinstance(form, Steps):
        reached = [step.pays for step in form.steps if achieved >= step.least]
        return reached[-1] if reached else Fraction(0)
    return max(Fraction(0), min(ONE, (achieved - form.floor) / (form.full - form.floor)))


def _check(terms: CompositeTerms) -> Refusal | None:
    """Refused, in this order: `twice_in_contract`, `weights_not_one`, `target_not_better`,
    `steps_not_rising`, `periods_not_whole`."""
    for listed in ([one.code for one in terms.metrics], [str(one.no) for one in terms.periods]):
        if again := first_twice(listed):
            return refuse("twice_in_contract", "terms", value=again)
    if wrong := check_gates(terms.gates):
        return wrong
    total = sum((metric.weight for metric in terms.metrics), Fraction(0))
    if total != 1:
        return refuse("weights_not_one", "terms.metrics", total=show(total))
    for metric in terms.metrics:
        falls = metric.target < metric.baseline
        if metric.target == metric.baseline or metric.lower_is_better not in (None, falls):
            stands = {"target": show(metric.target), "baseline": show(metric.baseline)}
            return refuse("target_not_better", "terms.metrics", metric=metric.code, **stands)
    if not _rises(terms.form):
        return refuse("steps_not_rising", "terms.form")
    parts = sum(period.cap for period in terms.periods)
    if terms.periods and parts != terms.cap:
        return refuse("periods_not_whole", "terms.periods", total=parts, cap=terms.cap)
    return None


def _rises(form: Steps | Linear) -> bool:
    if isinstance(form, Linear):
        return form.floor < form.full
    pairs = list(zip(form.steps, form.steps[1:], strict=False))
    return all(one.least < two.least and one.pays <= two.pays for one, two in pairs)


def _highest(terms: CompositeTerms) -> int:
    """The cap, as far as the weights and achievement caps let the score rise; each period's part
    rounded up, so that it holds for all of them together."""
    most = sum((one.weight * one.achievement_cap for one in terms.metrics), Fraction(0))
    share = share_of(terms.form, most)
    caps = [period.cap for period in terms.periods] or [terms.cap]
    return sum(ceil(cap * share) for cap in caps)


def _mismatch(terms: CompositeTerms, inputs: CompositeInputs) -> Refusal | None:
    """Refused, in this order: `twice_in_inputs`, `metric_missing`, `metric_not_in_contract`,
    `gate_missing`, `gate_not_in_contract`, `period_not_in_contract`."""
    given = [one.code for one in inputs.metrics]
    if again := first_twice(given):
        return refuse("twice_in_inputs", "metrics", value=again)
    wanted = [metric.code for metric in terms.metrics]
    if missing := [code for code in wanted if code not in given]:
        return refuse("metric_missing", "metrics", value=missing[0])
    if unknown := [code for code in given if code not in wanted]:
        return refuse("metric_not_in_contract", "metrics", value=unknown[0])
    if wrong := match_gates(terms.gates, inputs.gates):
        return wrong
    numbers: list[int | None] = [one.no for one in terms.periods]
    if inputs.period not in (numbers or [None]):
        return refuse("period_not_in_contract", "period", value=str(inputs.period))
    return None


def _score(metric: Metric, given: Named) -> tuple[Fraction, Step]:
    counts = within(given, metric.tolerance)
    achieved = achievement(metric, given.verified) if counts else Fraction(0)
    facts = {
        **said(given),
        "metric": metric.code,
        "baseline": show(metric.baseline),
        "target": show(metric.target),
        "cap": show(metric.achievement_cap),
        "achieved": show(achieved),
        "weight": show(metric.weight),
        "points": show(metric.weight * achieved),
    }
    if counts:
        return achieved, Step(metric.clause, "explain_metric", facts)
    assert metric.tolerance is not None
    facts["tolerance"] = show(metric.tolerance)
    return achieved, Step(metric.clause, "explain_metric_over_tolerance", facts)


def _say_form(form: Steps | Linear, achieved: Fraction) -> Step:
    share = share_of(form, achieved)
    facts: dict[str, Fact] = {"achieved": show(achieved), "share": show(share)}
    if isinstance(form, Linear):
        ends = {"floor": show(form.floor), "full": show(form.full)}
        return Step(form.clause, "explain_share_linear", {**facts, **ends})
    reached = [step.least for step in form.steps if achieved >= step.least]
    if not reached:
        least = show(form.steps[0].least)
        return Step(form.clause, "explain_below_first_step", {**facts, "least": least})
    return Step(form.clause, "explain_step_reached", {**facts, "least": show(reached[-1])})


def _pay(form: Steps | Linear, cap: int, share: Fraction, rounding: Rounding) -> Step:
    earned = round_amount(cap * share, rounding)
    facts: dict[str, Fact] = {"cap": cap, "share": show(share), "amount": earned}
    return Step(form.clause, "explain_share_of_cap", facts, earned)


def _decide(
    terms: CompositeTerms, inputs: CompositeInputs, rounding: Rounding
) -> Reckoned | Refusal:
    if wrong := _mismatch(terms, inputs):
        return wrong
    given = {one.code: one for one in inputs.metrics}
    scored = [(metric, *_score(metric, given[metric.code])) for metric in terms.metrics]
    total = sum((metric.weight * achieved for metric, achieved, _ in scored), Fraction(0))
    share = share_of(terms.form, total)
    caps = {period.no: period.cap for period in terms.periods}
    cap = terms.cap if inputs.period is None else caps[inputs.period]
    paid = _pay(terms.form, cap, share, rounding)
    amount, gated = apply_gates(terms.gates, inputs.gates, paid.amount or 0)
    steps = [step for _, _, step in scored]
    steps.append(Step(terms.form.clause, "explain_achievement", {"achieved": show(total)}))
    steps += [_say_form(terms.form, total), paid, *gated]
    shares: dict[str, int] = {}
    if kept := terms.retention:
        retained = round_amount(amount * kept.rate, Rounding.FLOOR)
        shares = {"payable": amount - retained, "retained": retained}
        facts: dict[str, Fact] = {"rate": show(kept.rate), "retained": retained}
        steps.append(Step(kept.clause, "explain_retention", {**facts, **shares}))
    figures = {f"achievement.{metric.code}": achieved for metric, achieved, _ in scored}
    figures |= {"achievement": total, "share": share, "unearned": Fraction(cap - amount)}
    return Reckoned(amount, tuple(steps), shares, figures)


KIND = Kind(
    code="composite",
    terms=CompositeTerms,
    inputs=CompositeInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
