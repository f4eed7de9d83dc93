"""Interest that goes back: owed to its owner first, then ordered to be paid.

Where the agreement withholds tax from it: refund = payout + tax; the tax moves to the operator's
account, from which it is paid in, so that nothing of it stays with a funder or in the deposit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.early_payment.model import Refund
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.parties.rules import is_corporation
from sangsaeng.parties.service import list_companies
from sangsaeng.payouts.model import Order, Purpose
from sangsaeng.payouts.service_release import order_payouts
from sangsaeng.programmes.rules_withholding import Flow, withheld_won
from sangsaeng.programmes.service import get_programme
from sangsaeng.programmes.service_withholding import (
    list_withholding_programmes,
    withholding_law_on,
)


def pay_refunds(tx: Tx, refunds: Sequence[Refund], run_id: int, day: date) -> int:
    """Order refunds that stand as owed (account `refund_due`), one payout each and one transfer for
    each tax that must move; how many payouts."""
    if not refunds:
        return 0
    taxes = _taxes(tx, refunds, day)
    items = ledger.reserve_items(tx, len(refunds))
    lines: list[Line] = []
    orders: list[Order] = []
    for item_id, refund, tax_won in zip(items, refunds, taxes, strict=True):
        due = account(AccountKind.REFUND_DUE, refund.owner_id)
        lines.append(
            Line(
                programme_id=refund.programme_id,
                kind=LineKind.REFUND_PAID,
                item_id=item_id,
                debit=due,
                credit=account(AccountKind.OUTGOING, refund.own_account_id),
                amount_won=refund.amount_won - tax_won,
                booked_on=day,
            )
        )
        orders.append(
            Order(
                programme_id=refund.programme_id,
                purpose=Purpose.INTEREST_REFUND,
                source_id=item_id,
                amount_won=refund.amount_won - tax_won,
                own_account_id=refund.own_account_id,
                payee_id=refund.owner_id,
            )
        )
        if tax_won > 0:
            _withhold(tx, refund, tax_won, item_id, day, lines, orders)
    ledger.post_lines(tx, lines)
    order_payouts(tx, orders, run_id, day)
    return len(orders)


def _taxes(tx: Tx, refunds: Sequence[Refund], day: date) -> list[int]:
    """What is withheld from each refund, national and local part together."""
    withholding = set(list_withholding_programmes(tx, Flow.INTEREST_REFUND, day))
    if not withholding & {refund.programme_id for refund in refunds}:
        return [0] * len(refunds)
    law = withholding_law_on(day)
    # A switch is entered only from a day on whose law is known.
    assert not isinstance(law, Refusal), law
    owners = list_companies(tx, {refund.owner_id for refund in refunds})
    taxes = [0] * len(refunds)
    # One base a payee and day: what several accounts pay it is not taxed piece by piece.
    by_payee: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, refund in enumerate(refunds):
        if refund.programme_id in withholding:
            by_payee[refund.programme_id, refund.owner_id].append(place)
    for (_, owner_id), places in by_payee.items():
        total = sum(refunds[place].amount_won for place in places)
        tax_won = sum(withheld_won(total, is_corporation(owners[owner_id].business_number), law))
        for place in places:
            taxes[place] = tax_won * refunds[place].amount_won // total
        largest = max(places, key=lambda place: refunds[place].amount_won)
        taxes[largest] += tax_won - sum(taxes[place] for place in places)
    return taxes


def _withhold(
    tx: Tx,
    refund: Refund,
    tax_won: int,
    item_id: int,
    day: date,
    lines: list[Line],
    orders: list[Order],
) -> None:
    programme = get_programme(tx, refund.programme_id)
    assert not isinstance(programme, Refusal), programme
    lines.append(
        Line(
            programme_id=refund.programme_id,
            kind=LineKind.TAX_WITHHELD,
            item_id=item_id,
            debit=account(AccountKind.REFUND_DUE, refund.owner_id),
            credit=account(AccountKind.WITHHELD_TAX, refund.programme_id),
            amount_won=tax_won,
            booked_on=day,
        )
    )
    if refund.own_account_id == programme.operating_account_id:
        return
    lines.append(
        Line(
            programme_id=refund.programme_id,
            kind=LineKind.WITHHELD_TAX_TRANSFER,
            item_id=item_id,
            debit=account(AccountKind.INCOMING, programme.operating_account_id),
            credit=account(AccountKind.OUTGOING, refund.own_account_id),
            amount_won=tax_won,
            booked_on=day,
        )
    )
    orders.append(
        Order(
            programme_id=refund.programme_id,
            purpose=Purpose.WITHHELD_TAX,
            source_id=item_id,
            amount_won=tax_won,
            own_account_id=refund.own_account_id,
            payee_own_account_id=programme.operating_account_id,
        )
    )
