"""Home: what needs this person today, what comes, and what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.web.registry import all_needs
from sangsaeng.web.shape import Group, Need, Page, is_open
from sangsaeng.web.visits import Visit

# More waits nowhere that anybody has looked at; the newest count.
_WAITING = 200


def list_needs(visit: Visit) -> list[Need]:
    """Everything that waits for this person, the most urgent first."""
    found = [one for needs in all_needs() if is_open(needs, visit) for one in needs.find(visit)]
    if any(one.acts for one in found):
        waiting = _waiting(visit)
        found = [now for one in found if (now := _as_entered(visit, one, waiting)) is not None]
    return sorted(found, key=lambda one: (one.urgency, _when(one)))


def _waiting(visit: Visit) -> dict[str, dict[str, Any]]:
    """What the company itself entered and nobody decided yet, by code: the newest of each."""
    rows = visit.rows("acts.list", limit=_WAITING, state="waiting")
    own = [row for row in rows if row["company_id"] == visit.caller.company_id]
    return {row["action"]: row for row in reversed(own) if row["expires_at"] > visit.at}


def _as_entered(visit: Visit, need: Need, waiting: dict[str, dict[str, Any]]) -> Need | None:
    """The need as it is once somebody entered what meets it; None where this person approves."""
    act = next((waiting[code] for code in sorted(need.acts) if code in waiting), None)
    if act is None:
        return need
    if act["mine"]:
        return None
    return replace(
        need,
        why=visit.t("home_need_waits"),
        who_next=visit.t("act_next_other"),
        by=act["expires_at"],
        href=f"/acts/{act['act_id']}",
        button=visit.t("home_need_waits_button"),
        tone="info",
    )


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
