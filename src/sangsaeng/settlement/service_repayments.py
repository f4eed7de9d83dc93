"""A tree is funded: funders have their money back, and interest they have not earned goes back.

Equation, purchase by purchase: interest taken = earned + system fee + refunded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Refund
from sangsaeng.early_payment.service_refunds import pay_refunds
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.payouts.model import Order, Purpose
from sangsaeng.payouts.service_release import order_payouts
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.service_facility import Move, move_facilities

_SQL = load(__package__)


def repay_funders(
    tx: Tx, programme: Programme, of_run: Mapping[str, Any], trees: Mapping[str, int]
) -> None:
    """Repay every purchase in a chunk of funded trees, in the transaction that funds them.

    `of_run`: run_id, day, previous_day; `trees`: programme_id, root_from, root_to.
    """
    rows = tx.rows(_SQL["post_repayments"], **of_run, **trees)
    run_id, day = of_run["run_id"], of_run["day"]
    _transfer(tx, programme, rows, run_id, day)
    _pay_fees(tx, programme, rows, run_id, day)
    owed: dict[tuple[int, int], int] = defaultdict(int)
    used: dict[int, int] = defaultdict(int)
    for row in rows:
        owed[row["owner_id"], row["own_account_id"]] += row["refund_won"]
        used[row["facility_id"]] += row["amount_won"]
    refunds = [
        Refund(programme.programme_id, owner_id, own_account_id, won)
        for (owner_id, own_account_id), won in sorted(owed.items())
        if won > 0
    ]
    pay_refunds(tx, refunds, run_id, day)
    move_facilities(tx, [Move(number, used_won=-won) for number, won in sorted(used.items())])


def _sums(rows: list[Row], column: str) -> list[tuple[int, int]]:
    sums: dict[int, int] = defaultdict(int)
    for row in rows:
        sums[row["own_account_id"]] += row[column]
    return sorted((own, won) for own, won in sums.items() if won > 0)


def _transfer(tx: Tx, programme: Programme, rows: list[Row], run_id: int, day: date) -> None:
    """One transfer a funder's account: the journal has both its ends in `settled` and `repaid`."""
    sums = _sums(rows, "amount_won")
    items = ledger.reserve_items(tx, len(sums))
    orders = [
        Order(
            programme_id=programme.programme_id,
            purpose=Purpose.REPAYMENT,
            source_id=item_id,
            amount_won=won,
            own_account_id=programme.settlement_account_id,
            payee_own_account_id=own_account_id,
        )
        for item_id, (own_account_id, won) in zip(items, sums, strict=True)
    ]
    order_payouts(tx, orders, run_id, day)


def _pay_fees(tx: Tx, programme: Programme, rows: list[Row], run_id: int, day: date) -> None:
    """The system fee leaves the funder's account for the operator's, where these are two."""
    operating = programme.operating_account_id
    sums = [(own, won) for own, won in _sums(rows, "fee_won") if own != operating]
    if not sums:
        return
    items = ledger.reserve_items(tx, len(sums))
    lines: list[Line] = []
    orders: list[Order] = []
    for item_id, (own_account_id, won) in zip(items, sums, strict=True):
        lines.append(
            Line(
                programme_id=programme.programme_id,
                kind=LineKind.FEE_TRANSFER,
                item_id=item_id,
                debit=account(AccountKind.INCOMING, operating),
                credit=account(AccountKind.OUTGOING, own_account_id),
                amount_won=won,
                booked_on=day,
            )
        )
        orders.append(
            Order(
                programme_id=programme.programme_id,
                purpose=Purpose.SYSTEM_FEE,
                source_id=item_id,
                amount_won=won,
                own_account_id=own_account_id,
                payee_own_account_id=operating,
            )
        )
    ledger.post_lines(tx, lines)
    order_payouts(tx, orders, run_id, day)
