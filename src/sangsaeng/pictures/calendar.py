"""A month of money as the rows of a calendar: what comes in and goes out on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sangsaeng.kernel.calendar import Calendar

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Move:
    """Won that come in (positive) or go out (negative) on a day."""

    day: date
    won: int


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the grid. `in_share` and `out_share` are thousandths of the month's largest day,
    for a bar; 0 only where there is no money."""

    day: date
    in_month: bool
    is_business: bool
    in_won: int
    out_won: int
    moves: int
    in_share: int
    out_share: int


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of seven days from Sunday, as Korean calendars hang; the totals are of the month's own
    days."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    in_won: int
    out_won: int


def lay_month(first: date, moves: Sequence[Move], calendar: Calendar) -> Month:
    """The grid of the month that `first` lies in; moves of other months stand on its edge days."""
    first = first.replace(day=1)
    came: dict[date, int] = defaultdict(int)
    went: dict[date, int] = defaultdict(int)
    counts: dict[date, int] = defaultdict(int)
    for move in moves:
        (came if move.won > 0 else went)[move.day] += abs(move.won)
        counts[move.day] += 1
    start = first - timedelta(days=first.isoweekday() % _WEEK)
    after = (first + timedelta(days=31)).replace(day=1)
    length = -(-(after - start).days // _WEEK) * _WEEK
    days = [start + timedelta(days=number) for number in range(length)]
    most = max((max(came.get(day, 0), went.get(day, 0)) for day in days), default=0)
    cells = [
        Day(
            day,
            first <= day < after,
            calendar.is_business_day(day),
            came.get(day, 0),
            went.get(day, 0),
            counts.get(day, 0),
            _share(came.get(day, 0), most),
            _share(went.get(day, 0), most),
        )
        for day in days
    ]
    own = [cell for cell in cells if cell.in_month]
    return Month(
        first,
        tuple(tuple(cells[at : at + _WEEK]) for at in range(0, length, _WEEK)),
        sum(cell.in_won for cell in own),
        sum(cell.out_won for cell in own),
    )


def _share(won: int, most: int) -> int:
    return max(won * 1_000 // most, 1) if won else 0
