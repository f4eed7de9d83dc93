"""What moved in a span of days: received, passed on, sold, paid, and what was earned on top."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sangsaeng.acts.fields import Day
from sangsaeng.acts.listing import OWN, Order, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.payouts.model import Purpose

_SQL = load(__package__)
# What else a company is paid, beside settlements; other payouts go between own accounts.
_PAID = {
    Purpose.INCENTIVE_AT_CHANGE: "incentive_at_change",
    Purpose.INCENTIVE: "incentive",
    Purpose.SALE_PROCEEDS: "proceeds",
    Purpose.INTEREST_REFUND: "refund",
    Purpose.RELEASED_PORTION: "released",
    Purpose.OUTCOMES: "outcomes",
}


class MovementFilters(Given):
    """Which days, both counted."""

    from_on: Day
    until: Day


class MovementRow(Answer):
    """One movement of what the company holds, in won: it grows by `in_won`, shrinks by `out_won`;
    `cash_won` is what was ordered to be paid to it. `with_whom`: the other side of its own edge.
    `unclaimed`: passed on, never claimed, and paid back on its day."""

    day: date
    what: Literal[
        "received",
        "given_back",
        "passed_on",
        "passed_back",
        "sold",
        "paid",
        "unclaimed",
        "proceeds",
        "released",
        "incentive",
        "incentive_at_change",
        "refund",
        "outcomes",
    ]
    programme_id: int
    item_id: int
    receivable_id: int | None
    with_whom: str
    in_won: int
    out_won: int
    cash_won: int


_MOVEMENTS = Order(
    "money.movements", {"day": date, "what": str, "programme_id": int, "item_id": int}
)


def _movements(asked: Asked) -> Page | Refused:
    named = {"purposes": [int(one) for one in _PAID], "whats": list(_PAID.values())}
    return read_page(asked, _MOVEMENTS, _SQL["list_movements"], **named)


READINGS = (
    Reading(
        code=_MOVEMENTS.code,
        path="/money/movements",
        read=OWN,
        filters=MovementFilters,
        row=MovementRow,
        list_page=_movements,
    ),
)
