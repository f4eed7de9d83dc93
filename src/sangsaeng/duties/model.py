"""Payments as the tax credit sees them, the law of a day, and what a pass-on would earn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CreditLaw:
    """조세특례제한법 §7의4 in force on a settlement day.

    `spans`: the longest days from the invoice, shortest first, and the rate of each; `sizes`: codes
    `sme`, `mid` that payer and payee must both be among.
    """

    spans: tuple[tuple[int, Decimal], ...]
    longest_days: int
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """Won that one company paid another by mutual benefit payment; `law` is None where the day of
    settlement had no credit."""

    amount_won: int
    invoice_on: date
    settles_on: date
    payer_size: str
    payee_size: str
    law: CreditLaw | None


@dataclass(frozen=True, slots=True)
class YearLaw:
    """What is taken off the sum of a year; a rate that the data does not reach is None."""

    cap_rate: Decimal | None
    surtax_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Credit:
    """A tax credit in won. `earning_won`: the payments that earn it; `gross_won`: before the cap;
    `taken_won`: after it; the surtax on that and what is left, None where the surtax of the year is
    not known."""

    earning_won: int
    gross_won: int
    taken_won: int
    surtax_won: int | None
    net_won: int | None


@dataclass(frozen=True, slots=True)
class PassOnLine:
    """A part that would be passed on; `invoice_on` None: the day of the promise counts."""

    amount_won: int
    matures_on: date
    invoice_on: date | None = None
    payee_size: str = "small"


@dataclass(frozen=True, slots=True)
class Parent:
    """The receivable that would be carved from, and who owns what its parked money brings."""

    holder_id: int
    holder_size: str
    owner_id: int
    retained_won: int
    free_won: int
    matures_on: date
    funded_on: date


@dataclass(frozen=True, slots=True)
class Expected:
    """What is assumed of the payees' sales: the share of each line that is sold, and how many days
    after the funding of the parent. Zero days: all interest comes back."""

    sale_share: Decimal
    days_after_funding: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What passing on would earn the holder, in won, and what keeping the money would.

    Refund and incentive arise either way; where they belong to the first tier and the holder is a
    lower one, they are `for_first_tier_won` and the holder's own two figures are zero. `incentives`
    are the steps of the incentive: up to the expected sale, and after it. `withheld_won`: the tax
    that the agreement would take off the holder's own refund and incentive.
    """

    amount_won: int
    refunds_belong_to_holder: bool
    interest_refund_won: int
    incentives_won: tuple[int, ...]
    for_first_tier_won: int
    credit: Credit
    old_way_interest_forgone_won: int
    early_payment_rate_annual: Decimal | None
    withheld_won: int = 0

    @property
    def deposit_incentive_won(self) -> int:
        """The incentive in all."""
        return sum(self.incentives_won)

    @property
    def paid_won(self) -> int:
        """Refund and incentive as they reach the holder's account, tax taken off."""
        return self.interest_refund_won + self.deposit_incentive_won - self.withheld_won
