"""A law value as data: what it says, from which day, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = int | Decimal | bool | str | date | tuple[str, ...]


class Kind(StrEnum):
    """How a value is read: rates are written in percent and read as fractions, 15.5 -> 0.155."""

    INTEGER = "integer"
    RATE = "rate"
    BOOLEAN = "boolean"
    TEXT = "text"
    LIST = "list"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value is written: the law or notice, its article, and the text that was read."""

    title: str
    article: str
    source: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from `in_force_from` on, to the next value or to `until` (both days included)."""

    in_force_from: date
    value: Value
    until: date | None
    reference: Reference
    confidence: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One law value through time, oldest first; `description` by language (ko, en)."""

    name: str
    topic: str
    description: Mapping[str, str]
    unit: str
    kind: Kind
    values: tuple[DatedValue, ...]
    checked_on: date


@dataclass(frozen=True, slots=True)
class LawValue:
    """What the law said on a day, with the article to show beside it."""

    name: str
    value: Value
    in_force_from: date
    title: str
    article: str
    source: str
