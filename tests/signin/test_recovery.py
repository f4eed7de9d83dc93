"""Who lost everything comes in again by the word of another person of each of its companies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest
from authenticator import Authenticator
from doors import SITE, Door
from psycopg.errors import CheckViolation
from test_passkeys import Kim, register, sign_in

from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.model import AskedRecovery, How, SignedIn
from sangsaeng.signin.service_passkeys import begin_step_up
from sangsaeng.signin.service_recovery import (
    approve_recovery,
    ask_recovery,
    list_recoveries,
    use_recovery,
)
from sangsaeng.signin.service_sessions import get_caller, list_companies_of


def _code(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


class Lost:
    """Kim lost her telephone; an administrator of the buyer can be asked."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.kim = Kim(door)
        chief = door.person("chief@example.kr")
        self.chief = door.power(chief, Role.ADMINISTRATOR)
        self.asked = self.ask("kim@example.kr")

    def ask(self, email: str) -> AskedRecovery:
        asked = ask_recovery(self.door.database, email, self.door.at, "192.0.2.1")
        assert isinstance(asked, AskedRecovery), asked
        return asked

    def approve(self, by: Caller, company_id: int, code: str | None = None) -> Refusal | None:
        waiting = list_recoveries(self.door.database, by, self.door.at)
        number = waiting[0].recovery_id if waiting else 1
        code = code or self.asked.code
        args = (by, number, company_id, code, self.door.at)
        return approve_recovery(self.door.database, *args)

    def use(self) -> SignedIn | Refusal:
        return use_recovery(self.door.database, self.asked.secret, self.door.at, "a browser")


@pytest.fixture
def lost(door: Door) -> Lost:
    return Lost(door)


def test_another_persons_word_lets_in_once_and_ends_what_was(lost: Lost, door: Door) -> None:
    before = door.session(lost.kim.person_id).token
    assert _code(lost.use()) == "recovery_waits"
    assert lost.approve(lost.chief, door.buyer_id, lost.asked.code.lower()) is None
    begun = lost.use()
    assert isinstance(begun, SignedIn), begun
    assert (begun.session.person_id, begun.session.how) == (lost.kim.person_id, How.RECOVERY)
    assert _code(get_caller(door.database, before, None, door.at)) == "session_unknown"
    assert _code(sign_in(door, lost.kim.device)) == "passkey_refused"
    assert _code(lost.use()) == "recovery_over"
    assert door.caller(begun.token).roles == {Role.APPROVER}
    assert door.events("signin.recovery") == [("done", None)] * 3


def test_no_money_moves_for_a_day_by_whatever_session(lost: Lost, door: Door) -> None:
    assert lost.approve(lost.chief, door.buyer_id) is None
    begun = lost.use()
    assert isinstance(begun, SignedIn)
    device = Authenticator()
    register(door, begun.token, device)
    assert _code(begin_step_up(door.database, SITE, begun.token, door.at)) == "no_money_yet"
    again = sign_in(door, device)
    assert isinstance(again, SignedIn)
    assert door.caller(again.token).stepped_up_at is None
    assert _code(begin_step_up(door.database, SITE, again.token, door.at)) == "no_money_yet"
    door.later(hours=23, minutes=59)
    almost = sign_in(door, device)
    assert isinstance(almost, SignedIn) and almost.session.stepped_up_at is None
    door.later(minutes=1)
    later = sign_in(door, device)
    assert isinstance(later, SignedIn) and later.session.stepped_up_at == door.at


def test_one_companys_word_opens_no_other_companys_books(lost: Lost, door: Door) -> None:
    door.power(lost.kim.person_id, Role.ENTERER, company_id=door.other_id)
    other_chief = door.person("other-chief@example.kr")
    by = door.power(other_chief, Role.ADMINISTRATOR, company_id=door.other_id)
    door.later(minutes=1)
    assert lost.approve(replace(lost.chief, stepped_up_at=door.at), door.buyer_id) is None
    begun = lost.use()
    assert isinstance(begun, SignedIn)
    assert door.caller(begun.token).company_id == door.buyer_id
    refused = get_caller(door.database, begun.token, door.other_id, door.at)
    assert _code(refused) == "company_not_yours"
    known = list_companies_of(door.database, begun.token, door.at)
    assert isinstance(known, list)
    waits = {one.company_id: one.awaits_recovery for one in known}
    assert waits == {door.buyer_id: False, door.other_id: True}
    assert lost.approve(replace(by, stepped_up_at=door.at), door.other_id) is None
    assert door.caller(begun.token, door.other_id).roles == {Role.ENTERER}


def test_who_has_no_say_sees_and_approves_nothing(lost: Lost, door: Door) -> None:
    stranger = door.power(door.person("x@example.kr"), Role.ADMINISTRATOR, company_id=door.other_id)
    colleague = door.power(door.person("y@example.kr"), Role.APPROVER)
    operator = _operator(door)
    own = door.power(lost.kim.person_id, Role.ADMINISTRATOR)
    machine = replace(lost.chief, person_id=None, key_id=1)
    number = list_recoveries(door.database, lost.chief, door.at)[0].recovery_id
    for caller in (stranger, colleague, operator, own, machine):
        assert list_recoveries(door.database, caller, door.at) == []
        args = (caller, number, door.buyer_id, lost.asked.code, door.at)
        assert _code(approve_recovery(door.database, *args)) == "unknown_recovery"


def _operator(door: Door) -> Caller:
    institution = door.book.institution_id
    person = door.person("desk@institution.example.kr")
    caller = door.power(person, Role.OPERATIONS, company_id=institution)
    door.people.office(institution, Office.OPERATOR)
    return replace(caller, offices=frozenset({Office.OPERATOR}))


def test_where_the_company_has_nobody_else_the_operator_gives_its_word(door: Door) -> None:
    kim = Kim(door)
    door.power(kim.person_id, Role.ADMINISTRATOR)
    asked = ask_recovery(door.database, "kim@example.kr", door.at)
    assert isinstance(asked, AskedRecovery)
    operator = _operator(door)
    (waiting,) = list_recoveries(door.database, operator, door.at)
    assert (waiting.person_id, waiting.company_id) == (kim.person_id, door.buyer_id)
    args = (operator, waiting.recovery_id, door.buyer_id, asked.code, door.at)
    assert approve_recovery(door.database, *args) is None
    assert isinstance(use_recovery(door.database, asked.secret, door.at, ""), SignedIn)


def test_a_word_needs_the_code_and_a_fresh_proof(lost: Lost, door: Door) -> None:
    assert _code(lost.approve(lost.chief, door.buyer_id, "WRNG-CODE")) == "recovery_code_differs"
    stale = replace(lost.chief, stepped_up_at=None)
    assert _code(lost.approve(stale, door.buyer_id)) == "step_up_needed"
    assert _code(lost.use()) == "recovery_waits"
    assert door.events("signin.recovery")[-1] == ("denied", "recovery_code_differs")


def test_an_address_that_nobody_has_is_answered_alike(lost: Lost, door: Door) -> None:
    nobody = lost.ask("nobody@example.kr")
    assert [len(part) for part in (nobody.secret, nobody.code)] == [
        len(part) for part in (lost.asked.secret, lost.asked.code)
    ]
    done = use_recovery(door.database, nobody.secret, door.at, "")
    assert done == lost.use() == Refusal("recovery_waits")
    for _ in range(4):
        lost.ask("nobody@example.kr")
    many = ask_recovery(door.database, "nobody@example.kr", door.at, "192.0.2.1")
    assert _code(many) == "too_many_tries"


def test_a_request_is_over_after_three_days(lost: Lost, door: Door) -> None:
    assert lost.approve(lost.chief, door.buyer_id) is None
    door.later(days=3)
    assert _code(lost.use()) == "recovery_over"
    assert list_recoveries(door.database, lost.chief, door.at) == []


def test_every_postgresql_lets_in_again(databases_everywhere: Callable[[], Database]) -> None:
    door = Door(databases_everywhere())
    lost = Lost(door)
    assert lost.approve(lost.chief, door.buyer_id) is None
    begun = lost.use()
    assert isinstance(begun, SignedIn)
    device = Authenticator()
    register(door, begun.token, device)
    again = sign_in(door, device)
    assert isinstance(again, SignedIn)
    assert door.caller(again.token).roles == {Role.APPROVER}


def test_the_database_lets_nobody_recover_itself(lost: Lost, owner: psycopg.Connection) -> None:
    with pytest.raises(CheckViolation, match="g13_recovered_by_another"):
        owner.execute(
            "INSERT INTO parties.recovery_approval SELECT recovery_id, person_id, %s, person_id, %s"
            " FROM parties.recovery",
            [lost.door.buyer_id, lost.door.at],
        )
