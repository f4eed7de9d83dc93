"""Programmes, their terms and a buyer's standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    """Prices and rules of a programme from a day on; rates are fractions a year."""

    terms_id: int
    in_force_from: date
    early_payment_rate_annual: Decimal
    deposit_incentive_rate_annual: Decimal
    rounding: Rounding
    refund_owner: RefundOwner
    max_partial_sales: int


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


@dataclass(frozen=True, slots=True)
class Standing:
    """A buyer's standing on a day; suspended buyers issue nothing anywhere."""

    suspended: bool
    since: date | None = None
    until: date | None = None
