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

_FILE_KEYS = frozenset(
    {"variant", "default_policy", "terms", "companies", "events", "expect", "check", "branches"}
)
_TERMS_KEYS = frozenset(
    {
        "early_payment_rate_annual",
        "deposit_incentive_rate_annual",
        "rounding",
        "refund_owner",
        "max_tier",
        "max_partial_sales",
        "tax_credit_rate",
        "follows_base_rate",
        "tenor_steps",
        "system_fee_rate_annual",
        "funding_limit",
        "funding_ends_on",
        "funding_cap",
        "guarantee_limit",
        "insolvent_may_pass_on",
    }
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
        content = yaml.safe_load(text)
    except yaml.YAMLError as broken:
        return _wrong(str(broken).replace("\n", " ")[:200])
    if not isinstance(content, dict) or not isinstance(content.get("events"), list):
        return _wrong("events")
    unknown = {str(key) for key in content} - _FILE_KEYS
    unknown |= {f"terms.{key}" for key in set(content.get("terms") or {}) - _TERMS_KEYS}
    if unknown:
        return _wrong(", ".join(sorted(unknown)))
    if where := _find_float(content):
        return _wrong(f"{where}: a float; write rates as text and won as whole numbers")
    events: list[Event] = []
    for number, raw in enumerate(content["events"], start=1):
        event = _parse_event(number, raw)
        if isinstance(event, str):
            return _wrong(f"event {number}: {event}")
        if events and event.day < events[-1].day:
            return _wrong(f"event {number}: day goes back")
        events.append(event)
    if not events:
        return _wrong("events")
    return Scenario(
        variant=str(content.get("variant", "credit")),
        default_policy=str(content.get("default_policy", "institution_advances")),
        terms=content.get("terms") or {},
        companies=content.get("companies") or {},
        events=tuple(events),
        expect=content.get("expect") or {},
    )


def _wrong(what: str) -> Refusal:
    return refuse("scenario_unreadable", None, what=what)


def _parse_event(number: int, raw: object) -> Event | str:
    if not isinstance(raw, dict):
        return "not a mapping"
    kinds = set(raw) - _BESIDE
    if len(kinds) != 1 or not kinds <= EVENTS:
        return ", ".join(sorted(map(str, kinds))) or "no event"
    kind = kinds.pop()
    if type(raw.get("day")) is not date:
        return "day is not a date"
    what = raw[kind]
    if not isinstance(what, dict):
        return f"{kind} is not a mapping"
    for key, wanted in _NEEDED[kind].items():
        if type(what.get(key)) is not wanted:
            return f"{kind}.{key}"
    for key in ("at", "quoted_at"):
        if key in what and not _TIME.fullmatch(str(what[key])):
            return f"{kind}.{key}"
    expect = raw.get("expect") or {}
    if not isinstance(expect, dict):
        return "expect is not a mapping"
    return Event(number, raw["day"], kind, what, expect, raw.get("refused"))


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
