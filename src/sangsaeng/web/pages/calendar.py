"""What falls due on which day of a month, over the programmes an institution runs."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import RUNS
from sangsaeng.web.days import month_of
from sangsaeng.web.numbers import number_in
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_SATURDAY = 5
# More rows than programmes times days of a month come in no book we know of; more are cut.
_MOST_ROWS = 1_000


def weeks_of(
    first: date, rows: Sequence[Mapping[str, Any]], closed: frozenset[date], today: date
) -> list[list[dict[str, Any] | None]]:
    """The month as weeks from Monday; each day with the sum that is due on it, None outside it."""
    sums: dict[date, int] = defaultdict(int)
    for row in rows:
        sums[row["due_on"]] += row["won"]
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        weeks.append(
            [
                {
                    "day": day,
                    "amount": sums.get(day),
                    "today": day == today,
                    "off": day.weekday() >= _SATURDAY or day in closed,
                }
                if day.month == first.month
                else None
                for day in week
            ]
        )
    return weeks


def _show(visit: Visit) -> Response:
    asked = month_of(visit.query("month")) or visit.today
    first = asked.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    last = after - timedelta(days=1)
    programme = number_in(visit.query("programme_id"))
    rows = visit.rows(
        "settlement.calendar", limit=_MOST_ROWS, from_on=first, until=last, programme_id=programme
    )
    closed = visit.rows("closed_days.list", from_on=first, until=last)
    return visit.render(
        "pages/calendar.html",
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=after,
        rows=rows,
        weeks=weeks_of(first, rows, frozenset(row["day"] for row in closed), visit.today),
        programme=programme,
        programmes=visit.rows("programmes.list"),
        may_call=visit.may_enter("funding.call"),
    )


PAGES = (
    Page(
        code="calendar",
        path="/calendar",
        show=_show,
        open_to=RUNS,
        group=Group.DESK,
        order=20,
    ),
)
