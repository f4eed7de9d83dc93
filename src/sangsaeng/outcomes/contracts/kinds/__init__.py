"""Kinds of outcome contracts: one file each, found by scan, held to one contract test.

A module of this folder defines `KIND`, whose code is the module's name. To add one, add a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from sangsaeng.outcomes.contracts.shape import Kind


@cache
def kinds() -> Mapping[str, Kind[Any, Any]]:
    """Every kind by its code."""
    found: dict[str, Kind[Any, Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        kind: Kind[Any, Any] = importlib.import_module(f"{__name__}.{module.name}").KIND
        assert kind.code == module.name and kind.code not in found
        found[kind.code] = kind
    return found
