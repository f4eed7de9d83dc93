"""Who is asking: sessions that can be listed and ended, and the keys of machines."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from doors import Door
from psycopg.errors import InsufficientPrivilege

from sangsaeng.acts.model import Caller, Office, Power, Role
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.signin.model import How, Session
from sangsaeng.signin.service_sessions import (
    AT_THE_DOOR,
    end_all_sessions,
    end_session,
    get_caller,
    get_key_caller,
    get_session,
    list_companies_of,
    list_sessions,
)


def _code(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def test_a_token_stands_for_its_person_at_its_only_company(door: Door) -> None:
    person = door.person("kim@example.kr", Role.ENTERER, Role.APPROVER)
    begun = door.session(person)
    caller = door.caller(begun.token)
    assert (caller.company_id, caller.person_id) == (door.buyer_id, person)
    assert caller.powers == (Power(Role.APPROVER), Power(Role.ENTERER))
    assert (caller.session_id, caller.stepped_up_at) == (begun.session.session_id, door.at)


def test_of_several_companies_one_is_chosen_and_no_stranger(door: Door) -> None:
    person = door.person("kim@example.kr", Role.ENTERER)
    door.power(person, Role.VIEWER, company_id=door.other_id)
    token = door.session(person).token
    stranger = door.company("stranger")
    assert _code(get_caller(door.database, token, None, door.at)) == "company_not_chosen"
    assert _code(get_caller(door.database, token, stranger, door.at)) == "company_not_yours"
    assert door.caller(token, door.other_id).roles == {Role.VIEWER}
    known = list_companies_of(door.database, token, door.at)
    assert isinstance(known, list)
    assert {one.company_id: one.roles for one in known} == {
        door.buyer_id: (Role.ENTERER,),
        door.other_id: (Role.VIEWER,),
    }


def test_offices_and_a_mandate_in_force_come_with_the_caller(
    door: Door, owner: psycopg.Connection
) -> None:
    person = door.person("kim@example.kr", Role.TREASURY)
    door.people.office(door.buyer_id, Office.INSTITUTION)
    add = "INSERT INTO parties.mandate VALUES (%s, %s, %s, %s, 1, %s, %s)"
    day = timedelta(days=1)
    owner.execute(add, [1, door.buyer_id, person, 700, door.at, door.at + day])
    owner.execute(add, [2, door.buyer_id, person, 900, door.at - day, door.at])
    owner.execute(add, [3, door.other_id, person, 900, door.at, door.at + day])
    caller = door.caller(door.session(person).token)
    assert caller.roles == {Role.TREASURY}
    assert (caller.mandate_id, caller.mandate_limit_won) == (1, 700)


def test_an_owner_with_a_mandate_may_enter_up_to_its_amount(
    door: Door, owner: psycopg.Connection
) -> None:
    person = door.person("kim@example.kr", Role.ADMINISTRATOR)
    token = door.session(person).token
    assert door.caller(token).roles == {Role.ADMINISTRATOR}
    add = "INSERT INTO parties.mandate VALUES (%s, %s, %s, %s, 1, %s, %s)"
    owner.execute(add, [1, door.buyer_id, person, 700, door.at, door.at + timedelta(minutes=20)])
    assert Power(Role.ENTERER, 700) in door.caller(token).powers
    door.later(minutes=20)
    assert door.caller(token).roles == {Role.ADMINISTRATOR}


def test_a_power_that_ended_is_none(door: Door, owner: psycopg.Connection) -> None:
    token = door.session(door.person("kim@example.kr", Role.ENTERER)).token
    owner.execute("UPDATE parties.power SET ended_at = %s", [door.at])
    assert _code(get_caller(door.database, token, None, door.at)) == "company_not_yours"


def test_nobody_comes_in_with_a_made_up_token(door: Door) -> None:
    door.session(door.person("kim@example.kr", Role.ENTERER))
    for token in ("", "x", "'--", "\x00", "\ud800", "\uac00" * 5000):
        assert _code(get_caller(door.database, token, None, door.at)) == "session_unknown"
        assert _code(get_key_caller(door.database, token, door.at)) == "key_unknown"


def test_a_session_ends_idle_or_at_its_time_or_with_its_person(
    door: Door, owner: psycopg.Connection
) -> None:
    person = door.person("kim@example.kr", Role.ENTERER)
    token = door.session(person).token
    for _ in range(24):
        door.caller(token)
        door.later(minutes=29)
    door.caller(token)
    door.later(minutes=23)
    door.caller(token)
    door.later(minutes=1)
    assert _code(get_caller(door.database, token, None, door.at)) == "session_unknown"
    idle = door.session(person).token
    door.later(minutes=30)
    assert _code(get_session(door.database, idle, door.at)) == "session_unknown"
    disabled = door.session(person).token
    owner.execute("UPDATE parties.person SET disabled_at = %s", [door.at])
    assert _code(get_caller(door.database, disabled, None, door.at)) == "session_unknown"
    assert _code(get_session(door.database, disabled, door.at)) == "session_unknown"


def test_being_seen_is_written_once_a_minute(door: Door, owner: psycopg.Connection) -> None:
    token = door.session(door.person("kim@example.kr", Role.ENTERER)).token
    versions = set()
    for _ in range(6):
        door.later(seconds=20)
        door.caller(token)
        row = owner.execute("SELECT xmin::text FROM parties.session").fetchone()
        versions.add(row)
    assert len(versions) == 3


def test_sessions_are_listed_and_ended_by_their_person_alone(door: Door) -> None:
    kim = door.person("kim@example.kr", Role.ENTERER)
    lee = door.person("lee@example.kr", Role.ENTERER)
    here, there, hers = door.session(kim), door.session(kim), door.session(lee)
    listed = list_sessions(door.database, here.token, door.at)
    assert listed == [there.session, here.session]
    taken = hers.session.session_id
    assert end_session(door.database, here.token, door.at, taken) == 0
    assert isinstance(get_session(door.database, hers.token, door.at), Session)
    assert end_session(door.database, here.token, door.at, there.session.session_id) == 1
    assert _code(get_session(door.database, there.token, door.at)) == "session_unknown"
    again = door.session(kim)
    assert end_all_sessions(door.database, here.token, door.at) == 1
    assert _code(get_session(door.database, again.token, door.at)) == "session_unknown"
    assert end_session(door.database, here.token, door.at) == 1
    assert _code(list_sessions(door.database, here.token, door.at)) == "session_unknown"
    assert door.events("signin.session_end") == [("done", None)] * 3


def test_a_session_for_one_company_opens_no_other(door: Door) -> None:
    person = door.person("kim@example.kr", Role.ENTERER)
    door.power(person, Role.VIEWER, company_id=door.other_id)
    token = door.session(person, How.OIDC, company_id=door.other_id).token
    assert door.caller(token).company_id == door.other_id
    assert door.caller(token).stepped_up_at is None
    refused = get_caller(door.database, token, door.buyer_id, door.at)
    assert _code(refused) == "company_not_yours"
    known = list_companies_of(door.database, token, door.at)
    assert isinstance(known, list) and [one.company_id for one in known] == [door.other_id]


def test_a_key_stands_for_its_company_until_it_ends(door: Door) -> None:
    with door.database.transaction() as tx:
        tx.run(
            "INSERT INTO parties.api_key (key_id, company_id, label, secret_digest, scopes,"
            " limit_won, made_at, ends_at) VALUES (%(id)s, %(company)s, 'erp', %(digest)s,"
            " '{receivables.*}', 500, %(at)s, %(ends)s)",
            id=reserve_items(tx, 1)[0],
            company=door.buyer_id,
            digest=sha256(b"secret").digest(),
            at=door.at,
            ends=door.at + timedelta(days=1),
        )
    found = get_key_caller(door.database, "secret", door.at)
    assert isinstance(found, Caller)
    assert (found.company_id, found.scopes, found.limit_won) == (
        door.buyer_id,
        ("receivables.*",),
        500,
    )
    assert found.person_id is None and found.roles == frozenset()
    assert _code(get_key_caller(door.database, "secret", door.later(days=1))) == "key_unknown"


def test_only_the_digest_of_a_token_is_kept(door: Door, owner: psycopg.Connection) -> None:
    token = door.session(door.person("kim@example.kr", Role.ENTERER), source="203.0.113.9").token
    row = owner.execute("SELECT s::text FROM parties.session s").fetchone()
    assert row is not None
    for text in (token, "203.0.113.9"):
        assert text not in row[0] and text.encode().hex() not in row[0]


def test_the_door_sees_no_money(door: Door) -> None:
    for table in ("receivables.receivable", "ledger.line", "parties.act", "parties.bank_account"):
        with pytest.raises(InsufficientPrivilege), door.database.asked_by(AT_THE_DOOR) as tx:
            tx.rows(f"SELECT FROM {table}")  # type: ignore[arg-type]
