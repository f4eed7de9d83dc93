"""The scheme for the Foundation and the Ministry: safe deposits, how far money went, defaults."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sangsaeng.acts.model import Role
from sangsaeng.web.days import month_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.spread import INDUSTRY_SHARE, NARROW, cells_of, draw_spread, spread_of
from sangsaeng.web.visits import Visit

WATCHERS = frozenset({Role.FOUNDATION, Role.MINISTRY})
# Six months, as the buyer's screen has them.
_MONTHS_BACK = 5
_FORMS = ("csv", "xlsx", "pdf")


def _show(visit: Visit) -> Response:
    asked = {name: visit.query(name) for name in ("from_on", "until")}
    span: dict[str, Any] = {name: month_of(month) for name, month in asked.items() if month}
    if not span.get("from_on"):
        index = visit.today.year * 12 + visit.today.month - 1 - _MONTHS_BACK
        span["from_on"] = visit.today.replace(year=index // 12, month=index % 12 + 1, day=1)
    summary = visit.one("scheme.summary", **span)
    picture = draw_spread("months", summary["months"], visit.lang)
    days = {"from_on": summary["from_on"], "until": summary["until"]}
    return visit.render(
        "pages/scheme.html",
        summary=summary,
        names=_names(visit),
        spread=spread_of(summary["months"]),
        industry=INDUSTRY_SHARE,
        picture=picture,
        narrow=draw_spread("months-narrow", summary["months"], visit.lang, NARROW),
        cells=cells_of(picture) if picture else [],
        statistics=urlencode(days),
        forms=_FORMS,
        proofs=visit.may_read("verify.proofs"),
    )


def _names(visit: Visit) -> dict[int, str]:
    """Buyers by programme, where the visitor may know them: the Ministry may not."""
    rows = visit.rows("programmes.list", limit=200)
    return {row["programme_id"]: row["buyer"] for row in rows}


PAGES = (
    Page(
        code="scheme",
        path="/scheme",
        show=_show,
        open_to=WATCHERS,
        group=Group.SCHEME,
        order=10,
    ),
)
