"""Standing orders: entered, ended and listed by their company."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model_standing import OrderKind, StandingOrder
from sangsaeng.early_payment.rules_standing import decide_order
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)


def record_order(
    tx: Tx,
    company_id: int,
    kind: str,
    amount_won: int,
    day_of_month: int | None,
    from_on: date,
) -> StandingOrder | Refusal:
    """A company's order to sell by itself, from a day on until it is ended.

    `sell_above`: what it could sell beyond `amount_won` is sold at once. `cash_on_day`: on that day
    of each month so much that what is settled to it and what it sells come to `amount_won`.
    Refused with the codes of `decide_order`.
    """
    refused = decide_order(kind, amount_won, day_of_month)
    if refused:
        return refused
    row = tx.the(
        _SQL["add_order"],
        company_id=company_id,
        kind=kind,
        amount_won=amount_won,
        day_of_month=day_of_month,
        from_on=from_on,
    )
    return _order(row)


def end_order(tx: Tx, order_id: int, company_id: int, today: date) -> StandingOrder | Refusal:
    """From today on the order does nothing; what it sold stays sold.

    Refusals in order: unknown_order (another's order is not known to a company), order_ended.
    """
    row = tx.row(_SQL["hold_order"], order_id=order_id)
    if row is None or row["company_id"] != company_id:
        return refuse("unknown_order", "order_id", value=str(order_id))
    if row["ended_on"] is not None:
        return refuse("order_ended", "order_id", day=row["ended_on"].isoformat())
    # From here on this must succeed.
    tx.run(_SQL["end_order"], order_id=order_id, day=today)
    return _order({**row, "ended_on": today})


def list_orders(tx: Tx, company_id: int) -> list[StandingOrder]:
    """A company's standing orders, ended ones too, the oldest first."""
    return [_order(row) for row in tx.rows(_SQL["list_orders"], company_id=company_id)]


def _order(row: Row) -> StandingOrder:
    return StandingOrder(**{**row, "kind": OrderKind(row["kind"])})
