"""Rates as they are typed: fractions a year, so that a percentage is never taken for one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sangsaeng.kernel.money import has_rate_places
from sangsaeng.kernel.refusals import Refusal, refuse


def parse_rate(text: str, field: str) -> Decimal | Refusal:
    """A rate typed as a fraction a year, or `rate_invalid`."""
    try:
        rate = Decimal(text)
    except InvalidOperation:
        return refuse("rate_invalid", field, value=text[:20])
    # A rate of 1 or more is a percentage typed where a fraction belongs.
    if not rate.is_finite() or not 0 <= rate < 1 or not has_rate_places(rate):
        return refuse("rate_invalid", field, value=text[:20])
    return rate
