"""What moved in a span of days: received, passed on, sold, paid, and what was earned on top."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sangsaeng.acts.fields import Day
from sangsaeng.acts.listing import OWN, Order, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Reading
from sangsaeng.database.statements import load

_SQL = load(__package__)


class MovementFilters(Given):
    """Which days, both counted."""

    from_on: Day
    until: Day


class MovementRow(Answer):
    """One movement of what the company holds, in won: it grows by `in_won`, shrinks by `out_won`;
    `cash_won` is what was ordered to be paid to it. `with_whom`: the other side of its own edge."""

    day: date
    what: Literal[
        "received", "given_back", "passed_on", "passed_back", "sold", "paid", "incentive", "refund"
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

READINGS = (
    Reading(
        code=_MOVEMENTS.code,
        path="/money/movements",
        read=OWN,
        filters=MovementFilters,
        row=MovementRow,
        list_page=lambda asked: read_page(asked, _MOVEMENTS, _SQL["list_movements"]),
    ),
)
