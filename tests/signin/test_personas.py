"""Whom a visitor may be: in a demonstration, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from doors import Door
from psycopg.errors import CheckViolation, ForeignKeyViolation

from sangsaeng.acts.model import Caller, Role
from sangsaeng.database.connection import Database
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.model import How, SignedIn
from sangsaeng.signin.service_personas import (
    add_persona,
    begin_persona_session,
    is_demonstration,
    list_personas,
    mark_demonstration,
    step_up_persona,
)
from sangsaeng.signin.service_sessions import AT_THE_DOOR, begin_session, get_caller


@pytest.fixture
def played(database: Database) -> Door:
    """A door of a book that was marked as a demonstration when it was empty."""
    assert mark_sandbox(database) is None
    door = Door(database)
    with database.transaction() as tx:
        assert mark_demonstration(tx, door.at) is None
    return door


def test_a_persona_is_signed_in_by_its_number_and_counts_as_proved(played: Door) -> None:
    person_id = played.person("owner@some.example", Role.ENTERER)
    with played.database.transaction() as tx:
        add_persona(tx, person_id, played.buyer_id, 1, "persona_owner")
    (shown,) = list_personas(played.database)
    assert (shown.person_id, shown.company_id) == (person_id, played.buyer_id)
    assert (shown.name, shown.roles) == ("Kim", (Role.ENTERER,))
    begun = begin_persona_session(played.database, person_id, played.at)
    assert isinstance(begun, SignedIn) and begun.session.how is How.DEMO
    caller = get_caller(played.database, begun.token, None, played.at)
    assert isinstance(caller, Caller)
    assert caller.stepped_up_at == played.at and caller.company_id == played.buyer_id
    with played.database.transaction() as tx:
        told = tx.rows("SELECT company_id FROM audit.event WHERE action = 'signin.persona'")
    assert [row["company_id"] for row in told] == [played.buyer_id]


def test_a_persona_proves_itself_anew_by_a_click_and_nobody_else_does(played: Door) -> None:
    person_id = played.person("owner@some.example", Role.ENTERER)
    with played.database.transaction() as tx:
        add_persona(tx, person_id, played.buyer_id, 1, "persona_owner")
    begun = begin_persona_session(played.database, person_id, played.at)
    assert isinstance(begun, SignedIn)
    later = played.at + timedelta(minutes=20)
    done = step_up_persona(played.database, begun.token, later)
    assert not isinstance(done, Refusal) and done.stepped_up_at == later
    with played.database.asked_by(AT_THE_DOOR) as tx:
        other = begin_session(tx, person_id, How.OIDC, played.at, "")
    refused = step_up_persona(played.database, other.token, played.at)
    assert isinstance(refused, Refusal) and refused.code == "unknown_persona"


def test_nobody_but_a_persona_is_let_in_so(played: Door) -> None:
    person_id = played.person("other@some.example", Role.ENTERER)
    refused = begin_persona_session(played.database, person_id, played.at)
    assert isinstance(refused, Refusal) and refused.code == "unknown_persona"
    with pytest.raises(CheckViolation), played.database.asked_by(AT_THE_DOOR) as tx:
        begin_session(tx, person_id, How.DEMO, played.at, "")


def test_a_book_in_earnest_is_no_demonstration_and_has_no_personas(door: Door) -> None:
    person_id = door.person("owner@some.example", Role.ENTERER)
    with door.database.transaction() as tx:
        refused = mark_demonstration(tx, door.at)
    assert refused is not None and refused.code == "not_a_sandbox"
    assert not is_demonstration(door.database) and list_personas(door.database) == []
    with pytest.raises(ForeignKeyViolation), door.database.transaction() as tx:
        add_persona(tx, person_id, door.buyer_id, 1, "persona_owner")
    answer = begin_persona_session(door.database, person_id, door.at)
    assert isinstance(answer, Refusal) and answer.code == "unknown_persona"
    with pytest.raises(CheckViolation), door.database.asked_by(AT_THE_DOOR) as tx:
        begin_session(tx, person_id, How.DEMO, door.at, "")
