"""A funder's own book: what it holds, what comes back when, and what the ledger says of it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from early_payment_stage import funder

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.funders_csv import (
    HOLDING_COLUMNS,
    STATEMENT_COLUMNS,
    list_holding_cells,
    list_statement_cells,
    render_csv,
)
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_funders import Flow, Holding, Statement
from sangsaeng.early_payment.rules_funders import plan_forecast
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.early_payment.service_funders import (
    list_exposures,
    list_holdings,
    list_statement,
)
from sangsaeng.programmes.model import AccountPurpose, FacilityKind
from sangsaeng.programmes.service_facility import list_facilities

ISSUED, FUNDED, DUE = date(2026, 4, 8), date(2026, 5, 8), date(2026, 6, 5)


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, ISSUED)


def to_day(book: Book, day: date) -> None:
    """The days between pass with their settlements."""
    while book.today < day:
        if book.calendar.is_business_day(book.today):
            book.end_day()
        book.today += timedelta(days=1)


def sold(book: Book, programme: int, receivable: int, won: int, seller: str) -> Sale:
    company = book.companies[seller].company_id
    done = sell(book.database, programme, receivable, won, company, noon(book.today))
    assert isinstance(done, Sale), done
    return done


def holdings(book: Book, provider: int) -> list[Holding]:
    with book.database.transaction() as tx:
        return list_holdings(tx, provider)


def statement(book: Book, provider: int, first: date, last: date) -> list[Statement]:
    with book.database.transaction() as tx:
        return list_statement(tx, provider, first, last)


def bought(book: Book, refund_owner: str = "first_tier") -> tuple[int, int, int]:
    """Two tiers sell to the book's funder at 4.2 %, of which 0.4 % are the system's."""
    fee = Decimal("0.004")
    programme = book.programme("B", system_fee_rate_annual=fee, refund_owner=refund_owner)
    for name in ("T1", "T2"):
        book.company(name)
    root = book.issue(programme, "T1", 100_000_000, FUNDED, "B")
    child = book.pass_on(programme, root, "T2", 40_000_000, DUE)
    sold(book, programme, root, 20_000_000, "T1")
    sold(book, programme, child, 10_000_000, "T2")
    return programme, root, child


def test_a_funder_sees_what_it_holds_on_whom_and_when_it_comes_back(book: Book) -> None:
    programme, _, _ = bought(book)
    mine = holdings(book, book.funder_id)
    assert [(one.amount_won, one.tier, one.buyer) for one in mine] == [
        (20_000_000, 1, "B"),
        (10_000_000, 2, "B"),
    ]
    # Both are repaid on the root's day, whatever the child's own day is.
    assert {one.repays_on for one in mine} == {FUNDED}
    assert [one.matures_on for one in mine] == [FUNDED, DUE]
    with book.database.transaction() as tx:
        (exposed,) = list_exposures(tx, book.funder_id)
    assert (exposed.programme_id, exposed.blocked_won) == (programme, 30_000_000)
    assert holdings(book, book.companies["B"].company_id) == []


def test_nothing_in_a_funders_book_names_a_seller(book: Book) -> None:
    bought(book)
    shown = repr(holdings(book, book.funder_id)) + repr(
        statement(book, book.funder_id, ISSUED, DUE)
    )
    for name in ("T1", "T2"):
        company = book.companies[name]
        assert name not in shown and company.business_number not in shown
    assert "seller" not in shown and "holder" not in shown


def test_the_forecast_is_what_the_day_of_repayment_then_does(book: Book) -> None:
    programme, root, _ = bought(book)
    (expected,) = plan_forecast(holdings(book, book.funder_id))
    assert expected.day == FUNDED and expected.repaid_won == 30_000_000
    to_day(book, FUNDED)
    book.fund(programme, root, 100_000_000)
    book.end_day()
    assert book.broken_proofs() == []
    assert holdings(book, book.funder_id) == []
    (line,) = statement(book, book.funder_id, FUNDED, FUNDED)
    happened = (line.repaid_won, line.fee_won, line.refunded_won, line.earned_won)
    assert Flow(FUNDED, *happened) == expected
    # 20,000,000 for its whole 30 days, 10,000,000 for 30 of its 58 days.
    assert line.earned_won + line.fee_won == 69_041 + 34_520
    assert line.refunded_won == 66_739 - 34_520


def test_a_settlement_day_on_a_sunday_repays_on_monday(book: Book) -> None:
    sunday = date(2026, 5, 10)
    programme = book.programme("B")
    book.company("T1")
    root = book.issue(programme, "T1", 10_000_000, sunday, "B")
    sold(book, programme, root, 10_000_000, "T1")
    (held,) = holdings(book, book.funder_id)
    assert held.repays_on == sunday + timedelta(days=1)
    (expected,) = plan_forecast([held])
    # Interest stops on the stated day: nothing more is earned, nothing is refunded.
    assert (expected.earned_won, expected.refund_won) == (held.interest_won, 0)


def test_the_statement_ties_to_the_ledger_from_any_day_to_any_other(book: Book) -> None:
    programme, root, child = bought(book)
    taken_back = sold(book, programme, root, 5_000_000, "T1")
    company = book.companies["T1"].company_id
    key = (programme, taken_back.sale_id, company)
    assert cancel_sale(book.database, *key, noon(book.today)) is None
    to_day(book, date(2026, 4, 20))
    sold(book, programme, child, 7_000_000, "T2")
    to_day(book, FUNDED)
    book.fund(programme, root, 100_000_000)
    book.end_day()
    book.today = date(2026, 5, 11)
    # Paid out of the deposit: no funder has a part in it.
    assert sold(book, programme, child, 1_000_000, "T2").from_deposit
    marks = [ISSUED, date(2026, 4, 9), date(2026, 4, 20), date(2026, 5, 7), FUNDED, DUE]
    spans = [(first, last) for first in marks for last in marks if first <= last]
    for first, last in spans:
        (line,) = statement(book, book.funder_id, first, last)
        assert line.ties, (first, last, line)
    (whole,) = statement(book, book.funder_id, ISSUED, DUE)
    assert (whole.purchased.opening_won, whole.purchased.closing_won) == (0, 0)
    assert whole.bought_won == whole.repaid_won == 37_000_000
    income = whole.earned_won + whole.fee_won + whole.refunded_won
    assert whole.interest_taken_won == income and whole.unearned.closing_won == 0
    (before,) = statement(book, book.funder_id, ISSUED, date(2026, 4, 9))
    assert before.purchased.closing_won == 30_000_000
    assert before.unearned.closing_won == before.interest_taken_won > 0


def test_a_line_nobody_explains_is_seen_in_the_statement(
    book: Book, owner: psycopg.Connection
) -> None:
    programme, _, _ = bought(book)
    account = book.own[AccountPurpose.FUNDING]
    owner.execute(
        "INSERT INTO ledger.line"
        " (programme_id, kind, item_id, debit, credit, amount_won, booked_on)"
        " VALUES (%s, 20, 987654, ledger.account(240, %s), ledger.account(242, %s), 7, %s)",
        [programme, account, programme, ISSUED],
    )
    (line,) = statement(book, book.funder_id, ISSUED, DUE)
    assert not line.ties


def test_two_funders_see_each_their_own(book: Book) -> None:
    programme, _, child = bought(book)
    (facility, second) = funder(book, programme, "F2", "9002", 50_000_000)
    with book.database.transaction() as tx:
        (own, *_) = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
    book.limit_facilities(own.blocked_won + own.used_won + 1_000_000, but=facility)
    sold(book, programme, child, 3_000_000, "T2")
    mine, other = holdings(book, book.funder_id), holdings(book, second)
    assert sum(one.amount_won for one in mine) == 31_000_000
    assert [one.amount_won for one in other] == [2_000_000]
    (line,) = statement(book, second, ISSUED, ISSUED)
    assert line.ties and line.purchased.closing_won == 2_000_000
    assert book.broken_proofs() == []


def test_the_book_as_csv_in_both_languages(book: Book) -> None:
    bought(book)
    cells = list_holding_cells(holdings(book, book.funder_id))
    korean, english = (render_csv(HOLDING_COLUMNS, cells, one) for one in ("ko", "en"))
    assert korean.startswith(b"\xef\xbb\xbf") and korean != english
    rows = list(csv.reader(io.StringIO(english.decode("utf-8-sig"))))
    assert rows[0][0] == "purchase" and len(rows) == 3
    named = dict(zip(rows[0], rows[1], strict=True))
    assert named["amount, won"] == "20000000" and named["rate, % a year"] == "4.2"
    lines = list_statement_cells(statement(book, book.funder_id, ISSUED, DUE))
    assert render_csv(STATEMENT_COLUMNS, lines, "en").count(b"\r\n") == 2


def test_a_buyer_named_like_a_formula_is_a_name_in_the_csv() -> None:
    data = render_csv(("book_buyer",), [["=HYPERLINK(1)"]], "en")
    assert data.decode("utf-8-sig").splitlines()[1] == "'=HYPERLINK(1)"


def test_a_funder_of_nothing_has_an_empty_book(book: Book) -> None:
    company = book.company("stranger").company_id
    book.programme("B")
    assert holdings(book, company) == [] and statement(book, company, ISSUED, DUE) == []
    with book.database.transaction() as tx:
        assert list_exposures(tx, company) == []
        (of_the_other,) = list_exposures(tx, book.funder_id)
    assert of_the_other.provider_id == book.funder_id
