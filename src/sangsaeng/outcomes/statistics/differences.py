"""Difference in differences of Poisson rates, and how much exposure it takes to see an effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from scipy import special

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.statistics.model import Effect, Interval

LEVEL = 0.05
POWER = 0.80


@dataclass(frozen=True, slots=True)
class Counted:
    """Events over their exposure."""

    events: int
    exposure: float


@dataclass(frozen=True, slots=True)
class Arms:
    """Sites with works and their matched controls, each before and after."""

    before: Counted
    after: Counted
    control_before: Counted
    control_after: Counted


def difference(arms: Arms, dispersion: float = 1.0, confidence: float = 0.95) -> Effect | Refusal:
    """(a1/a0) / (c1/c0), rates by exposure; error of the logarithm: the root of
    1/a1 + 1/a0 + 1/c1 + 1/c0, times the root of `dispersion` where that is above 1. `p` is
    one-sided, for a fall. Refuses `too_few_events` where a count is nothing."""
    cells = (arms.after, arms.before, arms.control_after, arms.control_before)
    if any(cell.events <= 0 or cell.exposure <= 0 for cell in cells):
        return refuse("too_few_events", "events", least=min(cell.events for cell in cells))
    signs = (1, -1, -1, 1)
    logs = (log(cell.events / cell.exposure) for cell in cells)
    shift = sum(sign * part for sign, part in zip(signs, logs, strict=True))
    error = sqrt(sum(1 / cell.events for cell in cells) * max(dispersion, 1.0))
    turn = float(special.ndtri(1 - (1 - confidence) / 2))
    return Effect(
        ratio=exp(shift),
        log_error=error,
        interval=Interval(exp(shift - turn * error), exp(shift + turn * error)),
        p=float(special.ndtr(shift / error)),
    )


def needed_exposure(rate: float, ratio: float, level: float = LEVEL, power: float = POWER) -> float:
    """Worker-years of each of two arms that show a fall to `ratio` with `power`, one-sided."""
    assert rate > 0 and 0 < ratio < 1
    turns = float(special.ndtri(1 - level) + special.ndtri(power))
    return float(turns**2 * (1 / rate + 1 / (rate * ratio)) / log(ratio) ** 2)


def power_of(rate: float, ratio: float, exposure: float, level: float = LEVEL) -> float:
    """The chance that two arms of `exposure` worker-years show a fall to `ratio`."""
    error = sqrt((1 / rate + 1 / (rate * ratio)) / exposure)
    return float(special.ndtr(-log(ratio) / error - special.ndtri(1 - level)))


def power_of_difference(
    rate: float, ratio: float, exposure: float, control_exposure: float, level: float = LEVEL
) -> float:
    """As `power_of`, with matched controls whose rate does not change: their error counts too."""
    own = (1 / rate + 1 / (rate * ratio)) / exposure
    error = sqrt(own + 2 / (rate * control_exposure))
    return float(special.ndtr(-log(ratio) / error - special.ndtri(1 - level)))
