"""The cut-off: the day's sales go to the banks, and can no longer be taken back."""

from __future__ import annotations

from datetime import date, datetime

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import CutOff, Refund
from sangsaeng.early_payment.rules import decide_cut_off
from sangsaeng.early_payment.service_buying import count_bought
from sangsaeng.early_payment.service_refunds import pay_refunds
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.payouts.service_release import record_release
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.service_facility import Move, move_facilities
from sangsaeng.receivables.service_attachment import keep_orders_away, missing_won_of

_SQL = load(__package__)
_BEFORE_ALL = date(1900, 1, 1)


def pay_sales(
    database: Transactions, day: date, today: date | None = None
) -> CutOff | Refusal | None:
    """Order the proceeds of everything sold up to `day`; None when that was done before.

    The settlement run of a day does it inside its freeze (`pay_sales_in`), so that no sale of its
    day is in two hands. Refused: day_in_the_future, where `today` is given and comes before `day`:
    no sale would be accepted anywhere until that day is over.
    """
    if today is not None and day > today:
        return refuse("day_in_the_future", "day", day=day.isoformat(), today=today.isoformat())
    with database.transaction() as tx:
        numbers = [row["programme_id"] for row in tx.rows(_SQL["list_programmes"])]
        ledger.close_gates(tx, numbers)
        return pay_sales_in(tx, day)


def pay_sales_in(tx: Tx, day: date) -> CutOff | None:
    """`pay_sales` inside a transaction that keeps every change of receivables out."""
    last = tx.the(_SQL["last_cut_off"])["day"]
    if last is not None and day <= last:
        return None
    span = {"after": last or _BEFORE_ALL, "day": day}
    release_id = tx.the(_SQL["reserve_release"])["release_id"]
    kind = int(LineKind.PROCEEDS_PAID)
    paid = tx.the(_SQL["pay_proceeds"], **span, release_id=release_id, kind=kind)
    refunds = [Refund(**row) for row in tx.rows(_SQL["sum_deposit_interest"], **span)]
    _owe_refunds(tx, refunds, day)
    count = paid["purchase_count"] + pay_refunds(tx, refunds, release_id, day)
    blocked = tx.rows(_SQL["sum_blocked"], **span)
    move_facilities(
        tx,
        [Move(row["facility_id"], blocked_won=-row["won"], used_won=row["won"]) for row in blocked],
    )
    totals = {"purchase_count": paid["purchase_count"], "proceeds_won": paid["won"]}
    tx.run(_SQL["add_cut_off"], day=day, release_id=release_id, **totals)
    if count:
        record_release(tx, release_id, day, count)
    return CutOff(day, **totals)


def _owe_refunds(tx: Tx, refunds: list[Refund], day: date) -> None:
    """The interest of a sale out of the deposit goes back whole, to whom its money was parked."""
    items = ledger.reserve_items(tx, len(refunds))
    lines = [
        Line(
            programme_id=refund.programme_id,
            kind=LineKind.DEPOSIT_SALE_INTEREST,
            item_id=item_id,
            debit=account(AccountKind.PROCEEDS_DUE, refund.own_account_id),
            credit=account(AccountKind.REFUND_DUE, refund.owner_id),
            amount_won=refund.amount_won,
            booked_on=day,
        )
        for item_id, refund in zip(items, refunds, strict=True)
    ]
    ledger.post_lines(tx, lines)


def cancel_sale(
    database: Transactions, programme_id: int, sale_id: int, seller_id: int, at: datetime
) -> Refusal | None:
    """Take a sale back before the cut-off of its day; nothing has been paid yet.

    Refusals in order: unknown_sale (of no such programme either; another's sale is not known to a
    company), sale_taken_back_already, after_cut_off, attached (an order against the seller stands
    that found too little: what it would have reached cannot be sold before it and taken back after
    it).
    """
    with database.transaction() as tx:
        # Before the gate, as an order takes it: none is served between the look and the change.
        keep_orders_away(tx)
        closed_through = ledger.enter_gate(tx, programme_id)
        key = {"programme_id": programme_id, "sale_id": sale_id}
        sale = tx.row(_SQL["get_sale"], **key)
        if sale is None or sale["seller_id"] != seller_id:
            return refuse("unknown_sale", "sale_id", value=str(sale_id))
        if sale["cancelled_at"] is not None:
            return refuse("sale_taken_back_already", "sale_id", sale=str(sale_id))
        terms = programmes.get_terms(tx, programme_id, sale["terms_id"])
        cut_off_on = tx.the(_SQL["last_cut_off"])["day"]
        refused = decide_cut_off(terms, cut_off_on, closed_through, at)
        if refused or at.astimezone(KOREA).date() != sale["sold_on"]:
            return refused or refuse(
                "after_cut_off", "today", at=terms.cut_off_at.strftime("%H:%M")
            )
        if missing_won_of(tx, seller_id):
            return refuse("attached", "sale_id", free=0, amount=sale["amount_won"])
        # From here on this must succeed.
        _take_back(tx, programme_id, sale, at)
        return None


def _take_back(tx: Tx, programme_id: int, sale: Row, at: datetime) -> None:
    key = {"programme_id": programme_id, "receivable_id": sale["receivable_id"]}
    tx.run(_SQL["cancel_sale"], programme_id=programme_id, sale_id=sale["sale_id"], at=at)
    tx.run(
        _SQL["give_back_to_retained"],
        **key,
        won=sale["amount_won"],
        parked=sale["from_deposit"],
        day=sale["sold_on"],
    )
    purchases = tx.rows(_SQL["list_purchases"], **key, sale_id=sale["sale_id"])
    lines = [line for one in purchases for line in _reversal(programme_id, one, sale["sold_on"])]
    ledger.post_lines(tx, lines)
    moves = [
        Move(one["facility_id"], blocked_won=-one["amount_won"])
        for one in purchases
        if not one["from_deposit"]
    ]
    move_facilities(tx, moves)
    if sale["auction_rate_annual"] is not None:
        back = [(programme_id, move.facility_id, move.blocked_won) for move in moves]
        count_bought(tx, back, sale["sold_on"])


def _reversal(programme_id: int, purchase: Row, day: date) -> list[Line]:
    """A purchase's legs the other way round; each kind once a purchase."""
    own, receivable = purchase["own_account_id"], purchase["receivable_id"]
    proceeds_due = account(AccountKind.PROCEEDS_DUE, own)
    bought = account(AccountKind.PURCHASED, own)
    amount, interest = purchase["amount_won"], purchase["interest_won"]
    if purchase["from_deposit"]:
        parked = account(AccountKind.PARKED, receivable)
        legs = [(LineKind.SALE_CANCELLED, proceeds_due, parked, amount)]
    else:
        sold = account(AccountKind.SOLD, receivable)
        claim = account(AccountKind.CLAIM, receivable)
        unearned = account(AccountKind.UNEARNED, own)
        legs = [
            (LineKind.SALE_CANCELLED, sold, claim, amount),
            (LineKind.PURCHASE_CANCELLED, proceeds_due, bought, amount - interest),
            (LineKind.DISCOUNT_CANCELLED, unearned, bought, interest),
        ]
    return [
        Line(programme_id, kind, purchase["purchase_id"], debit, credit, won, day, receivable)
        for kind, debit, credit, won in legs
        if won > 0
    ]
