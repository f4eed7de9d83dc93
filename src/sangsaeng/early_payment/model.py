"""Prices, quotes, sales and what a sale must know of its receivable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sangsaeng.programmes.model import Programme, Terms


@dataclass(frozen=True, slots=True)
class Price:
    """A rate a year and the system fee inside it, with the day's rates they were made of."""

    rate_annual: Decimal
    fee_rate_annual: Decimal
    base_rate_annual: Decimal | None = None
    auction_rate_annual: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A receivable as a sale sees it. `sales`: how many of it stand already."""

    receivable_id: int
    root_id: int
    parent_id: int | None
    tier: int
    holder_id: int
    retained_won: int
    locked_won: int
    matures_on: date
    cancelled_on: date | None
    unclaimed: bool
    parked_since: date | None
    amended_on: date | None
    root_matures_on: date
    root_funded_on: date | None
    sales: int
    first_tier_may_sell: bool
    article: str
    buyer_suspended: bool
    suspended_until: date | None
    cut_off_on: date | None
    closed_through: date | None
    programme: Programme
    terms: Terms

    @property
    def free_won(self) -> int:
        """What can be sold of it: retained, and not attached by creditors."""
        return self.retained_won - self.locked_won

    @property
    def is_parked(self) -> bool:
        """Its tree is funded: a sale is paid out of the deposit itself."""
        return self.root_funded_on is not None


@dataclass(frozen=True, slots=True)
class Quote:
    """A firm price for a part of a receivable; `valid_until` is inclusive."""

    programme_id: int
    quote_id: int
    receivable_id: int
    amount_won: int
    quoted_on: date
    matures_on: date
    days: int
    base_rate_annual: Decimal | None
    auction_rate_annual: Decimal | None
    rate_annual: Decimal
    fee_rate_annual: Decimal
    interest_won: int
    proceeds_won: int
    quoted_at: datetime
    valid_until: datetime

    @property
    def price(self) -> Price:
        """What it was quoted at."""
        rates = (self.rate_annual, self.fee_rate_annual)
        return Price(*rates, self.base_rate_annual, self.auction_rate_annual)


@dataclass(frozen=True, slots=True)
class Part:
    """What one funder buys of a sale."""

    facility_id: int
    own_account_id: int
    amount_won: int
    interest_won: int


@dataclass(frozen=True, slots=True)
class Sale:
    """A part of a receivable sold for good."""

    programme_id: int
    sale_id: int
    receivable_id: int
    amount_won: int
    days: int
    rate_annual: Decimal
    interest_won: int
    proceeds_won: int
    from_deposit: bool


@dataclass(frozen=True, slots=True)
class Refund:
    """Interest that goes back to the owner of parked money, and the account that pays it."""

    programme_id: int
    owner_id: int
    own_account_id: int
    amount_won: int


@dataclass(frozen=True, slots=True)
class CutOff:
    """What a day's cut-off sent on its way."""

    day: date
    purchase_count: int
    proceeds_won: int
