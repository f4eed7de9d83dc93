"""Sealing the log in the background, and reading it with its seals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from sangsaeng.audit.model import ExportLine, Head, Wanted
from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)
MOST_IN_A_BLOCK = 10_000
_PAGE = 5_000


def seal_events(database: Transactions, at: datetime, most: int = MOST_IN_A_BLOCK) -> int:
    """Seal every event whose transaction has surely ended; how many. Each block of at most `most`
    is a transaction of its own, so that whoever stops it loses nothing."""
    sealed = 0
    while True:
        done = _seal_block(database, at, most)
        sealed += done
        if done < most:
            return sealed


def _seal_block(database: Transactions, at: datetime, most: int) -> int:
    with database.transaction() as tx:
        found = tx.the(_SQL["sealing_lock"])
        from_xid, to_xid = found["horizon_xid"], found["next_xid"]
        if to_xid <= from_xid:
            return 0
        done = tx.run(_SQL["seal_block"], from_xid=from_xid, to_xid=to_xid, most=most, at=at)
        if done < most:
            tx.run(_SQL["sealing_done"], to_xid=to_xid)
        return done


def get_head(tx: Tx) -> Head | None:
    """The newest seal; None before the first."""
    row = tx.row(_SQL["get_head"])
    return None if row is None else Head(**row)


def list_events(tx: Tx, wanted: Wanted, limit: int, after_event: int | None = None) -> list[Row]:
    """Events, the newest first, below the number `after_event`."""
    return tx.rows(_SQL["list_events"], **asdict(wanted), limit=limit, after_event=after_event)


def list_export_lines(
    tx: Tx, wanted: Wanted, limit: int, after: tuple[int, int] = (0, 0)
) -> list[ExportLine]:
    """Lines of an export after a place in the chain."""
    rows = tx.rows(
        _SQL["export_lines"],
        **asdict(wanted),
        limit=limit,
        after_seal=after[0],
        after_event=after[1],
    )
    return [ExportLine(**row) for row in rows]


def export(tx: Tx, wanted: Wanted) -> Iterator[str]:
    """All lines of an export as of one moment, without their line ends (`Tx.snapshot` first)."""
    after = (0, 0)
    while lines := list_export_lines(tx, wanted, _PAGE, after):
        yield from (one.line for one in lines)
        after = (lines[-1].seal_id, lines[-1].event_id)
