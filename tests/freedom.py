"""What could be sold and passed on of a receivable, as the use cases themselves answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from books import Book
from sangsaeng.database.connection import Tx
from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.service import quote
from sangsaeng.receivables.model import PromiseLine, Written
from sangsaeng.receivables.service import pass_on_lines


class _UndoneError(Exception):
    """What was only tried is undone."""


@dataclass(frozen=True)
class Held:
    """A receivable of a holder, as the tables have it."""

    programme_id: int
    receivable_id: int
    holder_id: int
    retained_won: int
    matures_on: date


def list_of(book: Book, holder_id: int) -> list[Held]:
    """All that a company holds something of."""
    with book.database.transaction() as tx:
        rows = tx.rows(
            "SELECT programme_id, receivable_id, holder_id, retained_won, matures_on"
            " FROM receivables.receivable WHERE holder_id = %(id)s AND retained_won > 0",
            id=holder_id,
        )
    return [Held(**row) for row in rows]


def sellable_of(book: Book, held: Held, at: datetime) -> int:
    """What the price of all of it is for; 0 where there is none."""
    made = quote(book.database, held.programme_id, held.receivable_id, None, held.holder_id, at)
    return made.amount_won if isinstance(made, Quote) else 0


def passable_of(book: Book, held: Held, payee: str) -> int:
    """The most that passing on takes on its own day: searched for, then undone."""
    least, most = 0, held.retained_won
    if _passes(book, held, payee, most):
        return most
    while least + 1 < most:
        middle = (least + most) // 2
        least, most = (middle, most) if _passes(book, held, payee, middle) else (least, middle)
    return least


def _passes(book: Book, held: Held, payee: str, won: int) -> bool:
    line = PromiseLine(1, book.number(payee), payee, won, held.matures_on, None)
    try:
        with book.database.transaction() as tx:
            raise _UndoneError(_written(tx, held, line, book.today))
    except _UndoneError as tried:
        return bool(tried.args[0])


def _written(tx: Tx, held: Held, line: PromiseLine, today: date) -> bool:
    done = pass_on_lines(tx, held.programme_id, held.receivable_id, [line], today)
    return isinstance(done, Written)
