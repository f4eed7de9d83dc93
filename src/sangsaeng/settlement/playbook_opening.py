"""Opening a playbook, and telling holders who are paid after all: inside others' transactions."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service import get_calendar
from sangsaeng.settlement.playbook_model import Playbook
from sangsaeng.settlement.rules_playbook import decide_open, plan_days

_SQL = load(__package__)


def open_playbook(tx: Tx, buyer_id: int, today: date, reason: str) -> Playbook | Refusal:
    """The playbook of a buyer and day, opened when it is the first; its first reason stands.

    Opened with an unpaid call in the transaction that suspends the buyer, or by an operator (a
    buyer's insolvency). It does nothing yet: `service_playbook.run_playbook` does its steps.
    Refusals in order: `reason_unprintable`, `not_a_buyer`.
    """
    programmes = tx.rows(_SQL["programmes_of_buyer"], buyer_id=buyer_id)
    refused = decide_open(buyer_id, len(programmes), reason)
    if refused:
        return refused
    tx.run(_SQL["add_playbook"], buyer_id=buyer_id, day=today, reason=reason)
    return playbook_from(tx.the(_SQL["playbook_of_day"], buyer_id=buyer_id, day=today))


def playbook_from(row: Row) -> Playbook:
    """A row as a playbook."""
    return Playbook(**row)


def record_paid_after_all(
    tx: Tx, buyer_id: int, programme_id: int, due_on: date, today: date
) -> int:
    """The buyer has paid roots of a day that it had left unpaid: tell those who were told so.

    Called when a day's calls are closed; each company is told once of each receivable. The ban
    stands. How many notices were made.
    """
    of_day = {"programme_id": programme_id, "due_on": due_on}
    days = [row["day"] for row in tx.rows(_SQL["list_days_after_all"], **of_day)]
    if not days:
        return 0
    told = plan_days(days, get_calendar(tx))
    return tx.run(
        _SQL["notify_paid_after_all"],
        **of_day,
        buyer_id=buyer_id,
        day=today,
        stated=told["stated"],
        paid_on=told["paid_on"],
    )
