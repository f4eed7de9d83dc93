"""Home: what needs this person today, what comes, and what changed."""

from __future__ import annotations

from datetime import datetime, time

from starlette.responses import Response

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.web.registry import all_needs
from sangsaeng.web.shape import Group, Need, Page, is_open
from sangsaeng.web.visits import Visit


def list_needs(visit: Visit) -> list[Need]:
    """Everything that waits for this person, the most urgent first."""
    found = [one for needs in all_needs() if is_open(needs, visit) for one in needs.find(visit)]
    return sorted(found, key=lambda one: (one.urgency, _when(one)))


def _when(need: Need) -> datetime:
    if need.by is None:
        return datetime.max.replace(tzinfo=KOREA)
    if isinstance(need.by, datetime):
        return need.by
    return datetime.combine(need.by, time(), KOREA)


def _show(visit: Visit) -> Response:
    changed = visit.rows("acts.list", limit=6)
    return visit.render("pages/home.html", needs=list_needs(visit), changed=changed)


PAGES = (Page(code="home", path="/", show=_show, group=Group.TODAY, order=0),)
