"""A company's statement: what stood open, what moved in a span of days, and what stands at its end,
of what it holds or of what it owes as a buyer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from sangsaeng.acts.fields import Day
from sangsaeng.acts.listing import OWN, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
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


# In the order in which a month is read: what came, what went on, what was paid.
_ORDER = (
    "issued",
    "received",
    "passed_back",
    "taken_back",
    "given_back",
    "passed_on",
    "sold",
    "funded",
    "advanced",
    "paid",
    "unclaimed",
    *_PAID.values(),
)

# A year with its leap day: what a company's accounts are made of.
_MOST_DAYS = 366
_NAMED = {"purposes": [int(one) for one in _PAID], "whats": list(_PAID.values())}
_SUMMED = ("in_won", "out_won", "cash_won", "movement_count")

Side = Literal["held", "owed"]
What = Literal[
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
    "issued",
    "taken_back",
    "funded",
    "advanced",
]


class MovementFilters(Given):
    """Which days, both counted; of what is held, or of what is owed as a buyer."""

    from_on: Day
    until: Day
    side: Side = "held"


class MovementRow(Answer):
    """One movement of what the company holds, in won: it grows by `in_won`, shrinks by `out_won`;
    `cash_won` is what was ordered to be paid to it. `with_whom`: the other side of its own edge.
    `unclaimed`: passed on, never claimed, and paid back on its day. Of what it owes, `cash_won` is
    its own money, which covers a promise; `advanced`: the institution's did."""

    day: date
    what: What
    programme_id: int
    item_id: int
    receivable_id: int | None
    with_whom: str
    in_won: int
    out_won: int
    cash_won: int


class StatementSum(Answer):
    """All movements of a kind in the span, in won."""

    what: What
    movement_count: int
    in_won: int
    out_won: int
    cash_won: int


class Statement(Answer):
    """A span's statement in won: opening + all `in_won` - all `out_won` = closing. What creditors
    keep of what was settled is held until they let it go. The end of a span that is not over is
    today's; what is open then is what is held, or owed, now."""

    from_on: date
    until: date
    opening_won: int
    in_won: int
    out_won: int
    cash_won: int
    closing_won: int
    movement_count: int
    sums: list[StatementSum]


_MOVEMENTS = Order(
    "money.movements", {"day": date, "what": str, "programme_id": int, "item_id": int}
)


def _span_refused(asked: Asked) -> Refusal | None:
    """A span that ends before it begins has no opening and no closing."""
    first, last = asked.filters.from_on, asked.filters.until
    if first <= last < first + timedelta(days=_MOST_DAYS):
        return None
    return refuse("calendar_span", "until", most=_MOST_DAYS)


def _movements(asked: Asked) -> Page | Refused:
    if refused := _span_refused(asked):
        return refused
    return read_page(asked, _MOVEMENTS, _SQL["list_movements"], **_NAMED)


def _statement(asked: Asked) -> Page | Refused:
    """Backwards from what stands now, so that no sum runs over all that ever was."""
    if refused := _span_refused(asked):
        return refused
    span, today = dict(asked.filters), asked.at.astimezone(KOREA).date()
    rows = asked.tx.rows(_SQL["sum_movements"], **span, today=today, **_NAMED)
    now_won = asked.tx.the(_SQL["get_standing_won"], side=span["side"], today=today)["won"]
    sums = sorted(
        (row for row in rows if row["movement_count"]), key=lambda row: _ORDER.index(row["what"])
    )
    total = {name: sum(row[name] for row in sums) for name in _SUMMED}
    closing_won = now_won - sum(row["since_won"] for row in rows)
    return one_row(
        {
            "from_on": span["from_on"],
            "until": span["until"],
            "opening_won": closing_won - total["in_won"] + total["out_won"],
            **total,
            "closing_won": closing_won,
            "sums": [{name: row[name] for name in StatementSum.model_fields} for row in sums],
        }
    )


READINGS = (
    Reading(
        code=_MOVEMENTS.code,
        path="/money/movements",
        read=OWN,
        filters=MovementFilters,
        row=MovementRow,
        list_page=_movements,
    ),
    Reading(
        code="money.statement",
        path="/money/statement",
        read=OWN,
        filters=MovementFilters,
        row=Statement,
        one=True,
        list_page=_statement,
    ),
)
