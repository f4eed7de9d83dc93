"""The buyer's first screen: what it promised this month, what it must fund, how far it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.spread import INDUSTRY_SHARE, NARROW, cells_of, draw_spread, spread_of
from sangsaeng.web.visits import Visit

# A quarter: the longest span that the calendar of money answers at once.
_AHEAD = timedelta(days=99)
_SHOWN = 5
# A buyer has one a bank and variant.
_MOST_PROGRAMMES = 200


def _show(visit: Visit) -> Response:
    summary = visit.one("buyer.summary")
    picture = draw_spread("months", summary["tiers"], visit.lang)
    to_fund = next_to_fund(visit)
    waiting = visit.rows("acts.list", limit=_SHOWN, state="waiting")
    return visit.render(
        "pages/buying.html",
        summary=summary,
        spread=spread_of(summary["tiers"]),
        industry=INDUSTRY_SHARE,
        picture=picture,
        narrow=draw_spread("months-narrow", summary["tiers"], visit.lang, NARROW),
        cells=cells_of(picture) if picture else [],
        next_fund=to_fund[0] if to_fund else None,
        waiting=[act for act in waiting if act["company_id"] == visit.caller.company_id],
        mine={row["act_id"] for row in _mine(visit)},
        issues=visit.may_enter("receivables.issue_files"),
        programmes=bought_in(visit),
    )


def _mine(visit: Visit) -> list[dict[str, Any]]:
    return list(visit.rows("acts.list", limit=50, mine_to_approve=True, state="waiting"))


def next_to_fund(visit: Visit) -> list[dict[str, Any]]:
    """Days on which this buyer's promises fall due, the nearest first."""
    rows = visit.rows("money.calendar", from_on=visit.today, until=visit.today + _AHEAD)
    return [row for row in rows if row["outgoing_won"]]


def bought_in(visit: Visit) -> list[dict[str, Any]]:
    """The programmes in which the company is the buyer."""
    return list(visit.rows("programmes.list", limit=_MOST_PROGRAMMES, my_part="buyer"))


def buys(visit: Visit) -> bool:
    """Whether the company is a buyer."""
    return bool(visit.standing["buys"])


PAGES = (
    Page(
        code="buying",
        path="/buying",
        show=_show,
        open_to=COMPANY_ROLES,
        when=buys,
        group=Group.BUYING,
        order=10,
    ),
)
