"""Any row and any text that was entered as labelled values, each with how it is to be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sangsaeng.kernel.messages import catalogue
from sangsaeng.web.words import kinds_of, parts_of, split_number, value_codes

_RATE = re.compile(r"(^|_)rate(_|$)|_annual$|pass_through|_share$")
# Fields that never hold what a person wrote.
_SAYS_A_CHOICE = re.compile(
    r"(^|_)(role|state|kind|purpose|policy|variant|side|reason|subject|instrument|hazard|metric"
    r"|control|paid_by|settled_as)s?$"
)
# Digests, and the canonical text that one is of.
_HIDDEN = frozenset({"digest", "cash_flow_digest", "rule_text"})


class Look(StrEnum):
    """How a value is shown."""

    WON = "won"
    DAY = "day"
    MOMENT = "moment"
    RATE = "rate"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    FILE = "file"
    TABLE = "table"
    GROUP = "group"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Shown:
    """One labelled value. `parts`: of a group; `heads` and `lines`: of a table."""

    name: str
    look: Look
    value: Any = None
    kind_of_value: Sequence[str] = ()
    parts: Sequence[Shown] = field(default_factory=tuple)
    heads: Sequence[str] = field(default_factory=tuple)
    lines: Sequence[Sequence[Shown]] = field(default_factory=tuple)


def show_values(values: Mapping[str, Any], model: type[BaseModel] | None = None) -> list[Shown]:
    """Plain values in their order; the model, if known, tells which are choices."""
    kinds = _choices_of(model) if model else {}
    return [show_value(name, value, kinds.get(name, ())) for name, value in values.items()]


def show_value(name: str, value: Any, kind_of_value: Sequence[str] = ()) -> Shown:
    """One value by its name and its type."""
    if value is None or value in ([], {}):
        return Shown(name, Look.NONE)
    if isinstance(value, Mapping):
        return Shown(name, Look.GROUP, parts=show_values(value))
    if isinstance(value, list | tuple):
        return _list(name, value, kind_of_value)
    if isinstance(value, bool):
        return Shown(name, Look.YES_NO, value)
    if isinstance(value, int):
        return Shown(name, Look.WON if name.endswith("_won") else Look.NUMBER, value)
    if isinstance(value, Enum):
        return Shown(name, Look.CHOICE, value.value, kind_of_value)
    return Shown(name, _look_of_text(name, value, kind_of_value), value, kind_of_value)


def columns_of(model: type[BaseModel]) -> Sequence[tuple[str, Look, Sequence[str]]]:
    """Columns of a list: name, look, and which choice it is; inner lists and digests are left to
    the document."""
    kinds = _choices_of(model)
    found = []
    for name, about in model.model_fields.items():
        if name in _HIDDEN or _is_inner(about.annotation):
            continue
        look = _look_of_field(name, about.annotation)
        found.append((name, look, kinds.get(name, ())))
    return found


def _list(name: str, values: Sequence[Any], kind_of_value: Sequence[str]) -> Shown:
    if all(isinstance(one, Mapping) for one in values):
        heads = list(dict.fromkeys(key for one in values for key in one))
        lines = [[show_value(head, one.get(head), (head,)) for head in heads] for one in values]
        return Shown(name, Look.TABLE, heads=heads, lines=lines)
    texts = [str(one) for one in values]
    if any(len(text) > _FILE_LENGTH and " " not in text for text in texts):
        return Shown(name, Look.FILE, len(texts))
    if all(_is_named(text, kind_of_value, name) for text in texts):
        return Shown(name, Look.CHOICES, texts, kind_of_value)
    return Shown(name, Look.TEXT, ", ".join(texts))


# base64 of a file: nobody reads it.
_FILE_LENGTH = 400
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+.*")


def _look_of_text(name: str, value: Any, kind_of_value: Sequence[str]) -> Look:
    if isinstance(value, Decimal) or (_RATE.search(name) and _is_number(value)):
        return Look.RATE if _RATE.search(name) else Look.TEXT
    text = str(value)
    if isinstance(value, datetime) or _MOMENT.fullmatch(text):
        return Look.MOMENT
    if isinstance(value, date) or _DAY.fullmatch(text):
        return Look.DAY
    if len(text) > _FILE_LENGTH and " " not in text:
        return Look.FILE
    return Look.CHOICE if _is_named(text, kind_of_value, name) else Look.TEXT


def _is_number(value: Any) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(value)))


def _look_of_field(name: str, annotation: Any) -> Look:
    plain = _plain(annotation)
    if plain is bool:
        return Look.YES_NO
    if plain is int:
        return Look.WON if name.endswith("_won") else Look.NUMBER
    if name.endswith("_on"):
        return Look.DAY
    if name.endswith("_at"):
        return Look.MOMENT
    return Look.RATE if _RATE.search(name) else Look.TEXT


def _plain(annotation: Any) -> Any:
    """The type behind `or None` and annotations."""
    for one in get_args(annotation) if get_origin(annotation) is not None else ():
        if one is not type(None):
            return _plain(one) if not isinstance(one, str) else str
    return annotation


def _is_inner(annotation: Any) -> bool:
    inside = [annotation, *get_args(annotation)]
    return any(
        get_origin(one) in (dict, Mapping)
        or (isinstance(one, type) and issubclass(one, BaseModel))
        or any(isinstance(two, type) and issubclass(two, BaseModel) for two in get_args(one))
        for one in inside
    )


@cache
def _choices_of(model: type[BaseModel]) -> Mapping[str, Sequence[str]]:
    """Fields that may hold one of a few values, and what those are called after; last an empty name
    where it can hold nothing else, so that a value's plain words will do."""
    return {
        name: (*kinds_of(model, name), *([""] if _is_chosen(about.annotation) else []))
        for name, about in model.model_fields.items()
        if _may_be_chosen(about.annotation)
    }


def _may_be_chosen(annotation: Any) -> bool:
    return any(
        part is str or (isinstance(part, type) and issubclass(part, Enum)) or isinstance(part, str)
        for part in parts_of(annotation)
    )


def _is_chosen(annotation: Any) -> bool:
    """Whether it holds one of a few values and never what somebody wrote."""
    parts = list(parts_of(annotation))
    few = any(
        isinstance(part, str) or (isinstance(part, type) and issubclass(part, Enum))
        for part in parts
    )
    return few and str not in parts


def _is_named(value: str, kinds: Sequence[str], name: str = "") -> bool:
    """Whether it has words of its own there; what a person wrote has none, even where it is a word
    that means something elsewhere."""
    named = list(filter(None, kinds))
    if split_number(value, named) is not None:
        return True
    codes = list(value_codes(value, *named))
    is_ours = "" in kinds or "_" in value or _SAYS_A_CHOICE.search(name)
    return any(code in catalogue() for code in (codes if is_ours else codes[:-1]))
