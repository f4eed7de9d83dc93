"""What a machine may do, and what of an act a stolen copy of the book does not tell."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.kinds.accounts import Account
from sangsaeng.acts.model import OFFICES_OF_ROLE, Caller, Office, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.rules import decide_enter, may_read
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.statuses import status_of
from sangsaeng.database.connection import Database
from sangsaeng.database.sealing import add_version, make_keys, retire

NUMBER = "11022233344455"
_COMPANY = (Role.VIEWER, Role.ENTERER, Role.APPROVER, Role.ADMINISTRATOR)


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database)


def _machine(*offices: Office) -> Caller:
    return Caller(1, offices=frozenset(offices), key_id=1, scopes=("*",))


def _offices_for(roles: frozenset[Role]) -> frozenset[Office]:
    return frozenset(o for role in roles if role not in _COMPANY for o in OFFICES_OF_ROLE[role])


@pytest.mark.parametrize("code", sorted(acts()))
def test_a_machine_may_enter_no_more_than_its_companys_people(code: str) -> None:
    act = acts()[code]
    at = datetime.fromisoformat("2026-04-06T12:00:00+09:00")
    open_to_all = any(role in act.enter for role in _COMPANY)
    without = decide_enter(_machine(), act, None, at)
    assert (without is None) is (act.by_key and open_to_all)
    having = decide_enter(_machine(*_offices_for(act.enter)), act, None, at)
    assert (having is None) is act.by_key


@pytest.mark.parametrize("code", sorted(all_readings()))
def test_a_machine_reads_no_more_than_its_companys_people(code: str) -> None:
    reading = all_readings()[code]
    open_to_all = any(role in reading.read for role in _COMPANY)
    assert (may_read(_machine(), reading) is None) is (reading.by_key and open_to_all)


def test_an_account_number_stands_sealed_in_the_act(book: Book, owner: psycopg.Connection) -> None:
    company = book.company("newcomer", account=False)
    caller = People(book).caller(company.company_id, Role.ADMINISTRATOR)
    given = Account(bank_code="088", account_number=NUMBER)
    first = acts()["accounts.first"]
    at = noon(book.today)
    done = enter(book.database, caller, first, given, at, "once")
    assert isinstance(done, Entered) and done.state == "executed", done
    stored = owner.execute("SELECT given, answer::text FROM parties.act").fetchall()
    assert len(stored) == 1 and NUMBER not in "".join(stored[0])
    assert "sealed:" in stored[0][0]
    again = enter(book.database, caller, first, given, at, "once")
    assert isinstance(again, Entered) and (again.hit, again.act_id) == (True, done.act_id)
    other = given.model_copy(update={"account_number": "11099999999999"})
    refused = enter(book.database, caller, first, other, at, "once")
    assert isinstance(refused, list) and refused[0].facts["differs"] == "account_number"


def test_a_request_under_a_key_that_is_retired_is_too_old(book: Book, tmp_path: Path) -> None:
    """What was sealed in it cannot be compared any more; what else differs is still told."""
    keys = make_keys(tmp_path / "keys.json", noon(book.today))
    company = book.company("newcomer", account=False)
    caller = People(book).caller(company.company_id, Role.ADMINISTRATOR)
    given = Account(bank_code="088", account_number=NUMBER)
    first, at = acts()["accounts.first"], noon(book.today)
    with Database(book.database.url, keys=keys) as database:
        done = enter(database, caller, first, given, at, "once")
        assert isinstance(done, Entered) and done.state == "executed", done
        add_version(keys, at)
        retire(keys, 1)
        again = enter(database, caller, first, given, at, "once")
        assert isinstance(again, list) and [one.code for one in again] == ["request_too_old"]
        assert status_of("request_too_old") == 409
        other = given.model_copy(update={"bank_code": "004"})
        refused = enter(database, caller, first, other, at, "once")
        assert isinstance(refused, list) and refused[0].facts["differs"] == "bank_code"


def test_every_field_that_looks_like_a_secret_is_marked() -> None:
    unmarked = []
    for act in acts().values():
        for name, field in act.given.model_json_schema().get("properties", {}).items():
            looks = any(word in name for word in ("account_number", "email", "phone"))
            if looks and "x-confidential" not in str(field):
                unmarked.append(f"{act.code}.{name}")
    assert not unmarked
