"""Every control: each module of `checks/` has one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sangsaeng.outcomes.controls import checks
from sangsaeng.outcomes.controls.shape import Control


@cache
def controls() -> Mapping[str, Control]:
    """By code, in the order of the codes."""
    found: dict[str, Control] = {}
    for module in iter_modules(checks.__path__, f"{checks.__name__}."):
        control: Control = import_module(module.name).CONTROL
        assert control.code not in found, f"{control.code} stands twice"
        found[control.code] = control
    return dict(sorted(found.items()))
