"""How deep a company and its people are looked at, when an act of theirs is executed."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from desk_stage import Pair, Stage

from sangsaeng.acts.kinds.promises import PassOn, PayeeLine
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal

CODE = "receivables.pass_on"
NEARLY_WON = 60_000_000


class Scene(Stage):
    """A supplier that holds enough to pass on, and nobody of it confirmed to bind it."""

    def __init__(self, database: Database, owner: psycopg.Connection) -> None:
        super().__init__(database)
        self.owner = owner
        self.programme = self.book.programme()
        self.company_id = self.book.company("T1").company_id
        self.due = self.book.today + timedelta(days=30)
        self.root = self.book.issue(self.programme, "T1", 500_000_000, self.due)
        self.pair_looked_at = self.pair("T1")
        owner.execute("DELETE FROM parties.representative")

    def given(self, won: int = 1_000) -> PassOn:
        line = PayeeLine(
            payee_number=self.book.number("T2"),
            payee_name="T2",
            amount_won=won,
            matures_on=self.due,
        )
        return PassOn(programme_id=self.programme, receivable_id=self.root, lines=[line])

    def passed_on(self, pair: Pair, won: int = 1_000) -> list[str]:
        """What the act hears when it is executed: nothing, where it is done."""
        entered = self.entered(CODE, pair.first, self.given(won))
        done: Entered = self.approved(entered, pair.second)
        return _told(done.refusals)

    def tried(self, pair: Pair, won: int = 1_000) -> list[str]:
        done = dry_run(self.book.database, pair.first, acts()[CODE], self.given(won), self.at)
        return _told(done) if isinstance(done, list) else []


def _told(refusals: list[Refusal]) -> list[str]:
    return [str(one.facts.get("check", one.code)) for one in refusals]


@pytest.fixture
def scene(database: Database, owner: psycopg.Connection) -> Scene:
    return Scene(database, owner)


def test_who_approves_signs_in_strongly_too(scene: Scene) -> None:
    weak = scene.people.caller(scene.company_id, Role.APPROVER, looked_at=False)
    pair = Pair(scene.pair_looked_at.first, weak)
    assert scene.tried(pair) == []
    assert scene.passed_on(pair) == ["strong_sign_in"]
    assert scene.passed_on(scene.pair_looked_at) == []


def test_an_approver_who_enters_is_one_that_may_bind_the_company(scene: Scene) -> None:
    entering = scene.people.caller(scene.company_id, Role.APPROVER)
    scene.owner.execute("DELETE FROM parties.representative")
    second = scene.pair_looked_at.second
    assert scene.tried(Pair(entering, second)) == ["representative"]
    both = scene.people.caller(scene.company_id, Role.ENTERER, Role.APPROVER)
    scene.owner.execute("DELETE FROM parties.representative")
    assert scene.passed_on(Pair(both, second)) == []


def test_a_large_sum_in_small_steps_is_looked_at_as_a_large_one(scene: Scene) -> None:
    pair = scene.pair_looked_at
    assert scene.passed_on(pair, NEARLY_WON) == []
    assert scene.tried(pair, NEARLY_WON) == ["representative"]
    assert scene.tried(pair, 100_000_000 - NEARLY_WON) == []
    assert scene.tried(pair, 100_000_001 - NEARLY_WON) == ["representative"]
    scene.owner.execute("SET session_replication_role = replica")
    scene.owner.execute("UPDATE parties.act SET ended_at = ended_at - interval '30 days'")
    assert scene.tried(pair, NEARLY_WON) == []


def test_an_older_agreement_is_not_enough_to_pass_on(scene: Scene) -> None:
    scene.owner.execute("UPDATE parties.agreement_acceptance SET version = '2025-1'")
    assert scene.tried(scene.pair_looked_at) == ["agreement_outdated"]
    scene.owner.execute("DELETE FROM parties.agreement_acceptance")
    assert scene.tried(scene.pair_looked_at) == ["agreement"]
