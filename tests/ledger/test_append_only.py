"""What the application's role may not do, whatever the code above it says."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from lived import a_book_that_has_lived
from sangsaeng.database.connection import APP_ROLE, Database

APPEND_ONLY = [
    "ledger.line",
    "ledger.settled",
    "ledger.command",
    "ledger.day_closed",
    "payouts.payout",
    "payouts.bank_entry",
    "payouts.bank_message",
    "payouts.attempt_event",
    "payouts.statement",
    "payouts.account_stop",
    "settlement.funded_root",
    "receivables.consent",
    "programmes.terms",
    "programmes.buyer_standing",
    "parties.holder_check",
]
FIXED_COLUMNS = {
    "receivables.receivable": [
        "face_won",
        "holder_id",
        "issuer_id",
        "matures_on",
        "issued_on",
        "terms_id",
        "root_id",
        "parent_id",
        "tier",
        "cash_flow_digest",
    ],
    "receivables.evidence": ["total_won", "fingerprint", "approval_number"],
    "payouts.attempt": ["amount_won", "end_to_end_id", "bank_account_id"],
    "payouts.batch": ["total_won", "message_id"],
    "programmes.programme": ["max_tier", "default_policy", "deposit_account_id"],
    "settlement.run": ["day", "first_xid"],
    "ledger.hold": ["amount_won"],
    "parties.bank_account": ["account_number", "bank_code", "company_id"],
}


@pytest.fixture
def app(database: Database, book_url: str) -> Iterator[psycopg.Connection]:
    """A connection as the application's role, to a book with something in it."""
    a_book_that_has_lived(database)
    with psycopg.connect(book_url, autocommit=True) as connection:
        connection.execute(f"SET ROLE {APP_ROLE}".encode())
        yield connection


def _refused(app: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement.encode())


def test_journals_and_records_are_only_added_to(app: psycopg.Connection) -> None:
    for table in APPEND_ONLY:
        column = app.execute(f"SELECT * FROM {table} LIMIT 1".encode()).description[0].name  # type: ignore[index]
        _refused(app, f"UPDATE {table} SET {column} = {column}")
        _refused(app, f"DELETE FROM {table}")
        _refused(app, f"TRUNCATE {table}")


def test_what_was_promised_and_instructed_does_not_change(app: psycopg.Connection) -> None:
    for table, columns in FIXED_COLUMNS.items():
        for column in columns:
            _refused(app, f"UPDATE {table} SET {column} = {column}")
        _refused(app, f"DELETE FROM {table}")
        _refused(app, f"TRUNCATE {table}")


def test_the_chart_and_the_schema_are_the_owners(app: psycopg.Connection) -> None:
    _refused(app, "UPDATE ledger.account_kind SET nature = 'debit'")
    _refused(app, "INSERT INTO ledger.account_kind VALUES (999, 'x', 'debit', 'company')")
    _refused(app, "ALTER TABLE ledger.line DISABLE TRIGGER ALL")
    _refused(app, "DROP TABLE ledger.line")
    _refused(app, "CREATE TABLE ledger.mine (a int)")
