"""Scenario files: a chain of payments as data, read and checked before anything runs.

The format is the project's own: variant, default_policy, terms, companies, events, expect. A key
or an event that is not known is an error of the file, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.oversight.scenario_shape import (
    OPTIONAL,
    is_day,
    wrong_bank,
    wrong_in,
    wrong_in_expect,
    wrong_in_head,
)
from sangsaeng.oversight.scenario_yaml import read_yaml

_FILE_KEYS = frozenset(
    {"variant", "default_policy", "terms", "companies", "events", "expect", "check", "branches"}
)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_BESIDE = frozenset({"day", "expect", "refused"})


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens on a day; `expect` and `refused` are what must come of it."""

    number: int
    day: date
    kind: str
    what: Mapping[str, Any]
    expect: Mapping[str, Any]
    refused: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole file."""

    variant: str
    default_policy: str
    terms: Mapping[str, Any]
    companies: Mapping[str, Mapping[str, Any]]
    events: tuple[Event, ...]
    expect: Mapping[str, Any] = field(default_factory=dict)


def parse_scenario(text: str) -> Scenario | Refusal:
    """Read a file's text. Refused: `scenario_unreadable` with what is wrong and where."""
    try:
        content = read_yaml(text)
    except yaml.YAMLError as broken:
        return _wrong(str(broken).replace("\n", " ")[:200])
    if not isinstance(content, dict) or not isinstance(content.get("events"), list):
        return _wrong("events")
    unknown = {str(key) for key in content} - _FILE_KEYS
    if unknown:
        return _wrong(", ".join(sorted(unknown)))
    if where := _find_float(content):
        return _wrong(f"{where}: a float; write rates as text and won as whole numbers")
    if where := wrong_in_head(content):
        return _wrong(where)
    events = _parse_events(content["events"])
    if isinstance(events, str):
        return _wrong(events)
    if where := wrong_bank(content.get("companies") or {}, events[0].day, events[-1].day):
        return _wrong(where)
    return Scenario(
        variant=content.get("variant", "credit"),
        default_policy=content.get("default_policy", "institution_advances"),
        terms=content.get("terms") or {},
        companies=content.get("companies") or {},
        events=tuple(events),
        expect=content.get("expect") or {},
    )


def _wrong(what: str) -> Refusal:
    return refuse("scenario_unreadable", None, what=what)


def _parse_events(told: list[object]) -> list[Event] | str:
    """The events, or what is wrong with which of them."""
    events: list[Event] = []
    named: set[str] = set()
    for number, raw in enumerate(told, start=1):
        event = _parse_event(number, raw)
        if isinstance(event, str):
            return f"event {number}: {event}"
        if events and event.day < events[-1].day:
            return f"event {number}: day goes back"
        if event.kind in _MAKES and event.refused is None:
            name = event.what["receivable"]
            if name in named:
                return f"event {number}: {name} is there already"
            named.add(name)
        events.append(event)
    return events or "events"


def _parse_event(number: int, raw: object) -> Event | str:
    if not isinstance(raw, dict):
        return "not a mapping"
    kinds = set(raw) - _BESIDE
    if len(kinds) != 1 or not kinds <= EVENTS:
        return ", ".join(sorted(map(str, kinds))) or "no event"
    kind = kinds.pop()
    if not is_day(raw.get("day")):
        return "day is not a date from 2000 to 2099"
    what = raw[kind]
    if not isinstance(what, dict):
        return f"{kind} is not a mapping"
    for key, wanted in _NEEDED[kind].items():
        if type(what.get(key)) is not wanted:
            return f"{kind}.{key}"
    if wrong := wrong_in(what, OPTIONAL):
        return f"{kind}.{wrong}"
    for key in ("at", "quoted_at"):
        if key in what and not _TIME.fullmatch(str(what[key])):
            return f"{kind}.{key}"
    expect = raw.get("expect") or {}
    if not isinstance(expect, dict):
        return "expect is not a mapping"
    if wrong := wrong_in_expect(expect):
        return wrong
    refused = raw.get("refused")
    if refused is not None and not isinstance(refused, str):
        return "refused is not a code"
    return Event(number, raw["day"], kind, what, expect, refused)


_COMPANY, _RECEIVABLE = {"company": str}, {"receivable": str}
_NEEDED: Mapping[str, Mapping[str, type]] = {
    "issue": {"receivable": str, "buyer": str, "holder": str, "matures_on": date},
    "pass_on": {"receivable": str, "parent": str, "holder": str, "matures_on": date},
    "sell": _RECEIVABLE,
    "fund": _RECEIVABLE,
    "fail": {"buyer": str},
    "mature": _RECEIVABLE,
    "cancel": _RECEIVABLE,
    "attach": _COMPANY,
    "release": _COMPANY,
    "bankrupt": _COMPANY,
    "change_account": {"company": str, "bank": str, "account": str},
    "bank_returns": _COMPANY,
    "invoice_amended": _RECEIVABLE,
}
EVENTS = frozenset(_NEEDED)
# These give a receivable its name in the file.
_MAKES = frozenset({"issue", "pass_on"})


def _find_float(value: object, where: str = "") -> str | None:
    if isinstance(value, float):
        return where
    children: list[tuple[object, object]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        found = _find_float(child, f"{where}.{key}".lstrip("."))
        # A face that is not whole is the scenario's own question: `not_a_whole_won`.
        if found and not found.endswith((".face", ".amount")):
            return found
    return None
