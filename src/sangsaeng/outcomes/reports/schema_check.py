"""Holding an export against its standard's schema before it leaves, without a network.

The published schemas let unknown fields pass, so that a misspelt one would go out unseen: here
every object may hold only the fields its schema names.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from sangsaeng.kernel.refusals import Refusal, refuse

_FOLDER = "schemas"
_INDIGO = "indigo-4.1.0/project.json"
_OCDS = "ocds-1.1.5"
_BASE = "https://standard.open-contracting.org/schema/1__1__5"
_EXTENSIONS = ("metrics-extension.json", "transaction-milestones-extension.json")
_LEAVES = frozenset({"PUBLIC", "DISPUTED"})
# A document with more faults than these is wrong as a whole.
_MOST_FAULTS = 20


def check_indigo(project: Mapping[str, Any]) -> list[Refusal]:
    """Every fault of an INDIGO 4.1.0 project: `export_not_valid` with its place and what it is; or
    `export_not_public`, where a row is neither public nor in dispute."""
    # A tenth of a second to load: only an export waits for it.
    from jsonschema import Draft7Validator  # noqa: PLC0415

    faults = _faults(Draft7Validator(_closed(_read(_INDIGO))), project)
    return faults or list(_not_public(project, ""))


def _not_public(part: Any, place: str) -> Iterator[Refusal]:
    if isinstance(part, dict):
        if "status" in part and part["status"] not in _LEAVES:
            yield refuse("export_not_public", place, status=str(part["status"])[:20])
        for name, value in part.items():
            yield from _not_public(value, f"{place}/{name}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _not_public(value, f"{place}/{number}")


def check_ocds(package: Mapping[str, Any]) -> list[Refusal]:
    """Every fault of an OCDS 1.1.5 release or record package, with the extensions it names."""
    from jsonschema import Draft4Validator  # noqa: PLC0415
    from referencing import Registry, Resource  # noqa: PLC0415
    from referencing.jsonschema import DRAFT4  # noqa: PLC0415

    name = "record-package-schema" if "records" in package else "release-package-schema"
    schema = _closed(_read(f"{_OCDS}/{name}.json"))
    release = Resource.from_contents(_closed(_release()), default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource(f"{_BASE}/release-schema.json", release)
    return _faults(Draft4Validator(schema, registry=registry), package)


def merge(target: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396): how an OCDS extension changes the release schema."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def _faults(validator: Any, document: Mapping[str, Any]) -> list[Refusal]:
    found = sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.path)))
    return [
        refuse(
            "export_not_valid",
            "/".join(str(part) for part in error.absolute_path),
            what=str(error.message)[:200],
        )
        for error in found[:_MOST_FAULTS]
    ]


@cache
def _text(path: str) -> str:
    folder = resources.files("sangsaeng.outcomes.reports").joinpath(_FOLDER)
    return folder.joinpath(path).read_text("utf-8")


def _read(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_text(path))
    return found


def _release() -> dict[str, Any]:
    schema = _read(f"{_OCDS}/release-schema.json")
    for name in _EXTENSIONS:
        schema = merge(schema, _read(f"{_OCDS}/{name}"))
    return schema


def _closed(schema: Any) -> Any:
    """A copy in which an object that names its fields takes no other."""
    made = copy.deepcopy(schema)
    _close(made)
    return made


def _close(part: Any) -> None:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and "additionalProperties" not in part:
            part["additionalProperties"] = False
        for value in part.values():
            _close(value)
    elif isinstance(part, list):
        for value in part:
            _close(value)
