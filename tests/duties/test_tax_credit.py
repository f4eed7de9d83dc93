"""The tax credit: rates by days from the invoice, sizes, sunset, cap, surtax; published figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import MONDAY, Book, open_book
from sangsaeng.database.connection import Database
from sangsaeng.duties.law import credit_law_on, year_law_on
from sangsaeng.duties.model import Payment, YearLaw
from sangsaeng.duties.rules_tax_credit import credit_rate, plan_credit
from sangsaeng.duties.service_tax_credit import Candidate, tax_credit_candidate
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_taking_back import cancel

NO_YEAR = YearLaw(None, None)
YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))


def _payment(
    amount_won: int, invoice_on: date, days: int, payer: str = "small", payee: str = "small"
) -> Payment:
    settles_on = invoice_on + timedelta(days=days)
    return Payment(amount_won, invoice_on, settles_on, payer, payee, credit_law_on(settles_on))


@pytest.mark.parametrize(
    ("days", "won"),
    [(0, 5000), (15, 5000), (16, 3000), (30, 3000), (31, 1500), (60, 1500), (61, 0)],
)
def test_the_rate_falls_with_the_days_from_the_invoice(days: int, won: int) -> None:
    payment = _payment(1_000_000, date(2026, 4, 8), days)
    assert plan_credit([payment], NO_YEAR).gross_won == won


def test_a_closed_settlement_day_is_not_moved() -> None:
    # 2026-05-09 is a Saturday, 15 days after the invoice; paid on Monday, and still 15 days.
    payment = _payment(1_000_000, date(2026, 4, 24), 15)
    assert plan_credit([payment], NO_YEAR).gross_won == 5000


@pytest.mark.parametrize(
    ("payer", "payee", "earns"),
    [
        ("small", "medium", True),
        ("mid", "small", True),
        ("small", "mid", True),
        ("large", "small", False),
        ("public", "small", False),
        ("small", "large", False),
    ],
)
def test_payer_and_payee_must_be_small_or_mid_size(payer: str, payee: str, earns: bool) -> None:
    payment = _payment(1_000_000, date(2026, 4, 8), 10, payer, payee)
    assert (credit_rate(payment) > 0) is earns


def test_mid_size_companies_come_in_2018_and_nothing_is_earned_after_the_last_sunset() -> None:
    assert credit_rate(_payment(1, date(2017, 6, 1), 10, "mid")) == 0
    assert credit_rate(_payment(1, date(2018, 6, 1), 10, "mid")) > 0
    assert credit_rate(_payment(1, date(2028, 12, 20), 11)) > 0
    assert credit_rate(_payment(1, date(2028, 12, 20), 12)) == 0
    assert credit_rate(_payment(1, date(2015, 12, 1), 12)) == 0


def test_what_is_left_of_a_credit_after_surtax_and_cap() -> None:
    payments = [_payment(40_000_000, date(2026, 4, 10), 56)]
    year = year_law_on(date(2026, 12, 31))
    whole = plan_credit(payments, year)
    assert (whole.gross_won, whole.surtax_won, whole.net_won) == (60_000, 12_000, 48_000)
    capped = plan_credit(payments, year, tax_won=500_000)
    assert (capped.taken_won, capped.surtax_won, capped.net_won) == (50_000, 10_000, 40_000)


def test_where_the_surtax_of_a_year_is_not_known_there_is_no_net_figure() -> None:
    credit = plan_credit([_payment(10_000, date(2019, 4, 8), 9)], year_law_on(date(2019, 12, 31)))
    assert (credit.gross_won, credit.surtax_won, credit.net_won) == (20, None, None)


def test_a_fall_of_other_cash_like_settlement_eats_the_highest_rate_first() -> None:
    payments = [_payment(1_000_000, date(2026, 4, 8), days) for days in (10, 20, 40)]
    falls = [0, 400_000, 1_000_000, 1_500_000, 3_000_001]
    gross = [plan_credit(payments, NO_YEAR, None, fall).gross_won for fall in falls]
    assert gross == [9500, 7500, 4500, 3000, 0]


@given(st.lists(st.tuples(st.integers(1, 10**12), st.integers(0, 70)), max_size=20))
def test_more_payments_never_earn_less_and_order_does_not_matter(
    told: list[tuple[int, int]],
) -> None:
    payments = [_payment(won, date(2026, 4, 8), days) for won, days in told]
    whole = plan_credit(payments, NO_YEAR)
    assert whole == plan_credit(payments[::-1], NO_YEAR)
    assert whole.gross_won >= plan_credit(payments[1:], NO_YEAR).gross_won
    assert whole.gross_won * 200 <= whole.earning_won


def _candidate(book: Book, name: str) -> Candidate:
    with book.database.transaction() as tx:
        return tax_credit_candidate(tx, book.company(name), *YEAR_2026, book.today)


def _three_tiers(book: Book) -> tuple[int, int]:
    """The published three-tier example: what B, T1 and T2 issue, on invoices of their own days."""
    book.today = date(2026, 4, 8)
    book.company("buyer", "mid")
    number = book.programme()
    book.company("T1")
    invoice = book.invoice("T1", "buyer", 100_000_000)
    line = book.line("T1", 100_000_000, date(2026, 5, 8), invoice)
    root = issue(book.database, number, [line], book.today)
    assert isinstance(root, Written), root
    parent = root.receivable_ids[0]
    book.today = date(2026, 4, 15)
    for giver, taker, won, written_on in (
        ("T1", "T2", 40_000_000, date(2026, 4, 10)),
        ("T2", "T3", 12_000_000, date(2026, 4, 14)),
    ):
        book.company(taker)
        invoice = book.invoice(taker, giver, won, written_on)
        line = book.line(taker, won, date(2026, 6, 5), invoice)
        made = pass_on(book.database, number, parent, [line], book.today)
        assert isinstance(made, Written), made
        parent = made.receivable_ids[0]
    return number, root.receivable_ids[0]


def test_the_three_tiers_of_the_worked_example_earn_their_figures(database: Database) -> None:
    book = open_book(database, date(2026, 4, 8))
    number, root = _three_tiers(book)
    promised = {name: _candidate(book, name) for name in ("buyer", "T1", "T2", "T3")}
    assert [one.still_to_pay.gross_won for one in promised.values()] == [300_000, 60_000, 18_000, 0]
    assert all(one.paid.gross_won == 0 for one in promised.values())
    book.today = date(2026, 5, 8)
    book.fund(number, root, 100_000_000)
    book.end_day()
    assert _candidate(book, "buyer").paid.gross_won == 300_000
    # Funded, but T1's own payment is made on its settlement day.
    assert _candidate(book, "T1").paid.gross_won == 0
    book.today = date(2026, 6, 5)
    book.end_day()
    assert _candidate(book, "T1").paid.net_won == 48_000
    assert _candidate(book, "T2").paid.gross_won == 18_000


def test_without_an_invoice_the_day_of_the_promise_counts(database: Database) -> None:
    book = open_book(database)
    number = book.programme()
    root = book.issue(number, "T1", 3_000_000, MONDAY + timedelta(days=10))
    book.today = MONDAY + timedelta(days=5)
    book.pass_on(number, root, "T2", 1_000_000, MONDAY + timedelta(days=20))
    book.company("T1")
    assert _candidate(book, "T1").still_to_pay.gross_won == 5000


def test_what_was_cancelled_earns_nothing(database: Database) -> None:
    book = open_book(database)
    number = book.programme()
    root = book.issue(number, "T1", 3_000_000, MONDAY + timedelta(days=10))
    child = book.pass_on(number, root, "T2", 1_000_000, MONDAY + timedelta(days=20))
    book.company("T1")
    book.company("T2")
    holder = book.companies["T2"].company_id
    assert cancel(book.database, number, child, [holder], book.today) is None
    assert _candidate(book, "T1").still_to_pay.earning_won == 0
