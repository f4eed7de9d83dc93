"""Letting a proven run's payouts go."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)


def record_release(tx: Tx, run_id: int, day: date) -> None:
    """From here the run's payouts may be instructed; in the run's own transaction."""
    tx.run(_SQL["add_release"], run_id=run_id, day=day)
