"""Events of the log as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sangsaeng.kernel.refusals import Fact


class Outcome(StrEnum):
    """What came of it."""

    DONE = "done"
    ENTERED = "entered"  # waits for another person
    APPROVED = "approved"
    REJECTED = "rejected"
    REFUSED = "refused"  # by a rule
    DENIED = "denied"  # not this caller's to do
    FAILED = "failed"  # a machine broke


@dataclass(frozen=True, slots=True)
class Event:
    """One event. No name, address, account number or secret belongs in it: ids only.

    `action` is the code of an act or a reading, or of a step of signing in. `subject_id`: the
    company whose data or right it touched, where that is another than `company_id`.
    """

    happened_at: datetime
    action: str
    outcome: Outcome
    person_id: int | None = None
    key_id: int | None = None
    company_id: int | None = None
    subject_id: int | None = None
    programme_id: int | None = None
    code: str | None = None
    object: str = ""
    act_id: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; None is all. `company_id` is who acted or whose data it was.
    `from_at` is within, `until_at` is not."""

    person_id: int | None = None
    company_id: int | None = None
    programme_id: int | None = None
    action: str | None = None
    outcome: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal. Whoever wrote its digest down elsewhere knows every event up to it."""

    seal_id: int
    digest: str
    last_event_id: int
    event_count: int
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One line of an export, and its place in the chain."""

    seal_id: int
    event_id: int
    line: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An export whose chain holds: its seals, the events in it with their text, and its head."""

    seals: int
    events: int
    shown: int
    digest: str
