"""An act is entered by one person, approved by another, and executed as the text approved (G13)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege
from pydantic import ValidationError

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.kinds.promises import InvoiceLine, Issue, Promised
from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.readings.acts import ActFilters
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Page
from sangsaeng.api.service_reading import read
from sangsaeng.database.connection import DESK, Asking, Database

ISSUE = acts()["receivables.issue"]


class Scene:
    """A buyer with two people who may enter and approve."""

    def __init__(self, database: Database) -> None:
        self.book: Book = open_book(database)
        self.database = database
        self.people = People(self.book)
        self.programme_id = self.book.programme()
        self.buyer_id = self.book.companies["buyer"].company_id
        self.enterer = self.people.caller(self.buyer_id, Role.ENTERER)
        self.approver = self.people.caller(self.buyer_id, Role.APPROVER)
        self.at = noon(self.book.today)

    def given(self, won: int = 1_000_000) -> Issue:
        line = InvoiceLine(
            supplier_number=self.book.number("t1"),
            supplier_name="t1",
            approval_number=f"{self.book.today:%Y%m%d}1000000{won:09d}",
            written_on=self.book.today,
            total_won=won,
            amount_won=won,
            matures_on=self.book.today + timedelta(days=30),
        )
        return Issue(programme_id=self.programme_id, lines=[line])

    def entered(self, won: int = 1_000_000, key: str | None = None) -> Entered:
        done = enter(self.database, self.enterer, ISSUE, self.given(won), self.at, key)
        assert isinstance(done, Entered), done
        return done

    def receivables(self) -> int:
        with self.database.transaction() as tx:
            row = tx.the("SELECT count(*) AS n FROM receivables.receivable")
        return int(row["n"])


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def _codes(done: object) -> list[str]:
    assert isinstance(done, list), done
    return [one.code for one in done]


def test_nothing_happens_before_another_person_approves(scene: Scene) -> None:
    entered = scene.entered()
    assert (entered.state, scene.receivables()) == ("waiting", 0)
    done = decide(scene.database, scene.approver, entered.act_id, entered.digest, True, scene.at)
    assert isinstance(done, Entered) and done.state == "executed", done
    assert scene.receivables() == 1
    assert done.answer is not None and done.answer["total_won"] == 1_000_000


def test_an_act_among_many_that_wait_is_found_by_what_it_is_about(scene: Scene) -> None:
    entered = [scene.entered(won) for won in range(1, 13)]
    reading = all_readings()["acts.list"]
    for about, found in (({"lines": [{"total_won": 2}]}, [entered[1]]), ({"programme_id": 0}, [])):
        asked = ActFilters(state="waiting", about=json.dumps(about))
        page = read(scene.database, scene.enterer, reading, asked, scene.at)
        assert isinstance(page, Page)
        assert [row["act_id"] for row in page.rows] == [one.act_id for one in found]
    for wrong in ("{", "[1]", '"x"'):
        with pytest.raises(ValidationError):
            ActFilters(about=wrong)


def test_who_entered_cannot_approve_though_an_approver(scene: Scene) -> None:
    both = scene.people.caller(scene.buyer_id, Role.APPROVER)
    entered = enter(scene.database, both, ISSUE, scene.given(), scene.at)
    assert isinstance(entered, Entered)
    done = decide(scene.database, both, entered.act_id, entered.digest, True, scene.at)
    assert _codes(done) == ["g13_four_eyes"]
    assert scene.receivables() == 0


def test_the_database_refuses_what_the_rules_would(scene: Scene, owner: psycopg.Connection) -> None:
    entered = scene.entered()
    with pytest.raises(CheckViolation, match="not for this person"):
        owner.execute(
            "INSERT INTO parties.act_decision VALUES (%s, %s, %s, true, %s, NULL, %s)",
            [entered.act_id, scene.enterer.person_id, scene.buyer_id, entered.digest, scene.at],
        )
    with pytest.raises(CheckViolation, match="may not be executed"):
        owner.execute(
            "UPDATE parties.act SET state = 'executed', ended_at = entered_at,"
            " executing_xid = ledger.this_xid() WHERE act_id = %s",
            [entered.act_id],
        )


def test_the_desk_writes_nothing_outside_an_act(scene: Scene) -> None:
    asking = Asking(DESK, scene.buyer_id, scene.enterer.person_id)
    with pytest.raises(InsufficientPrivilege), scene.database.asked_by(asking) as tx:
        tx.run(
            "INSERT INTO programmes.buyer_standing VALUES (%(id)s, %(day)s, NULL, 'good', 'x', 1)",
            id=scene.buyer_id,
            day=scene.book.today,
        )


def test_another_text_is_not_what_was_seen(scene: Scene) -> None:
    entered = scene.entered()
    done = decide(scene.database, scene.approver, entered.act_id, "0" * 64, True, scene.at)
    assert _codes(done) == ["digest_differs"]


def test_a_request_sent_twice_is_entered_once(scene: Scene) -> None:
    first, second = scene.entered(key="k"), scene.entered(key="k")
    assert (first.act_id, second.act_id) == (first.act_id, first.act_id)
    assert (first.hit, second.hit) == (False, True)
    other = enter(scene.database, scene.enterer, ISSUE, scene.given(7), scene.at, "k")
    assert _codes(other) == ["idempotency_conflict"]


def test_a_dry_run_answers_and_keeps_nothing(scene: Scene) -> None:
    done = dry_run(scene.database, scene.enterer, ISSUE, scene.given(), scene.at)
    assert isinstance(done, Promised) and done.total_won == 1_000_000, done
    assert scene.receivables() == 0


def test_what_is_only_tried_is_an_event_and_tells_nobody_who_is_on_the_system(
    scene: Scene,
) -> None:
    """Else a list of business numbers could be tried out, with no trace."""
    for joined in (False, True):
        if joined:
            scene.book.company("t1")
        tried = dry_run(scene.database, scene.enterer, ISSUE, scene.given(), scene.at)
        assert isinstance(tried, Promised) and tried.invited is None, tried
    wrong = scene.given().model_copy(update={"programme_id": 99})
    assert _codes(dry_run(scene.database, scene.enterer, ISSUE, wrong, scene.at)) == [
        "unknown_programme"
    ]
    denied = replace(scene.enterer, powers=())
    dry_run(scene.database, denied, ISSUE, scene.given(), scene.at)
    with scene.database.transaction() as tx:
        told = tx.rows("SELECT * FROM audit.event ORDER BY event_id")
    assert [(row["outcome"], row["code"]) for row in told] == [
        ("done", None),
        ("done", None),
        ("refused", "unknown_programme"),
        ("denied", "not_permitted"),
    ]
    about = {(row["action"], row["person_id"], row["act_id"]) for row in told}
    assert about == {(ISSUE.code, scene.enterer.person_id, None)}
    assert all(row["facts"] == {"dry_run": True} for row in told)
    entered = scene.entered()
    done = decide(scene.database, scene.approver, entered.act_id, entered.digest, True, scene.at)
    assert isinstance(done, Entered) and done.answer is not None and done.answer["invited"] == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stepped_up_at": None}, "step_up_needed"),
        ({"powers": ()}, "not_permitted"),
    ],
)
def test_who_may_not_enter_hears_why(scene: Scene, change: dict[str, object], code: str) -> None:
    caller: Caller = replace(scene.enterer, **change)  # type: ignore[arg-type]
    assert _codes(enter(scene.database, caller, ISSUE, scene.given(), scene.at)) == [code]


def test_after_its_time_an_act_is_not_approved(scene: Scene) -> None:
    entered = scene.entered()
    late = scene.at + timedelta(days=8)
    approver = replace(scene.approver, stepped_up_at=late)
    done = decide(scene.database, approver, entered.act_id, entered.digest, True, late)
    assert _codes(done) == ["act_expired"]


def test_an_act_does_not_outlive_its_enterers_power(
    scene: Scene, owner: psycopg.Connection
) -> None:
    entered = scene.entered()
    owner.execute(
        "UPDATE parties.power SET ended_at = granted_at WHERE person_id = %s",
        [scene.enterer.person_id],
    )
    done = decide(scene.database, scene.approver, entered.act_id, entered.digest, True, scene.at)
    assert _codes(done) == ["enterer_has_no_power"]


def test_who_made_a_machines_secret_does_not_approve_what_it_enters(
    scene: Scene, owner: psycopg.Connection
) -> None:
    owner.execute(
        "INSERT INTO parties.act (act_id, action, company_id, entered_by, entered_at, given,"
        " digest, needed_of, expires_at) VALUES (900, 'receivables.issue', %(company)s,"
        " %(maker)s, %(at)s, '{}', encode(sha256('{}'), 'hex'), '{}', %(at)s)",
        {"company": scene.buyer_id, "maker": scene.approver.person_id, "at": scene.at},
    )
    owner.execute(
        "INSERT INTO parties.api_key (key_id, company_id, label, secret_digest, scopes, made_at,"
        " made_by_act, ends_at) VALUES (901, %(company)s, 'erp', 'x', '{*}', %(at)s, 900,"
        " %(at)s + interval '1 year')",
        {"company": scene.buyer_id, "at": scene.at},
    )
    machine = Caller(scene.buyer_id, key_id=901, scopes=("*",))
    alone = enter(scene.database, machine, ISSUE, scene.given(), scene.at)
    assert _codes(alone) == ["second_person_missing"]
    other = scene.people.caller(scene.buyer_id, Role.APPROVER)
    entered = enter(scene.database, machine, ISSUE, scene.given(), scene.at)
    assert isinstance(entered, Entered), entered
    maker = decide(scene.database, scene.approver, entered.act_id, entered.digest, True, scene.at)
    assert _codes(maker) == ["g13_four_eyes"]
    with pytest.raises(CheckViolation, match="not for this person"):
        owner.execute(
            "INSERT INTO parties.act_decision VALUES (%s, %s, %s, true, %s, NULL, %s)",
            [entered.act_id, scene.approver.person_id, scene.buyer_id, entered.digest, scene.at],
        )
    done = decide(scene.database, other, entered.act_id, entered.digest, True, scene.at)
    assert isinstance(done, Entered) and done.state == "executed"


def test_giving_a_promise_up_counts_against_limits(scene: Scene) -> None:
    due = scene.book.today + timedelta(days=30)
    scene.book.company("t1")
    root = scene.book.issue(scene.programme_id, "t1", 5_000_000, due)
    small = scene.people.caller(scene.buyer_id, Role.APPROVER, limit_won=1)
    named = {"programme_id": scene.programme_id, "receivable_id": root}
    for code, given in (
        ("receivables.cancel", named),
        ("receivables.amend", {**named, "amount_won": 1, "matures_on": due}),
    ):
        act = acts()[code]
        asked = act.given.model_validate(given)
        assert _codes(enter(scene.database, small, act, asked, scene.at)) == ["above_limit"], code
        entered = enter(scene.database, scene.enterer, act, asked, scene.at)
        assert isinstance(entered, Entered), entered
        done = decide(scene.database, small, entered.act_id, entered.digest, True, scene.at)
        assert _codes(done) == ["above_limit"], code
