"""Reading what a bank sent as hostile input: one way to fail, one refusal.

Readers inside a rail raise `Unreadable` where they stand; `refusing` turns it into the refusal at
the rail's edge, so a caller sees only `bank_message_unreadable` and never an exception.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TypeVar

from sangsaeng.kernel.refusals import Refusal, refuse

# A statement of 100,000 entries is about 100 MB of XML; anything larger is not a bank message.
LARGEST_MESSAGE_BYTES = 200 * 1024 * 1024
_DIGITS = re.compile(r"[0-9]{1,18}")
_Answer = TypeVar("_Answer")


class Unreadable(ValueError):
    """A bank's message does not say what this reader expects; the text names the place."""


def refusing(read: Callable[[bytes], _Answer]) -> Callable[[bytes], _Answer | Refusal]:
    """The reader, with `Unreadable` turned into the refusal `bank_message_unreadable`."""

    @wraps(read)
    def reader(data: bytes) -> _Answer | Refusal:
        if len(data) > LARGEST_MESSAGE_BYTES:
            return refuse("bank_message_unreadable", None, problem="too large")
        try:
            return read(data)
        except Unreadable as problem:
            return refuse("bank_message_unreadable", None, problem=str(problem)[:200])

    return reader


def read_json(data: bytes) -> object:
    """The JSON value in the bytes; deep nesting and overlong numbers are unreadable too."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("not JSON") from problem


def as_object(value: object, where: str) -> dict[str, object]:
    """The JSON object in `value`; `where` names it when it is something else."""
    if not isinstance(value, dict):
        raise Unreadable(f"{where} is not an object")
    return value


def as_list(value: object, where: str) -> list[object]:
    """The JSON list in `value`; `where` names it when it is something else."""
    if not isinstance(value, list):
        raise Unreadable(f"{where} is not a list")
    return value


def as_text(value: object, where: str) -> str:
    """The text in `value`; `where` names it when it is something else."""
    if not isinstance(value, str):
        raise Unreadable(f"{where} is not text")
    return value


def as_digits(value: object, where: str) -> int:
    """A whole number written in at most 18 digits."""
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise Unreadable(f"{where} is not a whole number")
    return int(value)


def as_date(value: str, where: str) -> date:
    """The date of `2026-05-08` or of a timestamp that begins with it."""
    try:
        return date.fromisoformat(value[:10])
    except ValueError as problem:
        raise Unreadable(f"{where} is not a date") from problem
