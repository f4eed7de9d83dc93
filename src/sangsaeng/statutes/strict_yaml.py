"""Reads data files so that a slip of the pen stops the program instead of changing the law.

Numbers and days are written as quoted strings: YAML would read 15.5 as a binary fraction and
2026-01-01 as its own date. Duplicate keys, which YAML silently lets win, are refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

import yaml

_UNQUOTED = ("float", "int", "timestamp")


class DataFileError(Exception):
    """A data file of ours is wrong: a bug in the release, told with its file and key."""

    def __init__(self, file: str, key: str, why: str) -> None:
        super().__init__(f"{file}: {key}: {why}")


class _DuplicateKeyError(Exception):
    pass


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise _DuplicateKeyError(key.value)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class _UnquotedError(Exception):
    pass


def _refuse_unquoted(_: _Loader, node: yaml.ScalarNode) -> str:
    raise _UnquotedError(node.value)


for _kind in _UNQUOTED:
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _refuse_unquoted)


def read_mapping(file: Traversable) -> Mapping[str, Any]:
    """The file's top mapping; its numbers and days must be quoted strings. DataFileError if not."""
    return parse_mapping(file.read_text("utf-8"), file.name)


def parse_mapping(text: str, name: str) -> Mapping[str, Any]:
    """As `read_mapping`, of a text; `name` stands in the error."""
    try:
        content = yaml.load(text, _Loader)
    except _DuplicateKeyError as error:
        raise DataFileError(name, str(error), "stands twice") from error
    except _UnquotedError as error:
        raise DataFileError(name, str(error), "numbers and days must be quoted strings") from error
    except yaml.YAMLError as error:
        raise DataFileError(name, "whole file", str(error)) from error
    if not isinstance(content, dict):
        raise DataFileError(name, "whole file", "is not a mapping")
    return content


def check_keys(
    content: object, file: str, at: str, required: frozenset[str], optional: frozenset[str]
) -> Mapping[str, Any]:
    """`content` as a mapping with all of `required` and nothing beyond `optional`."""
    if not isinstance(content, dict):
        raise DataFileError(file, at, "is not a mapping")
    if missing := required - content.keys():
        raise DataFileError(file, at, f"missing {', '.join(sorted(missing))}")
    if unknown := content.keys() - required - optional:
        raise DataFileError(file, at, f"unknown {', '.join(sorted(map(str, unknown)))}")
    return content


def check_text(value: object, file: str, at: str) -> str:
    """`value` as text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(file, at, "must be text that is not empty")
    return value


def check_choice(value: object, choices: frozenset[str], file: str, at: str) -> str:
    """`value` as one of `choices`."""
    if value not in choices:
        raise DataFileError(file, at, f"{value!r} is not one of {', '.join(sorted(choices))}")
    return str(value)


def check_day(value: object, file: str, at: str) -> date:
    """`value`, written "YYYY-MM-DD", as a date."""
    text = check_text(value, file, at)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise DataFileError(file, at, f"{text!r} is not a day") from error
    if day.isoformat() != text:
        raise DataFileError(file, at, f"{text!r} is not written YYYY-MM-DD")
    return day
