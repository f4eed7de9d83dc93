"""What parked money earns while it waits for its own settlement day."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.ledger.model import LineKind

_SQL = load(__package__)


def accrue_incentive(
    tx: Tx,
    programme_id: int,
    receivable_id: int,
    *,
    balance_won: int,
    since: date,
    item_id: int,
    day: date,
) -> None:
    """A change of parked money ends a count of days: balance before x rate x days since its last
    change, for the owner the terms name (scenario arithmetic). `item_id`: what changed it."""
    tx.run(
        _SQL["accrue_incentive"],
        programme_id=programme_id,
        receivable_id=receivable_id,
        item_id=item_id,
        kind=int(LineKind.INCENTIVE),
        balance_won=balance_won,
        since=since,
        day=day,
    )
