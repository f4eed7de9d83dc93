"""Paying what is owed: to the party's own account at any bank, or by a receivable.

By a receivable: the payer, as the buyer of a mutual benefit payment programme, has issued a root to
the party, so that the party can pay its own installers through it; the programme then owes the
payer what it undertook, and pays it like anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.outcomes.model_money import PayableFor
from sangsaeng.payouts.model import Order, Purpose
from sangsaeng.payouts.service_release import order_payouts, record_release

_SQL = load(__package__)


def list_open_payables(
    tx: Tx, programme_id: int, payable_ids: Sequence[int]
) -> list[Row] | Refusal:
    """These payables, held still. Refusals in order: unknown_payable, payable_paid,
    payable_ended."""
    rows = tx.rows(_SQL["lock_payables"], programme_id=programme_id, payable_ids=list(payable_ids))
    found = {row["payable_id"] for row in rows}
    for number in payable_ids:
        if number not in found:
            return refuse("unknown_payable", "payable_ids", value=str(number))
    for row in rows:
        if row["paid_on"] is not None:
            return refuse("payable_paid", "payable_ids", value=str(row["payable_id"]))
        if row["ended_on"] is not None:
            return refuse("payable_ended", "payable_ids", value=str(row["payable_id"]))
    return rows


def approve_payment(
    tx: Tx, programme_id: int, payable_ids: Sequence[int], on: date
) -> int | Refusal:
    """The payer's word that payables are to be paid to their parties' own accounts; the sum in won.
    `order_paid` does it. Refusals as `list_open_payables`."""
    rows = list_open_payables(tx, programme_id, payable_ids)
    if isinstance(rows, Refusal):
        return rows
    _set_paid(tx, programme_id, payable_ids, on, "account")
    return sum(int(row["amount_won"]) for row in rows)


def order_paid(database: Transactions, on: date) -> int:
    """Order what was approved: journal and payout in one transaction, once (G7). They leave when
    the bank holds the money and the party's account is checked. Web workers cannot: no order to a
    bank comes from a face. How many."""
    with database.transaction() as tx:
        # Two at once would both find the same payables not ordered yet.
        tx.run(_SQL["order_alone"])
        rows = tx.rows(_SQL["list_approved"])
        if not rows:
            return 0
        ledger.post_lines(
            tx,
            [
                _line(
                    row["programme_id"],
                    LineKind.PARTY_PAID,
                    row,
                    account(AccountKind.OUTGOING, row["own_account_id"]),
                    on,
                )
                for row in rows
            ],
        )
        run_id = ledger.reserve_items(tx, 1)[0]
        orders = [
            Order(
                programme_id=row["programme_id"],
                purpose=Purpose.OUTCOMES,
                source_id=row["payable_id"],
                amount_won=row["amount_won"],
                own_account_id=row["own_account_id"],
                payee_id=row["company_id"],
            )
            for row in rows
        ]
        order_payouts(tx, orders, run_id, on)
        record_release(tx, run_id, on, len(orders))
    return len(rows)


def post_paid_by_receivable(
    tx: Tx,
    programme_id: int,
    payable: Row,
    payer_id: int,
    root: tuple[int, int],
    on: date,
) -> int:
    """The party was promised the same won by a root of the payer's: what it was owed is now owed to
    the payer, whose payable's number comes back. `root`: its programme and receivable."""
    number = ledger.reserve_items(tx, 1)[0]
    credit = account(AccountKind.PARTY_PAYABLE, payer_id)
    line = _line(programme_id, LineKind.PAID_BY_RECEIVABLE, payable, credit, on)
    ledger.post_lines(tx, [line])
    tx.run(
        _SQL["add_payable"],
        programme_id=programme_id,
        payable_id=number,
        company_id=payer_id,
        award_id=payable["award_id"],
        purpose=str(PayableFor.REIMBURSEMENT),
        source_id=payable["payable_id"],
        amount_won=payable["amount_won"],
        owed_on=on,
    )
    _set_paid(tx, programme_id, [payable["payable_id"]], on, "receivable", root)
    return number


def post_receivable_ended(tx: Tx, lost: Row, on: date) -> int:
    """A root was cancelled before it paid: the payer has nothing to be reimbursed for, and its
    party is owed the same won again, by a payable whose number comes back. `lost`: a row of
    `list_lost_roots`."""
    programme_id, reimbursement_id = lost["programme_id"], lost["reimbursement_id"]
    reimbursement = {**lost, "payable_id": reimbursement_id, "company_id": lost["payer_id"]}
    credit = account(AccountKind.PARTY_PAYABLE, lost["company_id"])
    line = _line(programme_id, LineKind.RECEIVABLE_ENDED, reimbursement, credit, on)
    ledger.post_lines(tx, [line])
    ended = [lost["payable_id"], reimbursement_id]
    tx.run(_SQL["end_promise"], programme_id=programme_id, payable_ids=ended, ended_on=on)
    number = ledger.reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_payable"],
        programme_id=programme_id,
        payable_id=number,
        company_id=lost["company_id"],
        award_id=lost["award_id"],
        purpose=str(PayableFor.REOPENED),
        source_id=reimbursement_id,
        amount_won=lost["amount_won"],
        owed_on=on,
    )
    return number


def _line(programme_id: int, kind: LineKind, payable: Row, credit: int, on: date) -> Line:
    debit = account(AccountKind.PARTY_PAYABLE, payable["company_id"])
    return Line(programme_id, kind, payable["payable_id"], debit, credit, payable["amount_won"], on)


def _set_paid(
    tx: Tx,
    programme_id: int,
    payable_ids: Sequence[int],
    on: date,
    paid_by: str,
    root: tuple[int | None, int | None] = (None, None),
) -> None:
    tx.run(
        _SQL["set_paid"],
        programme_id=programme_id,
        payable_ids=list(payable_ids),
        paid_on=on,
        paid_by=paid_by,
        receivable_programme_id=root[0],
        receivable_id=root[1],
    )
