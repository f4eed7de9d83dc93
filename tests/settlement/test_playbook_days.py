"""Nobody is told that there is no money before it is known; days told are days on which banks work;
the ban told is the one that lasts longest."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from playbook_stage import Stage, opened_by_hand, sell_part

from books import Book, open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.programmes import service as programmes
from sangsaeng.settlement.playbook_model import Notice, Step
from sangsaeng.settlement.rules_playbook import days_over, plan_days
from sangsaeng.settlement.service_playbook import render_notice

SATURDAY = date(2026, 4, 11)


@pytest.fixture
def book(database: Database) -> Book:
    made = open_book(database)
    for name in ("T1", "T2"):
        made.company(name)
    return made


def _next_day(book: Book) -> None:
    book.today = book.calendar.after(book.today)


def _told(book: Book, folder: Path) -> tuple[Stage, dict[int, set[str]]]:
    """Proceedings opened by hand today, and what T1 is told."""
    opened_by_hand(book)
    stage = Stage(book, book.today, book.today, 0, 0)
    stage.run(folder)
    return stage, stage.told("T1")


def _one(stage: Stage, code: str) -> Notice:
    (found,) = [notice for notice in stage.notices() if notice.code == code]
    return found


def test_on_the_morning_of_its_day_a_receivable_is_not_unpaid(book: Book, tmp_path: Path) -> None:
    programme_id = book.programme("buyer")
    due = book.calendar.after(book.today)
    root = book.issue(programme_id, "T1", 1_000, due)
    book.end_day()
    _next_day(book)
    _, told = _told(book, tmp_path)
    assert told == {root: {"notice_exposed"}}


def test_in_grace_everyone_is_told_until_when(book: Book, tmp_path: Path) -> None:
    programme_id = book.programme("buyer")
    due = book.calendar.after(book.today)
    root = book.issue(programme_id, "T1", 1_000, due)
    stage = Stage(book, due, due, programme_id, programme_id)
    sell_part(stage, programme_id, root, 300, "T1")
    book.end_day()
    _next_day(book)
    book.end_day()
    stage, told = _told(book, tmp_path)
    assert told == {root: {"notice_overdue", "notice_sold_final"}}
    grace = book.calendar.after(due).isoformat()
    for code in ("notice_overdue", "notice_funder_overdue"):
        assert _one(stage, code).facts["grace_until"] == grace
        assert all(grace in render_notice(_one(stage, code), one) for one in LANGUAGES)
    assert _one(stage, "notice_buyer").facts["overdue"] == 1_000


def test_without_any_run_a_receivable_is_unpaid_only_when_grace_is_over(
    book: Book, tmp_path: Path
) -> None:
    programme_id = book.programme("buyer")
    root = book.issue(programme_id, "T1", 1_000, book.calendar.after(book.today))
    for code in ("notice_exposed", "notice_overdue", "notice_unpaid"):
        _next_day(book)
        _, told = _told(book, tmp_path / code)
        assert told == {root: {code}}


def test_a_guarantee_is_promised_only_where_one_stands(
    book: Book, database: Database, tmp_path: Path
) -> None:
    programme_id = book.programme("buyer", policy="institution_advances")
    root = book.issue(programme_id, "T1", 1_000, book.today + timedelta(days=20))
    _, told = _told(book, tmp_path / "guaranteed")
    assert told == {root: {"notice_guaranteed"}}
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM programmes.facility_change")
        owner.execute("DELETE FROM programmes.facility WHERE kind = 'guarantee'")
    _next_day(book)
    _, told = _told(book, tmp_path / "exposed")
    assert told == {root: {"notice_exposed"}}


def test_no_notice_promises_payment_on_a_closed_day(book: Book, tmp_path: Path) -> None:
    programme_id = book.programme("buyer")
    due = book.calendar.after(book.today)
    root = book.issue(programme_id, "T1", 1_000, due)
    child = book.pass_on(programme_id, root, "T2", 400, SATURDAY)
    covered = book.issue(programme_id, "T1", 700, SATURDAY)
    book.fund(programme_id, root, 1_000)
    book.fund(programme_id, covered, 700)
    book.end_day()
    _next_day(book)
    book.end_day()
    stage, _ = _told(book, tmp_path)
    monday = (SATURDAY + timedelta(days=2)).isoformat()
    promised = {one.receivable_id: one.facts for one in stage.notices() if one.receivable_id}
    assert promised.keys() == {child, covered}
    assert {facts["pays_on"] for facts in promised.values()} == {monday}
    assert {facts["due"] for facts in promised.values()} == {SATURDAY.isoformat()}


def test_who_is_paid_after_all_is_told_a_business_day(book: Book, tmp_path: Path) -> None:
    programme_id = book.programme("buyer")
    due = book.calendar.after(book.today)
    root = book.issue(programme_id, "T1", 1_000, due)
    child = book.pass_on(programme_id, root, "T2", 400, SATURDAY)
    for _ in range(2):
        _next_day(book)
        book.end_day()
    stage = Stage(book, due, due, programme_id, programme_id)
    stage.run(tmp_path)
    _next_day(book)
    book.fund(programme_id, root, 1_000)
    book.end_day()
    after = [one for one in stage.notices("T2") if one.code == "notice_paid_after_all"]
    monday = (SATURDAY + timedelta(days=2)).isoformat()
    assert [(one.receivable_id, one.facts["pays_on"]) for one in after] == [(child, monday)]


def test_of_two_bans_the_one_that_lasts_longest_is_told(book: Book, tmp_path: Path) -> None:
    book.programme("buyer")
    buyer, later = book.companies["buyer"].company_id, book.today + timedelta(days=1)
    with database_of(book).transaction() as tx:
        programmes.record_suspension(tx, buyer, book.today, None, "court", 9_001)
        until = later + timedelta(days=30)
        programmes.record_suspension(tx, buyer, later, until, "SF1", 9_002)
    opened_by_hand(book)
    (stopped, *_) = Stage(book, later, later, 0, 0).run(tmp_path)
    assert stopped.step is Step.STOP_ISSUES and stopped.outcome["until"] is None
    assert stopped.outcome["since"] == book.today.isoformat()


def database_of(book: Book) -> Database:
    return book.database


# What nobody may be told before grace is over, in both languages.
_TOO_EARLY = ("\uc790\uae08\uc774 \uc5c6", "no money", "not paid by the end", "not repaid")
_FACTS = {
    "buyer": "b",
    "institution": "i",
    "opened": "2026-04-06",
    "receivable": "1",
    "won": 1,
    "due": "2026-04-06",
    "pays_on": "2026-04-07",
    "grace_until": "2026-04-07",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        *(f"notice_{what}" for what in ("parked_safe", "covered", "advanced", "guaranteed")),
        *(f"notice_{what}" for what in ("overdue", "exposed", "sold_final", "passed_on")),
        *(f"notice_funder_{what}" for what in ("covered", "guaranteed", "overdue", "exposed")),
    ],
)
def test_no_sentence_says_that_there_is_no_money_before_it_is_known(
    code: str, language: str
) -> None:
    said = sentence(code, language, _FACTS)  # type: ignore[arg-type]
    assert not [words for words in _TOO_EARLY if words in said], said


def test_a_day_over_a_weekend_has_its_grace_on_tuesday() -> None:
    calendar = Calendar(frozenset())
    monday, tuesday = SATURDAY + timedelta(days=2), SATURDAY + timedelta(days=3)
    assert days_over(monday, calendar)["due_over"] == SATURDAY - timedelta(days=1)
    assert days_over(tuesday, calendar) == {
        "due_over": monday,
        "grace_over": SATURDAY - timedelta(days=1),
    }
    assert days_over(tuesday + timedelta(days=1), calendar)["grace_over"] == monday
    assert plan_days([SATURDAY], calendar) == {
        "stated": [SATURDAY],
        "paid_on": [monday],
        "grace_until": [tuesday],
    }
