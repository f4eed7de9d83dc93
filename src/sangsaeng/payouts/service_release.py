"""Letting a proven run's payouts go."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)


def record_release(tx: Tx, run_id: int, day: date, payout_count: int) -> None:
    """From here the run's `payout_count` payouts may be instructed; in the run's transaction."""
    tx.run(_SQL["add_release"], run_id=run_id, day=day, payout_count=payout_count)
