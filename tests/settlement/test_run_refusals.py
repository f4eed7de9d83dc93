"""Which day may be settled, and how a run stops when a control total does not agree."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import MONDAY, Book, noon, open_book, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.service_dispatch import instruct
from sangsaeng.settlement import service_run
from sangsaeng.settlement.model import CallState, Totals
from sangsaeng.settlement.rules import decide_call_state
from sangsaeng.settlement.service_run import resume_run, settle_day

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=20).map(Calendar)


def _refused(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def _due_today(database: Database) -> Book:
    book = open_book(database)
    programme = book.programme()
    book.company("S1")
    root = book.issue(programme, "S1", 500, MONDAY)
    book.fund(programme, root, 500)
    return book


def test_days_are_settled_in_order_on_business_days_only(database: Database, book_url: str) -> None:
    book = _due_today(database)
    book.end_day()
    before = table_digests(book_url)
    assert _refused(settle_day(database, MONDAY + timedelta(days=5))) == "not_a_business_day"
    assert _refused(settle_day(database, MONDAY - timedelta(days=3))) == "run_out_of_order"
    assert _refused(resume_run(database, MONDAY)) == "run_not_stopped"
    assert table_digests(book_url) == before


def test_the_next_day_waits_for_the_unfinished_one(
    database: Database, book_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _due_today(database)
    with monkeypatch.context() as patch:
        patch.setattr(service_run, "_prove", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            settle_day(database, MONDAY)
    before = table_digests(book_url)
    assert _refused(settle_day(database, MONDAY + timedelta(days=1))) == "run_unfinished"
    assert table_digests(book_url) == before
    assert isinstance(settle_day(database, MONDAY), Totals)
    assert isinstance(settle_day(database, MONDAY + timedelta(days=1)), Totals)


def test_a_chunk_that_is_not_as_it_was_frozen_stops_the_run_and_pays_nobody(
    database: Database, owner: psycopg.Connection
) -> None:
    book = _due_today(database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service_run, "_post", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            settle_day(database, MONDAY)
    owner.execute("UPDATE settlement.chunk SET expected_won = expected_won + 1")
    assert _refused(settle_day(database, MONDAY)) == "control_total_mismatch"
    assert _refused(settle_day(database, MONDAY)) == "run_stopped"
    assert _refused(settle_day(database, MONDAY + timedelta(days=1))) == "run_stopped"
    assert owner.execute("SELECT count(*) FROM payouts.payout").fetchone() == (0,)
    done = instruct(database, book.desk.rails, book.desk.limits, noon(MONDAY))
    assert done.item_count == 0


@given(DAYS, DAYS, CLOSED, st.sampled_from(CallState))
def test_a_call_that_is_paid_is_funded_whatever_it_was(
    due_on: date, day: date, calendar: Calendar, state: CallState
) -> None:
    assert decide_call_state(state, due_on, None, 0, day, calendar)[0] is CallState.FUNDED


@given(DAYS, CLOSED, st.integers(1, 10**15), st.integers(0, 40))
def test_an_unpaid_call_has_until_the_end_of_the_next_business_day(
    due_on: date, calendar: Calendar, missing_won: int, later: int
) -> None:
    first = calendar.on_or_after(due_on)
    until = calendar.after(first)
    day = first + timedelta(days=later)
    state, told = decide_call_state(CallState.DUE, due_on, None, missing_won, day, calendar)
    assert told == until
    assert state is (CallState.GRACE if day < until else CallState.UNPAID)
    if state is CallState.GRACE:
        again = decide_call_state(state, due_on, until, missing_won, until, calendar)
        assert again == (CallState.UNPAID, until)


def test_nothing_is_settled_ahead_of_its_day(database: Database, book_url: str) -> None:
    _due_today(database)
    before = table_digests(book_url)
    done = settle_day(database, MONDAY, today=MONDAY - timedelta(days=1))
    assert _refused(done) == "day_in_the_future"
    assert table_digests(book_url) == before
