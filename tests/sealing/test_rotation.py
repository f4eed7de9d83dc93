"""A key is replaced while payments go on; what is sealed nowhere else is lost by no key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from books import MONDAY, Book, open_book
from outcome_stage import Stage
from sangsaeng.acts import service_keys
from sangsaeng.acts.service_keys import SEALED, add_key, count_sealed, retire_key, rotate
from sangsaeng.database.connection import Database
from sangsaeng.database.sealing import Keys, SealBrokenError, make_keys
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.sealed import HOTLINE_TEXT
from sangsaeng.outcomes.service_related import record_related
from sangsaeng.parties import service as parties

AT = datetime(2026, 4, 6, 3, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return make_keys(tmp_path / "keys.json", AT)


@pytest.fixture
def database(book_url: str, keys: Keys) -> Iterator[Database]:
    with Database(book_url, keys=keys) as opened:
        yield opened


@pytest.fixture
def book(database: Database) -> Book:
    found = open_book(database, MONDAY)
    for number in range(6):
        found.company(f"S{number}")
    return found


def _add_people(database: Database, company_id: int) -> tuple[int, int]:
    """A person with an authenticator, one without, and an invitation: ids of the first and last."""
    with database.transaction() as tx:
        first, second, third = reserve_items(tx, 3)
        for person_id, totp in ((first, tx.keys.seal("secret", "totp")), (second, None)):
            tx.run(
                "INSERT INTO parties.person (person_id, sealed, totp_sealed, email_digest,"
                " created_at) VALUES (%(id)s, %(sealed)s, %(totp)s, %(digest)s, %(at)s)",
                id=person_id,
                sealed=tx.keys.seal("Lee", "person"),
                totp=totp,
                digest=tx.keys.digest(str(person_id), "person.email"),
                at=AT,
            )
        tx.run(
            "INSERT INTO parties.invitation (invitation_id, token_digest, company_id, invited_by,"
            " role, sealed, made_at, ends_at) VALUES (%(id)s, 'x', %(company)s, %(company)s,"
            " 'viewer', %(sealed)s, %(at)s, %(ends)s)",
            id=third,
            company=company_id,
            sealed=tx.keys.seal("to whom", "invitation"),
            at=AT,
            ends=AT + timedelta(days=1),
        )
    return first, third


def _add_outcomes(book: Book) -> int:
    """A related party and a note of the hotline in a programme of pay for success; its number."""
    stage = Stage(book)
    programme_id = stage.opened()
    told = [Related(Relation.COMPANY, book.number("S0"))]
    with book.database.transaction() as tx:
        assert record_related(tx, programme_id, stage.company("S1"), told, AT) is None
        (note_id,) = reserve_items(tx, 1)
        tx.run(
            "INSERT INTO outcomes.hotline (programme_id, note_id, text_sealed, received_at)"
            " VALUES (%(programme)s, %(id)s, %(sealed)s, %(at)s)",
            programme=programme_id,
            id=note_id,
            sealed=tx.keys.seal("a false list", HOTLINE_TEXT),
            at=AT,
        )
    return programme_id


def test_every_sealed_column_of_the_database_is_known_to_the_rotation(
    owner: psycopg.Connection,
) -> None:
    standing = owner.execute(
        "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
        " WHERE data_type = 'bytea' AND column_name LIKE '%sealed' AND table_schema <> 'audit'"
    ).fetchall()
    assert sorted(standing) == sorted((one.table, column) for one in SEALED for column in one.about)


def test_all_that_was_sealed_before_is_sealed_anew(
    database: Database, book: Book, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_keys, "_AT_ONCE", 2)
    person, invitation = _add_people(database, book.companies["S0"].company_id)
    programme = _add_outcomes(book)
    before = count_sealed(database)
    assert set(before) == {1} and before[1] > 15
    assert add_key(database, AT) == 2
    accounts = (before[1] - 6) // 2
    asked = {"parties.bank_account": accounts, "parties.person": 2, "parties.invitation": 1}
    asked |= {"outcomes.related_party": 1, "outcomes.hotline": 1, "outcomes.confirmation": 0}
    assert rotate(database) == asked
    assert count_sealed(database) == {2: before[1]}
    assert rotate(database) == dict.fromkeys(asked, 0)
    assert retire_key(database, keys, 1) is None
    with database.transaction() as tx:
        held = parties.list_accounts(tx, book.companies["S3"].company_id)
        assert [one.account_number for one in held] == book.accounts["S3"]
        found = tx.the(
            "SELECT p.sealed, p.totp_sealed, i.sealed AS asked FROM parties.person p,"
            " parties.invitation i WHERE person_id = %(person)s AND invitation_id = %(invitation)s",
            person=person,
            invitation=invitation,
        )
        told = tx.the(
            "SELECT related_id, named_sealed FROM outcomes.related_party"
            " WHERE programme_id = %(id)s",
            id=programme,
        )
    place = f"related_party:{told['related_id']}"
    assert keys.unseal(told["named_sealed"], place) == book.number("S0")
    assert keys.unseal(found["sealed"], "person") == "Lee"
    assert keys.unseal(found["totp_sealed"], "totp") == "secret"
    assert keys.unseal(found["asked"], "invitation") == "to whom"


def test_a_key_is_retired_only_when_nothing_is_left_under_it(
    database: Database, book: Book, keys: Keys
) -> None:
    def refused(version: int) -> str:
        done = retire_key(database, keys, version)
        return done.code if isinstance(done, Refusal) else ""

    assert refused(1) == "key_seals"
    assert refused(7) == "sealing_key_unknown"
    add_key(database, AT)
    assert refused(1) == "key_in_use"
    rotate(database)
    assert refused(1) == ""
    book.name_account("S1")
    assert count_sealed(database).keys() == {2}


def test_a_row_that_came_late_fails_closed_and_is_saved_by_another_rotation(
    database: Database, book: Book, keys: Keys, owner: psycopg.Connection
) -> None:
    company_id = book.companies["S1"].company_id
    kept = owner.execute(
        "SELECT account_sealed, holder_sealed FROM parties.bank_account WHERE company_id = %s",
        (company_id,),
    ).fetchone()
    assert kept is not None
    add_key(database, AT)
    rotate(database)
    assert retire_key(database, keys, 1) is None
    owner.execute(
        "UPDATE parties.bank_account SET account_sealed = %s, holder_sealed = %s"
        " WHERE company_id = %s",
        (*kept, company_id),
    )
    with database.transaction() as tx, pytest.raises(SealBrokenError):
        parties.list_accounts(tx, company_id)
    assert rotate(database)["parties.bank_account"] == 1
    with database.transaction() as tx:
        assert parties.list_accounts(tx, company_id)[0].account_number == book.accounts["S1"][0]


def test_payments_go_on_while_keys_are_replaced(
    database: Database, book: Book, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_keys, "_AT_ONCE", 1)
    programme = book.programme()
    soon = MONDAY + timedelta(days=1)
    roots = [book.issue(programme, f"S{number}", 1_000, soon) for number in range(6)]
    for root in roots:
        book.fund(programme, root, 1_000)
    book.today = soon
    book.return_next("S2")
    failed: list[BaseException] = []
    over = threading.Event()

    def replace_again_and_again() -> None:
        try:
            while not over.is_set():
                add_key(database, AT)
                rotate(database)
        except BaseException as one:
            failed.append(one)

    replacing = threading.Thread(target=replace_again_and_again)
    replacing.start()
    try:
        book.end_day()
        book.name_account("S2")
        book.today += timedelta(days=6)
        book.end_day()
    finally:
        over.set()
        replacing.join()
    assert failed == [] and keys.newest > 2
    assert [book.received_won(f"S{number}") for number in range(6)] == [1_000] * 6
    assert book.broken_proofs() == []
    rotate(database)
    assert set(count_sealed(database)) == {keys.newest}


def test_a_row_held_by_a_payment_is_left_for_the_next_call(
    database: Database, book: Book, book_url: str
) -> None:
    add_key(database, AT)
    company_id = book.companies["S1"].company_id
    with psycopg.connect(book_url) as payment:
        payment.execute(
            "SELECT FROM parties.bank_account WHERE company_id = %s FOR UPDATE", (company_id,)
        )
        rotate(database)
        assert count_sealed(database)[1] == 2
        payment.rollback()
    assert rotate(database)["parties.bank_account"] == 1
    assert set(count_sealed(database)) == {2}
