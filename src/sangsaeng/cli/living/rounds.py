"""On which days the story happens: every month the same round, counted back from today. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sangsaeng.kernel.calendar import Calendar

# Of each month: issue, and the settlement days of roots, of tier 2 and of what is below.
_ISSUE, _SALES = 5, 12
_DUE = (10, 20, 28)


@dataclass(frozen=True, slots=True)
class Round:
    """One month's round. `due`: the three settlement days of the month after."""

    number: int
    issued_on: date
    passed_on: date
    passed_below_on: date
    sold_on: date
    due: tuple[date, date, date]


def last_business_day(calendar: Calendar, today: date) -> date:
    """Today, or the business day before it when banks are closed."""
    day = today
    while not calendar.is_business_day(day):
        day -= timedelta(days=1)
    return day


def rounds_until(calendar: Calendar, today: date, months: int) -> list[Round]:
    """The last rounds whose promises had all been passed on by yesterday, the oldest first."""
    found: list[Round] = []
    first = today.replace(day=1)
    while len(found) < months:
        one = _round(calendar, first, 0)
        if one.passed_below_on < today:
            found.append(one)
        first = (first - timedelta(days=1)).replace(day=1)
    return [
        Round(place, one.issued_on, one.passed_on, one.passed_below_on, one.sold_on, one.due)
        for place, one in enumerate(reversed(found))
    ]


def _round(calendar: Calendar, first: date, number: int) -> Round:
    after = (first + timedelta(days=31)).replace(day=1)
    issued = calendar.on_or_after(first.replace(day=_ISSUE))
    passed = calendar.after(issued)
    below = calendar.after(passed)
    sold = max(calendar.on_or_after(first.replace(day=_SALES)), calendar.after(below))
    tenth, twentieth, last = (calendar.on_or_after(after.replace(day=day)) for day in _DUE)
    return Round(number, issued, passed, below, sold, (tenth, twentieth, last))
