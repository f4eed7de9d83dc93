"""Whether an undertaking may be agreed: weights, sense of direction, references, prices. Pure.

Soft targets are built into a scheme in which the paid write their own: so every target is held
against the baseline and against what sites of its stratum reach anyway (domain sections 0.3, 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.shape import render_exact, show
from sangsaeng.outcomes.measures.model import Catalogue, Metric
from sangsaeng.outcomes.measures.rules import decide_paying_metric
from sangsaeng.outcomes.model_target import (
    AbsoluteMetric,
    Reference,
    References,
    Stated,
    Target,
    TargetMetric,
)

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Against:
    """What a target is held against: the award's cap in won, the workers at its sites, and what
    the sites of its strata reach anyway."""

    success_cap_won: int
    workers: int
    catalogue: Catalogue
    references: References


def decide_target(target: Target, against: Against) -> Refusal | None:
    """Whether a target may be proposed or approved, before the baseline is known.

    Refusals in order: target_metric_twice, unknown_metric, metric_not_payable,
    metric_only_a_floor, weights_not_one, target_not_better, target_out_of_range,
    target_softer_than_reference, units_above_cap.
    """
    codes = [one.metric for one in target.metrics]
    for code in codes:
        if codes.count(code) > 1:
            return refuse("target_metric_twice", "metrics", metric=code)
    for code in codes:
        refused = _decide_pays(code, against)
        if refused:
            return refused
    total = sum((Fraction(Decimal(one.weight)) for one in target.metrics), Fraction(0))
    if total != ONE:
        return refuse("weights_not_one", "metrics", total=show(total))
    for one in target.metrics:
        refused = _decide_relative(one, against.catalogue.metrics[one.metric], against.references)
        if refused:
            return refused
    cost = sum(one.price_won * one.units for one in target.units)
    if cost > against.success_cap_won:
        return refuse("units_above_cap", "units", sum=cost, cap=against.success_cap_won)
    return None


def make_absolute(
    target: Target,
    baselines: Mapping[str, Fraction],
    metrics: Mapping[str, Metric],
    references: References,
) -> list[AbsoluteMetric] | Refusal:
    """The target as levels, once the baseline is locked. Refusals in order: target_not_better,
    target_out_of_range, target_softer_than_reference."""
    made = []
    for one in target.metrics:
        lower = metrics[one.metric].lower_is_better
        baseline = baselines[one.metric]
        level = one.absolute(baseline)
        if not _better(level, baseline, lower):
            return _not_better(one.metric, show(level), show(baseline))
        refused = _decide_level(one.metric, level, metrics[one.metric], references)
        if refused:
            return refused
        made.append(AbsoluteMetric(one, baseline, level, lower))
    return made


def strictest(reference: Reference, lower_is_better: bool) -> Fraction:
    """The hardest of the references that apply."""
    return reference.least if lower_is_better else reference.most


def _decide_pays(code: str, against: Against) -> Refusal | None:
    metric = against.catalogue.metrics.get(code)
    if metric is None:
        return refuse("unknown_metric", "metric", value=code, catalogue=against.catalogue.code)
    return decide_paying_metric(metric, against.workers, against.catalogue.national)


def _decide_relative(one: TargetMetric, metric: Metric, references: References) -> Refusal | None:
    size = Fraction(Decimal(one.size))
    if one.stated is Stated.ABSOLUTE:
        return _decide_level(one.metric, size, metric, references)
    nothing = Fraction(0) if one.stated is Stated.DELTA else ONE
    if not _better(size, nothing, metric.lower_is_better):
        sign = "+" if one.stated is Stated.DELTA else "x"
        return _not_better(one.metric, f"b {sign} {render_exact(size)}", "b")
    if one.stated is Stated.RATIO and size < 0:
        return refuse("target_out_of_range", "metrics", metric=one.metric, target=show(size))
    return None


def _decide_level(
    code: str, level: Fraction, metric: Metric, references: References
) -> Refusal | None:
    if level < 0 or (metric.share and level > ONE):
        return refuse("target_out_of_range", "metrics", metric=code, target=show(level))
    reference = references.get(code)
    if reference is None:
        return None
    hardest = strictest(reference, metric.lower_is_better)
    if level != hardest and not _better(level, hardest, metric.lower_is_better):
        return refuse(
            "target_softer_than_reference",
            "metrics",
            metric=code,
            target=show(level),
            reference=show(hardest),
        )
    return None


def _better(one: Fraction, other: Fraction, lower_is_better: bool) -> bool:
    return one < other if lower_is_better else one > other


def _not_better(metric: str, target: str, baseline: str) -> Refusal:
    return refuse("target_not_better", "metrics", metric=metric, target=target, baseline=baseline)
