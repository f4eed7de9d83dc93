"""A funder's own book: what it holds, what comes back when, and what it earned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sangsaeng.kernel.money import Rounding


@dataclass(frozen=True, slots=True)
class Holding:
    """A part a funder bought and was not yet repaid, on the name of the root's buyer.

    Who sold it is not in it: a funder buys the buyer's promise, and the price knows no seller (G10,
    G12). `repays_on`: the root's settlement day, moved to a business day.
    """

    programme_id: int
    purchase_id: int
    facility_id: int
    own_account_id: int
    buyer: str
    tier: int
    sold_on: date
    matures_on: date
    root_matures_on: date
    repays_on: date
    rate_annual: Decimal
    fee_rate_annual: Decimal
    rounding: Rounding
    amount_won: int
    interest_won: int

    @property
    def paid_won(self) -> int:
        """What the seller got for it."""
        return self.amount_won - self.interest_won


@dataclass(frozen=True, slots=True)
class Split:
    """Where the interest of a purchase goes when it is repaid: the three add up to it."""

    earned_won: int
    fee_won: int
    refund_won: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A day's cash of a funder: what is repaid to it, less the fee and the refunds it owes then."""

    day: date
    repaid_won: int
    fee_won: int
    refund_won: int
    earned_won: int

    @property
    def net_won(self) -> int:
        """What stays on its account."""
        return self.repaid_won - self.fee_won - self.refund_won


@dataclass(frozen=True, slots=True)
class Moves:
    """An account's opening and closing balance in the ledger, in won."""

    opening_won: int
    closing_won: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one funding account did in one programme over a span of days, both ends counted.

    `purchased`, `unearned`, `earned` are the ledger's accounts 120, 240 and 241 of it.
    """

    programme_id: int
    own_account_id: int
    buyer: str
    bought_won: int
    repaid_won: int
    interest_taken_won: int
    earned_won: int
    fee_won: int
    refunded_won: int
    purchased: Moves
    unearned: Moves
    earned: Moves

    @property
    def ties(self) -> bool:
        """What moved accounts for every won between the ledger's openings and closings."""
        income = self.earned_won + self.fee_won + self.refunded_won
        return (
            self.purchased.opening_won + self.bought_won - self.repaid_won
            == self.purchased.closing_won
            and self.unearned.opening_won + self.interest_taken_won - income
            == self.unearned.closing_won
            and self.earned.opening_won + self.earned_won == self.earned.closing_won
        )
