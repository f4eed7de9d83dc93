"""Orders of creditors: what they reach, in which order, and what they keep from being done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import MONDAY, Book, open_book, table_digests
from orders import attach, let_go, locked_of, serve
from sangsaeng.database.connection import Database
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service import find_companies
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.model_attachment import (
    Attachment,
    AttachmentKind,
    HeldLock,
    LaterOrder,
    Portion,
)
from sangsaeng.receivables.rules_attachment import plan_endings, plan_locks
from sangsaeng.receivables.service import pass_on
from sangsaeng.receivables.service_amend import amend
from sangsaeng.receivables.service_attachment import (
    list_attachments,
    record_attachment,
    release_attachment,
)
from sangsaeng.receivables.service_taking_back import cancel, refuse_receivable

_WON = st.integers(1, 10**9)
_DAYS = st.dates(date(2026, 4, 6), date(2026, 8, 1))
_PORTIONS = st.lists(
    st.builds(Portion, st.integers(1, 3), st.integers(1, 10**6), _DAYS, st.integers(0, 10**8)),
    unique_by=lambda one: one.receivable_id,
)
_HELD = st.lists(
    st.builds(
        HeldLock, st.integers(1, 9**6), st.just(1), st.integers(1, 50), _WON, _DAYS, st.booleans()
    ),
    unique_by=lambda one: one.lock_id,
)
_LATER = st.lists(
    st.builds(LaterOrder, st.integers(1, 99), st.integers(0, 10**9)),
    unique_by=lambda one: one.attachment_id,
)


@given(_PORTIONS, _WON)
def test_an_order_takes_the_earliest_days_whole_and_never_more_than_is_free(
    portions: list[Portion], amount_won: int
) -> None:
    planned = plan_locks(portions, amount_won)
    taken = {one.receivable_id: won for one, won in planned}
    assert sum(taken.values()) == min(amount_won, sum(one.free_won for one in portions))
    assert all(0 < won <= one.free_won for one, won in planned)
    in_order = sorted(portions, key=lambda one: (one.matures_on, one.receivable_id))
    left = amount_won
    for portion in in_order:
        assert taken.get(portion.receivable_id, 0) == min(portion.free_won, left)
        left -= min(portion.free_won, left)
    assert plan_locks(reversed(portions), amount_won) == planned


@given(_HELD, _LATER)
def test_what_an_order_held_is_shared_out_to_the_won_when_it_ends(
    locks: list[HeldLock], later: list[LaterOrder]
) -> None:
    endings = plan_endings(locks, later)
    assert sorted(one.lock.lock_id for one in endings) == sorted(one.lock_id for one in locks)
    for one in endings:
        parts = one.freed_won + one.to_pay_won + sum(won for _, won in one.taken)
        assert parts == one.lock.locked_won and min(one.freed_won, one.to_pay_won) == 0
        assert (one.freed_won == 0) if one.lock.was_in_hand else (one.to_pay_won == 0)
    held = sum(one.locked_won for one in locks)
    missing = sum(one.missing_won for one in later)
    assert sum(won for one in endings for _, won in one.taken) == min(held, missing)
    for order in later:
        reached = [w for one in endings for who, w in one.taken if who == order.attachment_id]
        assert sum(reached) <= order.missing_won


def test_an_order_reaches_every_programme_the_earliest_day_first(database: Database) -> None:
    book = open_book(database)
    one, other = book.programme("buyer"), book.programme("another")
    days = [book.today + timedelta(days=number) for number in (30, 10, 20)]
    last = book.issue(one, "T1", 1_000, days[0])
    first = book.issue(other, "T1", 1_000, days[1], buyer="another")
    middle = book.issue(one, "T1", 1_000, days[2])
    book.issue(one, "T2", 9_000, days[1])
    order = attach(book, "T1", 2_500)
    assert [(lock.receivable_id, lock.locked_won) for lock in order.locks] == [
        (first, 1_000),
        (middle, 1_000),
        (last, 500),
    ]
    assert attach(book, "T1", 2_000).found_nothing_won == 1_500
    assert (locked_of(book, "T1"), book.broken_proofs()) == (3_000, [])


def test_what_was_passed_on_or_waits_for_its_payee_is_not_reached(database: Database) -> None:
    book = open_book(database)
    programme = book.programme()
    day = book.today + timedelta(days=20)
    book.company("T1")
    root = book.issue(programme, "T1", 1_000, day)
    book.pass_on(programme, root, "newcomer", 400, day)
    book.company("T2")
    child = book.pass_on(programme, root, "T2", 300, day)
    book.pass_on(programme, child, "T1", 100, day)
    order = attach(book, "T1", 5_000)
    assert sorted(lock.locked_won for lock in order.locks) == [100, 300]
    assert attach(book, "T2", 5_000).locked_won == 200
    with database.transaction() as tx:
        known = list_attachments(tx)
    assert [one.company_id for one in known] == [
        book.companies[name].company_id for name in ("T1", "T2")
    ]
    with database.transaction() as tx:
        invited = find_companies(tx, [book.number("newcomer")])[book.number("newcomer")]
    kind = AttachmentKind.PROVISIONAL
    early = record_attachment(database, invited.company_id, kind, "early", 5_000, book.today)
    assert isinstance(early, Attachment) and early.locked_won == 0
    book.company("newcomer")
    assert attach(book, "newcomer", 5_000).locked_won == 400
    assert book.broken_proofs() == []


def test_what_is_attached_is_not_passed_on_and_the_rest_is(database: Database) -> None:
    book = open_book(database)
    programme = book.programme()
    day = book.today + timedelta(days=20)
    root = book.issue(programme, "T1", 1_000, day)
    order = attach(book, "T1", 600)
    lines = [book.line("T2", 300, day, line_no=1), book.line("T3", 101, day, line_no=2)]
    done = pass_on(database, programme, root, lines, book.today)
    assert isinstance(done, list)
    assert [(one.code, one.line, dict(one.facts)) for one in done] == [
        ("attached", 2, {"amount": 101, "free": 100})
    ]
    book.pass_on(programme, root, "T2", 400, day)
    let_go(book, order)
    book.pass_on(programme, root, "T3", 600, day)
    assert book.broken_proofs() == []


Case = Callable[[Book, int, int, Attachment], Any]


def _earlier(book: Book) -> date:
    return book.today - timedelta(days=1)


def _serve_early(book: Book, *_: object) -> Attachment | Refusal:
    book.today = _earlier(book)
    return serve(book, "T1", 5)


REFUSED: dict[str, tuple[str, Case]] = {
    "passing on": (
        "attached",
        lambda book, programme, root, _: pass_on(
            book.database, programme, root, [book.line("T2", 500, _later(book))], book.today
        ),
    ),
    "passing on more than there is": (
        "more_than_retained",
        lambda book, programme, root, _: pass_on(
            book.database, programme, root, [book.line("T2", 1_001, _later(book))], book.today
        ),
    ),
    "cancelling": (
        "attached",
        lambda book, programme, root, order: cancel(
            book.database, programme, root, [order.company_id], book.today
        ),
    ),
    "refusing": (
        "attached",
        lambda book, programme, root, order: refuse_receivable(
            book.database, programme, root, order.company_id, book.today
        ),
    ),
    "amending": (
        "attached",
        lambda book, programme, root, order: amend(
            book.database, programme, root, 900, _later(book), [order.company_id], book.today
        ),
    ),
    "no amount": ("not_a_whole_won", lambda book, *_: serve(book, "T1", 0)),
    "no case": ("reference_missing", lambda book, *_: serve(book, "T1", 5, "  ")),
    "the case again": ("attachment_known", lambda book, *_: serve(book, "T1", 7, "case")),
    "a day that is closed": ("day_closed", _serve_early),
    "an order there is not": (
        "unknown_attachment",
        lambda book, *_: release_attachment(book.database, 999_999, book.today),
    ),
    "letting go on a closed day": (
        "day_closed",
        lambda book, _p, _r, order: release_attachment(
            book.database, order.attachment_id, _earlier(book)
        ),
    ),
}


def _later(book: Book) -> date:
    return MONDAY + timedelta(days=20)


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_has_its_code_and_changes_nothing(
    database: Database, book_url: str, what: str
) -> None:
    book = open_book(database)
    programme = book.programme()
    book.company("T2")
    root = book.issue(programme, "T1", 1_000, _later(book))
    order = attach(book, "T1", 600, "case")
    book.end_day()
    code, ask = REFUSED[what]
    before = table_digests(book_url)
    done = ask(book, programme, root, order)
    refusal = done[0] if isinstance(done, list) else done
    assert isinstance(refusal, Refusal) and refusal.code == code
    assert all(explain(refusal, language) for language in LANGUAGES)
    assert table_digests(book_url) == before


def test_an_order_is_let_go_once(database: Database) -> None:
    book = open_book(database)
    order = attach(book, "T1", 600)
    assert order.found_nothing_won == 600
    let_go(book, order)
    again = release_attachment(database, order.attachment_id, book.today)
    assert isinstance(again, Refusal) and again.code == "attachment_released"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE receivables.receivable SET locked_won = retained_won + 1", "g6_ring_fenced"),
        (
            "INSERT INTO receivables.lock SELECT programme_id, 1, receivable_id, attachment_id, 1,"
            " '2026-04-06' FROM receivables.receivable, receivables.attachment"
            " WHERE holder_id <> company_id",
            "g6_own_portions",
        ),
        (
            "INSERT INTO receivables.lock SELECT programme_id, 1, receivable_id, attachment_id, 1,"
            " '2026-04-06' FROM receivables.receivable, receivables.attachment"
            " WHERE holder_id = company_id",
            "g6_own_portions",
        ),
    ],
)
def test_the_database_itself_locks_nothing_but_the_debtors_own(
    database: Database, owner: psycopg.Connection, change: str, constraint: str
) -> None:
    book = open_book(database)
    programme = book.programme()
    for name in ("T1", "T2"):
        book.issue(programme, name, 1_000, _later(book))
    attach(book, "T1", 600)
    with pytest.raises(psycopg.errors.CheckViolation) as broken:
        owner.execute(change.encode())
    assert broken.value.diag.constraint_name == constraint


def test_an_order_served_while_eight_pass_on_never_locks_what_is_gone(book_url: str) -> None:
    with Database(book_url, size=10) as database:
        book = open_book(database)
        programme = book.programme()
        day = book.today + timedelta(days=20)
        book.company("T1")
        roots = [book.issue(programme, "T1", 1_000, day) for _ in range(4)]
        lines = [book.line(f"P{number}", 70, day) for number in range(8)]
        start = Barrier(10)

        def carve(number: int) -> set[str]:
            start.wait()
            told = set()
            for turn in range(12):
                root = roots[(number + turn) % len(roots)]
                done = pass_on(database, programme, root, [lines[number]], book.today)
                told.add("done" if isinstance(done, Written) else done[0].code)
            return told

        def order(number: int) -> set[str]:
            start.wait()
            served = attach(book, "T1", 900 * (number + 1), f"case {number}")
            return {f"locked {served.locked_won}"}

        with ThreadPoolExecutor(10) as pool:
            work = [pool.submit(carve, number) for number in range(8)]
            work += [pool.submit(order, number) for number in range(2)]
            told = set().union(*(one.result() for one in work))
        assert told >= {"done", "locked 900"}
        assert told <= {"done", "attached", "more_than_retained"} | {
            one for one in told if one.startswith("locked")
        }
        with psycopg.connect(book_url) as owner:
            found = owner.execute(
                "SELECT count(*) FILTER (WHERE locked_won > retained_won), sum(locked_won)"
                " FROM receivables.receivable"
            ).fetchone()
        assert found is not None and found[0] == 0
        assert found[1] == locked_of(book, "T1") > 0
        assert book.broken_proofs() == []
