"""A run that waited for months pays what a statement tells, and the statement still ties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from books import Book, noon, open_book
from sangsaeng.acts.readings.portal_statement import READINGS
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database

# Past the sixty days that are looked at in any case.
WAITED = timedelta(days=75)
WON = 4_000_000


def _told(book: Book, company_id: int, code: str, first: date, last: date) -> list[dict[str, Any]]:
    reading = next(one for one in READINGS if one.code == code)
    assert reading.filters is not None
    span = reading.filters.model_validate({"from_on": first, "until": last})
    with book.database.asked_by(Asking(WEB, company_id), snapshot=True) as tx:
        page = reading.list_page(Asked(tx, company_id, noon(book.today), span, None, 100))
    assert isinstance(page, Page), page
    return [dict(row) for row in page.rows]


def test_what_a_late_run_paid_is_in_the_statement_of_its_day(database: Database) -> None:
    book = open_book(database)
    programme = book.programme("buyer", incentive="0")
    book.company("T1")
    holder = book.company("T2").company_id
    book.end_day()
    due = book.calendar.after(book.today)
    root = book.issue(programme, "T1", WON, due)
    book.pass_on(programme, root, "T2", WON, due)
    book.fund(programme, root, WON)
    book.today = book.calendar.after(due + WAITED)
    before = book.today - timedelta(days=1)
    (waiting,) = _told(book, holder, "money.statement", before, before)
    assert waiting["closing_won"] == WON
    book.end_day()
    assert book.received_won("T2") == WON
    (paid,) = _told(book, holder, "money.movements", book.today, book.today)
    assert (paid["what"], paid["cash_won"]) == ("paid", WON)
    (figures,) = _told(book, holder, "money.statement", book.today, book.today)
    assert (figures["opening_won"], figures["closing_won"]) == (WON, 0)
    (earlier,) = _told(book, holder, "money.statement", before, before)
    assert earlier["closing_won"] == WON
