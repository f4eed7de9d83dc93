"""What a company reads of what it holds: nothing is paid that its creditors still hold."""

from __future__ import annotations

from datetime import timedelta

from books import Book, open_book
from orders import attach, let_go
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load

_SQL = load("sangsaeng.receivables")


def _states(book: Book, name: str) -> list[tuple[int, str]]:
    """What creditors hold of each receivable of a company, and how it stands."""
    company_id = book.companies[name].company_id
    with book.database.transaction() as tx:
        rows = tx.rows(_SQL["list_held"], company_id=company_id)
    return [(row["locked_won"], row["state"]) for row in rows]


def _next_day(book: Book) -> None:
    book.today += timedelta(days=1)
    book.end_day()


def test_what_creditors_keep_of_a_settled_receivable_is_not_said_to_be_paid(
    database: Database,
) -> None:
    book = open_book(database)
    programme = book.programme()
    due = book.today + timedelta(days=1)
    root = book.issue(programme, "T1", 100_000, due)
    book.company("T2")
    book.pass_on(programme, root, "T2", 30_000, due)
    order = attach(book, "T1", 40_000)
    assert _states(book, "T1") == [(40_000, "open")]
    book.fund(programme, root, 100_000)
    _next_day(book)
    assert _states(book, "T1") == [(40_000, "attached")]
    assert _states(book, "T2") == [(0, "paid")]
    let_go(book, order)
    # Let go, and not paid before the next run.
    assert _states(book, "T1") == [(0, "attached")]
    _next_day(book)
    assert _states(book, "T1") == [(0, "paid")]
