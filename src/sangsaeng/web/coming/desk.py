"""What comes at an institution's desks: the days on which its programmes are settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sangsaeng.acts.listing import RUNS
from sangsaeng.web.shape import Coming, Event
from sangsaeng.web.visits import Visit

_AHEAD = timedelta(days=30)
# Programmes times days of a month: an institution has some dozens of either.
_MOST = 1_000


def _find(visit: Visit) -> Iterator[Event]:
    """A day of all programmes as one line: the board tells them apart."""
    won: dict[date, int] = defaultdict(int)
    count: dict[date, int] = defaultdict(int)
    span = {"from_on": visit.today + timedelta(days=1), "until": visit.today + _AHEAD}
    for row in visit.rows("settlement.calendar", _MOST, **span):
        won[row["due_on"]] += row["won"]
        count[row["due_on"]] += 1
    for day, sum_won in won.items():
        yield Event(
            day=day,
            what=visit.t("coming_settlement"),
            who_next=visit.t("desk_need_buyers_next"),
            href=f"/board/{day}",
            note=visit.t("coming_programmes", count=count[day]),
            won=sum_won,
        )


COMING = (Coming(code="desk", find=_find, open_to=RUNS),)
