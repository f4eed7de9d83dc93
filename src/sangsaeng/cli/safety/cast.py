"""Who plays: the institutions, suppliers and sites of the demonstration, by invented names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice, product
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Size:
    """How many play: the real programme's shape, or a small one for tests."""

    suppliers: int
    sites_each: int

    @property
    def sites(self) -> int:
        """Sites in all."""
        return self.suppliers * self.sites_each


# The call of 2026-02-25: 50 suppliers; six sites each make the 300 of the programme's plan.
WHOLE = Size(50, 6)


@cache
def cast() -> Mapping[str, Any]:
    """The file of names."""
    text = (resources.files(__package__) / "cast.yaml").read_text("utf-8")
    read: Mapping[str, Any] = yaml.safe_load(text)
    return read


def supplier_names(count: int) -> Sequence[str]:
    """Names of suppliers, each once."""
    return _names("supplier", count)


def site_names(count: int) -> Sequence[str]:
    """Names of companies with a site, each once."""
    return _names("site", count)


def _names(kind: str, count: int) -> Sequence[str]:
    pairs = product(cast()[f"{kind}_second"], cast()[f"{kind}_first"])
    found = [first + second for second, first in islice(pairs, count)]
    assert len(found) == count, f"{count} {kind} names wanted"
    return found
