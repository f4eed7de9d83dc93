"""What the naive book is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass
class Invoice:
    """An invoice on file and what of it is promised."""

    total: int
    promised: int = 0
    amended: bool = False


@dataclass
class Piece:
    """A receivable."""

    order: int
    programme: int
    parent: int | None
    root: int
    tier: int
    holder: str
    face: int
    retained: int
    matures: date
    invoice: str | None
    passed_on: int = 0
    claim_by: date | None = None
    cancelled: str | None = None
    cancelled_on: date = date.max
    since: date | None = None
    paid: bool = False


@dataclass
class Agreement:
    """A programme: its terms and whose money lies where."""

    buyer: str
    variant: str
    max_tier: int
    claim_days: int
    rate: Decimal
    nearest: bool
    owner_is_first_tier: bool
    money: int = 0
    cash: int = 0
    held: int = 0


@dataclass
class Wish:
    """A line of an issue or a pass-on, as it was asked."""

    payee: str
    amount: int
    matures: date
    invoice: Mapping[str, Any] | None = None
