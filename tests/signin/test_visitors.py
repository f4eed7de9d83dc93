"""A demonstration stays as it is: a visitor changes no persona's ways in, and sees nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from doors import SITE, Door

from sangsaeng.acts.kinds.sandbox import ClockSetting
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.database.connection import Database
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.hashing import Hashing
from sangsaeng.signin.model import How, Session, SignedIn
from sangsaeng.signin.service_passkeys import (
    begin_registration,
    finish_registration,
    remove_passkey,
)
from sangsaeng.signin.service_passwords import confirm_totp, enrol_totp, set_password
from sangsaeng.signin.service_personas import (
    add_persona,
    begin_persona_session,
    mark_demonstration,
)
from sangsaeng.signin.service_recovery import approve_recovery, ask_recovery, withdraw_recovery
from sangsaeng.signin.service_sessions import (
    end_all_sessions,
    end_session,
    get_session,
    list_sessions,
)

FAST = Hashing(time_cost=1, memory_kib=8, lanes=1)
NOT_HERE = "not_in_demonstration"


class Visited:
    """A demonstration with one persona, and two visitors who are it at once."""

    def __init__(self, door: Door) -> None:
        self.door, self.database = door, door.database
        self.person_id = door.person("owner@some.example", Role.OPERATIONS, Role.ADMINISTRATOR)
        with door.database.transaction() as tx:
            add_persona(tx, self.person_id, door.buyer_id, 1, "persona_owner")
        self.first, self.second = self.come_in(), self.come_in()

    def come_in(self) -> SignedIn:
        begun = begin_persona_session(self.database, self.person_id, self.door.at)
        assert isinstance(begun, SignedIn), begun
        return begun


@pytest.fixture
def visited(database: Database) -> Visited:
    assert mark_sandbox(database) is None
    door = Door(database)
    with database.transaction() as tx:
        assert mark_demonstration(tx, door.at) is None
    return Visited(door)


def _set_password(one: Visited, token: str) -> object:
    return set_password(one.database, FAST, token, "seven green rivers", one.door.at)


def _enrol(one: Visited, token: str) -> object:
    return enrol_totp(one.database, "Sangsaeng", token, one.door.at)


def _confirm(one: Visited, token: str) -> object:
    return confirm_totp(one.database, token, "anything", "123456", one.door.at)


def _begin_passkey(one: Visited, token: str) -> object:
    return begin_registration(one.database, SITE, token, one.door.at)


def _finish_passkey(one: Visited, token: str) -> object:
    return finish_registration(one.database, SITE, token, {}, "", one.door.at)


def _remove_passkey(one: Visited, token: str) -> object:
    return remove_passkey(one.database, token, "AAAA", one.door.at)


def _end_other(one: Visited, token: str) -> object:
    return end_session(one.database, token, one.door.at, one.second.session.session_id)


def _end_others(one: Visited, token: str) -> object:
    return end_all_sessions(one.database, token, one.door.at, True)


def _end_all(one: Visited, token: str) -> object:
    return end_all_sessions(one.database, token, one.door.at, False)


def _approve_recovery(one: Visited, token: str) -> object:
    caller = one.door.caller(token)
    return approve_recovery(one.database, caller, 1, one.door.buyer_id, "A", one.door.at)


def _withdraw_recovery(one: Visited, token: str) -> object:
    return withdraw_recovery(one.database, one.door.caller(token), 1, one.door.at)


@pytest.mark.parametrize(
    "step",
    [
        _set_password,
        _enrol,
        _confirm,
        _begin_passkey,
        _finish_passkey,
        _remove_passkey,
        _end_other,
        _end_others,
        _end_all,
        _approve_recovery,
        _withdraw_recovery,
    ],
)
def test_a_visitor_changes_no_way_in_and_ends_nobodys_visit(
    visited: Visited, step: Callable[[Visited, str], object]
) -> None:
    refused = step(visited, visited.first.token)
    assert isinstance(refused, Refusal) and refused.code == NOT_HERE
    still = get_session(visited.database, visited.second.token, visited.door.at)
    assert isinstance(still, Session)


def test_a_visitor_sees_its_own_visit_alone_and_ends_it(visited: Visited) -> None:
    token, at = visited.first.token, visited.door.at
    listed = list_sessions(visited.database, token, at)
    assert not isinstance(listed, Refusal)
    assert [one.session_id for one in listed] == [visited.first.session.session_id]
    assert end_session(visited.database, token, at) == 1
    assert isinstance(get_session(visited.database, visited.second.token, at), Session)


def test_nobody_asks_for_a_personas_recovery(visited: Visited) -> None:
    for email in ("owner@some.example", "nobody@some.example"):
        refused = ask_recovery(visited.database, email, visited.door.at)
        assert isinstance(refused, Refusal) and refused.code == NOT_HERE


def test_a_visitor_does_not_move_the_clock_and_the_operators_own_people_do(
    visited: Visited,
) -> None:
    door, act = visited.door, acts()["sandbox.set_clock"]
    with door.database.transaction() as tx:
        tx.run(
            "INSERT INTO parties.office VALUES (%(id)s, 'operator', %(day)s)",
            id=door.buyer_id,
            day=door.book.today,
        )
    given = ClockSetting(to=door.at + timedelta(days=1))
    caller = door.caller(visited.first.token)
    refused = enter(door.database, caller, act, given, door.at, "one")
    assert isinstance(refused, list) and refused[0].code == NOT_HERE
    own = door.person("own@some.example", Role.OPERATIONS)
    earnest = door.caller(door.session(own, How.PASSWORD_TOTP).token)
    done = enter(door.database, earnest, act, given, door.at, "two")
    assert not isinstance(done, list) and done.state == "executed"
