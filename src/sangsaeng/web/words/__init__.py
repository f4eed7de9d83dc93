"""What fields, values and lists are called: `fields/`, `values/` and `readings/` hold the words.

Codes are made from names: `field_<name>`, `value_<value>`, `reading_<code>`. Where one value means
different things in different places, `value_<kind>_<value>` wins over the plain one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from sangsaeng.kernel.messages import catalogue

_NOT_OF_A_CODE = re.compile(r"[^a-z0-9]+")
# What has its name already: in the letter of a notice, in the system's state, on the board, in the
# movements that a statement sums.
_ELSEWHERE = {
    "kind": "mail_name",
    "chore": "desk_chore",
    "what": "desk_proof",
    "statement_sum_what": "value_movement_row_what",
}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def code_part(text: str) -> str:
    """A name or value as it stands in a code: small letters, digits and `_`."""
    return _NOT_OF_A_CODE.sub("_", text.lower())


def kinds_of(model: type[BaseModel], field: str) -> Iterator[str]:
    """Under which kinds a value of a field may have words of its own, the closest first: the
    model's own field, the enumeration, the field wherever it stands."""
    for each in model.__mro__:
        if issubclass(each, BaseModel) and field in each.model_fields:
            yield f"{_snake(each)}_{field}"
    for part in parts_of(model.model_fields[field].annotation):
        if isinstance(part, type) and issubclass(part, StrEnum):
            yield _snake(part)
    yield field


def value_codes(value: str, *kinds: str) -> Iterator[str]:
    """The codes that may say a value, the closest first."""
    part = code_part(value)
    yield from (f"value_{kind}_{part}" for kind in kinds)
    yield from (f"{_ELSEWHERE[kind]}_{part}" for kind in kinds if kind in _ELSEWHERE)
    yield f"value_{part}"


def split_number(value: str, kinds: Iterable[str]) -> tuple[str, str] | None:
    """The sentence and the number of a value such as `deposit_of_programme_7`, where its kinds have
    one for such values; None for every other."""
    head, _, number = value.rpartition("_")
    if not number.isdecimal():
        return None
    codes = (one for one in value_codes(head, *kinds) if one in catalogue())
    code = next((one for one in codes if "{number}" in catalogue()[one]["ko"]), None)
    return None if code is None else (code, number)


def parts_of(annotation: Any) -> Iterator[Any]:
    """A type and everything it is made of."""
    yield annotation
    for inside in getattr(annotation, "__args__", ()):
        yield from parts_of(inside)


def _snake(of: type) -> str:
    return _CAPITAL.sub("_", of.__name__).lower()
