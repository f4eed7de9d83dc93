"""What the naive book is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any


@dataclass
class Invoice:
    """An invoice on file and what of it is promised."""

    total: int
    promised: int = 0
    amended: bool = False


@dataclass(frozen=True)
class Deal:
    """The terms a root is issued under; all of its tree keeps them (G11)."""

    incentive: Fraction
    nearest: bool
    owner_is_first_tier: bool
    price: Fraction
    fee: Fraction
    follows_base: bool
    steps: tuple[tuple[int, Fraction], ...]

    def interest(self, amount: int, rate: Fraction, days: int) -> int:
        """amount x rate x days / 365, rounded once as the terms say."""
        exact = Fraction(amount) * rate * max(days, 0) / 365
        return int(exact + Fraction(1, 2)) if self.nearest else int(exact)


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
    deal: Deal
    passed_on: int = 0
    sold: int = 0
    locked: int = 0
    claim_by: date | None = None
    cancelled: str | None = None
    cancelled_on: date = date.max
    since: date | None = None
    paid: bool = False


@dataclass
class Agreement:
    """A programme: what holds for all of it, its terms by their day, whose money lies where."""

    buyer: str
    variant: str
    max_tier: int
    claim_days: int
    deals: list[tuple[date, Deal]]
    advances: bool = False
    insolvent_may: bool = True
    money: int = 0
    cash: int = 0
    held: int = 0

    def deal_on(self, day: date) -> Deal:
        """The terms of what is issued on a day."""
        return [deal for since, deal in self.deals if since <= day][-1]


@dataclass
class Wish:
    """A line of an issue or a pass-on, as it was asked."""

    payee: str
    amount: int
    matures: date
    invoice: Mapping[str, Any] | None = None


@dataclass
class Room:
    """What a funder or the institution stands ready with for a buyer: in one agreement, or (None) a
    cap over all of them."""

    number: int
    kind: str
    provider: int
    buyer: str
    programme: int | None
    account: int | None
    least: Fraction
    limit: int
    ends: date | None
    blocked: int = 0
    used: int = 0

    @property
    def free(self) -> int:
        """What can be taken of it."""
        return max(self.limit - self.blocked - self.used, 0)

    def is_open(self, day: date) -> bool:
        """It takes something new on a day."""
        return self.ends is None or day <= self.ends


@dataclass
class SoldPart:
    """What one funder bought of a sale; `room` None: the deposit itself."""

    room: int | None
    amount: int
    interest: int


@dataclass
class Sold:
    """A part of a piece that was sold. `state`: open until the cut-off, then paid; or cancelled."""

    piece: int
    seller: str
    amount: int
    on: date
    rate: Fraction
    fee: Fraction
    interest: int
    parked: bool
    parts: list[SoldPart] = field(default_factory=list)
    state: str = "open"


@dataclass
class Advanced:
    """What the institution paid for a root, what of it is open, and the late interest on it."""

    programme: int
    root: int
    matures: date
    on: date
    amount: int
    left: int
    since: date
    interest: int = 0
    interest_paid: int = 0


@dataclass
class Hold:
    """What one order holds of one piece. `to_pay`: released after a settlement had left it."""

    piece: int
    amount: int
    ended: bool = False
    to_pay: int = 0
    paid: bool = False


@dataclass
class CourtOrder:
    """A creditor's order against a company."""

    company: str
    amount: int
    released: bool = False
    holds: list[Hold] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """What of it has found nothing so far."""
        return self.amount - sum(hold.amount for hold in self.holds if not hold.ended)
