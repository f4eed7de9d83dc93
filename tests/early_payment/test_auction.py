"""The sealed-bid auction of a day: what comes of bids, who sees them, and what sellers pay."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import psycopg
import pytest
from auction_stage import (
    CLOSES,
    MOMENT,
    MONDAY,
    OPENED,
    TUESDAY,
    bid,
    bought_by,
    code,
    opened,
    with_auctions,
)
from early_payment_stage import facility, funder
from hypothesis import given
from hypothesis import strategies as st

from books import Book, noon, open_book, some_terms
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_auction import Auction, Bid
from sangsaeng.early_payment.rules import price
from sangsaeng.early_payment.rules_auction import bound_bids, plan_auction
from sangsaeng.early_payment.service import quote, sell
from sangsaeng.early_payment.service_auction import (
    close_auction,
    list_bids,
    open_auction,
)
from sangsaeng.kernel.refusals import Refusal

RATES = st.integers(0, 99_999).map(lambda n: Decimal(n) / 100_000)
BIDS = st.lists(st.tuples(RATES, st.integers(1, 10**12), st.integers(0, 3)), min_size=0, max_size=8)


def made_bids(drawn: list[tuple[Decimal, int, int]]) -> list[tuple[Bid, int]]:
    """Bids of facilities 1, 2, ... (rate, won, minutes after the opening)."""
    return [
        (Bid(number, number, rate, won, MOMENT + timedelta(minutes=minutes)), won)
        for number, (rate, won, minutes) in enumerate(drawn, start=1)
    ]


@given(drawn=BIDS, wanted=st.integers(1, 10**12))
def test_no_more_is_taken_than_wanted_or_bid_and_the_cheapest_first(
    drawn: list[tuple[Decimal, int, int]], wanted: int
) -> None:
    bids = made_bids(drawn)
    outcome = plan_auction(bids, wanted)
    bid_won = {bid.facility_id: won for bid, won in bids}
    assert sum(outcome.taken.values()) == min(wanted, sum(bid_won.values()))
    assert all(0 <= won <= bid_won[number] for number, won in outcome.taken.items())
    taken = [bid.rate_annual for bid, _ in bids if outcome.taken[bid.facility_id] > 0]
    left = [bid.rate_annual for bid, won in bids if outcome.taken[bid.facility_id] < won]
    assert outcome.rate_annual == (max(taken) if taken else None)
    # Who is left out, wholly or in part, asked no less than anybody who was taken.
    assert not taken or not left or min(left) >= max(taken)
    assert plan_auction(bids[::-1], wanted) == outcome


@given(drawn=BIDS, wanted=st.integers(1, 10**12), more=RATES)
def test_a_winner_gains_nothing_by_asking_less(
    drawn: list[tuple[Decimal, int, int]], wanted: int, more: Decimal
) -> None:
    bids = made_bids(drawn)
    outcome = plan_auction(bids, wanted)
    for place, (one, won) in enumerate(bids):
        if outcome.taken[one.facility_id] == won:
            lower = replace(one, rate_annual=min(one.rate_annual, more))
            again = plan_auction([*bids[:place], (lower, won), *bids[place + 1 :]], wanted)
            assert again.taken[one.facility_id] == won
            assert again.rate_annual is not None and outcome.rate_annual is not None
            assert again.rate_annual <= outcome.rate_annual


@given(
    own=RATES,
    fee=RATES,
    taken=RATES,
    days=st.integers(1, 400),
    steps=st.lists(st.tuples(st.integers(1, 400), RATES), max_size=3),
)
def test_no_seller_pays_more_than_without_the_auction(
    own: Decimal, fee: Decimal, taken: Decimal, days: int, steps: list[tuple[int, Decimal]]
) -> None:
    terms = some_terms(
        1,
        MONDAY,
        early_payment=str(own),
        system_fee_rate_annual=min(fee, own),
        auction=True,
        tenor_from_days=tuple(begin for begin, _ in steps),
        tenor_add_annual=tuple(add for _, add in steps),
    )
    without = price(terms, None, days, MONDAY).rate_annual
    at_auction = price(terms, None, days, MONDAY, (MONDAY, taken))
    assert at_auction.rate_annual <= without
    assert at_auction.fee_rate_annual <= at_auction.rate_annual
    # An auction of another day, or terms without auctions, change nothing.
    assert price(terms, None, days, TUESDAY, (MONDAY, taken)).rate_annual == without
    other = replace(terms, auction=False)
    assert price(other, None, days, MONDAY, (MONDAY, taken)).rate_annual == without


def test_equal_rates_go_to_the_earlier_bid_then_to_the_facility_set_up_first() -> None:
    half = Decimal("0.03")
    bids = made_bids([(half, 50, 2), (half, 50, 1), (half, 50, 1)])
    assert plan_auction(bids, 80).taken == {2: 50, 3: 30, 1: 0}


def test_a_bid_counts_only_as_far_as_its_facility_and_its_providers_cap_are_free() -> None:
    own = facility(1, limit_won=100, used_won=30)
    cap = facility(2, limit_won=60, programme_id=None)
    (bid, _), *_ = made_bids([(Decimal("0.03"), 90, 0)])
    assert bound_bids([bid], [own], TUESDAY) == [(bid, 70)]
    assert bound_bids([bid], [own, cap], TUESDAY) == [(bid, 60)]
    lapsed = facility(1, limit_won=100, ends_on=MONDAY)
    assert bound_bids([bid], [lapsed], TUESDAY) == [(bid, 0)]


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, MONDAY)


@pytest.fixture
def programme(book: Book) -> int:
    return with_auctions(book)


def test_the_highest_rate_taken_is_everybodys_price_and_winners_buy_first(
    book: Book, programme: int
) -> None:
    one = funder(book, programme, "F1", "9001", 80_000_000)
    two = funder(book, programme, "F2", "9002", 90_000_000)
    dear = funder(book, programme, "F3", "9003", 90_000_000)
    root = book.issue(programme, "T1", 150_000_000, date(2026, 5, 8), "B")
    child = book.pass_on(programme, root, "T2", 50_000_000, date(2026, 5, 8))
    opened(book, programme)
    for who, rate in ((one, "0.03"), (two, "0.031"), (dear, "0.0395")):
        assert isinstance(bid(book, programme, who, rate, 70_000_000), Bid)
    closed = close_auction(book.database, programme, TUESDAY, OPENED)
    assert isinstance(closed, Auction) and closed.rate_annual == Decimal("0.031")
    book.end_day()
    book.today = TUESDAY
    company = {name: book.companies[name].company_id for name in ("T1", "T2")}
    first = sell(book.database, programme, root, 60_000_000, company["T1"], noon(TUESDAY))
    other = sell(book.database, programme, child, 40_000_000, company["T2"], noon(TUESDAY))
    assert isinstance(first, Sale) and isinstance(other, Sale), (first, other)
    # The funders' 3.1 % and the system's 0.2 %, at both tiers.
    assert first.rate_annual == other.rate_annual == Decimal("0.033")
    with psycopg.connect(book.database.url) as owner:
        bought = owner.execute(
            "SELECT facility_id, sum(amount_won)::bigint FROM ledger.purchase GROUP BY 1 ORDER BY 1"
        ).fetchall()
    # The cheaper one first, to the end of what was taken of it; the dear one not at all.
    assert bought == [(one[0], 70_000_000), (two[0], 30_000_000)]
    # What was wanted is bought; at the day's rate others buy who would buy without an auction.
    more = sell(book.database, programme, root, 1_000_000, company["T1"], noon(TUESDAY))
    assert isinstance(more, Sale) and more.rate_annual == Decimal("0.033")
    assert bought_by(book, more) == {1: 1_000_000}
    assert book.broken_proofs() == []
    wednesday = TUESDAY + timedelta(days=1)
    asked = quote(book.database, programme, root, 1_000_000, company["T1"], noon(wednesday))
    assert not isinstance(asked, Refusal) and asked.rate_annual == Decimal("0.042")


def test_without_a_bid_the_price_of_the_terms_stands_and_facilities_buy_as_usual(
    book: Book, programme: int
) -> None:
    root = book.issue(programme, "T1", 10_000_000, date(2026, 5, 8), "B")
    opened(book, programme)
    closed = close_auction(book.database, programme, TUESDAY, OPENED)
    assert isinstance(closed, Auction) and closed.rate_annual is None
    seller = book.companies["T1"].company_id
    sale = sell(book.database, programme, root, None, seller, noon(TUESDAY))
    assert isinstance(sale, Sale) and sale.rate_annual == Decimal("0.042")
    assert book.broken_proofs() == []


def test_an_auction_opened_after_its_day_began_sets_no_rate(book: Book, programme: int) -> None:
    who = funder(book, programme, "F1", "9001", 80_000_000)
    opened(book, programme)
    assert isinstance(bid(book, programme, who, "0.03", 1_000), Bid)
    closed = close_auction(book.database, programme, TUESDAY, noon(TUESDAY))
    assert isinstance(closed, Auction) and closed.rate_annual is None
    with book.database.transaction() as tx:
        bids = list_bids(tx, programme, TUESDAY, noon(TUESDAY))
    assert not isinstance(bids, Refusal) and [one.taken_won for one in bids] == [0]


def test_bids_are_sealed_until_the_auction_closes(book: Book, programme: int) -> None:
    one = funder(book, programme, "F1", "9001", 80_000_000)
    two = funder(book, programme, "F2", "9002", 80_000_000)
    opened(book, programme)
    first = bid(book, programme, one, "0.039", 5_000_000)
    later = MOMENT + timedelta(hours=1)
    second = bid(book, programme, one, "0.035", 4_000_000, later)
    third = bid(book, programme, two, "0.036", 9_000_000)
    assert isinstance(first, Bid) and isinstance(second, Bid) and isinstance(third, Bid)
    with book.database.transaction() as tx:
        assert code(list_bids(tx, programme, TUESDAY, later)) == "bids_sealed"
        # A funder sees its own: the last one took the place of the first.
        assert list_bids(tx, programme, TUESDAY, later, one[1]) == [second]
        assert list_bids(tx, programme, TUESDAY, CLOSES) == [second, third]
    assert code(close_auction(book.database, programme, TUESDAY, later)) == "bids_sealed"


def test_what_an_auction_refuses(book: Book, programme: int) -> None:
    plain = book.programme("C")
    elsewhere = funder(book, plain, "F9", "9009", 10)
    who = funder(book, programme, "F1", "9001", 80_000_000)
    cap = funder(book, programme, "F2", "9002", 80_000_000, cap_won=1_000)
    ending = funder(book, programme, "F3", "9003", 80_000_000, ends_on=MONDAY)

    def opening(number: int, closes: datetime = CLOSES, won: int = 1_000) -> str:
        return code(open_auction(book.database, number, TUESDAY, closes, won, MOMENT))

    assert opening(77) == "unknown_programme"
    assert opening(programme, won=0) == "not_a_whole_won"
    assert opening(plain) == "no_auction_in_terms"
    assert opening(programme, noon(TUESDAY)) == "auction_closes_late"
    assert opening(programme, MOMENT) == "auction_over"
    assert code(bid(book, programme, who, "0.03", 1_000)) == "unknown_auction"
    opened(book, programme)
    assert opening(programme) == "auction_known"
    assert code(bid(book, programme, elsewhere, "0.03", 10)) == "unknown_facility"
    assert code(bid(book, programme, (who[0], cap[1]), "0.03", 10)) == "unknown_facility"
    assert code(bid(book, programme, who, "0.03", 0)) == "not_a_whole_won"
    assert code(bid(book, programme, who, "-0.01", 10)) == "rate_out_of_range"
    assert code(bid(book, programme, who, "NaN", 10)) == "rate_out_of_range"
    assert code(bid(book, programme, who, "0.0401", 10)) == "bid_above_price"
    assert code(bid(book, programme, ending, "0.03", 10)) == "facility_lapsed"
    assert code(bid(book, programme, who, "0.03", 80_000_001)) == "programme_cap"
    assert code(bid(book, programme, cap, "0.03", 1_001)) == "buyer_cap"
    assert code(bid(book, programme, who, "0.03", 10, CLOSES)) == "auction_over"
    assert isinstance(close_auction(book.database, programme, TUESDAY, OPENED), Auction)
    assert code(bid(book, programme, who, "0.03", 10)) == "auction_over"
    assert code(close_auction(book.database, programme, TUESDAY, OPENED)) == "auction_closed"


@pytest.mark.parametrize(
    ("statement", "held_by"),
    [
        ("UPDATE early_payment.auction SET closed_at = NULL", "auction_closed_for_good"),
        ("UPDATE early_payment.auction SET rate_annual = 0.01", "auction_closed_for_good"),
        ("UPDATE early_payment.bid SET taken_won = 0", "auction_closed_for_good"),
        ("UPDATE early_payment.bid SET bought_won = -1", "bought_of_taken"),
        ("UPDATE early_payment.bid SET rate_annual = 0.01", "auction_closed_for_good"),
    ],
)
def test_a_closed_auction_is_closed_for_good(
    book: Book, programme: int, owner: psycopg.Connection, statement: str, held_by: str
) -> None:
    who = funder(book, programme, "F1", "9001", 80_000_000)
    opened(book, programme)
    assert isinstance(bid(book, programme, who, "0.03", 1_000), Bid)
    assert isinstance(close_auction(book.database, programme, TUESDAY, OPENED), Auction)
    with pytest.raises(psycopg.errors.CheckViolation) as failed:
        owner.execute(statement.encode())
    assert failed.value.diag.constraint_name == held_by


@pytest.mark.parametrize(
    ("change", "held_by"),
    [
        ("auction SET rate_annual = 0.02, closed_at = closes_at", "rate_of_its_bids"),
        ("auction SET closed_at = closes_at - interval '1 minute'", "sealed_until_it_closes"),
        ("bid SET taken_won = amount_won + 1", "taken_within_bid"),
        ("bid SET bid_at = bid_at + interval '1 day'", "auction_closed_for_good"),
    ],
)
def test_the_database_keeps_an_open_auction_honest(
    book: Book, programme: int, owner: psycopg.Connection, change: str, held_by: str
) -> None:
    who = funder(book, programme, "F1", "9001", 80_000_000)
    opened(book, programme)
    assert isinstance(bid(book, programme, who, "0.03", 1_000), Bid)
    statement = f"UPDATE early_payment.{change}"
    with pytest.raises(psycopg.errors.CheckViolation) as failed:
        owner.execute(statement.encode())
    assert failed.value.diag.constraint_name == held_by


def test_verify_sees_a_sale_that_is_not_at_the_auctions_rate(
    book: Book, programme: int, owner: psycopg.Connection
) -> None:
    who = funder(book, programme, "F1", "9001", 80_000_000)
    root = book.issue(programme, "T1", 1_000_000, date(2026, 5, 8), "B")
    opened(book, programme)
    assert isinstance(bid(book, programme, who, "0.03", 1_000_000), Bid)
    assert isinstance(close_auction(book.database, programme, TUESDAY, OPENED), Auction)
    seller = book.companies["T1"].company_id
    assert isinstance(sell(book.database, programme, root, None, seller, noon(TUESDAY)), Sale)
    assert book.broken_proofs() == []
    owner.execute("ALTER TABLE early_payment.auction DISABLE TRIGGER USER")
    owner.execute("UPDATE early_payment.auction SET rate_annual = 0.029")
    (broken,) = book.broken_proofs()
    assert "G10" in broken


def test_bids_at_the_moment_of_closing_count_or_are_refused(book_url: str) -> None:
    with Database(book_url, size=9) as database:
        book = open_book(database, MONDAY)
        programme = book.programme("B", auction=True)
        funders = [funder(book, programme, f"F{n}", f"900{n}", 1_000) for n in range(8)]
        opened(book, programme, wanted=8_000)
        start = Barrier(9)

        def act(number: int) -> object:
            start.wait()
            if number == 8:
                return close_auction(database, programme, TUESDAY, OPENED)
            return bid(book, programme, funders[number], f"0.03{number}", 1_000)

        with ThreadPoolExecutor(9) as pool:
            answers = list(pool.map(act, range(9)))
        with database.transaction() as tx:
            bids = list_bids(tx, programme, TUESDAY, OPENED)
        closed = answers.pop()
        assert isinstance(closed, Auction) and not isinstance(bids, Refusal)
        placed = [one for one in answers if isinstance(one, Bid)]
        assert {code(one) for one in answers if not isinstance(one, Bid)} <= {"auction_over"}
        # Every bid that was accepted was weighed.
        assert len(bids) == len(placed) and all(one.taken_won == 1_000 for one in bids)
        rates = [one.rate_annual for one in bids]
        assert closed.rate_annual == (max(rates) if rates else None)
