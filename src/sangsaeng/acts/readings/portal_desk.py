"""What the desk looks at first: payouts that are stuck, and what falls due on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sangsaeng.acts.fields import Day, ProgrammeId
from sangsaeng.acts.listing import RUNS, Order, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import refuse
from sangsaeng.payouts.model import AttemptState, Next, Purpose
from sangsaeng.payouts.rules import decide_next

_SQL = load(__package__)
StuckState = Literal["unknown", "rejected", "returned"]


class StuckFilters(Given):
    """Which of them."""

    programme_id: ProgrammeId | None = None
    state: StuckState | None = None


class StuckRow(Answer):
    """A payout that came back, or whose answer the bank still owes. `since`: of the newest
    attempt's state; `attempt_no`: how often it was sent; `next`: what happens to it now."""

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
    next: Next


class WaitingRow(Answer):
    """How much waits at the desk, all of it, in won. `what`: payouts whose answer is `unknown` or
    that `returned`, or `unidentified` entries; what there is none of has no row."""

    what: str
    count: int
    won: int


class DaysFilters(Given):
    """Which days, both counted, and of which programme."""

    from_on: Day
    until: Day
    programme_id: ProgrammeId | None = None


class SettlementDayRow(Answer):
    """What buyers of a programme owe on a day; `state` of the call for it, None before it."""

    programme_id: int
    buyer: str
    due_on: date
    root_count: int
    won: int
    state: str | None


# A quarter and the days around it, as `money.calendar`.
_MOST_DAYS = timedelta(days=100)
_DAYS = Order("settlement.calendar", {"due_on": date, "programme_id": int})
_WAITING = Order("desk.waiting", {"what": str})
_STUCK = Order("payouts.stuck", {"programme_id": int, "purpose": int, "source_id": int})


def _stuck(asked: Asked) -> Page | Refused:
    page = read_page(asked, _STUCK, _SQL["list_stuck_payouts"])
    if not isinstance(page, Page):
        return page
    return Page([_stuck_row(row) for row in page.rows], page.next_cursor)


def _stuck_row(row: Mapping[str, Any]) -> dict[str, Any]:
    about = AttemptState(row["state"]), row["reason"], row["attempt_no"]
    found = decide_next(*about, to_company=row["payee_own_account_id"] is None)
    return {**row, "purpose": Purpose(row["purpose"]).name.lower(), "next": found}


def _days(asked: Asked) -> Page | Refused:
    first, last = asked.filters.from_on, asked.filters.until
    if not timedelta() <= last - first <= _MOST_DAYS:
        return refuse("calendar_span", "until", most=_MOST_DAYS.days)
    given = {"me": asked.company_id, **dict(asked.filters)}
    return _DAYS.cut(asked, asked.tx.rows(_SQL["list_settlement_days"], **given))


def _waiting(asked: Asked) -> Page | Refused:
    return _WAITING.cut(asked, asked.tx.rows(_SQL["count_what_waits"], me=asked.company_id))


READINGS = (
    Reading(
        code=_WAITING.code,
        path="/desk/waiting",
        read=RUNS,
        of_others=True,
        row=WaitingRow,
        list_page=_waiting,
    ),
    Reading(
        code=_DAYS.code,
        path="/settlement/calendar",
        read=RUNS,
        of_others=True,
        filters=DaysFilters,
        row=SettlementDayRow,
        list_page=_days,
    ),
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
