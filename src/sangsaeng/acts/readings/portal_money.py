"""Your money: what is to come, on which day, from whom; and whom a company paid before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sangsaeng.acts.fields import Day
from sangsaeng.acts.freedom import freedom_of_day
from sangsaeng.acts.listing import OWN, Order, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.refusals import refuse
from sangsaeng.programmes.service import get_calendar

_SQL = load(__package__)
# A quarter and the days around it: what a screen shows, and what is summed well below a second.
_MOST_DAYS = 100
# Newest promises looked through for past payees: some months of a large buyer's.
_LOOKED_AT = 10_000
# The longest row of closed days there has been is ten; twice that is safe.
_LONGEST_HOLIDAY = 20
_LATE = ("grace", "unpaid")


class Backed(Answer):
    """What is to come from one buyer; `guarantor` pays where the buyer does not."""

    buyer: str
    guarantor: str | None
    won: int
    safe_won: int


class MonthToCome(Answer):
    """What is to come in a month; `safe_won` of it lies in the deposit account."""

    month: date
    won: int
    safe_won: int


class MoneySummary(Answer):
    """What is to come to the company, in won: total = safe (in the deposit account) + promised.

    `overdue_won`: of it, where the buyer is late. `locked_won`: of it, held for creditors.
    `sellable_won`: what could be sold this day, funders and the hour aside; `passable_won`: what
    could be passed on. `next_on`: the next business day that brings money.
    """

    as_of: date
    receivable_count: int
    total_won: int
    safe_won: int
    promised_won: int
    overdue_won: int
    locked_won: int
    sellable_won: int
    passable_won: int
    next_on: date | None
    next_won: int
    backed: list[Backed]
    months: list[MonthToCome]


class CalendarFilters(Given):
    """Which days, a hundred at most."""

    from_on: Day
    until: Day


class CalendarRow(Answer):
    """A business day's money in won: to come (of it safe in the deposit account), to be funded as
    a buyer, and ordered to be paid to the company."""

    day: date
    coming_won: int
    safe_won: int
    outgoing_won: int
    paid_won: int


class PastPayee(Answer):
    """A company that was promised money before, counted over the newest 10,000 promises."""

    company_id: int
    payee: str
    payee_number: str
    receivable_count: int
    last_on: date
    last_won: int


_CALENDAR = Order("money.calendar", {"day": date})
_PAYEES = Order("payees.past", {"last_on": date, "company_id": int}, newest_first=True)


def _to_come(asked: Asked) -> list[dict[str, Any]]:
    return asked.tx.rows(_SQL["list_to_come"], **freedom_of_day(asked.tx, asked.at))


def _sum(rows: Iterable[Mapping[str, Any]], name: str = "won") -> int:
    return sum(row[name] for row in rows)


def _safe(rows: Iterable[Mapping[str, Any]]) -> int:
    return sum(row["won"] for row in rows if row["state"] == "parked")


def _by(rows: Iterable[dict[str, Any]], *names: str) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    return found


def _summary(asked: Asked) -> Page | Refused:
    today = asked.at.astimezone(KOREA).date()
    calendar = get_calendar(asked.tx)
    rows = [
        {**row, "month": row["matures_on"].replace(day=1), "day": _business(calendar, row)}
        for row in _to_come(asked)
    ]
    ahead = [row for row in rows if row["state"] not in _LATE and row["day"] >= today]
    next_on = min((row["day"] for row in ahead), default=None)
    total, safe = _sum(rows), _safe(rows)
    backed = [
        {"buyer": buyer, "guarantor": guarantor, "won": _sum(of), "safe_won": _safe(of)}
        for (buyer, guarantor), of in _by(rows, "buyer", "guarantor").items()
    ]
    return one_row(
        {
            "as_of": today,
            "receivable_count": _sum(rows, "receivable_count"),
            "total_won": total,
            "safe_won": safe,
            "promised_won": total - safe,
            "overdue_won": sum(row["won"] for row in rows if row["state"] in _LATE),
            "locked_won": _sum(rows, "locked_won"),
            "sellable_won": _sum(rows, "sellable_won"),
            "passable_won": _sum(rows, "passable_won"),
            "next_on": next_on,
            "next_won": sum(row["won"] for row in ahead if row["day"] == next_on),
            "backed": sorted(backed, key=lambda one: (-one["won"], one["buyer"])),
            "months": [
                {"month": month, "won": _sum(of), "safe_won": _safe(of)}
                for (month,), of in sorted(_by(rows, "month").items())
            ],
        }
    )


def _business(calendar: Calendar, row: Mapping[str, Any]) -> date:
    return calendar.on_or_after(row["matures_on"])


def _calendar(asked: Asked) -> Page | Refused:
    first, last = asked.filters.from_on, asked.filters.until
    if not first <= last < first + timedelta(days=_MOST_DAYS):
        return refuse("calendar_span", "until", most=_MOST_DAYS)
    calendar = get_calendar(asked.tx)
    days: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _to_come(asked):
        day = days[_business(calendar, row)]
        day["coming_won"] += row["won"]
        day["safe_won"] += row["won"] if row["state"] == "parked" else 0
    # What is due on closed days just before the span is funded on its first business day.
    before = first - timedelta(days=_LONGEST_HOLIDAY)
    given = {"me": asked.company_id, "last": last}
    for row in asked.tx.rows(_SQL["list_to_fund"], **given, first=before):
        days[_business(calendar, row)]["outgoing_won"] += row["won"]
    for row in asked.tx.rows(_SQL["list_paid_to_me"], **given, first=first):
        days[row["day"]]["paid_won"] += row["won"]
    names = [name for name in CalendarRow.model_fields if name != "day"]
    rows = [
        {"day": day, **{name: sums[name] for name in names}}
        for day, sums in days.items()
        if first <= day <= last
    ]
    return _CALENDAR.cut(asked, rows)


def _payees(asked: Asked) -> Page | Refused:
    rows = asked.tx.rows(_SQL["list_past_payees"], me=asked.company_id, looked_at=_LOOKED_AT)
    return _PAYEES.cut(asked, rows)


READINGS = (
    Reading(
        code="money.summary",
        path="/money/summary",
        read=OWN,
        row=MoneySummary,
        one=True,
        list_page=_summary,
    ),
    Reading(
        code=_CALENDAR.code,
        path="/money/calendar",
        read=OWN,
        filters=CalendarFilters,
        row=CalendarRow,
        list_page=_calendar,
    ),
    Reading(
        code=_PAYEES.code,
        path="/payees/past",
        read=OWN,
        row=PastPayee,
        list_page=_payees,
    ),
)
