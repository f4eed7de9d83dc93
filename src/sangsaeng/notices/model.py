"""Notices, choices and letters as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Cadence(StrEnum):
    """When a person hears of a kind of thing; `none`: it stands in the inbox alone."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NONE = "none"


class Medium(StrEnum):
    """By what a letter goes: e-mail, or a message to a telephone."""

    EMAIL = "email"
    MESSAGE = "message"


class Way(StrEnum):
    """By what a person wants to hear."""

    EMAIL = "email"
    MESSAGE = "message"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Choice:
    """When and how a person hears of one kind."""

    cadence: Cadence
    way: Way


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody was told. `company_id`: whose affair it is; None: the person's own."""

    notice_id: int
    kind: str
    company_id: int | None
    facts: Mapping[str, Any]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words: what happened, who acts next and by when, and where in the portal."""

    title: str
    text: str
    next: str
    path: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel carries. `to`: an e-mail address or a telephone number, never logged; `brief`:
    the same in a few words, for a message."""

    message_id: str
    to: str
    language: str
    subject: str
    text: str
    html: str
    brief: str
    link: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one try: `error` None: it was taken. `final`: trying again is of no use."""

    error: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A letter as a worker took it. `digest_on`: the day whose letter it is."""

    letter_id: int
    message_id: str
    person_id: int | None
    invitation_id: int | None
    company_id: int | None
    channel: Medium
    digest_on: date | None
    attempts: int
