"""Interest that goes back: owed to its owner first, then ordered to be paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.early_payment.model import Refund
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.payouts.model import Order, Purpose
from sangsaeng.payouts.service_release import order_payouts


def pay_refunds(tx: Tx, refunds: Sequence[Refund], run_id: int, day: date) -> int:
    """Order refunds that stand as owed (account `refund_due`), one payout each; how many."""
    if not refunds:
        return 0
    items = ledger.reserve_items(tx, len(refunds))
    lines: list[Line] = []
    orders: list[Order] = []
    for item_id, refund in zip(items, refunds, strict=True):
        lines.append(
            Line(
                programme_id=refund.programme_id,
                kind=LineKind.REFUND_PAID,
                item_id=item_id,
                debit=account(AccountKind.REFUND_DUE, refund.owner_id),
                credit=account(AccountKind.OUTGOING, refund.own_account_id),
                amount_won=refund.amount_won,
                booked_on=day,
            )
        )
        orders.append(
            Order(
                programme_id=refund.programme_id,
                purpose=Purpose.INTEREST_REFUND,
                source_id=item_id,
                amount_won=refund.amount_won,
                own_account_id=refund.own_account_id,
                payee_id=refund.owner_id,
            )
        )
    ledger.post_lines(tx, lines)
    order_payouts(tx, orders, run_id, day)
    return len(orders)
