"""A run of standing orders beside people: said twice, broken off, taken back, and under way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import psycopg
import pytest

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment import service_standing_run
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import list_sales, sell
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.early_payment.service_standing import end_order, list_orders, record_order
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import FacilityKind
from sangsaeng.programmes.service import record_suspension
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)

FRIDAY, DUE = date(2026, 4, 10), date(2026, 5, 8)


@pytest.fixture
def book(database: Database) -> Book:
    book = open_book(database, FRIDAY)
    for name in ("T1", "T2"):
        book.company(name)
    return book


def order(book: Book, name: str, kind: str, won: int, day: int | None = None) -> int:
    with book.database.transaction() as tx:
        made = record_order(tx, book.companies[name].company_id, kind, won, day, book.today)
        assert not isinstance(made, Refusal), made
    return made.order_id


def sales_of(book: Book, name: str) -> list[dict[str, object]]:
    with book.database.transaction() as tx:
        return list_sales(tx, book.companies[name].company_id)[::-1]


def test_a_run_said_again_sells_nothing_twice(book: Book) -> None:
    programme = book.programme("B")
    for won in (5_000_000, 3_000_000):
        book.issue(programme, "T1", won, DUE, "B")
    order(book, "T1", "sell_above", 2_000_000)
    ran = run_standing_orders(book.database, noon(FRIDAY))
    assert (ran.sale_count, ran.amount_won, ran.left) == (2, 6_000_000, {})
    assert run_standing_orders(book.database, noon(FRIDAY)).sale_count == 0
    assert book.broken_proofs() == []
    book.end_day()
    assert book.received_won("T1") == ran.proceeds_won
    assert book.broken_proofs() == []


def test_cash_for_a_sunday_is_there_on_the_friday_before(book: Book) -> None:
    programme = book.programme("B")
    book.issue(programme, "T1", 9_000_000, DUE, "B")
    order(book, "T1", "cash_on_day", 4_000_000, 12)
    ran = run_standing_orders(book.database, noon(FRIDAY))
    assert (ran.sale_count, ran.proceeds_won) == (1, 4_000_000)
    assert run_standing_orders(book.database, noon(FRIDAY)).sale_count == 0
    book.end_day()
    assert book.received_won("T1") == 4_000_000


def test_what_is_settled_that_day_need_not_be_sold_for(book: Book) -> None:
    programme = book.programme("B", policy="institution_advances")
    book.issue(programme, "T1", 1_500_000, FRIDAY, "B")
    book.issue(programme, "T1", 9_000_000, DUE, "B")
    order(book, "T1", "cash_on_day", 4_000_000, 10)
    assert run_standing_orders(book.database, noon(FRIDAY)).proceeds_won == 2_500_000


def test_what_a_company_took_back_stays_with_it_for_the_day(book: Book) -> None:
    programme = book.programme("B")
    book.issue(programme, "T1", 9_000_000, DUE, "B")
    order(book, "T1", "sell_above", 0)
    run_standing_orders(book.database, noon(FRIDAY))
    [sale] = sales_of(book, "T1")
    key = (programme, int(str(sale["sale_id"])), book.companies["T1"].company_id)
    assert cancel_sale(book.database, *key, noon(FRIDAY)) is None
    assert run_standing_orders(book.database, noon(FRIDAY)).sale_count == 0
    book.end_day()
    book.today += timedelta(days=3)
    assert run_standing_orders(book.database, noon(book.today)).sale_count == 1
    assert book.broken_proofs() == []


def test_after_the_cut_off_and_once_ended_an_order_does_nothing(book: Book) -> None:
    programme = book.programme("B")
    book.issue(programme, "T1", 9_000_000, DUE, "B")
    number = order(book, "T1", "sell_above", 0)
    company = book.companies["T1"].company_id
    late = datetime.combine(FRIDAY, time(16, 0), KOREA)
    assert run_standing_orders(book.database, late).sale_count == 0
    with book.database.transaction() as tx:
        unknown = end_order(tx, number, book.companies["T2"].company_id, FRIDAY)
        assert isinstance(unknown, Refusal) and unknown.code == "unknown_order"
        assert not isinstance(end_order(tx, number, company, FRIDAY), Refusal)
        again = end_order(tx, number, company, FRIDAY)
        assert isinstance(again, Refusal) and again.code == "order_ended"
        assert [one.ended_on for one in list_orders(tx, company)] == [FRIDAY]
    assert run_standing_orders(book.database, noon(FRIDAY)).sale_count == 0


def test_what_may_not_be_sold_is_left_alone(book: Book) -> None:
    parts = book.programme("B")
    root = book.issue(parts, "T1", 9_000_000, DUE, "B")
    company = book.companies["T1"].company_id
    for turn in range(5):
        done = sell(book.database, parts, root, 1_000 + turn, company, noon(FRIDAY))
        assert isinstance(done, Sale), done
    public = book.programme("G", "government")
    book.issue(public, "T1", 9_000_000, DUE, "G")
    banned = book.programme("X")
    book.issue(banned, "T1", 9_000_000, DUE, "X")
    with book.database.transaction() as tx:
        suspended = book.companies["X"].company_id
        record_suspension(tx, suspended, FRIDAY, None, "test", 1)
    order(book, "T1", "sell_above", 0)
    assert run_standing_orders(book.database, noon(FRIDAY)).sale_count == 0
    assert book.broken_proofs() == []


def test_two_funders_share_a_sale_and_its_interest_to_the_won(book: Book) -> None:
    programme = book.programme("B")
    other, account = book.funder(1)
    with book.database.transaction() as tx:
        [own] = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
        change_facility(tx, own.facility_id, FRIDAY, 4_000_001, None, Decimal(0))
        asked = replace(own, provider_id=other, own_account_id=account, limit_won=10**9)
        assert not isinstance(set_up_facility(tx, asked, FRIDAY), Refusal)
    for won in (3_333_333, 3_000_003):
        book.issue(programme, "T1", won, DUE, "B")
    order(book, "T1", "sell_above", 0)
    assert run_standing_orders(book.database, noon(FRIDAY)).left == {}
    with book.database.transaction() as tx:
        parts = tx.rows(
            "SELECT facility_id, amount_won, interest_won FROM ledger.purchase ORDER BY purchase_id"
        )
        held = [one.blocked_won for one in list_facilities(tx, programme_id=programme)]
    assert [part["amount_won"] for part in parts] == [3_333_333, 666_668, 2_333_335]
    # 3,000,003 x 0.042 x 28 / 365 = 9,665; 666,668 of it bear 2,147.
    assert [part["interest_won"] for part in parts] == [10_739, 2_147, 7_518]
    assert held == [4_000_001, 2_333_335]
    assert book.broken_proofs() == []


def test_what_its_price_eats_whole_is_neither_sold_nor_counted(book: Book) -> None:
    eaten, fair = book.programme("B", early_payment="14"), book.programme("C")
    book.issue(eaten, "T1", 1_000_000, DUE + timedelta(days=7), "B")
    root = book.issue(fair, "T1", 1_000_000, DUE, "C")
    order(book, "T1", "sell_above", 700_000)
    ran = run_standing_orders(book.database, noon(FRIDAY))
    assert (ran.sale_count, ran.amount_won, ran.left) == (1, 300_000, {})
    (sale,) = sales_of(book, "T1")
    assert sale["receivable_id"] == root
    assert book.broken_proofs() == []


def test_a_run_locks_in_the_order_of_programmes_as_creditors_orders_do(book_url: str) -> None:
    with Database(book_url, size=4) as database:
        book = open_book(database, FRIDAY)
        book.company("T1")
        first, second = book.programme("B"), book.programme("C")
        later = book.issue(second, "T1", 1_000_000, DUE, "C")
        earlier = book.issue(first, "T1", 1_000_000, DUE, "B")
        order(book, "T1", "sell_above", 0)
        held = "SELECT FROM receivables.receivable WHERE receivable_id = %s FOR UPDATE"
        with ThreadPoolExecutor(1) as pool, psycopg.connect(book_url) as owner:
            owner.execute(held, [earlier])
            run = pool.submit(run_standing_orders, database, noon(FRIDAY))
            with psycopg.connect(book_url, autocommit=True) as other:
                waits = "SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
                while other.execute(waits).fetchone() is None:
                    assert not run.done()
                # It waits for the first programme's and holds nothing of the second's.
                other.execute(f"{held} NOWAIT".encode(), [later])
            owner.rollback()
            assert run.result().sale_count == 2


def test_a_run_that_broke_off_does_what_is_missing(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = book.programme("B")
    for name in ("T1", "T2"):
        book.issue(programme, name, 9_000_000, DUE, "B")
        order(book, name, "sell_above", 0)
    real, calls = service_standing_run._buy, []

    def breaks_off(*given: object) -> dict[str, int]:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(service_standing_run, "_buy", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        run_standing_orders(book.database, noon(FRIDAY), companies_per_chunk=1)
    assert [len(sales_of(book, name)) for name in ("T1", "T2")] == [1, 0]
    assert book.broken_proofs() == []
    monkeypatch.setattr(service_standing_run, "_buy", real)
    assert run_standing_orders(book.database, noon(FRIDAY)).sale_count == 1
    assert book.broken_proofs() == []


def test_a_won_is_sold_once_while_eight_sell_and_orders_run(book_url: str) -> None:
    with Database(book_url, size=14) as database:
        book = open_book(database, FRIDAY)
        for name in ("T1", "T2"):
            book.company(name)
        programme = book.programme("B")
        hot = [book.issue(programme, "T1", 9_000_000, DUE, "B") for _ in range(2)]
        hot += [book.issue(programme, "T2", 8_000_000, DUE, "B") for _ in range(6)]
        order(book, "T1", "sell_above", 1_000_000)
        order(book, "T2", "sell_above", 5_000_000)
        sellers = {one: "T1" if one in hot[:2] else "T2" for one in hot}

        def part(turn: int) -> Sale | Refusal:
            one = hot[turn % len(hot)]
            company = book.companies[sellers[one]].company_id
            return sell(database, programme, one, 700_000 + turn, company, noon(FRIDAY))

        with ThreadPoolExecutor(10) as pool:
            runs = [pool.submit(run_standing_orders, database, noon(FRIDAY)) for _ in range(2)]
            parts = [pool.submit(part, turn) for turn in range(40)]
            sold = [one.result() for one in parts]
            ran = [one.result() for one in runs]
        by_hand = sum(one.amount_won for one in sold if isinstance(one, Sale))
        codes = {one.code for one in sold if isinstance(one, Refusal)}
        assert codes <= {"more_than_retained", "too_many_partial_sales", "not_a_whole_won"}
        with psycopg.connect(book_url) as owner:
            found = owner.execute(
                "SELECT sum(sold_won), (SELECT sum(amount_won) FROM early_payment.sale),"
                " (SELECT sum(amount_won) FROM ledger.purchase),"
                " (SELECT sum(blocked_won) FROM programmes.facility) FROM receivables.receivable"
            ).fetchone()
        total = by_hand + sum(one.amount_won for one in ran)
        assert found == (total, total, total, total)
        assert book.broken_proofs() == []
