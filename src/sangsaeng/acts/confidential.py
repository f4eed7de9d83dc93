"""Fields that a stolen copy of the book must not tell, inside the text of an act.

A field says `json_schema_extra={"x-confidential": True}`. In the text that is stored, approved and
executed it stands sealed, as `sealed:…`; the digest is of that text. It is opened only to be
executed, or shown to a company of the act.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from sangsaeng.acts.model import Given
from sangsaeng.acts.rules import render_given
from sangsaeng.database.sealing import Keys

_MARK = "sealed:"
_ABOUT = "act.given"
Change = Callable[[str], str]


def seal_given(given: Given, keys: Callable[[], Keys]) -> str:
    """What was entered as its text, confidential fields sealed."""
    text = render_given(given)
    if not _has_confidential(type(given)):
        return text

    def sealed(value: str) -> str:
        return _MARK + base64.urlsafe_b64encode(keys().seal(value, _ABOUT)).decode()

    return _changed(type(given), text, sealed)


def open_given(model: type[Given], text: str, keys: Callable[[], Keys]) -> str:
    """The text with every field readable. Raises SealBrokenError."""
    if not _has_confidential(model):
        return text

    def opened(value: str) -> str:
        if not value.startswith(_MARK):
            return value
        return keys().unseal(base64.urlsafe_b64decode(value.removeprefix(_MARK)), _ABOUT)

    return _changed(model, text, opened)


def without_confidential(model: type[Given], text: str) -> str:
    """The text with every confidential field empty: what can be compared without any key."""
    return _changed(model, text, lambda _: "")


def _changed(model: type[BaseModel], text: str, change: Change) -> str:
    data = json.loads(text)
    _walk(model, data, change)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _walk(model: type[BaseModel], data: dict[str, Any], change: Change) -> None:
    for name, field in model.model_fields.items():
        value = data.get(name)
        if isinstance(value, str) and _is_confidential(model, name):
            data[name] = change(value)
        for inner in _models_in(field.annotation):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    _walk(inner, one, change)


@cache
def _has_confidential(model: type[BaseModel]) -> bool:
    return any(
        _is_confidential(model, name) or any(map(_has_confidential, _models_in(field.annotation)))
        for name, field in model.model_fields.items()
    )


def _is_confidential(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields[name]
    carriers = (field, *field.metadata, *_parts(field.annotation))
    extras = (getattr(one, "json_schema_extra", None) for one in carriers)
    return any(isinstance(extra, dict) and "x-confidential" in extra for extra in extras)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    return [
        part
        for part in _parts(annotation)
        if isinstance(part, type) and issubclass(part, BaseModel)
    ]
