"""Which metric may move money where: a site with 20 workers is never paid on its accident count."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.measures.model import Metric, NationalRate, Pays

MONTHS_A_YEAR = 12
_ACCIDENTS = frozenset({Pays.POOLED, Pays.GATE})


def decide_paying_metric(
    metric: Metric,
    workers: int,
    national: NationalRate,
    months: int = MONTHS_A_YEAR,
    use: Pays = Pays.PRICE,
) -> Refusal | None:
    """Whether a metric may be used so, for so many workers observed so long.

    A gate only ever stops money: any metric may be one. Refusals in order: metric_not_payable (an
    accident count as a price or a floor, with what chance alone gives at these sites),
    metric_only_a_floor (reports as a price: fewer or more of them must not pay),
    metric_not_pooled, exposure_too_small (a pooled outcome that could not be told from chance).
    """
    if use is Pays.GATE:
        return None
    if metric.pays in _ACCIDENTS and use is not Pays.POOLED:
        return _not_payable(metric, workers, national, months)
    if metric.pays is Pays.FLOOR and use is Pays.PRICE:
        return refuse("metric_only_a_floor", "metric", metric=metric.code)
    if use is Pays.POOLED:
        if metric.pays is not Pays.POOLED:
            return refuse("metric_not_pooled", "metric", metric=metric.code)
        return decide_exposure(metric, Fraction(workers * months, MONTHS_A_YEAR))
    return None


def decide_exposure(metric: Metric, exposure: Fraction) -> Refusal | None:
    """Whether there is enough of what the metric is counted over, or `exposure_too_small`."""
    least = metric.least_exposure
    if exposure < Fraction(Decimal(least.count)):
        return refuse(
            "exposure_too_small",
            "metric",
            metric=metric.code,
            found=f"{_rounded(exposure, 1)}",
            least=least.count,
            of=least.of,
        )
    return None


def expected_injuries(workers: int, national: NationalRate, months: int) -> Fraction:
    """Injuries that the national rate alone gives."""
    return Fraction(Decimal(national.rate)) * workers * months / MONTHS_A_YEAR


def chance_of_none(expected: Fraction) -> Decimal:
    """P(no injury) = exp(-expected), with six places: what doing nothing is rewarded with."""
    with localcontext() as context:
        context.prec = 50
        exponent = -Decimal(expected.numerator) / Decimal(expected.denominator)
        return exponent.exp().quantize(Decimal("0.000001"), ROUND_HALF_UP)


def _not_payable(metric: Metric, workers: int, national: NationalRate, months: int) -> Refusal:
    expected = expected_injuries(workers, national, months)
    return refuse(
        "metric_not_payable",
        "metric",
        metric=metric.code,
        workers=workers,
        months=months,
        national=f"{_rounded(Fraction(Decimal(national.rate)) * 100, 2)}",
        expected=f"{_rounded(expected, 3)}",
        none=f"{_rounded(Fraction(chance_of_none(expected)) * 100, 2)}",
    )


def _rounded(value: Fraction, places: int) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
