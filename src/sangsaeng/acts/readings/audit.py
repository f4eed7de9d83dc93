"""The log as its readers see it, and its export with the seals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.pages import numbers_after, page_of
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.audit.model import Outcome, Wanted
from sangsaeng.audit.service_sealing import list_events, list_export_lines
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal

Code = Annotated[str, Field(min_length=1, max_length=100)]


class EventFilters(Given):
    """`company_id`: who acted, or whose data it was. Days are those of Korea, both included."""

    person_id: ItemId | None = None
    company_id: ItemId | None = None
    programme_id: ProgrammeId | None = None
    action: Code | None = None
    outcome: Outcome | None = None
    from_day: Day | None = None
    until_day: Day | None = None


class EventRow(Answer):
    """One event, in numbers. Who of another company acted is known to the operator alone."""

    event_id: int
    happened_at: datetime
    person_id: int | None
    key_id: int | None
    company_id: int | None
    subject_id: int | None
    programme_id: int | None
    action: str
    outcome: Outcome
    code: str | None
    object: str
    act_id: int | None
    facts: dict[str, Any]


class ExportRow(Answer):
    """One line of the export. Written down one after the other, the lines are a file that
    `sangsaeng audit check` and docs/audit.md check without the book."""

    seal_id: int
    event_id: int
    line: str


def midnight(day: date | None, later: int = 0) -> datetime | None:
    """The moment at which a day in Korea, or one so many days later, begins."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=later), time(0, 0), KOREA)


def _wanted(filters: EventFilters) -> Wanted:
    return Wanted(
        person_id=filters.person_id,
        company_id=filters.company_id,
        programme_id=filters.programme_id,
        action=filters.action,
        outcome=filters.outcome,
        from_at=midnight(filters.from_day),
        until_at=midnight(filters.until_day, later=1),
    )


def _events(asked: Asked) -> Page | Refused:
    after = numbers_after(asked, 1)
    if isinstance(after, Refusal):
        return after
    first = None if after is None else after[0]
    rows = list_events(asked.tx, _wanted(asked.filters), asked.limit + 1, first)
    return page_of(asked, rows, "event_id")


def _export(asked: Asked) -> Page | Refused:
    after = numbers_after(asked, 2)
    if isinstance(after, Refusal):
        return after
    first = (0, 0) if after is None else (after[0], after[1])
    lines = list_export_lines(asked.tx, _wanted(asked.filters), asked.limit + 1, first)
    rows = [{"seal_id": one.seal_id, "event_id": one.event_id, "line": one.line} for one in lines]
    return page_of(asked, rows, "seal_id", "event_id")


READINGS = (
    Reading(
        code="audit.events",
        path="/audit/events",
        read=frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
        of_others=True,
        row=EventRow,
        filters=EventFilters,
        list_page=_events,
    ),
    Reading(
        code="audit.export",
        path="/audit/export",
        # The chain spans every company: policies show it to the operator only.
        read=frozenset({Role.AUDITOR}),
        of_others=True,
        row=ExportRow,
        filters=EventFilters,
        list_page=_export,
    ),
)
