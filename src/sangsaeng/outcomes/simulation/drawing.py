"""The draws: suppliers and sites of a block of programmes, before any rule is applied.

A block's generator is made from the seed and the block's number, so that it does not matter which
process draws it. Every draw that a rule could switch on or off is made whatever the rules are:
two rule sets are judged on the same draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sangsaeng.outcomes.simulation.model import SHARES, Strategy, World

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counted:
    """A share's counts, a site each: how many there are, how many truly are in order, how many
    more are claimed to be, and how many more would be if the sites had been picked."""

    total: Ints
    true: Ints
    claimed: Ints
    easy: Ints


@dataclass(frozen=True, slots=True)
class Controls:
    """Injuries of matched sites without works, a programme each."""

    before: Ints
    after: Ints


@dataclass(frozen=True, slots=True)
class Draws:
    """Programmes x suppliers (x sites)."""

    strategy: Ints
    counted: dict[str, Counted]
    left: Flags
    reduction: Floats  # of injuries, truly, by supplier, leavers counted as none
    worker_months: Ints
    near_misses: Ints
    reported: Ints  # injuries
    hidden: Ints
    picked_reported: Ints  # of these, those that picked sites would have had
    picked_hidden: Ints
    before: Ints  # injuries reported before the works
    picked_before: Ints
    deaths: Ints
    matched: Floats  # the chance drawn for whether records of other agencies show a hidden case
    controls: Controls


def draw(world: World, seed: int, block: int, programmes: int) -> Draws:
    """The block's programmes; the same seed and block give the same, on one kind of machine."""
    source = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, block])))
    suppliers = (programmes, world.suppliers)
    sites = (*suppliers, world.sites_each)
    strategy = _strategies(world, source.random(suppliers))
    quality = source.beta(world.quality_a, world.quality_b, suppliers)
    workers = source.integers(world.workers_least, world.workers_most, sites, endpoint=True)
    chance = source.random(sites)
    left = chance < world.leaves
    # One draw says whether a site leaves and, given that, how much of the time it stayed.
    stayed = np.where(left, chance / max(world.leaves, 1e-12), 1.0)
    working = _chances(world, quality, strategy)
    counted = _count(world, source, strategy, working, workers, left)
    units = counted["units_working"]
    at_site = quality[..., None] * world.most_reduction * units.true / units.total
    months = np.rint(workers * stayed * world.months).astype(np.int64)
    risk = source.standard_gamma(world.risk_shape, sites) / world.risk_shape
    expected = months * risk * (world.injury_rate / 12)
    after = (expected * (1 - at_site)).sum(axis=2)
    reports = np.where(strategy == Strategy.CONCEALMENT, world.reports_concealing, world.reports)
    reported, hidden = source.poisson(after * reports), source.poisson(after * (1 - reports))
    near = world.near_misses / 100 * months.sum(axis=2)
    near *= np.where(strategy == Strategy.CONCEALMENT, world.reports_concealing, 1.0)
    before = source.poisson(expected.sum(axis=2) * world.reports)
    matched_mean = expected.sum(axis=(1, 2)) * world.reports
    return Draws(
        strategy=strategy,
        counted=counted,
        left=left,
        reduction=(at_site * workers).sum(axis=2) / workers.sum(axis=2),
        worker_months=months.sum(axis=2),
        near_misses=source.poisson(near),
        reported=reported,
        hidden=hidden,
        picked_reported=source.binomial(reported, world.picked_risk),
        picked_hidden=source.binomial(hidden, world.picked_risk),
        before=before,
        picked_before=source.binomial(before, world.picked_risk),
        deaths=source.poisson(after * world.death_share),
        matched=source.random(suppliers),
        controls=Controls(source.poisson(matched_mean), source.poisson(matched_mean)),
    )


def _strategies(world: World, chance: Floats) -> Ints:
    ends = np.cumsum(list(world.strategies.model_dump().values()))
    # Above all ends is honest, which is 0; the first strategy is 1.
    place = np.searchsorted(ends, chance, side="right") + 1
    return np.where(place > len(ends), int(Strategy.HONEST), place).astype(np.int64)


def _chances(world: World, quality: Floats, strategy: Ints) -> Floats:
    working = world.least_working + (1 - world.least_working) * quality
    return np.where(strategy == Strategy.PAPER_UNITS, working * (1 - world.paper), working)


def _count(
    world: World,
    source: np.random.Generator,
    strategy: Ints,
    working: Floats,
    workers: Ints,
    left: Flags,
) -> dict[str, Counted]:
    """What there is at each site. Where a site left, nothing is in order any more, nor claimed."""
    totals = (
        source.integers(world.units_least, world.units_most, workers.shape, endpoint=True),
        1 + source.poisson(world.hazards_mean, workers.shape),
        np.minimum(workers, world.answers_most),
    )
    claims = np.full(strategy.shape, world.slips)
    claims[strategy == Strategy.OVER_CLAIMING] = world.over_claims
    claims[strategy == Strategy.PAPER_UNITS] = 1.0
    picks = np.where(strategy == Strategy.CHERRY_PICKING, world.picked_risk, 0.0)
    here = np.where(left, 0.0, working[..., None])
    counted = {}
    for code, total in zip(SHARES, totals, strict=True):
        true = source.binomial(total, here)
        missing = np.where(left, 0, total - true)
        claimed = source.binomial(missing, claims[..., None])
        # Only hazards are easier where sites were picked for it.
        easy = source.binomial(missing, picks[..., None]) if code == SHARES[1] else 0 * true
        counted[code] = Counted(total, true, claimed, easy)
    return counted
