"""A rule set applied to a block of draws: claims, verification by sample, gates, rewards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from sangsaeng.outcomes.contracts.contract import Contract, read_contract
from sangsaeng.outcomes.contracts.kinds.composite import CompositeTerms
from sangsaeng.outcomes.contracts.shape import render_exact
from sangsaeng.outcomes.simulation.drawing import Counted, Draws, Flags, Floats, Ints
from sangsaeng.outcomes.simulation.model import (
    CONCEALMENT_GATE,
    DEATH_GATE,
    FLOOR_GATE,
    INJURIES,
    RuleSet,
    Strategy,
)
from sangsaeng.outcomes.simulation.paying import Measured, pay

# Injuries per 100 workers and year, from worker-months.
_PERCENT_A_YEAR = 100 * 12


@dataclass(frozen=True, slots=True)
class Applied:
    """Programmes x suppliers. `gates`: True where kept; `reduction`: what was truly achieved under
    these rules; `before`, `reported`, `injuries`: reported before the works, reported and all of
    them after, a programme each."""

    rewards: Ints
    gates: Mapping[str, Flags]
    reduction: Floats
    before: Ints
    injuries: Ints
    reported: Ints


def sample_size(rules: RuleSet) -> int:
    """Sites seen of each supplier."""
    told = rules.verification
    share = ceil(Fraction(str(told.sample_share)) * rules.world.sites_each)
    return min(max(share, told.sample_least), rules.world.sites_each)


def apply(rules: RuleSet, draws: Draws) -> Applied:
    """What the rules pay on these draws."""
    shape = draws.strategy.shape
    picked = (draws.strategy == Strategy.CHERRY_PICKING) & (not rules.controls.gateway)
    reported = np.where(picked, draws.picked_reported, draws.reported)
    hidden = np.where(picked, draws.picked_hidden, draws.hidden)
    measured = _measure(rules, draws, picked, reported)
    gates = _gates(rules, draws, hidden)
    kept = np.ones(shape, np.bool_)
    for gate in rules.terms.gates:
        kept &= gates[gate.code]
    soft = (draws.strategy == Strategy.SOFT_TARGETS) & (not rules.controls.reference_targets)
    rewards = np.zeros(shape, np.int64)
    for contract, who in ((rules.contract, ~soft), (soften(rules), soft)):
        if who.any():
            part = {code: _of(one, who) for code, one in measured.items()}
            rewards[who] = pay(contract, part, kept[who])
    return Applied(
        rewards=rewards,
        gates={gate.code: gates[gate.code] for gate in rules.terms.gates},
        # Picked sites had less to take away.
        reduction=draws.reduction * np.where(picked, rules.world.picked_risk, 1.0),
        before=np.where(picked, draws.picked_before, draws.before).sum(axis=1),
        injuries=(reported + hidden).sum(axis=1),
        reported=reported.sum(axis=1),
    )


def measure(rules: RuleSet, draws: Draws) -> dict[str, Measured]:
    """What is verified of each supplier, before any gate, for the exact rule to be held against."""
    picked = (draws.strategy == Strategy.CHERRY_PICKING) & (not rules.controls.gateway)
    reported = np.where(picked, draws.picked_reported, draws.reported)
    return _measure(rules, draws, picked, reported)


def soften(rules: RuleSet) -> Contract:
    """The contract of a supplier whose own targets nobody held against a reference."""
    terms = rules.terms
    soft = Fraction(str(rules.world.soft))
    metrics = []
    for one in terms.metrics:
        target = one.baseline + soft * (one.target - one.baseline)
        metrics.append({**one.model_dump(mode="json"), "target": render_exact(target)})
    contract = rules.contract
    made = read_contract(
        {
            "contract": contract.name,
            "version": contract.version,
            "kind": contract.kind.code,
            "currency": contract.currency.model_dump(mode="json"),
            "rounding": contract.rounding.value,
            "clauses": dict(contract.clauses),
            "terms": {**terms.model_dump(mode="json"), "metrics": metrics},
        }
    )
    # Softer targets of a sensible contract are sensible, unless they are not soft at all but 0.
    assert isinstance(made, Contract) and isinstance(made.terms, CompositeTerms), made
    return made


def _measure(rules: RuleSet, draws: Draws, picked: Flags, reported: Ints) -> dict[str, Measured]:
    found = {}
    counts = np.ones(draws.left.shape, np.bool_)
    if not rules.controls.keep_leavers:
        dropping = draws.strategy == Strategy.LEAVERS_DROPPED
        counts = ~(draws.left & dropping[..., None])
    # Sites are alike before they are drawn, so that the first of those that count are as good a
    # random sample as any.
    seen = counts & (np.cumsum(counts, axis=2) <= sample_size(rules))
    for metric in rules.terms.metrics:
        if metric.code == INJURIES:
            part, whole = reported * _PERCENT_A_YEAR, np.maximum(draws.worker_months, 1)
            found[metric.code] = Measured(part, whole, part, whole)
        else:
            found[metric.code] = _share(draws.counted[metric.code], picked, counts, seen)
    return found


def _share(counted: Counted, picked: Flags, counts: Flags, seen: Flags) -> Measured:
    """Verified: what was found at the sites seen; at the others the claim, cut by the error share
    of those seen: (found x claimed seen + claimed unseen x found) / claimed seen."""
    true = np.where(picked[..., None], counted.true + counted.easy, counted.true)
    # What is claimed too much cannot be above what is missing.
    claimed = np.minimum(true + counted.claimed, counted.total)
    total = np.maximum(np.where(counts, counted.total, 0).sum(axis=2), 1)
    found = np.where(seen, true, 0).sum(axis=2)
    said = np.where(seen, claimed, 0).sum(axis=2)
    unseen = np.where(counts & ~seen, claimed, 0).sum(axis=2)
    # Nothing claimed where it was looked: no error was found, the rest stands as claimed.
    held = np.where(said == 0, 1, found)
    said_or_one = np.where(said == 0, 1, said)
    return Measured(
        claimed=np.where(counts, claimed, 0).sum(axis=2),
        total=total,
        part=found * said_or_one + unseen * held,
        whole=said_or_one * total,
    )


def _gates(rules: RuleSet, draws: Draws, hidden: Ints) -> dict[str, Flags]:
    rate = draws.near_misses * 100 / np.maximum(draws.worker_months, 1)
    # Each concealed case is found on its own; one is enough.
    missed = (1 - rules.controls.record_matching) ** hidden
    concealing = draws.strategy == Strategy.CONCEALMENT
    return {
        FLOOR_GATE: rate >= rules.controls.near_miss_floor,
        CONCEALMENT_GATE: ~(concealing & (draws.matched >= missed)),
        DEATH_GATE: draws.deaths == 0,
    }


def _of(one: Measured, who: Flags) -> Measured:
    return Measured(one.claimed[who], one.total[who], one.part[who], one.whole[who])
