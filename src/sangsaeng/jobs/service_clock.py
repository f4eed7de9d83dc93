"""What this book is, and the clock of a sandbox."""

from __future__ import annotations

from datetime import datetime

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.jobs.model import Installation
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)


def get_installation(tx: Tx) -> Installation:
    """Whether the book is a sandbox, and how far its clock is ahead."""
    return Installation(**tx.the(_SQL["get_installation"]))


def read_installation(database: Transactions) -> Installation:
    """The same, for whoever has no transaction open."""
    with database.transaction() as tx:
        return get_installation(tx)


def mark_sandbox(database: Transactions) -> Refusal | None:
    """Make an empty book a sandbox; done again it changes nothing. Refused: `book_not_empty`, since
    nobody may find that what was promised in earnest is told to be a game."""
    with database.transaction() as tx:
        if get_installation(tx).sandbox:
            return None
        if not tx.the(_SQL["book_is_empty"])["empty"]:
            return refuse("book_not_empty")
        tx.run(_SQL["make_sandbox"])
        return None


def move_clock(tx: Tx, to: datetime, at: datetime) -> Refusal | None:
    """Set a sandbox's clock forward, from `at`, which it shows now.

    Refused: `not_a_sandbox`, `clock_goes_forward`.
    """
    if not get_installation(tx).sandbox:
        return refuse("not_a_sandbox")
    if to <= at:
        return refuse("clock_goes_forward", "to", at=at.isoformat(timespec="seconds"))
    tx.run(_SQL["move_clock"], by=to - at)
    return None
