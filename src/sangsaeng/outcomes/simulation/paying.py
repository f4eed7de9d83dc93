"""The composite contract for many suppliers at once: the twin of `contracts/kinds/composite`.

Where every metric is at its floor or its cap, which is decided in whole numbers, the exact rule
says once what each such pattern pays. Other scores are reckoned in floats, and those that stand
within the floats' error of a step or of a whole won are given to the exact rule one by one. So the
twin pays what the contract pays, to the won; a test and every run compare them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from sangsaeng.outcomes.contracts.contract import Contract
from sangsaeng.outcomes.contracts.kinds.composite import (
    CompositeTerms,
    Linear,
    Metric,
    achievement,
    share_of,
)
from sangsaeng.outcomes.contracts.shape import Rounding, round_amount
from sangsaeng.outcomes.contracts.tolerance import Reported, within
from sangsaeng.outcomes.simulation.drawing import Flags, Floats, Ints

# A score's float error is some 10^-15; what is nearer to an edge than this is reckoned exactly.
_NEAR_SCORE = 1e-9
# A reward's is some 10^-15 x the cap; above this cap every reward is reckoned exactly.
_NEAR_WON, _MOST_CAP = 1e-3, 10**11
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric of many suppliers, in whole numbers: claimed / total, and verified as
    part / whole."""

    claimed: Ints
    total: Ints
    part: Ints
    whole: Ints


def pay(contract: Contract, measured: Mapping[str, Measured], kept: Flags) -> Ints:
    """Whole minor units for each supplier; nothing where a gate is not kept."""
    terms = contract.terms
    assert isinstance(terms, CompositeTerms)
    score, ends, pattern = _scores(terms, measured)
    rewards = np.zeros(score.shape, np.int64)
    table = _table(terms, contract.rounding)
    rewards[ends] = table[pattern[ends]]
    near = _float_rewards(terms, contract.rounding, score, ~ends, rewards)
    for place in np.flatnonzero(near & kept):
        rewards[place] = _exact_reward(terms, contract.rounding, measured, int(place))
    return np.where(kept, rewards, 0)


def _scores(terms: CompositeTerms, measured: Mapping[str, Measured]) -> tuple[Floats, Flags, Ints]:
    """The score as a float; whether every metric is at an end; which ends, as a binary number."""
    count = len(next(iter(measured.values())).part)
    score, ends = np.zeros(count), np.ones(count, np.bool_)
    pattern = np.zeros(count, np.int64)
    for place, metric in enumerate(terms.metrics):
        given = measured[metric.code]
        top = metric.baseline + metric.achievement_cap * (metric.target - metric.baseline)
        rises = metric.target > metric.baseline
        full = _reaches(given, top, rises)
        none = _reaches(given, metric.baseline, not rises)
        if metric.tolerance is not None:
            over = _over(given, metric.tolerance)
            full, none = full & ~over, none | over
        gone = (given.part / given.whole - float(metric.baseline)) / float(
            metric.target - metric.baseline
        )
        achieved = np.where(none, 0.0, np.where(full, float(metric.achievement_cap), gone))
        score += float(metric.weight) * achieved
        ends &= full | none
        # A cap of nothing is both ends at once; either pattern then means the same.
        pattern |= np.where(full & ~none, 1 << place, 0)
    return score, ends, pattern


def _reaches(given: Measured, edge: Fraction, from_below: bool) -> Flags:
    """Whether part / whole is at the edge or beyond it, in whole numbers."""
    largest = max(int(given.part.max()) * edge.denominator, int(given.whole.max()) * edge.numerator)
    part, whole = _roomy(largest, given.part, given.whole)
    left, right = part * edge.denominator, whole * edge.numerator
    return np.asarray(left >= right if from_below else left <= right, np.bool_)


def _over(given: Measured, tolerance: Fraction) -> Flags:
    """|claimed - verified| / verified > tolerance, in whole numbers; nothing verified is over."""
    wide = int(given.whole.max()) * max(int(given.claimed.max()), int(given.total.max()))
    largest = wide * max(tolerance.denominator, tolerance.numerator)
    listed = (given.claimed, given.total, given.part, given.whole)
    claimed, total, part, whole = _roomy(largest, *listed)
    verified = part * total
    apart = abs(claimed * whole - verified)
    over = apart * tolerance.denominator > verified * tolerance.numerator
    return np.asarray(over, np.bool_)


def _roomy(largest: int, *arrays: Ints) -> tuple[npt.NDArray[Any], ...]:
    """The same numbers where their products fit in 64 bits, else as whole numbers of any size."""
    return arrays if largest < _LARGEST else tuple(one.astype(object) for one in arrays)


def _table(terms: CompositeTerms, rounding: Rounding) -> Ints:
    """What each pattern of ends pays, by the exact rule."""
    rewards = []
    for bits in product((0, 1), repeat=len(terms.metrics)):
        # product counts the first bit highest; the first metric is the lowest.
        pairs = zip(terms.metrics, reversed(bits), strict=True)
        total = sum((one.weight * one.achievement_cap * bit for one, bit in pairs), Fraction(0))
        rewards.append(round_amount(terms.cap * share_of(terms.form, total), rounding))
    return np.array(rewards, np.int64)


def _float_rewards(
    terms: CompositeTerms, rounding: Rounding, score: Floats, here: Flags, rewards: Ints
) -> Flags:
    """Fill in the rewards of scores between the ends; where a float cannot decide."""
    near = np.zeros(score.shape, np.bool_)
    if isinstance(terms.form, Linear):
        edges = [terms.form.floor, terms.form.full]
        exact = (score - float(edges[0])) / float(edges[1] - edges[0]) * terms.cap
        shift = 0.5 if rounding is Rounding.NEAREST else 0.0
        filled = np.floor(np.clip(exact, 0, terms.cap) + shift).astype(np.int64)
        inside = (exact > 0) & (exact < terms.cap)
        near |= inside & (np.abs(exact + shift - np.rint(exact + shift)) < _NEAR_WON)
        near |= terms.cap > _MOST_CAP
    else:
        edges = [step.least for step in terms.form.steps]
        pays = [Fraction(0), *(step.pays for step in terms.form.steps)]
        table = np.array([round_amount(terms.cap * one, rounding) for one in pays], np.int64)
        filled = table[np.searchsorted([float(edge) for edge in edges], score, side="right")]
    for edge in edges:
        near |= np.abs(score - float(edge)) < _NEAR_SCORE
    rewards[here] = filled[here]
    return near & here


def _exact_reward(
    terms: CompositeTerms, rounding: Rounding, measured: Mapping[str, Measured], place: int
) -> int:
    total = Fraction(0)
    for metric in terms.metrics:
        reported = reported_at(measured[metric.code], place)
        total += metric.weight * _achieved(metric, reported)
    return round_amount(terms.cap * share_of(terms.form, total), rounding)


def _achieved(metric: Metric, reported: Reported) -> Fraction:
    if not within(reported, metric.tolerance):
        return Fraction(0)
    return achievement(metric, reported.verified)


def reported_at(given: Measured, place: int) -> Reported:
    """One supplier's metric as the contract takes it."""
    return Reported(
        claimed=Fraction(int(given.claimed[place]), int(given.total[place])),
        verified=Fraction(int(given.part[place]), int(given.whole[place])),
    )
