"""Many programmes, in blocks, by as many processes as are given; the same whatever their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np

from sangsaeng.outcomes.contracts.contract import Contract, Determination, determine
from sangsaeng.outcomes.simulation.applying import Applied, apply, measure, soften
from sangsaeng.outcomes.simulation.drawing import Controls, Draws, Flags, Floats, Ints, draw
from sangsaeng.outcomes.simulation.model import RuleSet, Strategy, World
from sangsaeng.outcomes.simulation.paying import reported_at

# Sites drawn at once: arrays of a megabyte each stay near the processor.
_SITES_A_BLOCK = 150_000
_SPARE_BLOCKS = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Everything the rules came to, programmes x suppliers; `applied` one for each rule set."""

    rule_sets: tuple[RuleSet, ...]
    seed: int
    strategy: Ints
    controls: Controls
    applied: tuple[Applied, ...]
    compared: int  # rewards reckoned by the exact contract too, all of them equal


Part = tuple[Ints, Controls, tuple[Applied, ...]]
Tell = Callable[[int], None]


def programmes_a_block(world: World) -> int:
    """How many programmes are drawn from one generator."""
    return max(_SITES_A_BLOCK // (world.suppliers * world.sites_each), 1)


def run(
    rule_sets: Sequence[RuleSet], programmes: int, seed: int, processes: int, tell: Tell
) -> Run:
    """Draw and judge that many programmes; `tell` hears how many more are done."""
    assert programmes > 0 and rule_sets
    compared = sum(compare_exactly(rules, seed) for rules in rule_sets)
    parts = []
    for part in _parts(tuple(rule_sets), programmes, seed, processes):
        parts.append(part)
        tell(len(part[0]))
    controls = [one for _, one, _ in parts]
    return Run(
        rule_sets=tuple(rule_sets),
        seed=seed,
        strategy=np.concatenate([strategy for strategy, _, _ in parts]),
        controls=Controls(
            before=np.concatenate([one.before for one in controls]),
            after=np.concatenate([one.after for one in controls]),
        ),
        applied=tuple(
            _join([applied[number] for _, _, applied in parts]) for number in range(len(rule_sets))
        ),
        compared=compared,
    )


def compare_exactly(rules: RuleSet, seed: int) -> int:
    """Determine the first programme's rewards by the contract itself; all must be the twin's to
    the won. How many were compared."""
    draws = draw(rules.world, seed, 0, programmes_a_block(rules.world))
    applied, found, soft = apply(rules, draws), measure(rules, draws), soften(rules)
    for supplier in range(rules.world.suppliers):
        is_soft = draws.strategy[0, supplier] == Strategy.SOFT_TARGETS
        contract = soft if is_soft and not rules.controls.reference_targets else rules.contract
        metrics = []
        for code, one in found.items():
            first = replace(
                one,
                claimed=one.claimed[0],
                total=one.total[0],
                part=one.part[0],
                whole=one.whole[0],
            )
            reported = reported_at(first, supplier)
            metrics.append(
                {"code": code, "claimed": reported.claimed, "verified": reported.verified}
            )
        gates = {code: bool(kept[0, supplier]) for code, kept in applied.gates.items()}
        exact = _exact(contract, {"metrics": metrics, "gates": gates})
        twin = int(applied.rewards[0, supplier])
        assert exact == twin, f"supplier {supplier}: {exact} by the contract, {twin} by its twin"
    return rules.world.suppliers


def _exact(contract: Contract, inputs: dict[str, object]) -> int:
    done = determine(contract, inputs)
    assert isinstance(done, Determination), done
    return done.amount


def _parts(
    rule_sets: tuple[RuleSet, ...], programmes: int, seed: int, processes: int
) -> Iterator[Part]:
    each = programmes_a_block(rule_sets[0].world)
    blocks = range(-(-programmes // each))
    if processes < 2 or len(blocks) < 2:
        for block in blocks:
            yield _block(rule_sets, seed, block, each, programmes)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = []
        for block in blocks:
            waiting.append(pool.submit(_block, rule_sets, seed, block, each, programmes))
            # Results come in order; a few blocks ahead keep every process busy.
            if len(waiting) > processes * _SPARE_BLOCKS:
                yield waiting.pop(0).result()
        for one in waiting:
            yield one.result()


def _block(
    rule_sets: tuple[RuleSet, ...], seed: int, block: int, each: int, programmes: int
) -> Part:
    """A block is drawn whole even where the last of its programmes are not wanted: the first ones
    are then the same however many are."""
    draws: Draws = draw(rule_sets[0].world, seed, block, each)
    wanted = min(each, programmes - block * each)
    applied = tuple(_cut(apply(rules, draws), wanted) for rules in rule_sets)
    controls = Controls(draws.controls.before[:wanted], draws.controls.after[:wanted])
    return draws.strategy[:wanted], controls, applied


def _cut(one: Applied, wanted: int) -> Applied:
    gates: dict[str, Flags] = {code: kept[:wanted] for code, kept in one.gates.items()}
    reduction: Floats = one.reduction[:wanted]
    return Applied(
        rewards=one.rewards[:wanted],
        gates=gates,
        reduction=reduction,
        before=one.before[:wanted],
        injuries=one.injuries[:wanted],
        reported=one.reported[:wanted],
    )


def _join(parts: Sequence[Applied]) -> Applied:
    return Applied(
        rewards=np.concatenate([one.rewards for one in parts]),
        gates={code: np.concatenate([one.gates[code] for one in parts]) for code in parts[0].gates},
        reduction=np.concatenate([one.reduction for one in parts]),
        before=np.concatenate([one.before for one in parts]),
        injuries=np.concatenate([one.injuries for one in parts]),
        reported=np.concatenate([one.reported for one in parts]),
    )
