"""A book on the eve of a full settlement day, the same every time, and its ledger as plain rows."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg

from books import MONDAY, Book, open_book
from sangsaeng.database.connection import Database
from sangsaeng.database.sealing import NAMED_BY

DRIVER = Path(__file__).with_name("driver.py")
TESTS = Path(__file__).parents[1]
DAY = MONDAY + timedelta(days=7)

# Everything that says who owes whom and who was paid; no clock, no transaction number. The day of
# a bank's entry is left out: an answer that was lost is made good by the statement, a day later.
LEDGER = (
    "SELECT programme_id, kind, item_id, debit, credit, amount_won, receivable_id, booked_on"
    " FROM ledger.line WHERE kind NOT IN (5, 8, 9, 10, 11) ORDER BY 1, 2, 3",
    "SELECT kind, debit, credit, amount_won FROM ledger.line"
    " WHERE kind IN (5, 8, 9, 10, 11) ORDER BY 1, 2, 3, 4",
    "SELECT programme_id, receivable_id, phase, is_root, own_account_id, face_won, retained_won,"
    " sold_won, incentive_won, incentive_owner_id, booked_on FROM ledger.settled ORDER BY 1, 2, 3",
    "SELECT programme_id, purpose, CASE purpose WHEN 4 THEN 0 ELSE source_id END, amount_won,"
    " payee_id, payee_own_account_id, own_account_id, booked_on"
    " FROM payouts.payout ORDER BY 1, 2, 3, 4, 5",
    "SELECT programme_id, purpose, CASE purpose WHEN 4 THEN 0 ELSE source_id END, attempt_no,"
    " bank_account_id, amount_won, state FROM payouts.attempt ORDER BY 1, 2, 3, 4, 5, 6",
    "SELECT own_account_id, direction, amount_won, meaning, programme_id"
    " FROM payouts.bank_entry ORDER BY 1, 2, 3, 4, 5",
    "SELECT day, state, stop_reason FROM settlement.run ORDER BY 1",
    "SELECT programme_id, due_on, called_won, state, grace_until FROM settlement.funding_call"
    " ORDER BY 1, 2",
    "SELECT programme_id, root_id, covered_on, settles_on, how FROM settlement.funded_root"
    " ORDER BY 1, 2",
)


def set_the_scene(database: Database) -> Book:
    """Two programmes; on DAY three roots are funded, one is not; children fall due."""
    book = open_book(database, MONDAY)
    credit = book.programme("buyer", incentive="0.08")
    cash = book.programme("payer", "cash_deposit", incentive="0.08")
    for name in ("S1", "S2", "S3"):
        book.company(name)
    early = book.issue(credit, "S1", 900, MONDAY + timedelta(days=1))
    book.pass_on(credit, early, "S2", 700, DAY - timedelta(days=1))
    late = book.pass_on(credit, early, "S3", 100, DAY)
    book.fund(credit, early, 900)
    book.today += timedelta(days=1)
    book.end_day()
    book.today = DAY - timedelta(days=3)
    book.pass_on(credit, late, "S1", 60, DAY + timedelta(days=9))
    for face in (500, 300):
        root = book.issue(credit, "S1", face, DAY)
        book.pass_on(credit, root, "S2", face // 2, DAY)
        book.fund(credit, root, face)
    book.issue(credit, "S3", 444, DAY)
    book.deposit(cash, 1000)
    root = book.issue(cash, "S2", 800, DAY, buyer="payer")
    book.pass_on(cash, root, "S3", 500, DAY + timedelta(days=1))
    book.end_day()
    book.today = DAY
    return book


def ledger_rows(url: str) -> list[list[Any]]:
    """The whole ledger and the state of every payout, comparable between two books."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [connection.execute(statement).fetchall() for statement in LEDGER]


@dataclass(frozen=True)
class Death:
    """Where a worker dies."""

    module: str
    function: str
    nth: int
    when: str
    work: str

    def __str__(self) -> str:
        return f"{self.work}-{self.when}-{self.function}-{self.nth}"


def start_worker(url: str, day: date, death: Death, bank: Path) -> subprocess.Popen[str]:
    """A process of its own that does a day's work, or dies on the way."""
    where = [death.module, death.function, str(death.nth), death.when, death.work, str(bank)]
    return subprocess.Popen(
        [sys.executable, str(DRIVER), url, day.isoformat(), *where],
        cwd=TESTS.parent,
        env={"PYTHONPATH": str(TESTS), "PATH": "/usr/bin:/bin", NAMED_BY: os.environ[NAMED_BY]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def keep_bank(book: Book, path: Path) -> None:
    """The bank's books on its own disk."""
    book.bank.day = book.today
    path.write_bytes(pickle.dumps(book.bank))


NOWHERE = "-"


def undisturbed(work: str) -> Death:
    """No death at all."""
    return Death(NOWHERE, NOWHERE, 1, "before", work)
