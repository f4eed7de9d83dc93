"""A run that stopped at a proof waits for a person, and goes on when told."""

from __future__ import annotations

from datetime import timedelta

import psycopg

from books import noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import pay_out
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.service_run import resume_run


def test_a_stopped_run_pays_nobody_until_operations_let_it_go_on(
    database: Database, owner: psycopg.Connection
) -> None:
    book = open_book(database)
    programme_id = book.programme()
    due = book.today + timedelta(days=7)
    book.company("T1")
    root = book.issue(programme_id, "T1", 1_000_000, due)
    book.fund(programme_id, root, 1_000_000)
    book.today = due
    # A won appears in the deposit account's book from nowhere: the day's proof must see it.
    owner.execute(
        "INSERT INTO ledger.line"
        " (programme_id, kind, item_id, debit, credit, amount_won, booked_on)"
        " SELECT %s, 20, 1, ledger.account(102, own_account_id), ledger.account(220, %s), 1, %s"
        " FROM programmes.own_account WHERE purpose = 'deposit'",
        (programme_id, programme_id, due),
    )
    stopped = book.settle()
    assert isinstance(stopped, Refusal) and stopped.code == "control_total_mismatch"
    again = book.settle()
    assert isinstance(again, Refusal) and again.code == "run_stopped"
    assert pay_out(book.desk, noon(due)) == 0
    owner.execute(
        "INSERT INTO ledger.line"
        " (programme_id, kind, item_id, debit, credit, amount_won, booked_on)"
        " SELECT programme_id, kind, 2, credit, debit, amount_won, booked_on FROM ledger.line"
        " WHERE kind = 20 AND item_id = 1"
    )
    assert resume_run(database, due) is None
    assert isinstance(book.settle(), Totals)
    book.pay()
    assert book.received_won("T1") == 1_000_000
    assert book.broken_proofs() == []


def test_a_run_that_did_not_stop_cannot_be_resumed(database: Database) -> None:
    book = open_book(database)
    refused = resume_run(database, book.today)
    assert refused is not None and refused.code == "run_not_stopped"
