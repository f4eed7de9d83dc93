"""What a funder may expect of what it holds. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sangsaeng.early_payment.model_funders import Flow, Holding, Split
from sangsaeng.kernel.money import days_between, interest_won


def plan_split(holding: Holding, day: date) -> Split:
    """Where a purchase's interest goes when it is repaid on a day.

    A funder keeps the interest of the days from the sale to that day, the system fee inside it; the
    rest is refunded. On or after the stated day of what was sold nothing is left to refund. The
    settlement run's `post_repayments` is the same in SQL.
    """
    last = min(day, holding.matures_on)
    days = days_between(holding.sold_on, last)
    kept = holding.interest_won
    if day < holding.matures_on:
        own = interest_won(holding.amount_won, holding.rate_annual, days, holding.rounding)
        kept = min(kept, own)
    fee = interest_won(holding.amount_won, holding.fee_rate_annual, days, holding.rounding)
    fee = min(fee, kept)
    return Split(kept - fee, fee, holding.interest_won - kept)


def plan_forecast(holdings: Sequence[Holding]) -> list[Flow]:
    """Cash by day, the earliest first, if every root is paid on its settlement day."""
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in holdings:
        split = plan_split(one, one.repays_on)
        parts = (one.amount_won, split.fee_won, split.refund_won, split.earned_won)
        sums[one.repays_on] = [
            so_far + won for so_far, won in zip(sums[one.repays_on], parts, strict=True)
        ]
    return [Flow(day, *sums[day]) for day in sorted(sums)]
