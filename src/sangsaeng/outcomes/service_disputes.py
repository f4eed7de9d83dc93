"""Disputes: a supplier objects within the window, with new evidence, and is answered in writing
(row 17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.service_determining import get_determination, unknown_determination
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_sides import administered

_SQL = load(__package__)


def open_dispute(
    tx: Tx,
    programme_id: int,
    determination_id: int,
    supplier_id: int,
    ground: str,
    evidence_ids: Sequence[int],
    at: datetime,
) -> int | Refusal:
    """Object to a determination; the dispute's number. While it is open nothing is booked.

    Refusals in order: unknown_determination, determination_superseded, window_over, disputed_twice,
    evidence_not_new.
    """
    found = get_determination(tx, programme_id, determination_id)
    if isinstance(found, Refusal) or found["supplier_id"] != supplier_id:
        return unknown_determination(determination_id)
    about = {"programme_id": programme_id, "determination_id": determination_id}
    if not found["newest"]:
        return refuse("determination_superseded", "determination_id", value=str(determination_id))
    if at.astimezone(KOREA).date() > found["window_until"]:
        until = found["window_until"].isoformat()
        return refuse("window_over", "determination_id", until=until)
    if tx.row(_SQL["get_dispute_of"], **about) is not None:
        return refuse("disputed_twice", "determination_id", value=str(determination_id))
    known = tx.rows(
        _SQL["list_evidence_since"],
        programme_id=programme_id,
        award_id=found["award_id"],
        evidence_ids=list(evidence_ids),
        since=found["determined_at"],
    )
    newer = {row["evidence_id"] for row in known if row["newer"]}
    for number in evidence_ids:
        if number not in newer:
            return refuse("evidence_not_new", "evidence_ids", value=str(number))
    # From here it must succeed.
    number = reserve_items(tx, 1)[0]
    ids = Jsonb(list(evidence_ids))
    tx.run(_SQL["add_dispute"], **about, dispute_id=number, ground=ground, evidence_ids=ids, at=at)
    change = Change(programme_id, "dispute", number, "opened", found["award_id"])
    record_change(tx, change, at)
    return number


def decide_dispute(
    tx: Tx,
    programme_id: int,
    dispute_id: int,
    administrator_id: int,
    upheld: bool,
    answer: str,
    at: datetime,
) -> str | Refusal:
    """The panel's written answer: upheld, so that the verifier determines anew, or rejected; its
    new state. Refusals in order: unknown_dispute, dispute_decided."""
    programme = administered(tx, administrator_id, programme_id)
    found = tx.row(_SQL["hold_dispute"], programme_id=programme_id, dispute_id=dispute_id)
    if isinstance(programme, Refusal) or found is None:
        return refuse("unknown_dispute", "dispute_id", value=str(dispute_id))
    if found["decided_at"] is not None:
        return refuse("dispute_decided", "dispute_id", value=str(dispute_id))
    # From here it must succeed.
    about = {"programme_id": programme_id, "dispute_id": dispute_id}
    tx.run(_SQL["decide_dispute"], **about, upheld=upheld, answer=answer, at=at)
    state = "upheld" if upheld else "rejected"
    record_change(tx, Change(programme_id, "dispute", dispute_id, state, found["award_id"]), at)
    return state
