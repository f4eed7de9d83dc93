"""What comes in the next days: for a company, in pay for success, in the schemes watched."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from sangsaeng.acts.freedom import freedom_of_day
from sangsaeng.acts.listing import EVERYONE, OWN, Order
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.programmes.service import get_calendar

_SQL = load(__package__)
# A quarter: further ahead money is looked up in a calendar.
_MOST_DAYS = 100
_MONTH = 30
# Money that falls due on a closed day moves on the next business day; what ends, ends on its day.
_MOVED = frozenset({"money", "fund", "comes_back"})
What = Literal[
    "money",
    "fund",
    "grace",
    "comes_back",
    "facility",
    "auction",
    "quote",
    "account",
    "claim_by",
    "invitation",
    "mandate",
    "key",
]
OutcomeWhat = Literal[
    "month", "observed", "claim", "window", "retention", "hearing", "link", "call_closes"
]
SchemeWhat = Literal["scheme_funding", "scheme_grace"]


class ComingFilters(Given):
    """How many days ahead."""

    days: Annotated[int, Field(default=_MONTH, ge=1, le=_MOST_DAYS)]


class ComingRow(Answer):
    """One thing of a day. `won`: what moves, or what it is about; `count`: of how many; `name`: the
    other company, where it is one."""

    day: date
    what: What
    won: int | None
    count: int
    programme_id: int
    name: str


class ComingOutcomeRow(Answer):
    """One thing of a day in pay for success; `award_id` 0: of all awards of the programme; `won` is
    told where money is, `count`: of how many."""

    day: date
    what: OutcomeWhat
    programme_id: int
    award_id: int
    name_ko: str
    name_en: str
    won: int | None
    count: int


class ComingSchemeRow(Answer):
    """A day of the schemes that are watched, and of how many programmes."""

    day: date
    what: SchemeWhat
    count: int


_COMING = Order("coming.list", {"day": date, "what": str, "programme_id": int, "name": str})
_OUTCOMES = Order(
    "outcomes.coming.list", {"day": date, "what": str, "programme_id": int, "award_id": int}
)
_SCHEME = Order("scheme.coming", {"day": date, "what": str})


def _span(asked: Asked) -> dict[str, Any]:
    today = asked.at.astimezone(KOREA).date()
    last = today + timedelta(days=asked.filters.days)
    until = datetime.combine(last + timedelta(days=1), time(), KOREA)
    return {"me": asked.company_id, "at": asked.at, "today": today, "last": last, "until": until}


def _coming(asked: Asked) -> Page | Refused:
    """What fell due on closed days just before is still to come."""
    span, calendar = _span(asked), get_calendar(asked.tx)
    tomorrow = span["today"] + timedelta(days=1)
    since = calendar.before(tomorrow) + timedelta(days=1)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    given = {**span, **freedom_of_day(asked.tx, asked.at), "first": since}
    for row in asked.tx.rows(_SQL["list_coming"], **given):
        day = calendar.on_or_after(row["day"]) if row["what"] in _MOVED else row["day"]
        whose = {"programme_id": row["programme_id"] or 0, "name": row["name"] or ""}
        key = (day, row["what"], *whose.values())
        if key not in found:
            found[key] = {**row, "day": day, **whose}
            continue
        found[key]["count"] += row["count"]
        # What has no won of its own has none in sum.
        if row["won"] is not None:
            found[key]["won"] += row["won"]
    return _COMING.cut(asked, list(found.values()))


def _outcomes(asked: Asked) -> Page | Refused:
    return _OUTCOMES.cut(asked, asked.tx.rows(_SQL["list_coming_outcomes"], **_span(asked)))


def _scheme(asked: Asked) -> Page | Refused:
    return _SCHEME.cut(asked, asked.tx.rows(_SQL["list_coming_scheme"], **_span(asked)))


READINGS = (
    Reading(
        code=_COMING.code,
        path="/coming",
        read=OWN,
        filters=ComingFilters,
        row=ComingRow,
        list_page=_coming,
    ),
    Reading(
        code=_OUTCOMES.code,
        path="/outcomes/coming",
        read=EVERYONE,
        filters=ComingFilters,
        row=ComingOutcomeRow,
        list_page=_outcomes,
    ),
    Reading(
        code=_SCHEME.code,
        path="/scheme/coming",
        read=frozenset({Role.FOUNDATION, Role.MINISTRY}),
        filters=ComingFilters,
        row=ComingSchemeRow,
        list_page=_scheme,
    ),
)
