"""Payout rails: how instructions reach a bank and how its answers are understood.

A rail is one module of this package that defines `RAIL`; adding one is that module and its sample
in the tests. Formats are pure; the network stands in `transports` alone. The desk above chooses a
rail by `routing.choose_rail`, stores the rendered bytes, sends them, and reads events (G7).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from sangsaeng.payouts.rails.model import Rail

# These import network and server libraries, which reading a format must not need.
_NOT_FORMATS = frozenset({"folder", "mock_bank_process", "open_banking_simulator", "transports"})


@cache
def all_rails() -> Mapping[str, Rail]:
    """Every rail of this package, by its code."""
    found: dict[str, Rail] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name in _NOT_FORMATS:
            continue
        rail = getattr(import_module(f"{__name__}.{module.name}"), "RAIL", None)
        if isinstance(rail, Rail):
            assert rail.code not in found, f"two rails are called {rail.code}"
            found[rail.code] = rail
    return found


def rail_of(code: str) -> Rail:
    """The rail called `code`; an unknown code is a bug."""
    return all_rails()[code]
