"""Two conductors, two dispatchers, a slow transaction: side by side as if one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from crash_scene import DAY, ledger_rows, set_the_scene

from books import MONDAY, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, account
from sangsaeng.payouts import service_dispatch
from sangsaeng.payouts.service_dispatch import Instructed, instruct
from sangsaeng.programmes.service import get_programme
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.service_run import settle_day


def side_by_side(*works: Callable[[], Any]) -> list[Any]:
    """Run them in threads of their own; what each returned or raised."""
    answers: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = work()
        except Exception as broken:
            answers[number] = broken

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_conductors_of_one_day_make_one_run(
    database: Database, book_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_the_scene(database)
    # Chunks of the first phase last: the other conductor is done with the rest meanwhile.
    get, wait, calls = get_programme, threading.Event().wait, iter(range(10**6))

    def slow(*arguments: Any) -> Any:
        if next(calls) < 3:
            wait(0.4)
        return get(*arguments)

    monkeypatch.setattr("sangsaeng.settlement.service_run.get_programme", slow)
    answers = side_by_side(*[lambda: settle_day(database, DAY, trees_per_chunk=1)] * 2)
    assert [type(answer) for answer in answers] == [Totals] * 2, answers
    assert answers[0] == answers[1]
    states = ledger_rows(book_url)[6]
    assert [row[1] for row in states] == ["released"] * 3


def test_workers_side_by_side_write_what_one_would(database: Database, book_url: str) -> None:
    set_the_scene(database)
    assert isinstance(settle_day(database, DAY, workers=4, trees_per_chunk=1), Totals)
    side = ledger_rows(book_url)
    assert len(side[2]) > 8
    assert [row[1] for row in side[6]] == ["released"] * 3


def _slow_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dispatcher that is long between choosing and storing."""
    store, wait = service_dispatch._store, threading.Event().wait
    monkeypatch.setattr(service_dispatch, "_store", lambda *some: (wait(0.3), store(*some)))


def _two_payouts_and_money_for_one(database: Database) -> Book:
    book = open_book(database)
    programme = book.programme()
    book.company("S1")
    first = book.issue(programme, "S1", 80, MONDAY)
    second = book.issue(programme, "S1", 90, MONDAY)
    book.fund(programme, first, 80)
    book.fund(programme, second, 90)
    assert isinstance(book.settle(), Totals)
    return book


def test_two_dispatchers_together_spend_no_more_than_there_is(
    database: Database, book_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = _two_payouts_and_money_for_one(database)
    with psycopg.connect(book_url, autocommit=True) as owner:
        # The bank's own charge leaves too little for both.
        owner.execute(
            "INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won,"
            " booked_on) VALUES (0, 20, 1, %s, %s, 75, %s)",
            [account(AccountKind.UNIDENTIFIED, 1), account(AccountKind.BANK, 1), MONDAY],
        )
    _slow_down(monkeypatch)
    desk = book.desk
    answers = side_by_side(*[lambda: instruct(database, desk.rails, desk.limits, noon(MONDAY))] * 2)
    assert all(isinstance(answer, Instructed) for answer in answers), answers
    assert sum(answer.item_count for answer in answers) == 1
    assert sum(answer.total_won for answer in answers) == 80


def test_two_dispatchers_send_what_came_back_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(database)
    programme = book.programme()
    book.company("S1")
    root = book.issue(programme, "S1", 80, MONDAY)
    book.fund(programme, root, 80)
    book.return_next("S1")
    book.end_day()
    book.name_account("S1")
    book.today += timedelta(days=3)
    _slow_down(monkeypatch)
    at, desk = noon(book.today), book.desk
    answers = side_by_side(*[lambda: instruct(database, desk.rails, desk.limits, at)] * 2)
    assert all(isinstance(answer, Instructed) for answer in answers), answers
    assert sorted(answer.item_count for answer in answers) == [0, 1]
    book.pay()
    assert book.received_won("S1") == 80
    assert book.broken_proofs() == []


def test_a_fold_beside_a_slow_transaction_loses_nothing(database: Database, book_url: str) -> None:
    book = open_book(database)
    programme = book.programme()
    money = account(AccountKind.BUYER_MONEY, programme)
    post = (
        "INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won,"
        " booked_on) VALUES (%s, 5, %s, %s, %s, %s, %s)"
    )
    bank = account(AccountKind.BANK, 1)
    with psycopg.connect(book_url) as slow:
        slow.execute(post, [programme, 900001, bank, money, 7, MONDAY])
        with psycopg.connect(book_url, autocommit=True) as quick:
            quick.execute(post, [programme, 900002, bank, money, 11, MONDAY])
        ledger.fold(database)
        with database.transaction() as tx:
            assert ledger.get_balance(tx, programme, money) == -11
        slow.commit()
    with database.transaction() as tx:
        assert ledger.get_balance(tx, programme, money) == -18
    ledger.fold(database)
    ledger.fold(database)
    with database.transaction() as tx:
        assert ledger.get_balance(tx, programme, money) == -18
