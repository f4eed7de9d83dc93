"""The day by which it is told what a holder could sell and pass on: the same for every reading."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sangsaeng.database.connection import Tx
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service import get_calendar
from sangsaeng.programmes.variants import variants
from sangsaeng.receivables.service_setting import get_law


def freedom_of_day(tx: Tx, at: datetime) -> dict[str, Any]:
    """What `receivables.coming_of_mine` and `free_of_mine` are asked with: `today`; `last_day`, the
    latest that a promise of today without an invoice may have by law; and the variants whose first
    tier may sell."""
    today = at.astimezone(KOREA).date()
    return {
        "today": today,
        "last_day": _last_day(tx, today),
        "first_tier_variants": [one.code for one in variants().values() if one.first_tier_may_sell],
    }


def _last_day(tx: Tx, today: date) -> date:
    law = get_law(today)
    if isinstance(law, Refusal):
        # By a law that nobody knows, nothing is promised.
        return date.min
    paid_by = get_calendar(tx).on_or_after(today + timedelta(days=law.payment_days))
    return min(paid_by, today + timedelta(days=law.tenor_days))
