"""Bounds for shares from samples in whole numbers: the same digits on every machine.

A sample of `trials` units shows `good` of them in order. What share of all units is so, at least?
No float is used: the binomial tail is a sum of whole numbers over one power, compared exactly.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import comb

from sangsaeng.kernel.refusals import Refusal, refuse

CONFIDENCE = Fraction(95, 100)
# P(share >= target) from which a point value is paid (domain section 3.3).
PASSES_AT = Fraction(90, 100)
# Bounds and chances are told to so many places, rounded down: never in the payee's favour.
_MILLION = 10**6
# A bound of so many takes a second; no sample of sites or units comes near it.
MOST_TRIALS = 1_500


def check_sample(good: int, trials: int) -> Refusal | None:
    """Refusals in order: sample_empty, sample_too_large, more_good_than_drawn."""
    if trials < 1:
        return refuse("sample_empty", "trials")
    if trials > MOST_TRIALS:
        return refuse("sample_too_large", "trials", trials=trials, most=MOST_TRIALS)
    if not 0 <= good <= trials:
        return refuse("more_good_than_drawn", "good", good=good, trials=trials)
    return None


def tail(least: int, trials: int, share: Fraction) -> Fraction:
    """P(X >= least) for X binomial with `trials` and `share`, exactly."""
    assert 0 <= share <= 1
    whole, part = share.denominator, share.numerator
    return Fraction(_upper_sum(least, trials, part, whole), whole**trials)


@lru_cache(maxsize=4_096)
def clopper_pearson(good: int, trials: int, confidence: Fraction = CONFIDENCE) -> Decimal:
    """The one-sided exact lower bound: the largest share, in millionths, at which so many good
    would be seen with a chance of no more than 1 - confidence."""
    assert check_sample(good, trials) is None
    return _bound(good, trials, confidence)


@lru_cache(maxsize=4_096)
def beta_bound(good: int, trials: int, confidence: Fraction = CONFIDENCE) -> Decimal:
    """The lower bound of the posterior Beta(1 + good, 1 + bad). Its distribution function is a
    binomial tail of one more trial, so that it is as exact."""
    assert check_sample(good, trials) is None
    return _bound(good + 1, trials + 1, confidence)


def chance_reached(good: int, trials: int, target: Fraction) -> Fraction:
    """P(share >= target) after the sample, with Beta(1, 1) before it, exactly."""
    assert check_sample(good, trials) is None
    return 1 - tail(good + 1, trials + 1, target)


def is_reached(good: int, trials: int, target: Fraction, at: Fraction = PASSES_AT) -> bool:
    """Whether the point value may be paid: P(share >= target) >= `at`, compared unrounded."""
    return chance_reached(good, trials, target) >= at


def shown(chance: Fraction) -> Decimal:
    """A chance or a share with six places, rounded down."""
    return Decimal(chance.numerator * _MILLION // chance.denominator).scaleb(-6)


def needed_draws(bad_share: Fraction, confidence: Fraction = CONFIDENCE) -> int:
    """How many to draw to see at least one bad unit with `confidence`, if `bad_share` are bad."""
    assert 0 < bad_share <= 1 and confidence < 1
    missed, draws = Fraction(1), 0
    while missed > 1 - confidence:
        missed *= 1 - bad_share
        draws += 1
    return draws


def _bound(good: int, trials: int, confidence: Fraction) -> Decimal:
    allowed = 1 - confidence
    limit = allowed.numerator * _MILLION**trials
    # The tail grows with the share: halve until two neighbours are left.
    fits, above = 0, _MILLION
    if good == 0:
        return Decimal(0).scaleb(-6)
    while above - fits > 1:
        middle = (fits + above) // 2
        seen = _upper_sum(good, trials, middle, _MILLION) * allowed.denominator
        if seen <= limit:
            fits = middle
        else:
            above = middle
    return Decimal(fits).scaleb(-6)


def _upper_sum(least: int, trials: int, part: int, whole: int) -> int:
    """Sum over i >= least of C(trials, i) part^i (whole - part)^(trials - i)."""
    if least <= 0:
        return int(whole**trials)
    if least > trials:
        return 0
    if 2 * least < trials:
        return int(whole**trials) - _lower_sum(least - 1, trials, part, whole - part)
    return _lower_sum(trials - least, trials, whole - part, part)


def _lower_sum(most: int, trials: int, part: int, rest: int) -> int:
    """Sum over i <= most of C(trials, i) part^i rest^(trials - i), by Horner's rule in `rest`."""
    total, power = 0, 1
    for count in range(most + 1):
        total = total * rest + comb(trials, count) * power
        power *= part
    return total * int(rest ** (trials - most))
