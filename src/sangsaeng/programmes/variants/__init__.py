"""Variants of the scheme: one file each, found by scan, held to one contract test.

A variant module defines `VARIANT`. To add one, add a file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from sangsaeng.programmes.variants.variant import Variant


@cache
def variants() -> Mapping[str, Variant]:
    """Every variant by its code."""
    found: dict[str, Variant] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "variant":
            variant: Variant = importlib.import_module(f"{__name__}.{module.name}").VARIANT
            assert variant.code == module.name and variant.code not in found
            found[variant.code] = variant
    return found
