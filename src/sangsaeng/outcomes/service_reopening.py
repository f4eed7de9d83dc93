"""Rewards promised by a root that was cancelled before it paid: owed to their parties again.

A party may refuse a root, or agree that it is cancelled or amended; the reward behind it stands.
"""

from __future__ import annotations

from datetime import datetime

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.model_money import PayableFor
from sangsaeng.outcomes.service import get_award
from sangsaeng.outcomes.service_claims import award_stopped
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import post_payable_ended
from sangsaeng.outcomes.service_paying import post_receivable_ended

_SQL = load(__package__)


def reopen_due(database: Transactions, at: datetime) -> int:
    """Every payable whose root was cancelled is owed again; how many."""
    with database.transaction() as tx:
        return reopen_payables(tx, None, at)


def reopen_payables(tx: Tx, programme_id: int | None, at: datetime) -> int:
    """Payables of one programme, or of all, whose root was cancelled: owed to their parties again,
    or to be paid by the root of the same won that stands in its place. How many are owed again."""
    lost = tx.rows(_SQL["list_lost_roots"], programme_id=programme_id)
    for row in lost:
        if row["cancelled"]:
            _reopen(tx, row, at)
        else:
            about = {name: row[name] for name in ("programme_id", "payable_id", "receivable_id")}
            tx.run(_SQL["follow_root"], **about)
    return sum(row["cancelled"] for row in lost)


def _reopen(tx: Tx, lost: Row, at: datetime) -> None:
    on = at.astimezone(KOREA).date()
    programme_id, award_id = lost["programme_id"], lost["award_id"]
    number = post_receivable_ended(tx, lost, on)
    for payable_id, state in (
        (lost["payable_id"], "ended"),
        (lost["reimbursement_id"], "ended"),
        (number, "reopened"),
    ):
        facts = {"receivable_id": lost["receivable_id"], "amount_won": lost["amount_won"]}
        named = ("payable", payable_id, state, award_id, "receivable_cancelled", facts)
        record_change(tx, Change(programme_id, *named), at)
    award = get_award(tx, programme_id, award_id) if award_id else None
    # A fraud ended the award while its reward was promised: it is owed no more than the others.
    ended = isinstance(award, Award) and award.state == "terminated"
    if ended and lost["purpose"] != PayableFor.FEE and award_stopped(tx, programme_id, award_id):
        post_payable_ended(tx, {**lost, "payable_id": number}, on)
