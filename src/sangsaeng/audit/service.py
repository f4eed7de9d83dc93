"""Adding to the log."""

from __future__ import annotations

from dataclasses import asdict

from psycopg.types.json import Jsonb

from sangsaeng.audit.model import Event
from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)


def record_event(tx: Tx, event: Event) -> None:
    """Add one event in the transaction of what it tells of."""
    given = {**asdict(event), "outcome": str(event.outcome), "facts": Jsonb(dict(event.facts))}
    tx.run(_SQL["add_event"], **given)
