"""Jobs that acts handed over, the worker's chores, and the clock of this book."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.listing import EVERYONE, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.jobs.model import Kind, State
from sangsaeng.jobs.service_clock import get_installation
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)


class JobFilters(Given):
    """Which jobs."""

    kind: Kind | None = None
    state: State | None = None


class OneJob(Given):
    """Which job."""

    job_id: ItemId


class JobRow(Answer):
    """A job. `answer`: what came of it, by its kind; its refusals with codes and sentences when it
    was refused; the kind of error when a machine broke. `attempts`: how often it was begun."""

    job_id: int
    kind: str
    company_id: int
    given: dict[str, Any]
    act_id: int | None
    state: State
    attempts: int
    answer: dict[str, Any] | None
    made_at: datetime
    next_at: datetime
    ended_at: datetime | None


class ChoreRow(Answer):
    """What the worker does by itself; `failed`: the kind of error of the last time."""

    chore: str
    every_seconds: int
    last_at: datetime | None
    last_count: int | None
    failed: str | None


class ClockRow(Answer):
    """What the clock shows, in Korea, and how far ahead of the real one; 0 in a real book."""

    at: str
    sandbox: bool
    ahead_seconds: int


_JOBS = Order("jobs.list", {"job_id": int}, newest_first=True)
_CHORES = Order("jobs.chores", {"chore": str})


def _one(asked: Asked) -> Page | Refused:
    job_id = asked.filters.job_id
    row = asked.tx.row(_SQL["one_job"], job_id=job_id, me=asked.company_id)
    return one_row(row) if row else refuse("unknown_job", "job_id", job=str(job_id))


def _chores(asked: Asked) -> Page | Refused:
    return _CHORES.cut(asked, asked.tx.rows(_SQL["list_chores"], me=asked.company_id))


def _clock(asked: Asked) -> Page:
    found = get_installation(asked.tx)
    ahead = int(found.clock_ahead.total_seconds())
    shown = asked.at.astimezone(KOREA).isoformat()
    return one_row({"at": shown, "sandbox": found.sandbox, "ahead_seconds": ahead})


READINGS = (
    Reading(
        code=_JOBS.code,
        path="/jobs",
        read=RUNS,
        of_others=True,
        filters=JobFilters,
        row=JobRow,
        list_page=lambda asked: read_page(asked, _JOBS, _SQL["list_jobs"]),
    ),
    Reading(
        code="jobs.one",
        path="/jobs/{job_id}",
        read=RUNS,
        of_others=True,
        filters=OneJob,
        row=JobRow,
        one=True,
        list_page=_one,
    ),
    Reading(code=_CHORES.code, path="/chores", read=RUNS, row=ChoreRow, list_page=_chores),
    Reading(
        code="sandbox.clock",
        path="/sandbox/clock",
        read=EVERYONE,
        row=ClockRow,
        one=True,
        list_page=_clock,
    ),
)
