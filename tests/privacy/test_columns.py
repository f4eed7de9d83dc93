"""Some columns stay closed to who may see the row (G12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from books import open_book
from sangsaeng.database.connection import WEB, Asking, Database


@pytest.mark.parametrize(
    "column", ["retained_won", "passed_on_won", "sold_won", "locked_won", "parked_since"]
)
def test_no_reader_reads_a_split_from_the_table(database: Database, column: str) -> None:
    query = f"SELECT {column} FROM receivables.receivable"
    with pytest.raises(InsufficientPrivilege), database.asked_by(Asking(WEB, 1)) as tx:
        tx.rows(query)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("parties.person", "password_hash"),
        ("parties.person", "totp_sealed"),
        ("parties.session", "token_digest"),
        ("parties.api_key", "secret_digest"),
        ("parties.invitation", "token_digest"),
    ],
)
def test_no_reader_reads_how_somebody_proves_itself(
    database: Database, table: str, column: str
) -> None:
    query = f"SELECT {column} FROM {table}"
    with pytest.raises(InsufficientPrivilege), database.asked_by(Asking(WEB, 1)) as tx:
        tx.rows(query)  # type: ignore[arg-type]


def test_a_split_is_its_holders_and_the_institutions(database: Database) -> None:
    book = open_book(database)
    programme = book.programme()
    for name in ("t1", "t2"):
        book.company(name)
    due = book.today + timedelta(days=30)
    root = book.issue(programme, "t1", 1_000, due)
    child = book.pass_on(programme, root, "t2", 400, due)
    sees = {}
    for name, company_id in (
        ("buyer", book.companies["buyer"].company_id),
        ("t1", book.companies["t1"].company_id),
        ("t2", book.companies["t2"].company_id),
        ("institution", book.institution_id),
        ("nobody", None),
    ):
        with database.asked_by(Asking(WEB, company_id)) as tx:
            rows = tx.rows("SELECT receivable_id FROM receivables.split")
        sees[name] = {row["receivable_id"] for row in rows}
    assert sees == {
        "buyer": set(),
        "t1": {root},
        "t2": {child},
        "institution": {root, child},
        "nobody": set(),
    }
