"""Dynamic discounting: the buyer pays early with its own cash, within a limit and a yield."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from early_payment_stage import funder, own_account

from books import Book, noon, open_book, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_funders import (
    list_holdings,
    list_statement,
    set_up_buyer_discount,
)
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import AccountPurpose, Facility

ISSUED, FUNDED = date(2026, 4, 8), date(2026, 5, 8)
BUYERS_ACCOUNT, FUNDERS_ACCOUNT = "9100", "9101"
BUYERS_CASH = 10**9


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, ISSUED)


@pytest.fixture
def programme(book: Book) -> int:
    """4.2 % a year; the book's own funder buys nothing, F1 asks for 3 %."""
    number = book.programme("B")
    book.company("T1")
    book.limit_facilities(0)
    funder(book, number, "F1", FUNDERS_ACCOUNT, 10**9, least="0.03")
    return number


def discount(
    book: Book, programme: int, target: str, limit: int = BUYERS_CASH, ends_on: date | None = None
) -> Facility:
    with book.database.transaction() as tx:
        made = set_up_buyer_discount(
            tx, programme, account_of_buyer(book), limit, Decimal(target), book.today, ends_on
        )
    assert isinstance(made, Facility), made
    return made


def account_of_buyer(book: Book) -> int:
    """The buyer's funding account, opened the first time."""
    with psycopg.connect(book.database.url) as owner:
        row = owner.execute(
            "SELECT own_account_id FROM programmes.own_account WHERE account_number = %s",
            [BUYERS_ACCOUNT],
        ).fetchone()
    if row is not None:
        return int(row[0])
    return own_account(book, book.companies["B"].company_id, BUYERS_ACCOUNT, BUYERS_CASH)


def sold(book: Book, programme: int, won: int, root: int | None = None) -> Sale:
    root = root or book.issue(programme, "T1", won, FUNDED, "B")
    seller = book.companies["T1"].company_id
    done = sell(book.database, programme, root, won, seller, noon(book.today))
    assert isinstance(done, Sale), done
    return done


def held(book: Book, name: str) -> int:
    with book.database.transaction() as tx:
        mine = list_holdings(tx, book.companies[name].company_id)
    return sum(one.amount_won for one in mine)


def test_the_buyer_buys_first_where_its_target_is_the_lowest(book: Book, programme: int) -> None:
    discount(book, programme, "0.02", limit=6_000_000)
    sold(book, programme, 10_000_000)
    # Up to its limit; the next funder takes the rest of the same sale.
    assert (held(book, "B"), held(book, "F1")) == (6_000_000, 4_000_000)
    assert book.broken_proofs() == []


def test_where_another_asks_less_the_other_buys_first(book: Book, programme: int) -> None:
    discount(book, programme, "0.035")
    sold(book, programme, 10_000_000)
    assert (held(book, "B"), held(book, "F1")) == (0, 10_000_000)


def test_below_its_target_yield_the_buyer_buys_nothing(book: Book, programme: int) -> None:
    discount(book, programme, "0.0421")
    sold(book, programme, 10_000_000)
    assert held(book, "B") == 0
    discount(book, programme, "0.042")
    book.limit_facilities(10_000_000)
    # Exactly its target is enough.
    sold(book, programme, 3_000_000)
    assert held(book, "B") == 3_000_000


def test_the_target_is_what_the_buyer_earns_after_the_system_fee(book: Book) -> None:
    fee = Decimal("0.005")
    programme = book.programme("B", system_fee_rate_annual=fee)
    book.company("T1")
    book.limit_facilities(0)
    discount(book, programme, "0.0371")
    root = book.issue(programme, "T1", 1_000_000, FUNDED, "B")
    seller = book.companies["T1"].company_id
    refused = sell(book.database, programme, root, None, seller, noon(book.today))
    # The book's own funder would, but has nothing left; the buyer asks for more than 4.2 - 0.5 %.
    assert isinstance(refused, Refusal) and refused.code == "programme_cap"
    discount(book, programme, "0.037")
    sold(book, programme, 1_000_000, root)
    assert held(book, "B") == 1_000_000


def test_the_price_is_the_same_whoever_buys(book: Book, programme: int) -> None:
    before = sold(book, programme, 7_654_321)
    discount(book, programme, "0.001")
    after = sold(book, programme, 7_654_321)
    assert held(book, "B") == 7_654_321 and held(book, "F1") == 7_654_321
    assert (before.interest_won, before.rate_annual) == (after.interest_won, after.rate_annual)


def test_the_buyers_cash_comes_back_on_the_settlement_day_out_of_its_own_funding(
    book: Book, programme: int
) -> None:
    discount(book, programme, "0.01")
    root = book.issue(programme, "T1", 50_000_000, FUNDED, "B")
    sale = sold(book, programme, 30_000_000, root)
    book.end_day()
    assert book.received_won("T1") == sale.proceeds_won
    while book.today < FUNDED:
        book.today += timedelta(days=1)
        if book.today < FUNDED and book.calendar.is_business_day(book.today):
            book.end_day()
    book.fund(programme, root, 50_000_000)
    book.end_day()
    assert book.received_won("T1") == sale.proceeds_won + 20_000_000
    assert held(book, "B") == 0
    with book.database.transaction() as tx:
        (line,) = list_statement(tx, book.companies["B"].company_id, ISSUED, FUNDED)
    # What it paid in, less the 20,000,000 it owed T1, is back with what it earned.
    assert line.ties and line.earned_won == sale.interest_won
    assert book.bank.balance_of(BUYERS_ACCOUNT) == BUYERS_CASH + sale.interest_won
    assert book.broken_proofs() == []


def test_said_again_it_changes_limit_yield_and_end_and_nothing_bought(
    book: Book, programme: int
) -> None:
    first = discount(book, programme, "0.01", limit=5_000_000)
    sold(book, programme, 4_000_000)
    tomorrow = ISSUED + timedelta(days=1)
    again = discount(book, programme, "0.02", limit=1_000_000, ends_on=tomorrow)
    assert again.facility_id == first.facility_id
    assert (again.limit_won, again.blocked_won, again.free_won) == (1_000_000, 4_000_000, 0)
    assert again.ends_on == tomorrow and held(book, "B") == 4_000_000
    assert book.broken_proofs() == []


def test_what_is_refused_changes_nothing(book: Book, programme: int) -> None:
    own = account_of_buyer(book)
    buyer = book.companies["B"].company_id
    other = own_account(book, buyer, "9102")

    def refused(number: int, account: int, limit: int, target: str) -> str:
        with book.database.transaction() as tx:
            answer = set_up_buyer_discount(tx, number, account, limit, Decimal(target), book.today)
        assert isinstance(answer, Refusal), answer
        return answer.code

    before = table_digests(book.database.url)
    assert refused(99, own, 1, "0.02") == "unknown_programme"
    for target in ("-0.01", "1", "NaN", "4.2"):
        assert refused(programme, own, 1, target) == "rate_out_of_range"
    # Another's funding account, and one of another purpose, are not the buyer's to pay from.
    assert refused(programme, book.own[AccountPurpose.FUNDING], 1, "0.02") == "own_account_unfit"
    assert refused(programme, book.own[AccountPurpose.DEPOSIT], 1, "0.02") == "own_account_unfit"
    assert refused(programme, 99, 1, "0.02") == "own_account_unfit"
    assert table_digests(book.database.url) == before
    discount(book, programme, "0.02")
    before = table_digests(book.database.url)
    assert refused(programme, other, 1, "0.02") == "facility_known"
    assert refused(programme, own, -1, "0.02") == "not_a_whole_won"
    assert table_digests(book.database.url) == before
