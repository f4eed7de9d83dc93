"""Adding to the log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.audit.model import Event
from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)


def record_event(tx: Tx, event: Event) -> None:
    """Add one event in the transaction of what it tells of."""
    tx.run(_SQL["add_event"], **_given(event))


def record_event_of_person(tx: Tx, event: Event) -> None:
    """Add an event about a person once for each company it works for, whatever `company_id` says: a
    company sees what becomes of its own people. For who works for none it is added without."""
    tx.run(_SQL["add_event_of_person"], **_given(event))


def _given(event: Event) -> dict[str, Any]:
    return {**asdict(event), "outcome": str(event.outcome), "facts": Jsonb(dict(event.facts))}
