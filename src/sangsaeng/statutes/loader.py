"""The law in force on a day, read from `parameters/<topic>/<name>.yaml`.

Adding a law value is adding one file; a file with a duplicate key, an unquoted number, no
reference, or days out of order stops the program (DataFileError), since a decision on a wrong
statute is worse than none. Changing a file never touches what was decided before (G11): decisions
store the values they used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.statutes import strict_yaml
from sangsaeng.statutes.model import DatedValue, Kind, LawValue, Parameter, Reference, Value
from sangsaeng.statutes.strict_yaml import DataFileError

CONFIDENCES = frozenset({"high", "medium"})
_FILE_KEYS = frozenset({"description", "unit", "type", "values", "checked_on"})
_VALUE_KEYS = frozenset({"value", "reference", "confidence"})
_REFERENCE_KEYS = frozenset({"title", "article", "source"})
_LANGUAGES = frozenset({"ko", "en"})
_NOTHING: frozenset[str] = frozenset()
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_PERCENT = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
_T = TypeVar("_T")


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every law value by name. Names are unique across topics."""
    found: dict[str, Parameter] = {}
    folder = resources.files("sangsaeng.statutes") / "parameters"
    for topic in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for file in sorted(topic.iterdir(), key=lambda entry: entry.name):
            where = f"parameters/{topic.name}/{file.name}"
            parameter = parse_parameter(file.read_text("utf-8"), topic.name, file.name)
            if parameter.name in found:
                raise DataFileError(where, parameter.name, "stands in two topics")
            found[parameter.name] = parameter
    return MappingProxyType(found)


def parse_parameter(text: str, topic: str, file_name: str) -> Parameter:
    """One file's text as a Parameter; DataFileError names the file and the key."""
    where = f"parameters/{topic}/{file_name}"
    content = strict_yaml.parse_mapping(text, where)
    strict_yaml.check_keys(content, where, "whole file", _FILE_KEYS, _NOTHING)
    description = strict_yaml.check_keys(
        content["description"], where, "description", _LANGUAGES, _NOTHING
    )
    kind = Kind(
        strict_yaml.check_choice(content["type"], frozenset(k.value for k in Kind), where, "type")
    )
    return Parameter(
        name=file_name.removesuffix(".yaml"),
        topic=topic,
        description={
            language: strict_yaml.check_text(sentence, where, f"description.{language}")
            for language, sentence in description.items()
        },
        unit=strict_yaml.check_text(content["unit"], where, "unit"),
        kind=kind,
        values=_parse_values(content["values"], kind, where),
        checked_on=strict_yaml.check_day(content["checked_on"], where, "checked_on"),
    )


def _parse_values(content: object, kind: Kind, where: str) -> tuple[DatedValue, ...]:
    if not isinstance(content, dict) or not content:
        raise DataFileError(where, "values", "must map days to values")
    values = [_parse_dated(day, entry, kind, where) for day, entry in content.items()]
    for before, after in pairwise(values):
        at = f"values.{after.in_force_from}"
        if after.in_force_from <= before.in_force_from:
            raise DataFileError(where, at, "days must be in order")
        if before.until and before.until >= after.in_force_from:
            raise DataFileError(where, at, "begins before the value above it ends")
    return tuple(values)


def _parse_dated(day: object, content: object, kind: Kind, where: str) -> DatedValue:
    in_force_from = strict_yaml.check_day(day, where, f"values.{day}")
    at = f"values.{day}"
    entry = strict_yaml.check_keys(content, where, at, _VALUE_KEYS, frozenset({"until", "note"}))
    reference = strict_yaml.check_keys(
        entry["reference"], where, f"{at}.reference", _REFERENCE_KEYS, _NOTHING
    )
    until = None
    if "until" in entry:
        until = strict_yaml.check_day(entry["until"], where, f"{at}.until")
        if until < in_force_from:
            raise DataFileError(where, f"{at}.until", "ends before it begins")
    return DatedValue(
        in_force_from=in_force_from,
        value=_parse_value(entry["value"], kind, where, f"{at}.value"),
        until=until,
        reference=Reference(
            **{
                key: strict_yaml.check_text(text, where, f"{at}.reference.{key}")
                for key, text in reference.items()
            }
        ),
        confidence=strict_yaml.check_choice(
            entry["confidence"], CONFIDENCES, where, f"{at}.confidence"
        ),
        note=strict_yaml.check_text(entry["note"], where, f"{at}.note")
        if "note" in entry
        else None,
    )


def _parse_value(content: Any, kind: Kind, where: str, at: str) -> Value:
    if kind is Kind.LIST:
        if not isinstance(content, list) or not content:
            raise DataFileError(where, at, "must be a list of strings")
        return tuple(strict_yaml.check_text(item, where, at) for item in content)
    text = strict_yaml.check_text(content, where, at)
    match kind:
        case Kind.INTEGER if _INTEGER.fullmatch(text):
            return int(text)
        case Kind.RATE if _PERCENT.fullmatch(text):
            return Decimal(text) / 100
        case Kind.BOOLEAN if text in {"true", "false"}:
            return text == "true"
        case Kind.DATE:
            return strict_yaml.check_day(text, where, at)
        case Kind.TEXT:
            return text
    raise DataFileError(where, at, f"{text!r} is not of type {kind}")


def value_on(name: str, day: date) -> LawValue | Refusal:
    """The value of `name` in force on `day`, or `law_value_missing`: before its first day, or
    after a value that ended with none following. An unknown name is a bug (KeyError)."""
    for dated in reversed(parameters()[name].values):
        if dated.in_force_from > day:
            continue
        if dated.until and dated.until < day:
            break
        reference = dated.reference
        return LawValue(
            name,
            dated.value,
            dated.in_force_from,
            reference.title,
            reference.article,
            reference.source,
        )
    return refuse("law_value_missing", None, name=name, day=day.isoformat())


def integer_on(name: str, day: date) -> int | Refusal:
    """`value_on` for type integer, in the file's unit: days, won, years, times."""
    return _typed(name, day, int)


def rate_on(name: str, day: date) -> Decimal | Refusal:
    """`value_on` for type rate, as a fraction: 15.5 % is Decimal("0.155"). Never a float."""
    return _typed(name, day, Decimal)


def flag_on(name: str, day: date) -> bool | Refusal:
    """`value_on` for type boolean."""
    return _typed(name, day, bool)


def text_on(name: str, day: date) -> str | Refusal:
    """`value_on` for type text."""
    return _typed(name, day, str)


def list_on(name: str, day: date) -> tuple[str, ...] | Refusal:
    """`value_on` for type list: codes in the file's order."""
    return _typed(name, day, tuple)


def date_on(name: str, day: date) -> date | Refusal:
    """`value_on` for type date, such as a sunset."""
    return _typed(name, day, date)


def _typed(name: str, day: date, wanted: type[_T]) -> _T | Refusal:
    found = value_on(name, day)
    if isinstance(found, Refusal):
        return found
    # type() and not isinstance(): True is an int, and a flag must not be read as a number.
    assert type(found.value) is wanted, f"{name} is not of the type asked for"
    return found.value
