"""How far money went down the tiers, for the Foundation and the Ministry: totals, nobody's name."""

from __future__ import annotations

from datetime import date

from sangsaeng.acts.fields import Day, RateOut
from sangsaeng.acts.listing import Order, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Reading
from sangsaeng.database.statements import load

_SQL = load(__package__)


class StatisticsFilters(Given):
    """Of promises made in the months of these two days and between them."""

    from_on: Day
    until: Day


class StatisticsRow(Answer):
    """A month's promises of one tier of one programme; `pass_through`: the fraction passed on.

    Of three companies at least, and so is every sum or difference of what is told (decision 0027):
    what is hidden is summed as the others (programme 0, tier 0) of its month, and left out where
    these would tell of fewer.
    """

    month: date
    programme_id: int
    tier: int
    receivable_count: int
    company_count: int
    issued_won: int
    passed_on_won: int
    sold_won: int
    pass_through: RateOut


_STATISTICS = Order("statistics.pass_through", {"month": date, "programme_id": int, "tier": int})

READINGS = (
    Reading(
        code=_STATISTICS.code,
        path="/statistics/pass-through",
        read=frozenset({Role.FOUNDATION, Role.MINISTRY}),
        of_others=True,
        filters=StatisticsFilters,
        row=StatisticsRow,
        list_page=lambda asked: read_page(asked, _STATISTICS, _SQL["list_statistics"]),
    ),
)
