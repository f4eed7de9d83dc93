"""The people of a demonstration stay as they are for the next visitor, whatever this one does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from two_people import Stage

from sangsaeng.acts.model import Caller, Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.signin.service_personas import add_persona, mark_demonstration

NOT_HERE = ["not_in_demonstration"]


@pytest.fixture
def stage(database: Database) -> Stage:
    assert mark_sandbox(database) is None
    made = Stage(database)
    with database.transaction() as tx:
        assert mark_demonstration(tx, made.at) is None
    for position, caller in enumerate((made.first, made.second), start=1):
        seat(made, caller, position)
    return made


def seat(stage: Stage, caller: Caller, position: int) -> None:
    assert caller.person_id is not None
    with stage.database.transaction() as tx:
        add_persona(tx, caller.person_id, caller.company_id, position, f"persona_{position}")


def power_of(stage: Stage, caller: Caller, role: str = "administrator") -> int:
    return stage.count(
        f"SELECT power_id AS n FROM parties.power WHERE person_id = {caller.person_id}"
        f" AND role = '{role}' AND ended_at IS NULL"
    )


def test_nobody_ends_or_limits_what_a_persona_came_with(stage: Stage) -> None:
    power_id = power_of(stage, stage.second)
    assert stage.enter(stage.first, "powers.end", power_id=power_id) == NOT_HERE
    third = stage.people.caller(stage.buyer_id, Role.ADMINISTRATOR)
    assert stage.enter(third, "powers.limit", power_id=power_id, limit_won=1) == NOT_HERE
    assert power_of(stage, stage.second) == power_id


def test_what_visitors_gave_they_may_take_back(stage: Stage) -> None:
    third = stage.people.caller(stage.buyer_id, Role.ADMINISTRATOR)
    given = {"person_id": stage.second.person_id, "role": "viewer"}
    stage.done(stage.first, third, "powers.grant", **given)
    power_id = power_of(stage, stage.second, "viewer")
    stage.done(stage.first, third, "powers.end", power_id=power_id)
    own = power_of(stage, third)
    entered = stage.enter(stage.first, "powers.end", power_id=own)
    assert isinstance(stage.approve(stage.second, entered), Entered)


def test_a_personas_mandate_is_neither_ended_nor_made_small(stage: Stage) -> None:
    company_id = stage.supplier()
    given = {
        "business_number": stage.book.number("t1"),
        "limit_won": 1_000_000,
        "ends_at": stage.at + timedelta(days=30),
    }
    owner = stage.people.caller(company_id, Role.APPROVER, Role.ADMINISTRATOR)
    stage.done(stage.clerk, stage.lender, "mandates.give", **given)
    seat(stage, owner, 3)
    for less in ({"limit_won": 1}, {"ends_at": stage.at + timedelta(days=1)}):
        assert stage.enter(stage.clerk, "mandates.give", **{**given, **less}) == NOT_HERE
    stage.done(stage.clerk, stage.lender, "mandates.give", **{**given, "limit_won": 2_000_000})
    ended = {"business_number": stage.book.number("t1")}
    assert stage.enter(stage.clerk, "mandates.end", **ended) == NOT_HERE
    standing = "SELECT count(*) AS n FROM parties.mandate WHERE ended_at IS NULL AND limit_won > 1"
    assert stage.count(standing) == 1
