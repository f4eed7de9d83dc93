"""How far a buyer's money went: totals by tier, days to cash, what to fund and what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from sangsaeng.acts.fields import ItemId, ProgrammeId, Rate, RateOut, Won
from sangsaeng.acts.listing import OWN, Order, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.early_payment.service_stated import reckon
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import interest_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.service import get_calendar, get_programme

_SQL = load(__package__)
# Below three companies a total would tell what one of them did.
FEWEST = 3
# This month and the five before it: a season, and a span that is summed in a moment.
_MONTHS = 6
# Receivables of each tier and programme that were due last: enough for a mean by the day.
_LOOKED_AT = 500
_MOST_CALLS = 20
# A span that no settlement day lies behind.
MOST_DAYS = 366
_TENTH = Decimal("0.1")
_SHARE = Decimal("0.0001")
_ISSUED = Order("buyer.issued_by_act", {"due_on": date, "programme_id": int})


class TierOfMonth(Answer):
    """What was promised at a tier in a month; `share`: of what tier 1 was promised in it. None
    where it is of fewer than three companies."""

    month: date
    tier: int
    receivable_count: int | None
    company_count: int | None
    issued_won: int | None
    share: RateOut | None


class DaysToCash(Answer):
    """From the invoice to money in hand, the mean by won over what was due last; None where it is
    of fewer than three companies."""

    tier: int
    receivable_count: int | None
    days_to_cash: RateOut | None


class CallAhead(Answer):
    """What is to be funded for a day; `missing_won` of it is not there yet."""

    programme_id: int
    due_on: date
    called_won: int
    missing_won: int
    state: Literal["due", "grace", "unpaid"]
    grace_until: date | None


class WhatIfAsked(Given):
    """An amount, and how many days before its settlement day it would be paid; of the price that
    the payee pays elsewhere and of what the own cash earns, a year. Without, 0."""

    programme_id: ProgrammeId
    amount_won: Won
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    payee_rate: Rate = "0"
    own_rate: Rate = "0"


class WhatIf(Answer):
    """What paying sooner costs by the price of today, and what else it could be compared with, all
    in won over the same days; `earned_won`: what a funder keeps of the interest."""

    programme_id: int
    amount_won: int
    days: int
    rate_annual: RateOut
    fee_rate_annual: RateOut
    interest_won: int
    proceeds_won: int
    fee_won: int
    earned_won: int
    payee_interest_won: int
    own_interest_won: int


class IssuedByAct(Given):
    """An act of the company that issued receivables."""

    act_id: ItemId


class IssuedDay(Answer):
    """What one act issued for a settlement day; `fund_by`: the business day on which the money must
    lie on this account. `day_won`: everything the company issued for the day, this included."""

    programme_id: int
    due_on: date
    fund_by: date
    receivable_count: int
    won: int
    day_won: int
    bank_code: str | None
    account_number: str | None


class BuyerSummary(Answer):
    """A buyer's month, what waits for approval, what to fund, and how far its money went."""

    as_of: date
    month: date
    issued_count: int
    issued_won: int
    waiting_count: int
    waiting_won: int
    calls: list[CallAhead]
    tiers: list[TierOfMonth]
    cash_days: list[DaysToCash]


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before a day's."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def whole_months(from_on: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The months of these days and those between, so that no two answers differ by one promise;
    without: this month and the one before."""
    last = until or today
    first = from_on or months_before(last, 1)
    return first.replace(day=1), months_before(last, -1) - timedelta(days=1)


def tiers_of(
    rows: Sequence[Mapping[str, Any]], *, own_first_tier: bool = False, told_only: bool = False
) -> list[dict[str, Any]]:
    """Totals by month and tier with their share of tier 1; those of too few companies hidden.
    `own_first_tier`: tier 1 is what the asker promised itself, and is never hidden. `told_only`:
    no share of a hidden tier 1, which it would tell."""
    whole = {
        row["month"]: row["issued_won"]
        for row in rows
        if row["tier"] == 1 and (not told_only or row["company_count"] >= FEWEST)
    }
    found: list[dict[str, Any]] = []
    for row in rows:
        told = row["company_count"] >= FEWEST or (own_first_tier and row["tier"] == 1)
        share = Decimal(row["issued_won"]) / whole[row["month"]] if row["month"] in whole else None
        shown = {**row, "share": None if share is None else share.quantize(_SHARE)}
        names = ("receivable_count", "company_count", "issued_won", "share")
        found.append(shown if told else {**shown, **dict.fromkeys(names)})
    return found


def sum_told(
    months: Sequence[Mapping[str, Any]], companies: Mapping[int, int]
) -> list[dict[str, Any]]:
    """The told months of each tier in one, with their share of tier 1 in the months that have one.
    A total over all months would tell a hidden one by what is left. `companies`: in all months."""
    found = []
    for tier in sorted({row["tier"] for row in months}):
        of = [row for row in months if row["tier"] == tier]
        told = [row for row in of if row["issued_won"] is not None]
        shared = {row["month"] for row in told if row["share"] is not None}
        first = [row for row in months if row["tier"] == 1 and row["month"] in shared]
        whole = sum(row["issued_won"] for row in first)
        part = Decimal(sum(row["issued_won"] for row in told if row["month"] in shared))
        found.append(
            {
                "tier": tier,
                "company_count": companies[tier] if len(told) == len(of) else None,
                "receivable_count": sum(row["receivable_count"] for row in told) if told else None,
                "issued_won": sum(row["issued_won"] for row in told) if told else None,
                "share": (part / whole).quantize(_SHARE) if whole else None,
            }
        )
    return found


def days_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The mean days to cash of each tier, to a tenth."""
    return [
        {
            "tier": row["tier"],
            "receivable_count": row["receivable_count"] if told else None,
            "days_to_cash": mean.quantize(_TENTH, ROUND_HALF_UP) if told else None,
        }
        for row in rows
        for told in [row["company_count"] >= FEWEST]
        for mean in [row["won_days"] / row["won"]]
    ]


def _summary(asked: Asked) -> Page | Refused:
    today = asked.at.astimezone(KOREA).date()
    month = today.replace(day=1)
    span = {"first": months_before(today, _MONTHS - 1), "last": today}
    promised = asked.tx.rows(_SQL["list_promised_by_tier"], side="buyer", **span)
    by_month = [row for row in promised if row["month"] is not None]
    own = [row for row in by_month if row["month"] == month and row["tier"] == 1]
    days = asked.tx.rows(_SQL["list_days_to_cash"], side="buyer", today=today, looked_at=_LOOKED_AT)
    me = asked.company_id
    return one_row(
        {
            "as_of": today,
            "month": month,
            "issued_count": sum(row["receivable_count"] for row in own),
            "issued_won": sum(row["issued_won"] for row in own),
            **asked.tx.the(_SQL["count_waiting_acts"], me=me, at=asked.at),
            "calls": asked.tx.rows(_SQL["list_calls_ahead"], me=me, most=_MOST_CALLS),
            "tiers": tiers_of(by_month, own_first_tier=True),
            "cash_days": days_of(days),
        }
    )


def _what_if(asked: Asked) -> Page | Refused:
    about = asked.filters
    programme = get_programme(asked.tx, about.programme_id)
    # Another company's agreement is answered as one that is not there.
    if isinstance(programme, Refusal) or programme.buyer_id != asked.company_id:
        return refuse("unknown_programme", "programme_id", value=str(about.programme_id))
    day = asked.at.astimezone(KOREA).date()
    found = reckon(asked.tx, about.programme_id, about.amount_won, about.days, day)
    if isinstance(found, Refusal):
        return found
    other = {
        name: interest_won(found.amount_won, Decimal(rate), found.days, found.rounding)
        for name, rate in (
            ("payee_interest_won", about.payee_rate),
            ("own_interest_won", about.own_rate),
        )
    }
    return one_row(
        {
            "programme_id": about.programme_id,
            "amount_won": found.amount_won,
            "days": found.days,
            "rate_annual": found.price.rate_annual,
            "fee_rate_annual": found.price.fee_rate_annual,
            "interest_won": found.interest_won,
            "proceeds_won": found.amount_won - found.interest_won,
            "fee_won": found.fee_won,
            "earned_won": found.interest_won - found.fee_won,
            **other,
        }
    )


def _issued(asked: Asked) -> Page | Refused:
    about = {"me": asked.company_id, "act_id": asked.filters.act_id}
    calendar = get_calendar(asked.tx)
    rows = [
        {**row, "fund_by": calendar.on_or_after(row["due_on"])}
        for row in asked.tx.rows(_SQL["list_issued_by_act"], **about)
    ]
    return _ISSUED.cut(asked, rows)


READINGS = (
    Reading(
        code=_ISSUED.code,
        path="/buyer/issued/{act_id}",
        read=OWN,
        filters=IssuedByAct,
        row=IssuedDay,
        list_page=_issued,
    ),
    Reading(
        code="buyer.what_if",
        path="/buyer/what-if",
        read=OWN,
        filters=WhatIfAsked,
        row=WhatIf,
        one=True,
        list_page=_what_if,
    ),
    Reading(
        code="buyer.summary",
        path="/buyer/summary",
        read=OWN,
        row=BuyerSummary,
        one=True,
        list_page=_summary,
    ),
)
