"""A day's auction, what funders bid in it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Auction:
    """Who buys on a day, and at what rate. `wanted_won`: how much the day's sellers may need.

    `rate_annual`: what funders earn that day, once closed and somebody won.
    """

    programme_id: int
    auction_id: int
    for_day: date
    closes_at: datetime
    wanted_won: int
    rate_annual: Decimal | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bid:
    """The least rate a year at which a facility buys, and how much; `taken_won` once closed."""

    facility_id: int
    provider_id: int
    rate_annual: Decimal
    amount_won: int
    bid_at: datetime
    taken_won: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """An auction's rate, None where nobody won, and what is taken of each facility's bid in won."""

    rate_annual: Decimal | None
    taken: dict[int, int]
