"""What a stolen copy of a book tells, and how a book from before is sealed when it is opened."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import CheckViolation, UniqueViolation

from books import MONDAY, Book, noon, open_book
from clusters import Cluster
from lived import a_book_that_has_lived
from sangsaeng.acts.service import prepare_book
from sangsaeng.database.connection import Database
from sangsaeng.database.sealing import (
    KeysMissingError,
    SealBrokenError,
    add_version,
    keys_of_process,
    make_keys,
)
from sangsaeng.database.server import binaries
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties import service as parties
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person

HOLDER = "holder Kim Sangsaeng"
PERSON = PersonFacts("Lee Privacy", "privacy@example.org", "010-1234-9876")
AT = datetime(2026, 4, 6, 3, tzinfo=UTC)


def _dump(url: str) -> str:
    command = [str(binaries() / "pg_dump"), "--dbname", url, "--inserts"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _add_person(database: Database) -> int:
    with database.transaction() as tx:
        person_id = reserve_items(tx, 1)[0]
        tx.run(
            "INSERT INTO parties.person (person_id, sealed, email_digest, created_at)"
            " VALUES (%(id)s, %(sealed)s, %(digest)s, %(at)s)",
            id=person_id,
            sealed=seal_person(tx.keys, PERSON),
            digest=digest_of_email(tx.keys, PERSON.email),
            at=noon(MONDAY),
        )
    return person_id


def _numbers(book: Book) -> list[str]:
    return [number for numbers in book.accounts.values() for number in numbers]


def test_a_stolen_dump_of_a_lived_book_tells_no_account_and_no_person(
    database: Database, book_url: str
) -> None:
    book = a_book_that_has_lived(database).book
    company = book.companies["S1"].company_id
    with database.transaction() as tx:
        own = parties.record_account(tx, company, "004", "99887766554433", HOLDER, book.today)
        assert not isinstance(own, Refusal)
    _add_person(database)
    text = _dump(book_url)
    secrets = [*_numbers(book), own.account_number, HOLDER]
    secrets += [PERSON.name, PERSON.email, PERSON.telephone]
    hidden = [*secrets, *(one.encode().hex() for one in secrets)]
    assert len(_numbers(book)) > 5 and "INSERT INTO parties.bank_account" in text
    assert [one for one in hidden if one in text] == []
    assert {book.received_won("S1"), book.received_won("S3")} & {0} == set()


def test_an_account_moved_into_another_companys_row_pays_nobody(
    database: Database, owner: psycopg.Connection
) -> None:
    book = open_book(database, MONDAY)
    thief = book.company("S1").company_id
    victim = book.company("S2").company_id
    owner.execute(
        "UPDATE parties.bank_account b SET account_sealed = t.account_sealed,"
        " holder_sealed = t.holder_sealed FROM parties.bank_account t"
        " WHERE b.company_id = %s AND t.company_id = %s",
        (victim, thief),
    )
    with database.transaction() as tx, pytest.raises(SealBrokenError):
        parties.list_accounts(tx, victim)


def test_the_same_account_is_found_again_under_a_new_key(
    database: Database, owner: psycopg.Connection, book_url: str, tmp_path: Path
) -> None:
    keys = make_keys(tmp_path / "keys.json", AT)
    with Database(book_url, size=2, keys=keys) as own_keys:
        with own_keys.transaction() as tx:
            company = parties.record_joined(tx, "1000000315", "S1", "small", MONDAY)
            assert not isinstance(company, Refusal)
            about = (company.company_id, "088", "110123456789", "S1", MONDAY)
            assert not isinstance(parties.record_account(tx, *about), Refusal)
        add_version(keys, AT)
        with own_keys.transaction() as tx:
            again = parties.record_account(tx, *about)
            assert isinstance(again, Refusal) and again.code == "account_known"
            digest = keys.digest("110123456789", "bank_account.number")
    with pytest.raises(UniqueViolation, match="one_account"):
        owner.execute(
            "INSERT INTO parties.bank_account (bank_account_id, company_id, bank_code,"
            " account_sealed, account_digest, holder_sealed, registered_on, is_first, state)"
            " VALUES (1, %s, '088', 'x', %s, 'x', '2026-04-06', false, 'unchecked')",
            (company.company_id, digest),
        )


def _make_plain(owner: psycopg.Connection, book: Book, name: str) -> None:
    owner.execute(
        "UPDATE parties.bank_account SET account_number = %s, holder_name = %s,"
        " account_sealed = NULL, account_digest = NULL, holder_sealed = NULL"
        " WHERE company_id = %s",
        (book.accounts[name][0], name, book.companies[name].company_id),
    )


def test_a_row_stands_plain_or_sealed_and_not_both(
    database: Database, owner: psycopg.Connection
) -> None:
    open_book(database, MONDAY).company("S1")
    for halves in (
        "account_number = '110123456789'",
        "holder_name = 'S1'",
        "holder_sealed = NULL",
        "account_digest = NULL",
        "account_sealed = NULL",
    ):
        with pytest.raises(CheckViolation, match="plain_or_sealed"):
            owner.execute(f"UPDATE parties.bank_account SET {halves}")


def test_accounts_from_before_are_sealed_when_the_book_is_opened(every_cluster: Cluster) -> None:
    with every_cluster.fresh() as url, Database(url, size=2) as database:
        book = open_book(database, MONDAY)
        programme = book.programme()
        for name in ("S1", "S2"):
            book.company(name)
        with psycopg.connect(url, autocommit=True) as owner:
            _make_plain(owner, book, "S1")
            prepare_book(url)
            prepare_book(url)
            plain = owner.execute(
                "SELECT count(*) FROM parties.bank_account"
                " WHERE account_number IS NOT NULL OR holder_name IS NOT NULL"
            ).fetchone()
        assert plain == (0,)
        root = book.issue(programme, "S1", 1_000, MONDAY)
        book.fund(programme, root, 1_000)
        book.end_day()
        assert book.received_won("S1") == 1_000
        with database.transaction() as tx:
            known = parties.list_accounts(tx, book.companies["S1"].company_id)
            again = parties.record_account(
                tx, book.companies["S1"].company_id, "088", known[0].account_number, "S1", MONDAY
            )
        assert isinstance(again, Refusal) and again.code == "account_known"


def test_a_book_is_not_opened_with_the_keys_of_another(
    database: Database, book_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_book(database, MONDAY).company("S1")
    ours = keys_of_process().path
    monkeypatch.setenv("SANGSAENG_KEYS", str(make_keys(tmp_path / "others.json", AT).path))
    with pytest.raises(KeysMissingError, match="of another book"):
        prepare_book(book_url)
    monkeypatch.setenv("SANGSAENG_KEYS", str(ours))
    prepare_book(book_url)
