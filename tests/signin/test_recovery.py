"""Who lost everything comes in again by the word of two other people of each of its companies."""

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
    list_open_recoveries,
    list_recoveries,
    use_recovery,
    withdraw_recovery,
)
from sangsaeng.signin.service_sessions import get_caller, list_companies_of


def _code(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


class Lost:
    """Kim lost her telephone; two administrators of the buyer can be asked."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.kim = Kim(door)
        chief = door.person("chief@example.kr")
        self.chief = door.power(chief, Role.ADMINISTRATOR)
        self.second = door.power(door.person("second@example.kr"), Role.ADMINISTRATOR)
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

    def both(self) -> None:
        """Both administrators of the buyer give their word."""
        for by in (self.chief, self.second):
            assert self.approve(by, self.door.buyer_id) is None

    def use(self) -> SignedIn | Refusal:
        return use_recovery(self.door.database, self.asked.secret, self.door.at, "a browser")


@pytest.fixture
def lost(door: Door) -> Lost:
    return Lost(door)


def test_two_peoples_word_lets_in_once_and_ends_what_was(lost: Lost, door: Door) -> None:
    before = door.session(lost.kim.person_id).token
    assert _code(lost.use()) == "recovery_waits"
    assert lost.approve(lost.chief, door.buyer_id, lost.asked.code.lower()) is None
    assert _code(lost.use()) == "recovery_waits"
    assert lost.approve(lost.second, door.buyer_id) is None
    begun = lost.use()
    assert isinstance(begun, SignedIn), begun
    assert (begun.session.person_id, begun.session.how) == (lost.kim.person_id, How.RECOVERY)
    assert _code(get_caller(door.database, before, None, door.at)) == "session_unknown"
    assert _code(sign_in(door, lost.kim.device)) == "passkey_refused"
    assert _code(lost.use()) == "recovery_over"
    assert door.caller(begun.token).roles == {Role.APPROVER}
    assert door.events("signin.recovery") == [("done", None)] * 4


def test_one_person_gives_one_word_however_often(lost: Lost, door: Door) -> None:
    assert lost.approve(lost.chief, door.buyer_id) is None
    number = list_recoveries(door.database, lost.second, door.at)[0].recovery_id
    args = (lost.chief, number, door.buyer_id, lost.asked.code, door.at)
    assert _code(approve_recovery(door.database, *args)) == "unknown_recovery"
    assert _code(lost.use()) == "recovery_waits"


def test_no_money_moves_for_a_day_by_whatever_session(lost: Lost, door: Door) -> None:
    lost.both()
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
    another = door.power(door.person("z@example.kr"), Role.ADMINISTRATOR, company_id=door.other_id)
    door.later(minutes=1)
    lost.both()
    begun = lost.use()
    assert isinstance(begun, SignedIn)
    assert door.caller(begun.token).company_id == door.buyer_id
    refused = get_caller(door.database, begun.token, door.other_id, door.at)
    assert _code(refused) == "company_not_yours"
    known = list_companies_of(door.database, begun.token, door.at)
    assert isinstance(known, list)
    waits = {one.company_id: one.awaits_recovery for one in known}
    assert waits == {door.buyer_id: False, door.other_id: True}
    assert lost.approve(by, door.other_id) is None
    refused = get_caller(door.database, begun.token, door.other_id, door.at)
    assert _code(refused) == "company_not_yours"
    assert lost.approve(another, door.other_id) is None
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


def _operator(door: Door, email: str = "desk@institution.example.kr") -> Caller:
    institution = door.book.institution_id
    person = door.person(email)
    caller = door.power(person, Role.OPERATIONS, company_id=institution)
    door.people.office(institution, Office.OPERATOR)
    return replace(caller, offices=frozenset({Office.OPERATOR}))


@pytest.mark.parametrize("chiefs", [0, 1])
def test_where_the_company_has_fewer_than_two_others_the_operator_helps(
    door: Door, chiefs: int
) -> None:
    kim = Kim(door)
    door.power(kim.person_id, Role.ADMINISTRATOR)
    asked = ask_recovery(door.database, "kim@example.kr", door.at)
    assert isinstance(asked, AskedRecovery)
    own = [door.power(door.person("chief@example.kr"), Role.ADMINISTRATOR)][:chiefs]
    operators = [_operator(door), _operator(door, "other@institution.example.kr")]
    callers = [*own, *operators][:2]
    for caller in callers:
        assert _code(use_recovery(door.database, asked.secret, door.at, "")) == "recovery_waits"
        (waiting,) = list_recoveries(door.database, caller, door.at)
        assert (waiting.person_id, waiting.company_id) == (kim.person_id, door.buyer_id)
        args = (caller, waiting.recovery_id, door.buyer_id, asked.code, door.at)
        assert approve_recovery(door.database, *args) is None
    assert isinstance(use_recovery(door.database, asked.secret, door.at, ""), SignedIn)


def test_who_came_back_lately_speaks_for_nobody(lost: Lost, door: Door) -> None:
    lost.both()
    assert isinstance(lost.use(), SignedIn)
    kim = door.power(lost.kim.person_id, Role.ADMINISTRATOR)
    lee = door.person("lee@example.kr", Role.VIEWER)
    lost.asked = lost.ask("lee@example.kr")
    assert list_recoveries(door.database, kim, door.at) == []
    door.later(days=7)
    lost.asked = lost.ask("lee@example.kr")
    (waiting,) = list_recoveries(door.database, kim, door.at)
    assert waiting.person_id == lee


@pytest.mark.parametrize("who", ["chief", "operator", "kim"])
def test_a_request_that_is_withdrawn_lets_nobody_in(lost: Lost, door: Door, who: str) -> None:
    lost.both()
    kim = door.power(lost.kim.person_id, Role.VIEWER)
    caller = {"chief": lost.chief, "operator": _operator(door), "kim": kim}[who]
    (waits,) = list_open_recoveries(door.database, caller, door.at)
    assert (waits.person_id, waits.used_at) == (lost.kim.person_id, None)
    assert withdraw_recovery(door.database, caller, waits.recovery_id, door.at) is None
    assert _code(lost.use()) == "recovery_over"
    assert list_open_recoveries(door.database, caller, door.at) == []
    again = withdraw_recovery(door.database, caller, waits.recovery_id, door.at)
    assert _code(again) == "unknown_recovery"
    begun = sign_in(door, lost.kim.device)
    assert isinstance(begun, SignedIn)


def test_for_a_day_what_came_of_it_can_be_ended(lost: Lost, door: Door) -> None:
    lost.both()
    begun = lost.use()
    assert isinstance(begun, SignedIn)
    device = Authenticator()
    register(door, begun.token, device)
    again = sign_in(door, device)
    assert isinstance(again, SignedIn)
    (number,) = [
        one.recovery_id for one in list_open_recoveries(door.database, lost.chief, door.at)
    ]
    door.later(hours=23)
    for caller in (
        door.power(door.person("x@example.kr"), Role.ADMINISTRATOR, company_id=door.other_id),
        door.power(door.person("y@example.kr"), Role.APPROVER),
    ):
        refused = withdraw_recovery(door.database, caller, number, door.at)
        assert _code(refused) == "unknown_recovery"
    assert withdraw_recovery(door.database, lost.second, number, door.at) is None
    for token in (begun.token, again.token):
        assert _code(get_caller(door.database, token, None, door.at)) == "session_unknown"
    assert _code(sign_in(door, device)) == "passkey_refused"


def test_after_a_day_it_stands(lost: Lost, door: Door) -> None:
    lost.both()
    assert isinstance(lost.use(), SignedIn)
    number = list_open_recoveries(door.database, lost.chief, door.at)[0].recovery_id
    door.later(days=1)
    refused = withdraw_recovery(door.database, lost.chief, number, door.at)
    assert _code(refused) == "unknown_recovery"


def test_each_company_of_a_person_sees_its_sign_ins_and_recoveries(lost: Lost, door: Door) -> None:
    door.power(lost.kim.person_id, Role.VIEWER, company_id=door.other_id)
    other = door.power(door.person("z@example.kr"), Role.ADMINISTRATOR, company_id=door.other_id)
    lost.asked = lost.ask("kim@example.kr")
    assert isinstance(sign_in(door, lost.kim.device), SignedIn)
    for by in (lost.chief, lost.second):
        number = list_recoveries(door.database, by, door.at)[-1].recovery_id
        args = (by, number, door.buyer_id, lost.asked.code, door.at)
        assert approve_recovery(door.database, *args) is None
    assert isinstance(lost.use(), SignedIn)
    assert withdraw_recovery(door.database, other, number, door.at) is None
    told = {door.buyer_id: set[str](), door.other_id: set[str]()}
    with door.database.transaction() as tx:
        rows = tx.rows("SELECT company_id, person_id, action, object, facts FROM audit.event")
    for row in rows:
        if row["object"] == str(number) or row["action"] == "signin.passkey":
            told[row["company_id"]].add(row["facts"].get("step", row["action"]))
    shared = {"signin.passkey", "asked", "used", "withdrawn"}
    assert told[door.buyer_id] == {*shared, "approved"}
    assert told[door.other_id] == {*shared, "withdrawn_by"}


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
    lost.both()
    door.later(days=3)
    assert _code(lost.use()) == "recovery_over"
    assert list_recoveries(door.database, lost.chief, door.at) == []


def test_every_postgresql_lets_in_again(databases_everywhere: Callable[[], Database]) -> None:
    door = Door(databases_everywhere())
    lost = Lost(door)
    lost.both()
    begun = lost.use()
    assert isinstance(begun, SignedIn)
    device = Authenticator()
    register(door, begun.token, device)
    again = sign_in(door, device)
    assert isinstance(again, SignedIn)
    assert door.caller(again.token).roles == {Role.APPROVER}


_WORD = (
    "INSERT INTO parties.recovery_approval SELECT recovery_id, person_id, %s, %s, %s"
    " FROM parties.recovery"
)


def test_the_database_lets_nobody_recover_itself(lost: Lost, owner: psycopg.Connection) -> None:
    owner.execute("ALTER TABLE parties.recovery_approval DISABLE TRIGGER vouches")
    with pytest.raises(CheckViolation, match="g13_recovered_by_another"):
        owner.execute(_WORD, [lost.door.buyer_id, lost.kim.person_id, lost.door.at])


def test_the_database_takes_no_strangers_word(lost: Lost, owner: psycopg.Connection) -> None:
    door = lost.door
    stranger = door.person("x@example.kr", Role.ADMINISTRATOR, company_id=door.other_id)
    approver = door.person("y@example.kr", Role.APPROVER)
    for by in (stranger, approver, lost.kim.person_id, _operator(door).person_id):
        with pytest.raises(CheckViolation, match="not for this person"):
            owner.execute(_WORD, [door.buyer_id, by, door.at])


def test_the_database_lets_nobody_in_by_one_persons_word(
    lost: Lost, owner: psycopg.Connection
) -> None:
    assert lost.approve(lost.chief, lost.door.buyer_id) is None
    with pytest.raises(CheckViolation, match="without two people's word"):
        owner.execute("UPDATE parties.recovery SET used_at = asked_at")
