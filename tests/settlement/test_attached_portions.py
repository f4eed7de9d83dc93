"""What creditors attached stays in the book at settlement and is paid once it is let go; nothing
that a company passed on is ever reached (G6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from books import Book, open_book
from orders import attach, let_go, locked_of
from sangsaeng.database.connection import Database
from sangsaeng.parties.model import Insolvency, InsolvencyKind
from sangsaeng.programmes.service_insolvency import record_insolvency
from sangsaeng.settlement import service_run
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.service_run import settle_day

ROOT_WON = 100_000


@pytest.fixture
def book(database: Database) -> Book:
    """A book with one root of T1, due on the next day, and T2 and T3 on the system."""
    made = open_book(database)
    for name in ("T1", "T2", "T3"):
        made.company(name)
    return made


def _due(book: Book, days: int) -> date:
    return book.today + timedelta(days=days)


def _next_day(book: Book, days: int = 1) -> None:
    book.today += timedelta(days=days)


def _settled_days(book: Book, days: int) -> None:
    for _ in range(days):
        _next_day(book)
        book.end_day()
        assert book.broken_proofs() == []


def test_of_an_attached_root_the_rest_is_paid_and_the_whole_once_it_is_let_go(book: Book) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    order = attach(book, "T1", 40_000)
    assert (order.locked_won, order.found_nothing_won) == (40_000, 0)
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    assert (book.received_won("T1"), locked_of(book, "T1")) == (60_000, 40_000)
    _settled_days(book, 1)
    assert book.received_won("T1") == 60_000
    done = let_go(book, order)
    assert (done.freed_won, done.to_pay_won, done.locked_on_won) == (0, 40_000, 0)
    assert book.received_won("T1") == 60_000
    _settled_days(book, 2)
    assert (book.received_won("T1"), locked_of(book, "T1")) == (ROOT_WON, 0)


def test_of_an_attached_child_the_rest_is_paid_and_the_locked_part_stays_parked(
    book: Book,
) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    book.pass_on(programme, root, "T2", 30_000, _due(book, 2))
    order = attach(book, "T2", 50_000)
    assert (order.locked_won, order.found_nothing_won) == (30_000, 20_000)
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 3)
    assert (book.received_won("T1"), book.received_won("T2")) == (70_000, 0)
    assert let_go(book, order).to_pay_won == 30_000
    _settled_days(book, 1)
    assert book.received_won("T2") == 30_000


def test_a_parked_child_can_be_attached_until_its_day(book: Book) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    book.pass_on(programme, root, "T2", 30_000, _due(book, 3))
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    assert attach(book, "T2", 10_000).locked_won == 10_000
    _settled_days(book, 3)
    assert book.received_won("T2") == 20_000


def test_what_is_let_go_before_its_day_is_paid_like_everything_else(book: Book) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    order = attach(book, "T1", ROOT_WON)
    done = let_go(book, order)
    assert (done.freed_won, done.to_pay_won) == (ROOT_WON, 0)
    child = book.pass_on(programme, root, "T2", 10_000, _due(book, 1))
    assert child
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 2)
    assert (book.received_won("T1"), book.received_won("T2")) == (90_000, 10_000)


def test_two_orders_on_one_root_one_let_go_before_and_one_after_its_day(book: Book) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    first, second = attach(book, "T1", 60_000), attach(book, "T1", 30_000)
    assert let_go(book, first).freed_won == 60_000
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    assert (book.received_won("T1"), locked_of(book, "T1")) == (70_000, 30_000)
    assert let_go(book, second).to_pay_won == 30_000
    _settled_days(book, 1)
    assert book.received_won("T1") == ROOT_WON


def test_a_later_order_that_found_too_little_reaches_on_when_an_earlier_one_ends(
    book: Book,
) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    first, second = attach(book, "T1", 80_000), attach(book, "T1", 50_000)
    assert (second.locked_won, second.found_nothing_won) == (20_000, 30_000)
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    assert book.received_won("T1") == 0
    done = let_go(book, first)
    assert (done.freed_won, done.to_pay_won, done.locked_on_won) == (0, 50_000, 30_000)
    _settled_days(book, 1)
    assert (book.received_won("T1"), locked_of(book, "T1")) == (50_000, 50_000)
    done = let_go(book, second)
    assert (done.to_pay_won, done.locked_on_won) == (50_000, 0)
    _settled_days(book, 2)
    assert book.received_won("T1") == ROOT_WON


def test_an_order_against_a_bankrupt_holder_does_not_reach_what_it_passed_on(book: Book) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    child = book.pass_on(programme, root, "T2", 30_000, _due(book, 4))
    book.pass_on(programme, child, "T3", 12_000, _due(book, 4))
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    assert book.received_won("T1") == 70_000
    with book.database.transaction() as tx:
        bankrupt = book.companies["T1"].company_id
        kind = InsolvencyKind.BANKRUPTCY
        opened = record_insolvency(tx, bankrupt, kind, "2026-1", book.today)
        assert isinstance(opened, Insolvency)
    order = attach(book, "T1", 1_000_000)
    assert (order.locked_won, order.found_nothing_won) == (0, 1_000_000)
    _settled_days(book, 3)
    assert (book.received_won("T2"), book.received_won("T3")) == (18_000, 12_000)


def test_an_order_that_comes_after_the_days_freeze_finds_nothing_of_it(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    book.fund(programme, root, ROOT_WON)
    _next_day(book)
    _killed_after_the_freeze(book, monkeypatch)
    assert attach(book, "T1", 1_000).locked_won == 0
    book.end_day()
    assert book.received_won("T1") == ROOT_WON
    assert book.broken_proofs() == []


def test_what_is_let_go_while_a_run_has_it_in_hand_is_paid_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    order = attach(book, "T1", 40_000)
    book.fund(programme, root, ROOT_WON)
    _next_day(book)
    _killed_after_the_freeze(book, monkeypatch)
    assert let_go(book, order).to_pay_won == 40_000
    book.end_day()
    assert book.broken_proofs() == []
    _settled_days(book, 2)
    assert book.received_won("T1") == ROOT_WON


def test_what_is_let_go_before_a_run_that_comes_late_is_paid_once(book: Book) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    order = attach(book, "T1", 40_000)
    book.fund(programme, root, ROOT_WON)
    _next_day(book, 3)
    assert let_go(book, order).freed_won == 40_000
    late = settle_day(book.database, book.today - timedelta(days=2), trees_per_chunk=2)
    assert isinstance(late, Totals) and late.paid_won == ROOT_WON
    book.pay()
    _settled_days(book, 1)
    assert book.received_won("T1") == ROOT_WON


def test_an_unpaid_root_past_its_day_is_reached_and_the_rest_paid_when_the_money_comes(
    book: Book,
) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    _settled_days(book, 1)
    assert attach(book, "T1", 25_000).locked_won == 25_000
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    assert book.received_won("T1") == 75_000


def test_a_run_killed_after_paying_what_was_let_go_pays_it_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = book.programme()
    root = book.issue(programme, "T1", ROOT_WON, _due(book, 1))
    order = attach(book, "T1", ROOT_WON)
    book.fund(programme, root, ROOT_WON)
    _settled_days(book, 1)
    let_go(book, order)
    _next_day(book)
    with monkeypatch.context() as patched:
        patched.setattr(service_run, "_prove", _killed)
        with pytest.raises(KeyboardInterrupt):
            book.settle()
    book.end_day()
    _settled_days(book, 1)
    assert book.received_won("T1") == ROOT_WON


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def _killed_after_the_freeze(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(service_run, "_post", _killed)
        with pytest.raises(KeyboardInterrupt):
            book.settle()
