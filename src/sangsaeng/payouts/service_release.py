"""Letting a proven run's payouts go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.payouts.model import Order

_SQL = load(__package__)


def record_release(tx: Tx, run_id: int, day: date, payout_count: int) -> None:
    """From here the run's `payout_count` payouts may be instructed; in the run's transaction."""
    tx.run(_SQL["add_release"], run_id=run_id, day=day, payout_count=payout_count)


def order_payouts(tx: Tx, orders: Sequence[Order], run_id: int, day: date) -> None:
    """Payouts that are owed from now on; the same one a second time is a broken key (G7)."""
    tx.run(
        _SQL["add_payouts"],
        run_id=run_id,
        day=day,
        programme_id=[one.programme_id for one in orders],
        purpose=[int(one.purpose) for one in orders],
        source_id=[one.source_id for one in orders],
        amount_won=[one.amount_won for one in orders],
        payee_id=[one.payee_id for one in orders],
        payee_own_account_id=[one.payee_own_account_id for one in orders],
        own_account_id=[one.own_account_id for one in orders],
    )
