"""A court takes a company in hand: what it may still do, and what nobody can undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from books import Book, open_book, some_terms
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import Insolvency, InsolvencyKind
from sangsaeng.parties.service_insolvency import is_insolvent_on
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.service_insolvency import end_insolvency, record_insolvency
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue, pass_on


def _open(book: Book, name: str, reference: str = "2026-1") -> Insolvency | Refusal:
    company_id = book.company(name).company_id
    with book.database.transaction() as tx:
        kind = InsolvencyKind.REHABILITATION
        return record_insolvency(tx, company_id, kind, reference, book.today)


def _end(book: Book, name: str, day: date, reference: str = "2026-1") -> Insolvency | Refusal:
    with book.database.transaction() as tx:
        return end_insolvency(
            tx, book.companies[name].company_id, reference, day, max(day, book.today)
        )


def _strict(book: Book) -> int:
    """A programme under which a holder in insolvency passes nothing on."""
    usual = book.programme()
    with book.database.transaction() as tx:
        asked = programmes.get_programme(tx, usual)
        assert isinstance(asked, Programme)
        asked = replace(asked, insolvent_may_pass_on=False)
        opened = programmes.record_programme(tx, asked, "large")
        assert isinstance(opened, Programme), opened
        programmes.record_terms(tx, opened.programme_id, some_terms(1, book.today))
        return opened.programme_id


def _issued(book: Book, programme: int, buyer: str = "buyer") -> str:
    day = book.today + timedelta(days=20)
    line = book.line("T2", 500, day, book.invoice("T2", buyer, 500))
    done = issue(book.database, programme, [line], book.today)
    return "done" if isinstance(done, Written) else done[0].code


@pytest.mark.parametrize("strict", [False, True])
def test_an_insolvent_holder_passes_on_where_the_programme_lets_it(
    database: Database, strict: bool
) -> None:
    book = open_book(database)
    programme = _strict(book) if strict else book.programme()
    book.company("T2")
    day = book.today + timedelta(days=20)
    root = book.issue(programme, "T1", 1_000, day)
    before = book.pass_on(programme, root, "T2", 300, day)
    assert isinstance(_open(book, "T1"), Insolvency)
    line = book.line("T3", 200, day)
    done = pass_on(database, programme, root, [line], book.today)
    if strict:
        assert isinstance(done, list) and [one.code for one in done] == ["holder_insolvent"]
        # Its payee is not in insolvency, and goes on.
        assert book.pass_on(programme, before, "T3", 100, day)
        book.today += timedelta(days=3)
        assert isinstance(_end(book, "T1", book.today), Insolvency)
        assert book.pass_on(programme, root, "T3", 200, day)
    else:
        assert isinstance(done, Written)
    assert book.broken_proofs() == []


def test_an_insolvent_buyer_issues_nothing_anywhere_until_the_proceeding_ends(
    database: Database,
) -> None:
    book = open_book(database)
    one, other = book.programme(), book.programme()
    assert _issued(book, one) == "done"
    _open(book, "buyer")
    assert [_issued(book, number) for number in (one, other)] == ["buyer_suspended"] * 2
    book.today += timedelta(days=900)
    assert _issued(book, one) == "buyer_suspended"
    assert isinstance(_end(book, "buyer", book.today), Insolvency)
    assert _issued(book, one) == "done"


def test_a_ban_for_another_reason_outlives_the_proceeding(database: Database) -> None:
    book = open_book(database)
    book.programme()
    buyer = book.companies["buyer"].company_id
    _open(book, "buyer", "first")
    _open(book, "buyer", "second")
    until = book.today + timedelta(days=30)
    with database.transaction() as tx:
        programmes.record_suspension(tx, buyer, book.today, until, "SF1", 9_999)

    def until_when(days: int) -> tuple[bool, date | None]:
        with database.transaction() as tx:
            standing = programmes.standing_on(tx, buyer, book.today + timedelta(days=days))
        return standing.suspended, standing.until

    assert until_when(10) == (True, None)
    # After the ban the proceeding still stands.
    assert until_when(40) == (True, None)
    _end(book, "buyer", book.today + timedelta(days=5), "first")
    assert until_when(10) == (True, None)
    _end(book, "buyer", book.today + timedelta(days=8), "second")
    assert until_when(7) == (True, None)
    assert until_when(10) == (True, until)
    assert until_when(31) == (False, None)
    with database.transaction() as tx:
        standing = programmes.standing_on(tx, buyer, book.today + timedelta(days=10))
    assert standing.since == book.today, "the ban began when it began"


def test_an_end_is_not_entered_ahead_so_no_ban_between_is_lifted(database: Database) -> None:
    book = open_book(database)
    book.programme()
    buyer = book.companies["buyer"].company_id
    _open(book, "buyer")
    end, until = book.today + timedelta(days=30), book.today + timedelta(days=730)
    with database.transaction() as tx:
        ahead = end_insolvency(tx, buyer, "2026-1", end, book.today)
    assert isinstance(ahead, Refusal) and ahead.code == "insolvency_in_the_future"
    with database.transaction() as tx:
        programmes.record_suspension(tx, buyer, book.today + timedelta(days=9), until, "SF1", 9_999)
    assert isinstance(_end(book, "buyer", end), Insolvency)
    with database.transaction() as tx:
        standing = programmes.standing_on(tx, buyer, end + timedelta(days=1))
    assert (standing.suspended, standing.until) == (True, until)


def test_a_proceeding_lasts_from_its_opening_to_the_day_it_ends(database: Database) -> None:
    book = open_book(database)
    opened = _open(book, "T1")
    assert isinstance(opened, Insolvency) and opened.ended_on is None
    _end(book, "T1", book.today + timedelta(days=2))
    company_id = book.companies["T1"].company_id
    with database.transaction() as tx:
        days = [book.today + timedelta(days=number) for number in (-1, 0, 1, 2)]
        found = [is_insolvent_on(tx, company_id, day) for day in days]
    assert found == [False, True, True, False]


def test_a_proceeding_is_recorded_once_and_ended_once_not_before_it_began(
    database: Database,
) -> None:
    book = open_book(database)
    _open(book, "T1")
    told = [
        _open(book, "T1"),
        _end(book, "T1", book.today - timedelta(days=1)),
        _end(book, "T1", book.today, "another"),
        _end(book, "T1", book.today),
        _end(book, "T1", book.today),
    ]
    assert [one.code if isinstance(one, Refusal) else "done" for one in told] == [
        *("insolvency_known", "insolvency_ends_too_early", "unknown_insolvency"),
        *("done", "unknown_insolvency"),
    ]
