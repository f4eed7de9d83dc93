"""The history of a programme: every change of state, and why. It is what auditors read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.ledger.service import reserve_items

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Change:
    """`subject` is the table's name without its schema; `reason` a stable code, if there is one."""

    programme_id: int
    subject: str
    subject_id: int
    to_state: str
    award_id: int | None = None
    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def record_change(tx: Tx, change: Change, at: datetime) -> int:
    """Put a change down in the use case's own transaction; its number. The act it was done by is
    put down by the database."""
    number = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_event"],
        programme_id=change.programme_id,
        event_id=number,
        subject=change.subject,
        subject_id=change.subject_id,
        award_id=change.award_id,
        to_state=change.to_state,
        reason=change.reason,
        facts=Jsonb(dict(change.facts)),
        at=at,
    )
    return number
