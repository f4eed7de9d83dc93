"""What the worker folds each minute is as few sums as there are programmes and kinds of account,
however many receivables it stands for; so it costs a run beside it next to nothing."""

from __future__ import annotations

import psycopg

from sangsaeng.database.connection import Database
from sangsaeng.ledger.service import fold

_LINES = """
    INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won, receivable_id,
        booked_on)
    SELECT 1 + i %% 3, 1, i, ledger.account(110, 1 + i %% 3), ledger.account(210, i), 1000, i,
        '2026-04-06'
    FROM generate_series(1, %s) i
"""


def test_receivables_are_one_sum_of_their_programme(
    owner: psycopg.Connection, database: Database
) -> None:
    owner.execute("SET session_replication_role = replica")
    owner.execute(_LINES, (600,))
    fold(database)
    kept = owner.execute("SELECT balance_won FROM ledger.checkpoint ORDER BY 1").fetchall()
    assert kept == [(-200_000,)] * 3 + [(200_000,)] * 3
