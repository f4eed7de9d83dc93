"""Who let a colleague in again is no second person beside it for seven days (G13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation
from test_four_eyes import ISSUE, Scene

from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.ledger.service import reserve_items

_WEEK = timedelta(days=7)


class Recovered(Scene):
    """The buyer's enterer came back by the word of its approver and of another."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.other = self.people.caller(self.buyer_id, Role.ADMINISTRATOR, Role.APPROVER)
        self.people.caller(self.buyer_id, Role.ADMINISTRATOR, person_id=self.approver.person_id)
        self.stranger = self.people.caller(self.buyer_id, Role.APPROVER)
        with database.transaction() as tx:
            number = reserve_items(tx, 1)[0]
            about = {"id": number, "person": self.enterer.person_id, "at": self.at}
            tx.run(
                "INSERT INTO parties.recovery (recovery_id, person_id, secret_digest, code,"
                " asked_at, ends_at) VALUES (%(id)s, %(person)s, '', 'c', %(at)s,"
                " %(at)s + interval '3 days')",
                **about,
            )
            for by in (self.approver, self.other):
                tx.run(
                    "INSERT INTO parties.recovery_approval VALUES (%(id)s, %(person)s,"
                    " %(company)s, %(by)s, %(at)s)",
                    **about,
                    company=self.buyer_id,
                    by=by.person_id,
                )
            tx.run(
                "UPDATE parties.recovery SET used_at = %(at)s WHERE recovery_id = %(id)s", **about
            )

    def decided(self, by: Caller, entered: Entered, later: timedelta) -> str:
        """The state that a decision brought, or the code of its refusal."""
        at = self.at + later
        by = replace(by, stepped_up_at=at)
        done = decide(self.database, by, entered.act_id, entered.digest, True, at)
        return done.state if isinstance(done, Entered) else done[0].code


@pytest.fixture
def scene(database: Database) -> Recovered:
    return Recovered(database)


def test_neither_of_its_approvers_approves_what_it_entered(scene: Recovered) -> None:
    entered = scene.entered()
    almost = _WEEK - timedelta(seconds=1)
    for by in (scene.approver, scene.other):
        assert scene.decided(by, entered, almost) == "recovered_lately"
    assert scene.decided(scene.stranger, entered, almost) == "executed"


def test_nor_does_it_approve_what_they_entered(scene: Recovered) -> None:
    person_id = scene.enterer.person_id
    recovered = scene.people.caller(
        scene.buyer_id, Role.APPROVER, person_id=person_id, looked_at=False
    )
    entered = enter(scene.database, scene.approver, ISSUE, scene.given(), scene.at)
    assert isinstance(entered, Entered)
    assert scene.decided(recovered, entered, timedelta()) == "recovered_lately"
    assert scene.receivables() == 0


def test_after_seven_days_they_are_two_people_again(scene: Recovered) -> None:
    at = scene.at + timedelta(days=1)
    enterer = replace(scene.enterer, stepped_up_at=at)
    entered = enter(scene.database, enterer, ISSUE, scene.given(), at)
    assert isinstance(entered, Entered)
    assert scene.decided(scene.approver, entered, _WEEK) == "executed"


def test_the_database_says_so_too(scene: Recovered, owner: psycopg.Connection) -> None:
    entered = scene.entered()
    with pytest.raises(CheckViolation, match="let the other in again lately"):
        owner.execute(
            "INSERT INTO parties.act_decision VALUES (%s, %s, %s, true, %s, NULL, %s)",
            [entered.act_id, scene.approver.person_id, scene.buyer_id, entered.digest, scene.at],
        )
