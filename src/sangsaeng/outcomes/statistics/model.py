"""Results of the statistics; rates are per unit of the exposure that was given."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A rate drawn towards its stratum's: `weight` (Z) is what its own record counts for."""

    mean: float
    weight: float
    credible: Interval
    chance_below_prior: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Two Poisson rates. `exact_p` and `mid_p` are one-sided: how often chance alone would show a
    fall at least so large."""

    ratio: float
    interval: Interval
    exact_p: float
    mid_p: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference in differences of rates: the ratio of ratios, and the error of its logarithm."""

    ratio: float
    log_error: float
    interval: Interval
    p: float
