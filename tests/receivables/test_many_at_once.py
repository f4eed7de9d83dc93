"""Fifty callers at once: a won is passed on once, an invoice promised once, a key answers once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from books import open_book
from sangsaeng.database.connection import Database
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue, pass_on

CALLERS = 50


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Fifty threads begin together; what each was told."""
    start = Barrier(CALLERS)

    def one(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, range(CALLERS)))


def _counts(answers: list[Any]) -> Counter[str]:
    return Counter("done" if isinstance(one, Written) else one[0].code for one in answers)


def test_fifty_at_once_carve_exactly_what_is_retained(book_url: str) -> None:
    with Database(book_url, size=CALLERS) as database:
        book = open_book(database)
        programme = book.programme()
        day = book.today + timedelta(days=20)
        root = book.issue(programme, "S1", 1_000, day)
        names = [f"P{number}" for number in range(CALLERS)]
        lines = [book.line(name, 30, day) for name in names]
        answers = at_once(
            lambda number: pass_on(database, programme, root, [lines[number]], book.today)
        )
        assert _counts(answers) == {"done": 33, "more_than_retained": 17}
        with psycopg.connect(book_url) as owner:
            held = owner.execute(
                "SELECT retained_won, passed_on_won FROM receivables.receivable"
                " WHERE receivable_id = %s",
                [root],
            ).fetchone()
        assert held == (10, 990)
        assert book.broken_proofs() == []


def test_fifty_at_once_promise_an_invoice_once(book_url: str) -> None:
    with Database(book_url, size=CALLERS) as database:
        book = open_book(database)
        one, other = book.programme(), book.programme()
        book.company("S1")
        evidence = book.invoice("S1", "buyer", 1_000)
        line = book.line("S1", 1_000, book.today + timedelta(days=9), evidence)
        answers = at_once(
            lambda number: issue(database, (one, other)[number % 2], [line], book.today)
        )
        assert _counts(answers) == {"done": 1, "duplicate_invoice": CALLERS - 1}
        assert book.broken_proofs() == []


def test_fifty_at_once_promise_no_more_than_an_invoice(book_url: str) -> None:
    with Database(book_url, size=CALLERS) as database:
        book = open_book(database)
        programme = book.programme()
        book.company("S1")
        evidence = book.invoice("S1", "buyer", 1_000)
        line = book.line("S1", 300, book.today + timedelta(days=9), evidence)
        answers = at_once(lambda _: issue(database, programme, [line], book.today))
        assert _counts(answers) == {"done": 3, "more_than_invoice": CALLERS - 3}
        assert book.broken_proofs() == []


def test_two_files_that_name_the_same_invoices_in_another_order_do_not_lock_each_other(
    book_url: str,
) -> None:
    with Database(book_url, size=CALLERS) as database:
        book = open_book(database)
        programme = book.programme()
        book.company("S1")
        day = book.today + timedelta(days=9)
        lines = [
            book.line("S1", 10, day, book.invoice("S1", "buyer", 10), number) for number in range(8)
        ]
        answers = at_once(
            lambda number: issue(
                database, programme, lines if number % 2 else lines[::-1], book.today
            )
        )
        assert _counts(answers) == {"done": 1, "duplicate_invoice": CALLERS - 1}


def test_fifty_at_once_under_one_key_get_one_answer(book_url: str) -> None:
    with Database(book_url, size=CALLERS) as database:
        book = open_book(database)
        programme = book.programme()
        day = book.today + timedelta(days=20)
        root = book.issue(programme, "S1", 1_000, day)
        line = book.line("P1", 30, day)
        answers = at_once(
            lambda _: pass_on(database, programme, root, [line], book.today, "the key")
        )
        assert all(isinstance(answer, Written) for answer in answers)
        assert len({answer.receivable_ids for answer in answers}) == 1
        with psycopg.connect(book_url) as owner:
            made = owner.execute("SELECT count(*) FROM receivables.receivable").fetchone()
        assert made == (2,)


def test_another_input_under_a_used_key_is_a_conflict_that_names_the_field(
    database: Database,
) -> None:
    book = open_book(database)
    programme = book.programme()
    day = book.today + timedelta(days=20)
    root = book.issue(programme, "S1", 1_000, day)
    other = book.issue(programme, "S1", 1_000, day)
    line, more = book.line("P1", 30, day), book.line("P1", 31, day)
    first = pass_on(database, programme, root, [line], book.today, "k")
    assert isinstance(first, Written)
    next_day = book.today + timedelta(days=1)
    assert pass_on(database, programme, root, [line], next_day, "k") == first

    def conflict(done: Any) -> tuple[str, str, str]:
        return done[0].code, done[0].field, done[0].facts["differs"]

    asked = pass_on(database, programme, root, [more], book.today, "k")
    assert conflict(asked) == ("idempotency_conflict", "lines", "lines")
    asked = pass_on(database, programme, other, [line], book.today, "k")
    assert conflict(asked) == ("idempotency_conflict", "parent_id", "parent_id")
    asked = issue(database, programme, [line], book.today, "k")
    assert conflict(asked) == ("idempotency_conflict", "use_case", "use_case")


@settings(max_examples=6)
@given(parts=st.lists(st.integers(1, 60), min_size=2, max_size=8))
def test_whatever_is_carved_adds_up(database_of: Any, parts: list[int]) -> None:
    with database_of() as database:
        book = open_book(database)
        programme = book.programme()
        day = book.today + timedelta(days=20)
        root = book.issue(programme, "S1", 100, day)
        left = 100
        for number, part in enumerate(parts):
            line = book.line(f"P{number}", part, day)
            done = pass_on(database, programme, root, [line], book.today)
            assert isinstance(done, Written) == (part <= left)
            left -= part if part <= left else 0
        assert book.broken_proofs() == []
