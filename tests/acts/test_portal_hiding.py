"""No total tells what fewer than three companies did."""

from __future__ import annotations

from datetime import date
from typing import Any

from sangsaeng.acts.readings.portal_buying import sum_told, tiers_of

_JANUARY, _FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def _month(month: date, tier: int, companies: int, won: int) -> dict[str, Any]:
    return {
        "month": month,
        "tier": tier,
        "receivable_count": companies,
        "company_count": companies,
        "issued_won": won,
    }


def _tier(rows: list[dict[str, Any]], tier: int, companies: int) -> dict[str, Any]:
    months = tiers_of(rows, told_only=True)
    return next(one for one in sum_told(months, {1: 9, tier: companies}) if one["tier"] == tier)


def test_a_total_over_months_leaves_out_the_months_that_are_hidden() -> None:
    first = [_month(_JANUARY, 1, 3, 1_000), _month(_FEBRUARY, 1, 3, 2_000)]
    rows = [*first, _month(_JANUARY, 2, 3, 500), _month(_FEBRUARY, 2, 1, 77)]
    said = _tier(rows, 2, 4)
    assert (said["issued_won"], said["receivable_count"]) == (500, 3)
    assert said["company_count"] is None
    assert str(said["share"]) == "0.5000"


def test_a_total_of_told_months_is_their_sum() -> None:
    first = [_month(_JANUARY, 1, 3, 1_000), _month(_FEBRUARY, 1, 3, 3_000)]
    rows = [*first, _month(_JANUARY, 2, 3, 500), _month(_FEBRUARY, 2, 4, 500)]
    said = _tier(rows, 2, 5)
    assert (said["issued_won"], said["company_count"]) == (1_000, 5)
    assert str(said["share"]) == "0.2500"


def test_a_share_does_not_tell_the_tier_it_is_a_share_of() -> None:
    rows = [_month(_JANUARY, 1, 2, 1_000), _month(_JANUARY, 2, 3, 500)]
    assert [one["share"] for one in tiers_of(rows, told_only=True)] == [None, None]
    assert _tier(rows, 2, 3)["share"] is None
