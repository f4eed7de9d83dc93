"""What acts of pay for success move, as it stands in the book; see `standing`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)


class NamesProgramme(Protocol):
    """An act on one programme."""

    @property
    def programme_id(self) -> int: ...


class NamesPayables(Protocol):
    """An act on payables of a programme."""

    @property
    def programme_id(self) -> int: ...
    @property
    def payable_ids(self) -> Sequence[int]: ...


class NamesPayable(Protocol):
    """An act on one payable."""

    @property
    def programme_id(self) -> int: ...
    @property
    def payable_id(self) -> int: ...


class NamesEntry(Protocol):
    """An act on one bank entry."""

    @property
    def entry_id(self) -> int: ...


def budget_won(tx: Tx, given: NamesProgramme) -> int | None:
    """A programme's whole budget."""
    return _won(tx.row(_SQL["outcome_budget"], programme_id=given.programme_id))


def payables_won(tx: Tx, given: NamesPayables) -> int | None:
    """What of the named payables nobody has approved yet."""
    named = list(given.payable_ids)
    return _won(tx.row(_SQL["payables_open"], programme_id=given.programme_id, payable_ids=named))


def payable_won(tx: Tx, given: NamesPayable) -> int | None:
    """A payable nobody has approved yet."""
    named = [given.payable_id]
    return _won(tx.row(_SQL["payables_open"], programme_id=given.programme_id, payable_ids=named))


def entry_won(tx: Tx, given: NamesEntry) -> int | None:
    """A bank entry's amount."""
    return _won(tx.row(_SQL["entry_amount"], entry_id=given.entry_id))


def _won(row: Row | None) -> int | None:
    return None if row is None or row["won"] is None else int(row["won"])
