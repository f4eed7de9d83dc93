"""The whole demonstration, act after act, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sangsaeng.cli.safety import choosing, improving, installing, rewarding
from sangsaeng.cli.safety.cast import Size
from sangsaeng.cli.safety.company import Troupe, let_in
from sangsaeng.cli.safety.stage import Stage, open_stage
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.verify import Proof, verify

_SQL = load(__package__)
_BEGINS = datetime.combine(date(2026, 2, 24), time(9), KOREA)
# What is told at the end of an act of the story: the sentence, and its facts.
Tell = Callable[[str, Mapping[str, int]], None]


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of it: the programme's sums by name, awards by what they earned, the proofs, how
    many acts, and the determination that says no."""

    programme_id: int
    sums: Mapping[str, int]
    rewards: Sequence[Mapping[str, Any]]
    proofs: Sequence[Proof]
    acts: int
    refused_id: int

    @property
    def holds(self) -> bool:
        """Every proof holds, and the money of the story is where it should be."""
        fraud_won = self.sums["fraud_paid_won"] + self.sums["fraud_reserved_won"]
        return all(proof.holds for proof in self.proofs) and fraud_won == 0


def steps_of(size: Size) -> int:
    """About how many acts a story of this size has, for a progress bar."""
    return 110 * size.suppliers + 30


def play(database: Database, size: Size, told: Callable[[int], None], tell: Tell) -> Ending:
    """Play in an empty, prepared book."""
    stage = open_stage(database, _BEGINS, told)
    troupe = let_in(stage, size)
    choosing.call(stage, troupe)
    choosing.choose(stage, troupe)
    tell("safety_chosen", {"applied": len(troupe.suppliers), "funded": len(troupe.awards)})
    improving.register_sites(stage, troupe)
    improving.draw(stage, troupe)
    improving.agree(stage, troupe)
    tell("safety_agreed", {"sites": size.sites})
    installing.install(stage, troupe)
    rewarding.observe(stage, troupe)
    rewarding.claim(stage, troupe)
    tell("safety_fraud", {"findings": len(stage.confirmed_findings(troupe.programme_id))})
    rewarding.verify(stage, troupe)
    rewarding.dispute(stage, troupe)
    rewarding.reward(stage, troupe)
    rewarding.take_back(stage, troupe)
    rewarding.look_again(stage, troupe)
    rewarding.end_fraud(stage, troupe)
    return _ending(stage, troupe)


def _ending(stage: Stage, troupe: Troupe) -> Ending:
    with stage.database.transaction() as tx:
        named = {"programme_id": troupe.programme_id}
        sums = tx.the(_SQL["sums_of"], **named, fraud_id=troupe.fraud.award_id)
        rewards = tx.rows(_SQL["list_rewards"], **named)
    return Ending(
        programme_id=troupe.programme_id,
        sums={name: int(won) for name, won in sums.items()},
        rewards=rewards,
        proofs=verify(stage.database),
        acts=stage.acts_done,
        refused_id=troupe.closed.determination_id,
    )
