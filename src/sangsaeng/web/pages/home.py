"""Home: what needs this person today, what comes, and what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.registry import all_coming, all_needs
from sangsaeng.web.shape import Event, Group, Need, Page, is_open
from sangsaeng.web.visits import Visit

# What fits on a screen; the rest stands on the pages it leads to.
_COMING, _CHANGED = 8, 8
# As far back as what comes is told ahead.
_NEWS = timedelta(days=30)
# These say of acts what the acts themselves say.
_OF_ACTS = frozenset({"act_waiting", "act_decided", "act_expiring"})


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that changed: when, what, by whom or in which words, where it stands. `state`: of
    an act."""

    when: datetime
    what: str
    note: str
    href: str
    won: int | None = None
    state: str = ""


def list_needs(visit: Visit) -> list[Need]:
    """Everything that waits for this person, the most urgent first."""
    found = [one for needs in all_needs() if is_open(needs, visit) for one in needs.find(visit)]
    if any(one.acts for one in found):
        waiting = _waiting(visit)
        found = [now for one in found if (now := _as_entered(visit, one, waiting)) is not None]
    return sorted(found, key=lambda one: (one.urgency, _when(one)))


def _waiting(visit: Visit) -> dict[str, dict[str, Any]]:
    """What the company itself entered and nobody decided yet, by code: the newest of each."""
    own = [row for row in visit.waiting_acts if row["company_id"] == visit.caller.company_id]
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


def list_coming(visit: Visit) -> list[Event]:
    """What comes in the next month and concerns this person, the nearest first."""
    found = [one for coming in all_coming() if is_open(coming, visit) for one in coming.find(visit)]
    return sorted(found, key=lambda one: (_moment(one.day), one.what))


def list_changed(visit: Visit) -> list[Changed]:
    """What changed for this person, the newest first: what it was told, and what became of acts of
    its company, whoever did it."""
    since = visit.at - _NEWS
    told = [
        Changed(row["made_at"], row["title"][visit.lang], row["text"][visit.lang], row["link"])
        for row in visit.rows("notices.inbox", limit=3 * _CHANGED)
        if row["kind"] not in _OF_ACTS and row["company_id"] in (None, visit.caller.company_id)
    ]
    decided = [_of_act(visit, row) for row in visit.rows("acts.list", limit=3 * _CHANGED)]
    found = [one for one in (*told, *decided) if one is not None and one.when >= since]
    return sorted(found, key=lambda one: one.when, reverse=True)[:_CHANGED]


def _of_act(visit: Visit, row: dict[str, Any]) -> Changed | None:
    """An act that was decided, and who had entered it; one that waits has changed nothing."""
    if row["ended_at"] is None:
        return None
    if row["company_id"] != visit.caller.company_id:
        who = row["company_name"] or ""
    elif row["entered_by"] == visit.caller.person_id:
        who = visit.t("home_by_you")
    else:
        who = visit.t("home_by_colleague" if row["entered_by"] else "home_by_machine")
    return Changed(
        when=row["ended_at"],
        what=visit.t(act_name(row["action"])),
        note=who,
        href=f"/acts/{row['act_id']}",
        won=row["amount_won"],
        state=row["state"],
    )


def _when(need: Need) -> datetime:
    return datetime.max.replace(tzinfo=KOREA) if need.by is None else _moment(need.by)


def _moment(day: date | datetime) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time(), KOREA)


def _show(visit: Visit) -> Response:
    coming = list_coming(visit)
    return visit.render(
        "pages/home.html",
        needs=list_needs(visit),
        coming=coming[:_COMING],
        later=coming[_COMING:],
        changed=list_changed(visit),
    )


PAGES = (Page(code="home", path="/", show=_show, group=Group.TODAY, order=0),)
