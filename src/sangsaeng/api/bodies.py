"""Reading what came in, exactly: bodies and query parameters become values or refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sangsaeng.kernel.messages import catalogue
from sangsaeng.kernel.refusals import Fact, Refusal, refuse

M = TypeVar("M", bound=BaseModel)

# A hostile body may hold a million faults; nobody reads more than these.
MOST_FAULTS = 1_000
# Twice the longest list there is; a hostile body is a million empty ones, each of which costs more
# memory than its two characters.
MOST_CONTAINERS = 20_000
MOST_VALUES = 250_000
_DEEPEST = 32
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NOT_A_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_LONGEST_NAME = 100
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_OUT_OF_BOUNDS = ("greater_than", "less_than", "too_long", "too_short", "string_too", "multiple_of")
_KINDS = ("_type", "int_from_float", "int_parsing", "bool_parsing")


def read_body(model: type[M], data: bytes) -> M | list[Refusal]:
    """A JSON body as the model: exact types, no unknown field, no name twice.

    What is no JSON is `body_malformed`, what holds too much `body_too_many`; every other fault
    names its field, and its line in a list.
    """
    refused = _decide_size(data)
    if refused:
        return [refused]
    try:
        text = data.decode("utf-8")
        parsed = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return [_malformed()]
    if "\\u0000" in text and _holds_nul(parsed):
        return [_malformed()]
    try:
        return model.model_validate_json(data)
    except ValidationError as failed:
        return refusals_of(failed)


def read_query(
    model: type[M], path: Mapping[str, str], query: Iterable[tuple[str, str]]
) -> M | list[Refusal]:
    """Path and query parameters as the model; a parameter is said once, but for a list's."""
    kinds = _kinds_of(model)
    given: dict[str, Any] = {name: _value(kinds.get(name, ()), text) for name, text in path.items()}
    for name, text in query:
        if "\0" in name or "\0" in text:
            return [refuse("field_malformed", _short(name), name=_short(name))]
        if "array" in kinds.get(name, ()):
            given.setdefault(name, []).append(_value(kinds[name], text))
        elif name in given:
            return [refuse("field_malformed", _short(name), name=_short(name))]
        else:
            given[name] = _value(kinds.get(name, ()), text)
    try:
        return model.model_validate_json(json.dumps(given))
    except ValidationError as failed:
        return refusals_of(failed)


def _decide_size(data: bytes) -> Refusal | None:
    """Nesting and counts, before anything is made of the text."""
    bare = _STRINGS.sub(b"", data)
    brackets = bare.translate(None, _NOT_A_BRACKET)
    depth = 0
    for one in brackets[: 2 * MOST_CONTAINERS]:
        depth += 1 if one in b"[{" else -1
        if depth > _DEEPEST:
            return _malformed()
    opened = brackets.count(b"[") + brackets.count(b"{")
    if opened > MOST_CONTAINERS or bare.count(b",") > MOST_VALUES:
        return refuse("body_too_many", None, most=MOST_CONTAINERS, values=MOST_VALUES)
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _holds_nul(value: Any) -> bool:
    """PostgreSQL keeps no NUL in a text."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(_holds_nul(part) for part in value)


def _malformed() -> Refusal:
    return refuse("body_malformed")


@cache
def _kinds_of(model: type[BaseModel]) -> Mapping[str, tuple[str, ...]]:
    """The JSON types a parameter may have, by its name; of a list those of its items too."""
    found = {}
    for name, schema in model.model_json_schema()["properties"].items():
        choices = schema.get("anyOf", [schema])
        choices = [*choices, *(choice["items"] for choice in choices if "items" in choice)]
        found[name] = tuple(str(choice.get("type", "string")) for choice in choices)
    return found


def _value(kinds: Sequence[str], text: str) -> Any:
    if "integer" in kinds and _WHOLE.fullmatch(text):
        return int(text)
    if "boolean" in kinds and text in ("true", "false"):
        return text == "true"
    return text


def refusals_of(failed: ValidationError) -> list[Refusal]:
    """Every fault by its field, and its line in a list."""
    faults = failed.errors(include_url=False, include_input=False)
    return [_refusal(fault) for fault in faults[:MOST_FAULTS]]


def _refusal(fault: ErrorDetails) -> Refusal:
    kind, place = fault["type"], fault["loc"]
    if kind == "json_invalid":
        return _malformed()
    at = next((index for index, part in enumerate(place) if isinstance(part, int)), None)
    line = None if at is None else int(place[at]) + 1
    inside = place if at is None or at + 1 == len(place) else place[at + 1 :]
    name = _short(".".join(str(part) for part in inside if isinstance(part, str)))
    if kind in catalogue():
        facts = {
            key: value
            for key, value in fault.get("ctx", {}).items()
            if isinstance(value, str | int)
        }
        return Refusal(kind, name or None, line, facts)
    return Refusal(_code(kind), name or None, line, _named(name))


def _named(name: str) -> Mapping[str, Fact]:
    return {"name": name or "{}"}


def _code(kind: str) -> str:
    if kind == "extra_forbidden":
        return "field_unknown"
    if kind == "missing":
        return "field_missing"
    if kind.startswith(_OUT_OF_BOUNDS):
        return "field_out_of_bounds"
    if kind.endswith(_KINDS[0]) or kind in _KINDS:
        return "field_wrong_type"
    return "field_malformed"


def _short(name: str) -> str:
    return name[:_LONGEST_NAME]
