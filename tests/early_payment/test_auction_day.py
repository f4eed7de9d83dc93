"""What is bought on a day with an auction counts against the winners' bids, and comes back."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from auction_stage import (
    MONDAY,
    OPENED,
    TUESDAY,
    bid,
    bought_by,
    bought_of_bids,
    opened,
    with_auctions,
)
from early_payment_stage import funder

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_auction import Auction, Bid
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_auction import close_auction
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.early_payment.service_standing import record_order
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.kernel.refusals import Refusal


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, MONDAY)


@pytest.fixture
def programme(book: Book) -> int:
    return with_auctions(book)


def test_what_a_winner_bought_counts_against_its_bid_until_it_is_taken_back(
    book: Book, programme: int
) -> None:
    # Beyond its bid F1 asks more than the day earns.
    who = funder(book, programme, "F1", "9001", 80_000_000, least="0.05")
    root = book.issue(programme, "T1", 9_000_000, date(2026, 5, 8), "B")
    seller = book.companies["T1"].company_id
    opened(book, programme)
    assert isinstance(bid(book, programme, who, "0.03", 5_000_000), Bid)
    assert isinstance(close_auction(book.database, programme, TUESDAY, OPENED), Auction)
    book.end_day()
    book.today = TUESDAY
    sales = [
        sell(book.database, programme, root, won, seller, noon(TUESDAY))
        for won in (3_000_000, 3_000_000)
    ]
    first, second = sales
    assert isinstance(first, Sale) and isinstance(second, Sale)
    assert bought_by(book, first) == {who[0]: 3_000_000}
    assert bought_by(book, second) == {who[0]: 2_000_000, 1: 1_000_000}
    assert bought_of_bids(book) == [5_000_000]
    assert cancel_sale(book.database, programme, first.sale_id, seller, noon(TUESDAY)) is None
    assert bought_of_bids(book) == [2_000_000]
    third = sell(book.database, programme, root, 4_000_000, seller, noon(TUESDAY))
    assert isinstance(third, Sale)
    assert bought_by(book, third) == {who[0]: 3_000_000, 1: 1_000_000}
    assert book.broken_proofs() == []


def test_a_run_of_standing_orders_buys_from_winners_first(book: Book, programme: int) -> None:
    who = funder(book, programme, "F1", "9001", 80_000_000, least="0.05")
    for name in ("T1", "T2"):
        book.issue(programme, name, 3_000_000, date(2026, 5, 8), "B")
        with book.database.transaction() as tx:
            company = book.companies[name].company_id
            order = record_order(tx, company, "sell_above", 0, None, TUESDAY)
            assert not isinstance(order, Refusal), order
    opened(book, programme)
    assert isinstance(bid(book, programme, who, "0.03", 5_000_000), Bid)
    assert isinstance(close_auction(book.database, programme, TUESDAY, OPENED), Auction)
    book.end_day()
    book.today = TUESDAY
    ran = run_standing_orders(book.database, noon(TUESDAY))
    assert (ran.amount_won, ran.left) == (6_000_000, {})
    assert bought_of_bids(book) == [5_000_000]
    assert book.broken_proofs() == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO early_payment.auction SELECT programme_id, auction_id + 1, for_day + 1,"
        " closes_at, wanted_won, NULL, closes_at FROM early_payment.auction",
        "INSERT INTO early_payment.auction SELECT programme_id, auction_id + 1, for_day + 1,"
        " closes_at, wanted_won, 0.01, closes_at FROM early_payment.auction",
        "INSERT INTO early_payment.bid (programme_id, auction_id, facility_id, rate_annual,"
        " amount_won, bid_at, taken_won) SELECT programme_id, auction_id, 1, 0.01, 5,"
        " closes_at - interval '1 hour', 5 FROM early_payment.auction",
        "INSERT INTO early_payment.bid (programme_id, auction_id, facility_id, rate_annual,"
        " amount_won, bid_at, bought_won) SELECT programme_id, auction_id, 1, 0.01, 5,"
        " closes_at - interval '1 hour', 5 FROM early_payment.auction",
    ],
)
def test_nobody_writes_an_auction_that_is_over_before_it_began(
    book: Book, programme: int, owner: psycopg.Connection, statement: str
) -> None:
    opened(book, programme)
    owner.execute("SET ROLE sangsaeng_app")
    with pytest.raises(psycopg.errors.CheckViolation) as failed:
        owner.execute(statement.encode())
    assert failed.value.diag.constraint_name == "auction_begins_open"
