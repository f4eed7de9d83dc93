"""Forms made from what an act is given: its fields by kind, and values back out of a form."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.web.amounts import parse_won
from sangsaeng.web.submitted import Submitted

Schema = Mapping[str, Any]
_WHOLE = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})")
# A list in a form grows by hand; longer ones come from a spreadsheet.
_MOST_ROWS = 200
_LONG_TEXT = 300
# A moment as browsers write it, without a zone: it is meant in Korea.
_MOMENT_LENGTH = len("2026-01-01T00:00:00")


class Kind(StrEnum):
    """How a field is asked for."""

    WON = "won"
    NUMBER = "number"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    CHECK = "check"
    RATE = "rate"
    FILE = "file"
    LINES = "lines"
    CHOICES = "choices"
    ROWS = "rows"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `path` is its name there; `parts` are fields of a group, or of one row
    of a list; `choices` and `kind_of_value` name the values of a choice."""

    path: str
    name: str
    kind: Kind
    required: bool
    choices: Sequence[str] = ()
    kind_of_value: str = ""
    parts: Sequence[Field] = field(default_factory=tuple)
    longest: int | None = None
    otherwise: Any = None
    secret: bool = False
    numbers: bool = False


def fields_of(model: type[BaseModel]) -> Sequence[Field]:
    """The fields of what is given, in its order."""
    return _fields_of(model)


@cache
def _fields_of(model: type[BaseModel]) -> Sequence[Field]:
    schema = model.model_json_schema()
    return _fields(schema, schema.get("$defs", {}), "")


def values_from(form: Submitted, fields: Sequence[Field], above: str = "") -> dict[str, Any]:
    """Plain values for the model; what was left empty is left out, so that the model says what is
    missing. A number that is none stays text, so that the model says that too."""
    found: dict[str, Any] = {}
    for one in fields:
        value = _value(form, one, f"{above}{one.name}")
        if value is not None:
            found[one.name] = value
    return found


def count_rows(form: Submitted, path: str) -> int:
    """How many rows of a list a form holds; RefusedError `form_too_many_rows`."""
    starts = re.compile(re.escape(path) + r"\.([0-9]{1,4})\.")
    seen = [int(match[1]) for name in form.fields if (match := starts.match(name))]
    seen += [int(match[1]) for name in form.files if (match := starts.match(name))]
    count = max(seen, default=-1) + 1
    if count > _MOST_ROWS:
        raise RefusedError(refuse("form_too_many_rows", path, most=_MOST_ROWS))
    return count


def _fields(schema: Schema, defs: Schema, above: str) -> tuple[Field, ...]:
    needed = schema.get("required", ())
    return tuple(
        _field(part, defs, f"{above}{name}", name, name in needed)
        for name, part in schema.get("properties", {}).items()
    )


def _field(schema: Schema, defs: Schema, path: str, name: str, needed: bool) -> Field:
    said, kind_of_value = _resolved(schema, defs)
    shared: dict[str, Any] = {
        "path": path,
        "name": name,
        "required": needed,
        "otherwise": schema.get("default"),
    }
    if said.get("type") == "array":
        return _list_field(said, defs, shared)
    if said.get("properties"):
        parts = _fields(said, defs, "")
        return Field(kind=Kind.GROUP, parts=parts, **shared)
    return Field(
        kind=_kind(said, name),
        choices=tuple(str(one) for one in said.get("enum", ())),
        kind_of_value=kind_of_value,
        longest=said.get("maxLength"),
        secret=bool(said.get("x-confidential")),
        **shared,
    )


def _list_field(said: Schema, defs: Schema, shared: dict[str, Any]) -> Field:
    item, kind_of_value = _resolved(said["items"], defs)
    if item.get("properties"):
        return Field(kind=Kind.ROWS, parts=_fields(item, defs, ""), **shared)
    if "enum" in item:
        choices = tuple(str(one) for one in item["enum"])
        return Field(kind=Kind.CHOICES, choices=choices, kind_of_value=kind_of_value, **shared)
    if _kind(item, shared["name"]) is Kind.FILE:
        return Field(kind=Kind.FILE, choices=("many",), **shared)
    return Field(kind=Kind.LINES, numbers=item.get("type") == "integer", **shared)


def _resolved(schema: Schema, defs: Schema) -> tuple[Schema, str]:
    """The schema itself behind references and `or null`, and what kind of value it is."""
    kind = ""
    found = dict(schema)
    while True:
        if "$ref" in found:
            title = str(found["$ref"]).rsplit("/", 1)[-1]
            kind = re.sub(r"(?<!^)(?=[A-Z])", "_", title).lower()
            found = {**defs[title], **{k: v for k, v in found.items() if k != "$ref"}}
        elif "anyOf" in found:
            found = next(one for one in found["anyOf"] if one.get("type") != "null")
        else:
            return found, kind


def _kind(said: Schema, name: str) -> Kind:
    kind, form = said.get("type"), said.get("format")
    if "enum" in said:
        return Kind.CHOICE
    if kind == "boolean":
        return Kind.CHECK
    if kind in ("integer", "number"):
        return Kind.WON if name.endswith("_won") else Kind.NUMBER
    if form in ("date", "date-time"):
        return Kind.DAY if form == "date" else Kind.MOMENT
    about = str(said.get("description", ""))
    if about.startswith("base64"):
        return Kind.FILE
    if about.startswith("a fraction"):
        return Kind.RATE
    return Kind.LONG_TEXT if (said.get("maxLength") or 0) > _LONG_TEXT else Kind.TEXT


def _value(form: Submitted, one: Field, path: str) -> Any:
    if one.kind is Kind.GROUP:
        inside = values_from(form, one.parts, f"{path}.")
        return inside or (None if not one.required else {})
    if one.kind is Kind.ROWS:
        rows = [values_from(form, one.parts, f"{path}.{n}.") for n in range(count_rows(form, path))]
        filled = [row for row in rows if any(value not in (None, False) for value in row.values())]
        return filled or None
    if one.kind is Kind.FILE:
        files = [base64.b64encode(up.data).decode() for up in form.files.get(path, []) if up.data]
        return (files or None) if one.choices else (files[0] if files else None)
    if one.kind is Kind.CHOICES:
        return [value for value in form.all(path) if value] or None
    text = form.text(path)
    if one.kind is Kind.LINES:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return [_number(line) if one.numbers else line for line in lines] or None
    if one.kind is Kind.CHECK:
        return _checked(form, path)
    if not text:
        return None
    if one.kind is Kind.WON:
        won = parse_won(text)
        # What cannot be read stays as it was written, so that the act says what is wrong.
        return text if won is None else won
    if one.kind is Kind.NUMBER:
        return _number(text)
    if one.kind is Kind.MOMENT and len(text) <= _MOMENT_LENGTH:
        return f"{text}+09:00"
    return text


def _checked(form: Submitted, path: str) -> bool | None:
    """A box says nothing when it is empty: its twin, a hidden field, says that it was there."""
    said = form.all(path)
    return None if not said else "true" in said


def _number(text: str) -> int | str:
    return int(text.replace(",", "")) if _WHOLE.fullmatch(text) else text
