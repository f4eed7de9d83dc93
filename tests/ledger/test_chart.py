"""The chart and the kinds of lines and payouts are the same in the program and in the database."""

from __future__ import annotations

import re

import psycopg

from sangsaeng.ledger.model import AccountKind, LineKind
from sangsaeng.payouts.model import Purpose


def test_account_kinds_agree(book_url: str) -> None:
    with psycopg.connect(book_url) as connection:
        rows = connection.execute("SELECT name, kind FROM ledger.account_kind").fetchall()
    assert dict(rows) == {kind.name.lower(): int(kind) for kind in AccountKind}


def test_line_kinds_agree(book_url: str) -> None:
    with psycopg.connect(book_url) as connection:
        rows = connection.execute("SELECT name, kind FROM ledger.line_kind").fetchall()
    assert dict(rows) == {kind.name.lower(): int(kind) for kind in LineKind}


def test_every_purpose_may_be_ordered_and_no_other(book_url: str) -> None:
    with psycopg.connect(book_url) as connection:
        row = connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname = 'payout_purpose_check'"
        ).fetchone()
    assert row is not None
    low, high = (int(number) for number in re.findall(r"\d+", row[0]))
    assert set(range(low, high + 1)) == {int(purpose) for purpose in Purpose}
