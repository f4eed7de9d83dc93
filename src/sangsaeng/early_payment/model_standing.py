"""Standing orders: what a company has sold by itself, and what a run of them did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sangsaeng.kernel.money import Rounding


class OrderKind(StrEnum):
    """Everything above an amount at once; or so much cash on a day of each month."""

    SELL_ABOVE = "sell_above"
    CASH_ON_DAY = "cash_on_day"


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """A company's order to sell by itself; from `ended_on` on it does nothing."""

    order_id: int
    company_id: int
    kind: OrderKind
    amount_won: int
    day_of_month: int | None
    from_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Sellable:
    """What a company could sell of one receivable today, at which price."""

    programme_id: int
    receivable_id: int
    free_won: int
    matures_on: date
    days: int
    rate_annual: Decimal
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part that a company's orders sell of a receivable."""

    programme_id: int
    receivable_id: int
    amount_won: int


@dataclass(frozen=True, slots=True)
class Room:
    """Which won of all that a run sells in a programme a facility buys: after `from_won`, up to
    `upto_won`; `taken_won` of them are sold."""

    programme_id: int
    facility_id: int
    own_account_id: int
    asks_annual: Decimal
    from_won: int
    upto_won: int
    taken_won: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run sold. `left`: how many portions nobody bought, by the code of the reason."""

    sale_count: int = 0
    amount_won: int = 0
    proceeds_won: int = 0
    left: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Ran) -> Ran:
        left = dict(self.left)
        for code, count in other.left.items():
            left[code] = left.get(code, 0) + count
        return Ran(
            self.sale_count + other.sale_count,
            self.amount_won + other.amount_won,
            self.proceeds_won + other.proceeds_won,
            left,
        )
