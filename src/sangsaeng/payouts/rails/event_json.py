"""Every kind of `BankEvent` as JSON and back, without loss.

Used by the simulated rail, and wherever an event is kept or shown as data. The field types of the
dataclasses are the schema; a value of another type is unreadable, never converted.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from sangsaeng.payouts.rails.model import BankEvent
from sangsaeng.payouts.rails.reading import Unreadable, as_list, as_object, as_text

_KINDS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(BankEvent)}


def encode_event(event: BankEvent) -> dict[str, object]:
    """The event as JSON-ready values, its kind under `event`."""
    plain = {field.name: _encode(getattr(event, field.name)) for field in fields(event)}
    return {"event": type(event).__name__, **plain}


def decode_event(value: object) -> BankEvent:
    """The event in `value`; raises `Unreadable` for anything else."""
    record = as_object(value, "event")
    kind = _KINDS.get(as_text(record.get("event"), "event"))
    if kind is None:
        raise Unreadable("no such kind of event")
    hints = _hints(kind)
    if record.keys() != {"event", *hints}:
        raise Unreadable(f"{kind.__name__} has other fields")
    decoded = {name: _decode(hint, record[name], name) for name, hint in hints.items()}
    event: BankEvent = kind(**decoded)
    return event


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _encode(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode_event(entry) for entry in value]
    return value


def _decode(hint: Any, value: object, name: str) -> object:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(arm for arm in get_args(hint) if arm is not type(None))
        return None if value is None else _decode(inner, value, name)
    if origin is tuple:
        entries = tuple(decode_event(entry) for entry in as_list(value, name))
        if not all(isinstance(entry, get_args(hint)[0]) for entry in entries):
            raise Unreadable(f"{name} holds another kind of event")
        return entries
    if origin is Literal:
        if value not in get_args(hint):
            raise Unreadable(f"{name} has an unknown value")
        return value
    return _decode_plain(hint, value, name)


def _decode_plain(hint: type, value: object, name: str) -> object:
    if hint in (int, bool, str):
        if type(value) is not hint:
            raise Unreadable(f"{name} is not a {hint.__name__}")
        return value
    text = as_text(value, name)
    try:
        return date.fromisoformat(text) if hint is date else hint(text)
    except ValueError as problem:
        raise Unreadable(f"{name} has an unknown value") from problem
