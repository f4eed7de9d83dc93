"""Whole won and the one place that rounds.

interest_won = amount_won x rate_annual x days / 365, rounded once by the institution's dated rule
(ACT/365, first day counted, last not: domain section 3). Rates are Decimals made from strings.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

from sangsaeng.kernel.refusals import Refusal, refuse

# BIGINT holds 9.2 x 10^18; a national year is 1.9 x 10^14 won. One item above 10^15 is a mistake.
LARGEST_WON = 10**15
DAYS_A_YEAR = 365
# A rate is quoted in basis points; 12 places leave room, and keep every product below exact.
_RATE_PLACES = 12


class Rounding(StrEnum):
    """How an institution turns a fraction of a won into whole won."""

    TRUNCATE = "truncate"
    NEAREST = "nearest"


def check_won(value: object, field: str = "amount_won") -> int | Refusal:
    """A positive whole number of won, or the refusal. `True`, 1.0 and "1" are not whole won."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_WON:
        return refuse("not_a_whole_won", field, value=str(value)[:40])
    return value


def days_between(first: date, last: date) -> int:
    """Days of interest: the first day counts, the last does not."""
    return (last - first).days


def round_won(amount: Decimal, rounding: Rounding) -> int:
    """The one named step that rounds money."""
    mode = ROUND_DOWN if rounding is Rounding.TRUNCATE else ROUND_HALF_UP
    return int(amount.quantize(Decimal(1), rounding=mode))


def percent(rate_annual: Decimal) -> str:
    """A rate a year in percent, as short as it is exact: 0.0420 is 4.2."""
    return f"{(rate_annual * 100).normalize():f}"


def has_rate_places(rate: Decimal) -> bool:
    """Whether a finite rate is written with no more decimal places than the book reckons with."""
    exponent = rate.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_RATE_PLACES


def interest_won(amount_won: int, rate_annual: Decimal, days: int, rounding: Rounding) -> int:
    """Simple interest in whole won: amount x rate x days / 365."""
    assert amount_won >= 0 and days >= 0 and rate_annual >= 0
    with localcontext() as context:
        context.prec = 50
        return round_won(amount_won * rate_annual * days / DAYS_A_YEAR, rounding)
