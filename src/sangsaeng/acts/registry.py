"""Every act and every reading: each module of `kinds/` has ACTS, each of `readings/` READINGS."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sangsaeng.acts import kinds, readings
from sangsaeng.acts.apart import kept_apart
from sangsaeng.acts.shape import Act, Reading


@cache
def acts() -> Mapping[str, Act[Any]]:
    """By code, in the order of the codes."""
    found: dict[str, Act[Any]] = {}
    for module in iter_modules(kinds.__path__, f"{kinds.__name__}."):
        for act in import_module(module.name).ACTS:
            assert act.code not in found, f"{act.code} stands twice"
            found[act.code] = kept_apart(act)
    return dict(sorted(found.items()))


@cache
def all_readings() -> Mapping[str, Reading]:
    """By code, in the order of the codes."""
    found: dict[str, Reading] = {}
    for module in iter_modules(readings.__path__, f"{readings.__name__}."):
        for reading in import_module(module.name).READINGS:
            assert reading.code not in found, f"{reading.code} stands twice"
            found[reading.code] = reading
    return dict(sorted(found.items()))
