"""Pay for success as a portal tells it: how far a programme is, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.listing import EVERYONE, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)
# Rows of docs/pay-for-success.md, each counted as done_<n> of count_<n>.
STEPS = range(1, 23)


class ProgressFilters(Given):
    """A programme, or one award of it."""

    programme_id: ProgrammeId
    award_id: ItemId | None = None


class StepRow(Answer):
    """A row of the workflow: how many of how many are done, as far as the asker sees them."""

    step: int
    done_count: int
    count: int
    due_on: date | None


class ProgressRow(Answer):
    """How far a programme or an award is, in the 22 rows of its workflow."""

    programme_id: int
    award_id: int | None
    steps: list[StepRow]


class WaitingFilters(Given):
    """Of one programme, of one award; `mine`: only what the asker's company must do."""

    programme_id: ProgrammeId | None = None
    award_id: ItemId | None = None
    mine: bool = False


class WaitingRow(Answer):
    """Something that waits: `what` by a stable code, about `subject_id` (a site, match, claim, …,
    called `name`), for `company`, since when, and until when it may be done."""

    programme_id: int
    name_ko: str
    name_en: str
    award_id: int | None
    what: str
    subject_id: int
    name: str
    company_id: int
    company: str
    since: datetime
    due_on: date | None
    amount_won: int | None


_WAITING = Order("outcomes.waiting.list", {"programme_id": int, "what": str, "subject_id": int})


def _progress(asked: Asked) -> Page | Refused:
    filters = asked.filters
    today = asked.at.astimezone(KOREA).date()
    row = asked.tx.row(_SQL["count_progress"], **dict(filters), today=today)
    if row is None:
        return refuse("unknown_outcome_programme", "programme_id", value=str(filters.programme_id))
    told = {"programme_id": filters.programme_id, "award_id": filters.award_id}
    return one_row({**told, "steps": [_step(row, number) for number in STEPS]})


def _step(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        "step": number,
        "done_count": row[f"done_{number}"],
        "count": row[f"count_{number}"],
        "due_on": row.get(f"due_{number}"),
    }


def _waiting(asked: Asked) -> Page | Refused:
    today = asked.at.astimezone(KOREA).date()
    person = asked.person_id
    return read_page(asked, _WAITING, _SQL["list_waiting"], today=today, person_id=person)


READINGS = (
    Reading(
        code="outcomes.progress.one",
        path="/outcomes/programmes/{programme_id}/progress",
        read=EVERYONE,
        filters=ProgressFilters,
        row=ProgressRow,
        one=True,
        list_page=_progress,
    ),
    Reading(
        code=_WAITING.code,
        path="/outcomes/waiting",
        read=EVERYONE,
        filters=WaitingFilters,
        row=WaitingRow,
        list_page=_waiting,
    ),
)
