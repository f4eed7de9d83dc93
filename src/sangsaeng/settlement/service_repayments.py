"""A tree is funded: funders have their money back, and interest they have not earned goes back.

Equation, purchase by purchase: interest taken = earned + system fee + refunded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Refund
from sangsaeng.early_payment.service_refunds import pay_refunds
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.payouts.model import Order, Purpose
from sangsaeng.payouts.service_release import order_payouts
from sangsaeng.programmes.service_facility import Move, move_facilities
from sangsaeng.settlement.model import Run

_SQL = load(__package__)


def repay_funders(tx: Tx, run: Run) -> None:
    """Order what a run's funded trees give back: each funder's money in one transfer, the system
    fees, the unearned interest to its owners. Once, in the transaction that ends the posting.

    What a buyer bought itself, in a tree the institution paid in its place, is set off: the money
    stays as the buyer's, and recovers the advance with the next covering.
    """
    rows = tx.rows(_SQL["sum_repaid"], run_id=run.run_id, first_xid=run.first_xid)
    if not rows:
        return
    _set_off(tx, [row for row in rows if row["set_off"]], run.day)
    _transfer(tx, [row for row in rows if not row["set_off"]], run)
    _pay_fees(tx, rows, run)
    owed: dict[tuple[int, int, int], int] = defaultdict(int)
    used: dict[int, int] = defaultdict(int)
    for row in rows:
        owed[row["programme_id"], row["owner_id"], row["own_account_id"]] += row["refund_won"]
        used[row["facility_id"]] += row["amount_won"]
    refunds = [Refund(*key, won) for key, won in sorted(owed.items()) if won > 0]
    pay_refunds(tx, refunds, run.run_id, run.day)
    move_facilities(tx, [Move(number, used_won=-won) for number, won in sorted(used.items())])


def _sums(rows: Sequence[Row], column: str, *by: str) -> list[tuple[tuple[int, ...], int]]:
    sums: dict[tuple[int, ...], int] = defaultdict(int)
    for row in rows:
        sums[tuple(row[name] for name in by)] += row[column]
    return sorted((key, won) for key, won in sums.items() if won > 0)


def _set_off(tx: Tx, rows: Sequence[Row], day: date) -> None:
    sums = _sums(rows, "amount_won", "programme_id", "settlement_account_id")
    items = ledger.reserve_items(tx, len(sums))
    lines = [
        Line(
            programme_id=programme_id,
            kind=LineKind.SET_OFF,
            item_id=item_id,
            debit=account(AccountKind.OUTGOING, settlement),
            credit=account(AccountKind.BUYER_MONEY, programme_id),
            amount_won=won,
            booked_on=day,
        )
        for item_id, ((programme_id, settlement), won) in zip(items, sums, strict=True)
    ]
    ledger.post_lines(tx, lines)


def _transfer(tx: Tx, rows: Sequence[Row], run: Run) -> None:
    """One transfer a funder's account: the journal has both its ends in `settled` and `repaid`."""
    by = ("programme_id", "settlement_account_id", "own_account_id")
    sums = _sums(rows, "amount_won", *by)
    items = ledger.reserve_items(tx, len(sums))
    orders = [
        Order(
            programme_id=programme_id,
            purpose=Purpose.REPAYMENT,
            source_id=item_id,
            amount_won=won,
            own_account_id=settlement,
            payee_own_account_id=funder,
        )
        for item_id, ((programme_id, settlement, funder), won) in zip(items, sums, strict=True)
    ]
    order_payouts(tx, orders, run.run_id, run.day)


def _pay_fees(tx: Tx, rows: Sequence[Row], run: Run) -> None:
    """The system fee leaves the funder's account for the operator's, where these are two."""
    apart = [row for row in rows if row["own_account_id"] != row["operating_account_id"]]
    sums = _sums(apart, "fee_won", "programme_id", "operating_account_id", "own_account_id")
    items = ledger.reserve_items(tx, len(sums))
    lines: list[Line] = []
    orders: list[Order] = []
    for item_id, ((programme_id, operating, funder), won) in zip(items, sums, strict=True):
        lines.append(
            Line(
                programme_id=programme_id,
                kind=LineKind.FEE_TRANSFER,
                item_id=item_id,
                debit=account(AccountKind.INCOMING, operating),
                credit=account(AccountKind.OUTGOING, funder),
                amount_won=won,
                booked_on=run.day,
            )
        )
        orders.append(
            Order(
                programme_id=programme_id,
                purpose=Purpose.SYSTEM_FEE,
                source_id=item_id,
                amount_won=won,
                own_account_id=funder,
                payee_own_account_id=operating,
            )
        )
    ledger.post_lines(tx, lines)
    order_payouts(tx, orders, run.run_id, run.day)
