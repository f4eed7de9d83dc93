"""A sale by hand, from quote to bank account, before and after its tree is funded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.kernel.refusals import Refusal

ISSUED, FUNDED, DUE = date(2026, 4, 8), date(2026, 5, 8), date(2026, 6, 5)


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, ISSUED)


def at(book: Book, day: date) -> None:
    """The days between pass with their settlements."""
    while book.today < day:
        if book.calendar.is_business_day(book.today):
            book.end_day()
        book.today += timedelta(days=1)


def sold(book: Book, programme: int, receivable: int, amount: int, seller: str) -> Sale:
    company = book.companies[seller].company_id
    done = sell(book.database, programme, receivable, amount, company, noon(book.today))
    assert isinstance(done, Sale), done
    return done


def test_three_tiers_sell_before_and_after_funding(book: Book) -> None:
    programme = book.programme("B")
    for name in ("T1", "T2", "T3"):
        book.company(name)
    root = book.issue(programme, "T1", 100_000_000, FUNDED, "B")
    at(book, date(2026, 4, 13))
    child = book.pass_on(programme, root, "T2", 40_000_000, DUE)
    at(book, date(2026, 4, 15))
    grandchild = book.pass_on(programme, child, "T3", 12_000_000, DUE)
    at(book, date(2026, 4, 21))
    first = sold(book, programme, child, 10_000_000, "T2")
    assert (first.days, first.interest_won, first.proceeds_won) == (45, 51_780, 9_948_220)
    assert not first.from_deposit
    book.end_day()
    assert book.broken_proofs() == []
    assert book.received_won("T2") == 9_948_220
    at(book, FUNDED)
    book.fund(programme, root, 100_000_000)
    book.end_day()
    assert book.broken_proofs() == []
    # T1 has its own part and the interest the funder has not earned: 28 of 45 days.
    assert book.received_won("T1") == 60_000_000 + 32_219
    at(book, date(2026, 5, 18))
    second = sold(book, programme, grandchild, 12_000_000, "T3")
    assert (second.days, second.interest_won, second.from_deposit) == (18, 24_854, True)
    assert book.broken_proofs() == []
    book.end_day()
    assert book.broken_proofs() == []
    assert book.received_won("T3") == 11_975_146
    assert book.received_won("T1") == 60_000_000 + 32_219 + 24_854 + 3_287
    at(book, DUE)
    book.end_day()
    assert book.received_won("T2") == 9_948_220 + 18_000_000
    assert book.received_won("T1") == 60_000_000 + 74_168
    assert book.broken_proofs() == []


def test_a_sale_taken_back_before_the_cut_off_never_was(book: Book) -> None:
    programme = book.programme("B")
    book.company("T1")
    root = book.issue(programme, "T1", 9_000_000, FUNDED, "B")
    sale = sold(book, programme, root, 4_000_000, "T1")
    company = book.companies["T1"].company_id
    key = (programme, sale.sale_id, company)
    assert cancel_sale(book.database, *key, noon(book.today)) is None
    assert book.broken_proofs() == []
    again = cancel_sale(book.database, *key, noon(book.today))
    assert isinstance(again, Refusal) and again.code == "sale_taken_back_already"
    sale = sold(book, programme, root, 9_000_000, "T1")
    book.end_day()
    late = cancel_sale(book.database, programme, sale.sale_id, company, noon(book.today))
    assert isinstance(late, Refusal) and late.code == "after_cut_off"
    assert book.received_won("T1") == sale.proceeds_won
    assert book.broken_proofs() == []


def test_what_waits_for_a_late_run_is_not_sold_meanwhile(book: Book) -> None:
    programme = book.programme("B")
    for name in ("T1", "T2"):
        book.company(name)
    root = book.issue(programme, "T1", 9_000_000, date(2026, 4, 10), "B")
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE)
    book.fund(programme, root, 9_000_000)
    at(book, date(2026, 4, 10))
    friday = book.today
    book.today = date(2026, 4, 11)
    company = book.companies["T2"].company_id
    late = sell(book.database, programme, child, 1_000, company, noon(book.today))
    assert isinstance(late, Refusal) and late.code == "settlement_running"
    book.today = friday
    book.end_day()
    book.today = date(2026, 4, 11)
    assert sold(book, programme, child, 1_000, "T2").from_deposit
    assert book.broken_proofs() == []
