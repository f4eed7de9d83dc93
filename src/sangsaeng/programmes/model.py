"""Programmes, their terms and a buyer's standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from sangsaeng.kernel.money import Rounding


class DefaultPolicy(StrEnum):
    """What happens to unsold receivables when the buyer does not pay."""

    INSTITUTION_ADVANCES = "institution_advances"
    UNPAID_NO_RECOURSE = "unpaid_no_recourse"


class RefundOwner(StrEnum):
    """Who owns interest refunded on parked money, and the deposit incentive."""

    FIRST_TIER = "first_tier"
    DIRECT_PARENT = "direct_parent"


class AccountPurpose(StrEnum):
    """What one of the scheme's own bank accounts is for."""

    SETTLEMENT = "settlement"
    DEPOSIT = "deposit"
    OPERATING = "operating"
    FUNDING = "funding"
    OUTCOMES = "outcomes"


# Those that mutual benefit payment has; the other scheme's programmes have one each of their own.
OF_PAYMENTS: tuple[AccountPurpose, ...] = tuple(
    one for one in AccountPurpose if one is not AccountPurpose.OUTCOMES
)


@dataclass(frozen=True, slots=True)
class OwnBankAccount:
    """An account of the scheme at a bank; the deposit account is in the Foundation's name."""

    own_account_id: int
    purpose: AccountPurpose
    owner_id: int
    bank_code: str
    account_number: str
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices and rules of a programme from a day on; rates are fractions a year.

    The price of early payment: the base rate of the day where `follows_base_rate`, plus
    `early_payment_rate_annual`, plus the largest of `tenor_add_annual` whose `tenor_from_days` the
    tenor has reached; `system_fee_rate_annual` is inside it. Where `auction`, a day's auction may
    lower it. Quotes stand for `quote_valid_minutes` and until `cut_off_at` (Korean time).
    """

    terms_id: int
    in_force_from: date
    early_payment_rate_annual: Decimal
    deposit_incentive_rate_annual: Decimal
    rounding: Rounding
    refund_owner: RefundOwner
    max_partial_sales: int
    follows_base_rate: bool = False
    tenor_from_days: tuple[int, ...] = ()
    tenor_add_annual: tuple[Decimal, ...] = ()
    system_fee_rate_annual: Decimal = Decimal(0)
    auction: bool = False
    quote_valid_minutes: int = 30
    cut_off_at: time = time(16, 0)


@dataclass(frozen=True, slots=True)
class Programme:
    """One agreement. `claim_days`: how long value waits for a payee that is not on the system."""

    programme_id: int
    buyer_id: int
    institution_id: int
    foundation_id: int
    variant: str
    default_policy: DefaultPolicy
    max_tier: int
    opened_on: date
    ends_on: date | None
    claim_days: int
    settlement_account_id: int
    deposit_account_id: int
    operating_account_id: int
    insolvent_may_pass_on: bool = True


class FacilityKind(StrEnum):
    """What a provider stands ready for: to buy early, or to pay in the buyer's place."""

    PURCHASE = "purchase"
    GUARANTEE = "guarantee"


@dataclass(frozen=True, slots=True)
class Facility:
    """How much a provider stands ready with for a buyer, and how much of it is taken.

    `programme_id` None: its cap on the buyer over all programmes. `own_account_id`: what purchases
    are paid from. `least_rate_annual`: below this it does not buy. After `ends_on` it takes nothing
    new and keeps every promise made.
    """

    facility_id: int
    kind: FacilityKind
    provider_id: int
    buyer_id: int
    programme_id: int | None
    own_account_id: int | None
    least_rate_annual: Decimal
    limit_won: int
    from_on: date
    ends_on: date | None
    blocked_won: int = 0
    used_won: int = 0

    @property
    def free_won(self) -> int:
        """What can still be taken; a lowered limit leaves nothing, never less."""
        return max(self.limit_won - self.blocked_won - self.used_won, 0)

    def is_open_on(self, day: date) -> bool:
        """Whether it takes anything new on a day."""
        return self.from_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """A buyer's standing on a day; suspended buyers issue nothing anywhere."""

    suspended: bool
    since: date | None = None
    until: date | None = None
