"""Poisson rates: exact intervals, shrinkage for triage, and the comparison of two."""

from __future__ import annotations

from math import sqrt

from scipy import special

from sangsaeng.outcomes.statistics.model import Compared, Interval, Shrunk

# The prior's weight: two events' worth, so that an empty record is drawn to the stratum's rate but
# keeps a wide interval (domain section 3.3).
PRIOR_EVENTS = 2.0


def exact_interval(events: int, exposure: float, confidence: float = 0.95) -> Interval:
    """Garwood's two-sided interval of a rate."""
    assert events >= 0 and exposure > 0
    tail = (1 - confidence) / 2
    low = float(special.gammaincinv(events, tail)) if events else 0.0
    high = float(special.gammaincinv(events + 1, 1 - tail))
    return Interval(low / exposure, high / exposure)


def shrink(
    events: int,
    exposure: float,
    stratum_rate: float,
    prior_events: float = PRIOR_EVENTS,
    confidence: float = 0.95,
) -> Shrunk:
    """Gamma-Poisson: prior `prior_events` on `prior_events / stratum_rate` exposure. Only for
    showing and triage, and only among sites that could be exchanged for each other."""
    assert events >= 0 and exposure >= 0 and stratum_rate > 0
    prior_exposure = prior_events / stratum_rate
    shape, rate = prior_events + events, prior_exposure + exposure
    tail = (1 - confidence) / 2
    ends = [float(special.gammaincinv(shape, part)) / rate for part in (tail, 1 - tail)]
    return Shrunk(
        mean=shape / rate,
        weight=exposure / rate,
        credible=Interval(*ends),
        chance_below_prior=float(special.gammainc(shape, stratum_rate * rate)),
    )


def compare(
    events: int,
    exposure: float,
    events_before: int,
    exposure_before: float,
    confidence: float = 0.95,
) -> Compared:
    """The ratio of two rates, now over before, at least one event in each. The interval is the
    score interval of the share given the sum; the tests are exact given the sum."""
    assert events > 0 and events_before > 0 and exposure > 0 and exposure_before > 0
    both = events + events_before
    turn = float(special.ndtri(1 - (1 - confidence) / 2))
    centre = (events + turn**2 / 2) / (both + turn**2)
    half = turn * sqrt(events * events_before / both + turn**2 / 4) / (both + turn**2)
    scale = exposure_before / exposure
    low, high = (part / (1 - part) * scale for part in (centre - half, centre + half))
    share = exposure / (exposure + exposure_before)
    exact = float(special.bdtr(events, both, share))
    here = exact - float(special.bdtr(events - 1, both, share))
    return Compared(events / events_before * scale, Interval(low, high), exact, exact - here / 2)


def over_dispersion(events: list[int], exposures: list[float]) -> float:
    """Pearson's statistic per degree of freedom around one common rate. Well above 1, the sites
    differ by more than chance, and errors of pooled rates grow by its root."""
    assert len(events) == len(exposures) > 1 and sum(events) > 0
    rate = sum(events) / sum(exposures)
    expected = [rate * exposure for exposure in exposures]
    squares = ((seen - mean) ** 2 / mean for seen, mean in zip(events, expected, strict=True))
    return sum(squares) / (len(events) - 1)
