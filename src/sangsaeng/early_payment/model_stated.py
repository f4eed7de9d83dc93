"""What a seller is told before it accepts: everything in won and in percent a year."""

from __future__ import annotations

from dataclasses import dataclass

from sangsaeng.early_payment.model import Price, Quote
from sangsaeng.kernel.money import Rounding


@dataclass(frozen=True, slots=True)
class Stated:
    """A quote with whose name its price rests on, and the system fee that is inside the interest.

    `from_deposit`: the buyer's money is there already and the sale is paid out of it.
    """

    quote: Quote
    buyer: str
    tier: int
    fee_won: int
    from_deposit: bool


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What early cash would cost, in won; the fee is inside the interest."""

    amount_won: int
    days: int
    price: Price
    interest_won: int
    fee_won: int
    rounding: Rounding
