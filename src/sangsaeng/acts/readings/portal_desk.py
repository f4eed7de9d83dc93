"""Payouts that are not paid and not well on their way: what the desk looks at first."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sangsaeng.acts.fields import ProgrammeId
from sangsaeng.acts.listing import RUNS, Order, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.payouts.model import Purpose

_SQL = load(__package__)
StuckState = Literal["unknown", "rejected", "returned"]


class StuckFilters(Given):
    """Which of them."""

    programme_id: ProgrammeId | None = None
    state: StuckState | None = None


class StuckRow(Answer):
    """A payout that came back, or whose answer the bank still owes. `since`: of the newest
    attempt's state; `attempt_no`: how often it was sent."""

    programme_id: int
    purpose: str
    source_id: int
    amount_won: int
    booked_on: date
    state: StuckState
    reason: str | None
    attempt_no: int
    since: datetime
    payee_id: int | None
    payee: str | None
    payee_own_account_id: int | None
    bank_account_id: int | None


_STUCK = Order("payouts.stuck", {"programme_id": int, "purpose": int, "source_id": int})


def _stuck(asked: Asked) -> Page | Refused:
    page = read_page(asked, _STUCK, _SQL["list_stuck_payouts"])
    if not isinstance(page, Page):
        return page
    rows = [{**row, "purpose": Purpose(row["purpose"]).name.lower()} for row in page.rows]
    return Page(rows, page.next_cursor)


READINGS = (
    Reading(
        code=_STUCK.code,
        path="/payouts/stuck",
        read=RUNS,
        of_others=True,
        filters=StuckFilters,
        row=StuckRow,
        list_page=_stuck,
    ),
)
