"""Closed weekdays of Korean banks, year by year, and the calendar made of them.

Data: `closed_days/<year>.yaml`, by the rule on public holidays of government offices and, until
2025, the Labour Day act. Days set for one occasion (elections, temporary holidays) that came after
the release are passed in as `extra`. A stated settlement day never changes; only its payment moves
to the next business day, so interest days stay as stated (domain section 2.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType

from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.statutes import strict_yaml
from sangsaeng.statutes.loader import CONFIDENCES
from sangsaeng.statutes.strict_yaml import DataFileError

_FILE_KEYS = frozenset({"source", "confidence", "checked_on", "days"})
_LANGUAGES = frozenset({"ko", "en"})
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A weekday on which banks are closed, and what it is called, by language (ko, en)."""

    day: date
    name: Mapping[str, str]
    source: str
    confidence: str


@cache
def list_closed_days() -> Mapping[date, ClosedDay]:
    """Every closed weekday of the years covered, in order."""
    found: dict[date, ClosedDay] = {}
    for year in range(years_covered()[0], years_covered()[1] + 1):
        file = resources.files("sangsaeng.statutes") / "closed_days" / f"{year}.yaml"
        for closed in parse_closed_days(file.read_text("utf-8"), year):
            found[closed.day] = closed
    return MappingProxyType(found)


def parse_closed_days(text: str, year: int) -> tuple[ClosedDay, ...]:
    """One year's file; DataFileError for a day of another year, a weekend, or out of order."""
    where = f"closed_days/{year}.yaml"
    content = strict_yaml.parse_mapping(text, where)
    strict_yaml.check_keys(content, where, "whole file", _FILE_KEYS, frozenset({"note"}))
    source = strict_yaml.check_text(content["source"], where, "source")
    strict_yaml.check_day(content["checked_on"], where, "checked_on")
    confidence = strict_yaml.check_choice(content["confidence"], CONFIDENCES, where, "confidence")
    days: list[ClosedDay] = []
    for written, names in content["days"].items():
        at = f"days.{written}"
        day = strict_yaml.check_day(written, where, at)
        if day.year != year or day.weekday() >= _SATURDAY:
            raise DataFileError(where, at, f"is not a weekday of {year}")
        if days and day <= days[-1].day:
            raise DataFileError(where, at, "days must be in order")
        strict_yaml.check_keys(names, where, at, _LANGUAGES, frozenset())
        days.append(ClosedDay(day, names, source, confidence))
    return tuple(days)


@cache
def years_covered() -> tuple[int, int]:
    """First and last year with data. A gap between them is a broken release (DataFileError)."""
    folder = resources.files("sangsaeng.statutes") / "closed_days"
    years = sorted(int(entry.name.removesuffix(".yaml")) for entry in folder.iterdir())
    if years != list(range(years[0], years[-1] + 1)):
        raise DataFileError("closed_days", str(years), "has a gap")
    return years[0], years[-1]


def closed_days(extra: Iterable[date] = ()) -> frozenset[date]:
    """Closed weekdays of the years covered, and the operator's `extra` days."""
    return frozenset(list_closed_days()) | frozenset(extra)


def calendar(extra: Iterable[date] = ()) -> Calendar:
    """The business-day calendar; it knows only the years covered: see `check_day_covered`."""
    return Calendar(closed_days(extra))


def check_day_covered(day: date, field: str | None = None) -> date | Refusal:
    """`day`, or `calendar_missing` when its year has no data: no guess about holidays is made."""
    first, last = years_covered()
    if not first <= day.year <= last:
        return refuse(
            "calendar_missing", field, day=day.isoformat(), first=str(first), last=str(last)
        )
    return day


def payment_day(
    stated_on: date, extra: Iterable[date] = (), field: str | None = None
) -> date | Refusal:
    """The business day on which what is due on `stated_on` is paid, or `calendar_missing`.

    Example: 2019-08-15 (Liberation Day) is paid on 2019-08-16, with interest to 2019-08-15.
    """
    covered = check_day_covered(stated_on, field)
    if isinstance(covered, Refusal):
        return covered
    return check_day_covered(calendar(extra).on_or_after(stated_on), field)
