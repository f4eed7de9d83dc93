"""What came of the demonstration: proofs, payments, and the money by tier and bank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sangsaeng.database.connection import Database, Row
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.demo.stage import OPENS_ON, Stage
from sangsaeng.oversight.verify import Proof, verify
from sangsaeng.parties.institutions import institution_on
from sangsaeng.payouts.service_dispatch import count_by_state

_SQL = load(__package__)
_CREDITED = "credited"


@dataclass(frozen=True, slots=True)
class TierLine:
    """A tier's row: `tenths_of_days` is the average from invoice to cash, weighted by won."""

    tier: int
    companies: int
    payments: int
    received_won: int
    tenths_of_days: int
    banks: int


@dataclass(frozen=True, slots=True)
class Flows:
    """Where the money went. `to_banks`: tier -> bank's name (Korean) -> won; `interest_won`: what
    early cash cost a tier's sellers."""

    buyer: str
    face_won: Mapping[int, int]
    passed_on_won: Mapping[int, int]
    to_banks: Mapping[int, Mapping[str, int]]
    interest_won: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All of it. `problems` is empty when everything asked for came right."""

    runs: int
    proofs: Sequence[Proof]
    payouts: Sequence[Row]
    tiers: Sequence[TierLine]
    flows: Flows
    statements: int
    bank_messages: int
    came_back: int
    earned_won: int
    refunded_won: int
    problems: Sequence[str]

    @property
    def promised_won(self) -> int:
        """What the buyer undertook in all."""
        return self.flows.face_won[1]

    @property
    def interest_won(self) -> int:
        """What early cash cost its sellers."""
        return sum(self.flows.interest_won.values())

    @property
    def received_won(self) -> int:
        """What reached suppliers' accounts of the promise: interest given back is the promise's
        too, deposit incentives come on top and are not in it."""
        return sum(line.received_won for line in self.tiers) + self.refunded_won

    @property
    def holds(self) -> bool:
        """Every proof holds, every payout is credited, to the won, and nothing went unexplained:
        suppliers have what was promised but for what the funder earned."""
        return (
            all(proof.holds for proof in self.proofs)
            and all(row["state"] == _CREDITED for row in self.payouts)
            and self.received_won == self.promised_won - self.interest_won + self.refunded_won
            and self.interest_won == self.earned_won + self.refunded_won
            and not self.problems
        )


def take_stock(stage: Stage, runs: int, sent_back: int) -> Outcome:
    """Read everything at the end; `sent_back` payments were meant to come back."""
    # Six weeks passed in seconds: the server had no time to look at the tables by itself.
    with Database(stage.database.url, size=1, role=None) as owner, owner.transaction() as tx:
        tx.run(_SQL["analyze"])
    with stage.database.transaction() as tx:
        payments = tx.rows(_SQL["payments_credited"])
        promised = tx.rows(_SQL["promised"])
        sold = tx.rows(_SQL["early_cash"])
        shared = tx.the(_SQL["interest_shared"])
        returned = tx.the(_SQL["returned_payments"])
    if returned["came_back"] != sent_back:
        stage.problems.append(f"came back {returned['came_back']}")
    to_banks: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in payments:
        to_banks[row["tier"]][_bank_name(row["bank_code"])] += row["amount_won"]
    return Outcome(
        runs=runs,
        proofs=verify(stage.database),
        payouts=count_by_state(stage.database),
        tiers=[_tier_line(row["tier"], payments) for row in promised],
        flows=Flows(
            buyer=stage.cast.buyer.name,
            face_won={row["tier"]: row["face_won"] for row in promised},
            passed_on_won={row["tier"]: row["passed_on_won"] for row in promised},
            to_banks=to_banks,
            interest_won={row["tier"]: row["interest_won"] for row in sold},
        ),
        statements=stage.statements,
        bank_messages=stage.bank_messages,
        came_back=returned["came_back"],
        earned_won=shared["earned_won"],
        refunded_won=shared["refunded_won"],
        problems=stage.problems,
    )


def _tier_line(tier: int, payments: Sequence[Row]) -> TierLine:
    own = [row for row in payments if row["tier"] == tier]
    received_won = sum(row["amount_won"] for row in own)
    won_days = sum(row["amount_won"] * row["days"] for row in own)
    return TierLine(
        tier=tier,
        companies=len({row["payee_id"] for row in own}),
        payments=len(own),
        received_won=received_won,
        tenths_of_days=won_days * 10 // received_won if received_won else 0,
        banks=len({row["bank_code"] for row in own}),
    )


def _bank_name(code: str) -> str:
    institution = institution_on(code, OPENS_ON)
    assert not isinstance(institution, Refusal), institution
    return institution.name["ko"]
