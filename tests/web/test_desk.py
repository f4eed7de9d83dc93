"""The institution's screens: the settlement day, what came back, programmes, the log."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from books import noon
from sangsaeng.acts.model import Role
from sangsaeng.audit.service_sealing import seal_events
from sangsaeng.database.connection import Database
from sangsaeng.web.pages.board import steps_of
from sangsaeng.web.pages.calendar import weeks_of
from sangsaeng.web.visits import Visit

from .desk_story import LATE_WON, LONG_NAME, PAID_WON, STRAY_WON, Day, a_settlement_day
from .visiting import Visitor, text_of

DESK = (
    "/board",
    "/calendar",
    "/returns",
    "/unidentified",
    "/reconciliation",
    "/programmes",
    "/defaults",
    "/attachments",
    "/people",
    "/system",
)


@pytest.fixture(scope="module")
def day(database_of: Callable[[], AbstractContextManager[Database]]) -> Iterator[Day]:
    with database_of() as database, a_settlement_day(database) as day:
        yield day


def _read(visitor: Visitor, path: str) -> str:
    return text_of(visitor.get(path))


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    said: list[str] = []
    run = psycopg.Cursor.execute

    def execute(self: Any, query: Any, *given: Any, **more: Any) -> Any:
        said.append(str(query))
        return run(self, query, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        yield said


def _key(page: str) -> str:
    found = re.search(r'name="request_key" value="([0-9a-f]+)"', page)
    assert found, text_of(page)
    return found[1]


def test_the_desk_opens_for_its_people_and_for_nobody_else(day: Day) -> None:
    operations, _ = day.operations()
    stranger = day.portal.visitor(
        "Stranger", day.portal.book.companies["S1"].company_id, Role.APPROVER
    )
    for path in DESK:
        operations.get(path)
        refused = stranger.client.get(path)
        assert refused.status_code == 403, path
        assert LONG_NAME not in refused.text and f"{PAID_WON:,}" not in refused.text


def test_the_board_says_what_is_missing_by_when_and_what_follows(day: Day) -> None:
    operations, _ = day.operations()
    said = _read(operations, f"/board/{day.due}")
    assert "1 of 2 arrived" in said
    assert f"{LATE_WON:,}" in said and "there is no recourse" in said
    needs = _read(operations, "/")
    assert "Money missing today: 1" in needs and "Money nobody explained: 1" in needs


def test_a_closed_day_says_when_it_is_settled_and_offers_no_run(day: Day) -> None:
    operations, _ = day.operations()
    saturday = day.due + timedelta(days=5 - day.due.weekday())
    page = operations.get(f"/board/{saturday}")
    assert "settled with the next business day" in page
    assert 'value="settlement.run"' not in page


def test_a_run_is_entered_by_one_approved_by_another_and_then_shown_step_by_step(
    day: Day,
) -> None:
    operations, second = day.operations()
    page = operations.get(f"/board/{day.due}")
    told = {"act": "settlement.run", "request_key": _key(page)}
    entered, again = (operations.post(f"/board/{day.due}", **told) for _ in range(2))
    assert entered.status_code == again.status_code == 303, text_of(entered.text)
    where = entered.headers["location"].split("?")[0]
    assert again.headers["location"].split("?")[0] == where
    assert "Waits for a second person" in second.get(f"/board/{day.due}")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', second.get(where))
    assert digest
    # Who entered it is told that another approves; who approves is asked once, by the act itself.
    waits = text_of(operations.get("/"))
    assert "It is entered already" in waits and "Another approver" in waits
    asked = text_of(second.get("/"))
    assert (
        "For your approval: " in asked and "is to be run" in waits and "is to be run" not in asked
    )
    done = second.post(where, decision="approve", digest=digest[1])
    assert done.status_code == 303, text_of(done.text)
    running = operations.get(f"/board/{day.due}")
    assert f'hx-get="/board/{day.due}/live?version=' in running
    part = operations.get(f"/board/{day.due}/live")
    assert "<html" not in part and "It is being done" in part
    asks = re.search(r'hx-get="([^"]+)"', part)
    assert asks and "version=" in asks[1]
    # Nothing changed: nothing is sent, and nothing is told to the log.
    events = day.events()
    with statements() as of_same:
        same = operations.client.get(asks[1])
    assert (same.status_code, same.content) == (204, b"") and day.events() == events
    with statements() as of_whole:
        operations.get(f"/board/{day.due}/live")
    print(f"statements of a look: {len(of_same)} where nothing changed, {len(of_whole)} whole")
    assert len(of_same) * 3 < len(of_whole)
    # What the worker does with the job.
    day.portal.book.end_day()
    with day.portal.book.database.transaction() as tx:
        tx.run("UPDATE jobs.job SET state = 'done', ended_at = now()")
    part = operations.get(asks[1])
    assert "hx-get" not in part and "This day is settled" in part
    said = text_of(part)
    assert f"{PAID_WON + 2_000_000:,}" in said.replace("₩", "")
    whole = operations.get(f"/board/{day.due}")
    assert "Differs" not in whole and "Debits = credits" in whole


def test_a_payout_that_came_back_says_why_and_who_acts_next(day: Day) -> None:
    operations, _ = day.operations()
    if "S2" not in operations.get("/returns"):
        day.portal.book.end_day()
    said = _read(operations, "/returns")
    assert "S2" in said and "Closed account" in said and "asked for another account" in said
    assert "S2" not in _read(operations, "/returns?state=unknown")


def test_money_nobody_explained_is_given_to_a_programme_by_two_people(day: Day) -> None:
    operations, _ = day.operations()
    page = operations.get("/unidentified")
    assert f"{STRAY_WON:,}" in page
    entry = re.search(r'name="entry_id" value="([0-9]+)"', page)
    assert entry
    nobody = operations.post("/unidentified", entry_id=entry[1], programme_id="")
    assert nobody.status_code == 422 and "field--wrong" in nobody.text
    assert f"{STRAY_WON:,}" in nobody.text
    done = operations.post(
        "/unidentified",
        entry_id=entry[1],
        programme_id=day.programme_id,
        request_key=_key(page),
    )
    assert done.status_code == 303 and done.headers["location"].startswith("/acts/")
    assert "Waits for a second person" in operations.get("/unidentified")


def test_a_programme_shows_its_terms_limits_and_who_takes_part(day: Day) -> None:
    operations, _ = day.operations()
    said = _read(operations, f"/programmes/{day.programme_id}")
    assert "4.2 %" in said and "In force" in said and LONG_NAME in said
    operations.get("/programmes/999", 404)
    number = day.portal.book.number(LONG_NAME)
    company = _read(operations, f"/people/{day.programme_id}/{number}")
    assert LONG_NAME in company and "********" in company
    # A bank is called by its name, beside the number of an account.
    assert not re.search(r"\b[0-9]{3} [0-9*]{8}", said + company + _read(operations, "/board"))


def test_what_is_named_is_found_by_its_key_however_long_the_lists_are(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations, _ = day.operations()
    listed = operations.get("/programmes")
    last = max(map(int, re.findall(r'href="/programmes/([0-9]+)"', listed)))
    tabs = operations.get("/reconciliation")
    account = max(map(int, re.findall(r'href="/reconciliation\?account=([0-9]+)"', tabs)))
    rows = Visit.rows
    # As if every list ended after its first row.
    monkeypatch.setattr(
        Visit, "rows", lambda self, code, /, limit=1, **about: rows(self, code, 1, **about)
    )
    assert last != 1 and account != 1
    assert "slow" in operations.get(f"/programmes/{last}")
    operations.get(f"/reconciliation?account={account}")
    operations.get(f"/reconciliation/{account}/{day.due}")
    operations.get("/reconciliation?account=999999", 403)


def test_what_waits_at_the_desk_is_counted_whole(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    operations, _ = day.operations()
    for _ in range(2):
        day.portal.book.pay_in(STRAY_WON, "nobody knows either")
    rows = Visit.rows
    # As if lists were counted no further than their second row.
    monkeypatch.setattr(
        Visit, "rows", lambda self, code, /, limit=2, **about: rows(self, code, 2, **about)
    )
    said = text_of(operations.get("/"))
    assert "Money nobody explained: 3" in said and f"{3 * STRAY_WON:,}" in said


def test_the_calendar_sums_what_falls_due_by_day(day: Day) -> None:
    operations, _ = day.operations()
    said = _read(operations, f"/calendar?month={day.due:%Y-%m}")
    assert f"{PAID_WON + 2_000_000 + LATE_WON:,}" in said
    only = _read(operations, f"/calendar?month={day.due:%Y-%m}&programme_id={day.programme_id}")
    assert f"{PAID_WON + 2_000_000:,}" in only and f"{LATE_WON:,}" not in only


def test_a_month_has_every_day_once_and_its_closed_days_marked() -> None:
    first = date(2026, 2, 1)
    rows = [{"due_on": date(2026, 2, 17), "won": 5}, {"due_on": date(2026, 2, 17), "won": 6}]
    weeks = weeks_of(first, rows, frozenset({date(2026, 2, 17)}), date(2026, 2, 3))
    days = [cell for week in weeks for cell in week if cell is not None]
    assert [cell["day"].day for cell in days] == list(range(1, 29))
    assert [cell["day"].day for cell in days if cell["off"]] == [1, 7, 8, 14, 15, 17, 21, 22, 28]
    assert [cell["amount"] for cell in days if cell["amount"]] == [11]
    assert [cell["day"].day for cell in days if cell["today"]] == [3]


def test_a_run_not_begun_has_the_steps_of_one_that_runs_in_the_same_order() -> None:
    none = {"state": None, "steps": [], "payouts": []}
    begun = [one.code for one in steps_of({**none, "state": "frozen"}, [])]
    assert [one.code for one in steps_of(none, [])] == begun


def test_a_stopped_run_is_broken_at_the_step_that_stopped_it() -> None:
    step = {"expected_count": 2, "expected_won": 9, "posted_count": 2, "posted_won": 9}
    board = {"state": "stopped", "steps": [{**step, "holds": True}], "payouts": []}
    places = {one.code: one.place for one in steps_of(board, [{"holds": False}])}
    assert places["post"] == "done" and places["prove"] == "broken"
    assert places["release"] == "later"
    short = {**board, "steps": [{**step, "posted_won": 8, "holds": False}]}
    places = {one.code: one.place for one in steps_of(short, [])}
    assert places["freeze"] == "done" and places["totals"] == "broken"


def test_the_log_is_read_exported_and_proven_by_the_auditor_alone(day: Day) -> None:
    auditor = day.desk("Auditor", Role.AUDITOR)
    operations, _ = day.operations()
    operations.get("/returns")
    seal_events(day.portal.book.database, noon(day.due))
    assert "Returned and unknown payouts" in auditor.get("/audit")
    wrong = auditor.client.get("/audit?action=%00")
    assert wrong.status_code == 422
    export = auditor.client.get("/audit/export")
    assert "attachment" in export.headers["content-disposition"]
    lines = [json.loads(line) for line in export.text.splitlines()]
    assert "seal" in lines[-1]
    assert "The chain holds" in auditor.get("/audit/proof")
    assert operations.client.get("/audit/export").status_code == 403


def test_a_failed_chore_stands_first_on_the_system_and_on_the_first_screen(day: Day) -> None:
    operations, _ = day.operations()
    with day.portal.book.database.transaction() as tx:
        tx.run("UPDATE jobs.chore SET failed = 'ConnectionError' WHERE chore = 'drop_old'")
    said = _read(operations, "/system")
    assert "Chores failed: 1" in said
    assert said.index("Failed: ConnectionError") < said.index("Late")
    assert "Work that failed: 1" in operations.get("/")
