"""Many callers at once: a quote is taken once, a won is sold once, a facility is never passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import psycopg

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.service import accept, quote, sell

DAY, FUNDED = date(2026, 4, 8), date(2026, 5, 8)
AT = noon(DAY)


def with_root(book: Book) -> tuple[int, int, int]:
    """A programme, a root of 9,000,000, and T1 that holds it."""
    programme = book.programme("B")
    seller = book.company("T1").company_id
    return programme, book.issue(programme, "T1", 9_000_000, FUNDED, "B"), seller


def at_once(callers: int, work: Callable[[int], Any]) -> list[Any]:
    """Threads that begin together; what each was told."""
    start = Barrier(callers)

    def one(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(one, range(callers)))


def counted(answers: list[Any]) -> Counter[str]:
    return Counter("sold" if isinstance(one, Sale) else one.code for one in answers)


def test_one_quote_is_taken_by_one_of_eight_callers(book_url: str) -> None:
    with Database(book_url, size=8) as database:
        book = open_book(database, DAY)
        programme, root, seller = with_root(book)
        made = quote(database, programme, root, 1_000_000, seller, AT)
        assert isinstance(made, Quote)
        answers = at_once(8, lambda _: accept(database, programme, made.quote_id, seller, AT))
        assert counted(answers) == {"sold": 1, "quote_not_open": 7}
        assert book.broken_proofs() == []


def test_a_won_is_sold_once_by_fifty_callers(book_url: str) -> None:
    with Database(book_url, size=50) as database:
        book = open_book(database, DAY)
        programme, root, seller = with_root(book)
        with psycopg.connect(book_url, autocommit=True) as owner:
            owner.execute("UPDATE programmes.terms SET max_partial_sales = 50")
        given = (programme, root, 280_000, seller, AT)
        answers = at_once(50, lambda _: sell(database, *given))
        assert counted(answers) == {"sold": 32, "more_than_retained": 18}
        with psycopg.connect(book_url) as owner:
            row = owner.execute(
                "SELECT retained_won, sold_won, (SELECT sum(amount_won) FROM ledger.purchase)"
                " FROM receivables.receivable"
            ).fetchone()
        assert row == (9_000_000 - 32 * 280_000, 32 * 280_000, 32 * 280_000)
        assert book.broken_proofs() == []


def test_of_fifty_callers_five_sell_their_part(book_url: str) -> None:
    with Database(book_url, size=50) as database:
        book = open_book(database, DAY)
        programme, root, seller = with_root(book)
        answers = at_once(50, lambda _: sell(database, programme, root, 1_000, seller, AT))
        assert counted(answers) == {"sold": 5, "too_many_partial_sales": 45}
        assert book.broken_proofs() == []


def test_the_last_of_a_facility_is_bought_once(book_url: str) -> None:
    with Database(book_url, size=50) as database:
        book = open_book(database, DAY)
        programme, _, seller = with_root(book)
        roots = [book.issue(programme, "T1", 1_000_000, FUNDED, "B") for _ in range(20)]
        book.limit_facilities(7_500_000)
        answers = at_once(20, lambda n: sell(database, programme, roots[n], None, seller, AT))
        assert counted(answers) == {"sold": 7, "programme_cap": 13}
        assert book.broken_proofs() == []
