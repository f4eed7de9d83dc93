"""How the machinery stands: jobs and chores, those that failed first; the clock; the proofs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import RUNS
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_ROWS = 50
# A chore that was not done for ten of its spans is one that nobody does.
_SPANS = 10
_FIRST = ("failed", "refused", "running", "waiting")


def _show(visit: Visit) -> Response:
    chores = [_chore(visit, row) for row in visit.rows("jobs.chores")]
    urgent = [row for state in _FIRST for row in visit.rows("jobs.list", state=state)]
    page = visit.read("jobs.list", _ROWS, visit.query("cursor"))
    return visit.render(
        "pages/system.html",
        chores=sorted(chores, key=lambda one: (not one["failed"], not one["late"], one["chore"])),
        urgent=urgent,
        jobs=page.rows,
        later=later_of(visit, page),
        clock=visit.one("sandbox.clock"),
        proofs=visit.one("verify.proofs"),
        deposits=visit.rows("deposits.proofs"),
    )


def _every(seconds: int) -> tuple[str, int]:
    """A span in its largest whole unit: the sentence's end, and how many."""
    for name, unit in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds % unit == 0:
            return name, seconds // unit
    return "seconds", seconds


def _chore(visit: Visit, row: dict[str, Any]) -> dict[str, Any]:
    seconds: int = row["every_seconds"]
    last = row["last_at"]
    late = last is None or last < visit.at - timedelta(seconds=seconds * _SPANS)
    return {**row, "every": _every(seconds), "late": late}


PAGES = (
    Page(
        code="system",
        path="/system",
        show=_show,
        open_to=RUNS,
        group=Group.DESK,
        order=90,
    ),
)
