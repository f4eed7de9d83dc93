"""What creditors had attached when it was settled, and let go since: paid with the next run."""

from __future__ import annotations

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.ledger.model import LineKind
from sangsaeng.payouts.model import Purpose
from sangsaeng.settlement.model import Run

_SQL = load(__package__)


def pay_released(tx: Tx, run: Run) -> int:
    """Order every released portion that is still in the book to be paid to its holder; how many.
    The order to pay is its own lock: done again it adds nothing (G7)."""
    return tx.run(
        _SQL["pay_released"],
        run_id=run.run_id,
        day=run.day,
        purpose=int(Purpose.RELEASED_PORTION),
        kind=int(LineKind.RELEASED_PAID),
    )
