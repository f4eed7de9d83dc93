"""Agreements and their terms, the calendar, base rates, own accounts, names shown upward."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import PlainSerializer

from sangsaeng.acts.fields import FIRST_DAY, LAST_DAY, Day, Number, ProgrammeId, RateOut
from sangsaeng.acts.listing import EVERYONE, OWN, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import is_weekend
from sangsaeng.programmes.service import get_calendar
from sangsaeng.statutes.loader import parameters

_SQL = load(__package__)
_BASE_RATE = "bok_base_rate_annual"
# What takes part in an agreement reads it; the Ministry reads statistics and the law only.
_PARTIES = OWN | RUNS | {Role.FOUNDATION, Role.PROGRAMME_OFFICER}

Part = Literal["institution", "foundation", "buyer", "participant"]
Minutes = Annotated[time, PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str)]


class ProgrammeRow(Answer):
    """One agreement. `my_part`: what the company is in it."""

    programme_id: int
    buyer: str
    buyer_number: str
    institution: str
    foundation: str
    variant: str
    default_policy: str
    max_tier: int
    claim_days: int
    opened_on: date
    ends_on: date | None
    insolvent_may_pass_on: bool
    my_part: Part


class ProgrammesFilters(Given):
    """Which agreements: one of them, or those in which the company has this part."""

    programme_id: ProgrammeId | None = None
    my_part: Part | None = None


class ProgrammeFilter(Given):
    """Which agreement."""

    programme_id: ProgrammeId


class TermsRow(Answer):
    """Prices and rules from a day on; a receivable keeps those of its root. Rates a year."""

    programme_id: int
    terms_id: int
    in_force_from: date
    early_payment_rate_annual: RateOut
    deposit_incentive_rate_annual: RateOut
    rounding: str
    refund_owner: str
    max_partial_sales: int
    follows_base_rate: bool
    tenor_from_days: list[int]
    tenor_add_annual: list[RateOut]
    system_fee_rate_annual: RateOut
    auction: bool
    quote_valid_minutes: int
    cut_off_at: Minutes


class SpanFilter(Given):
    """Which days, both counted."""

    from_on: Day | None = None
    until: Day | None = None


class ClosedDayRow(Answer):
    """A day on which banks are closed besides Saturdays and Sundays. `added`: by an operator;
    `reason` only of those."""

    day: date
    added: bool
    reason: str | None


class DayFilter(Given):
    """Which day."""

    day: Day


class DayNature(Answer):
    """What a day is to banks, and the business days around it. `weekend`: closed as a Saturday or
    Sunday; `reason`: why an operator closed it."""

    day: date
    business: bool
    weekend: bool
    reason: str | None
    before: date
    after: date


class BaseRateRow(Answer):
    """The Bank of Korea's base rate from a day on. `added`: by an operator, over the release."""

    since: date
    rate_annual: RateOut
    added: bool
    reason: str | None


class AccountFilters(Given):
    """One of them."""

    own_account_id: Number | None = None


class OwnAccountRow(Answer):
    """An account the scheme works with; another owner's number shows its last four digits."""

    own_account_id: int
    purpose: str
    owner: str | None
    bank_code: str
    name: str
    account_number: str


class ConsentRow(Answer):
    """Whether the buyer of a programme may see the company's name, since when."""

    programme_id: int
    given: bool
    since: datetime


class WithholdingRow(Answer):
    """From a day on tax is withheld from a flow, or is not."""

    programme_id: int
    flow: str
    since: date
    withheld: bool


_PROGRAMMES = Order("programmes.list", {"programme_id": int})
_TERMS = Order("programmes.terms", {"terms_id": int}, newest_first=True)
_CLOSED = Order("closed_days.list", {"day": date})
_RATES = Order("base_rates.list", {"since": date, "added": int})
_ACCOUNTS = Order("own_accounts.list", {"own_account_id": int})
_CONSENTS = Order("names.consents", {"programme_id": int})
_WITHHOLDING = Order("withholding.list", {"since": date, "flow": str})


def _closed_days(asked: Asked) -> Page | Refused:
    first, last = asked.filters.from_on or FIRST_DAY, asked.filters.until or LAST_DAY
    added = asked.tx.rows(_SQL["list_added_closed_days"], from_on=first, until=last)
    reasons = {row["day"]: row["reason"] for row in added}
    known = get_calendar(asked.tx).closed_days
    days = {day for day in known if first <= day <= last} | set(reasons)
    rows = [{"day": day, "added": day in reasons, "reason": reasons.get(day)} for day in days]
    return _CLOSED.cut(asked, rows)


def _day(asked: Asked) -> Page | Refused:
    day, calendar = asked.filters.day, get_calendar(asked.tx)
    added = asked.tx.rows(_SQL["list_added_closed_days"], from_on=day, until=day)
    return one_row(
        {
            "day": day,
            "business": calendar.is_business_day(day),
            "weekend": is_weekend(day),
            "reason": added[0]["reason"] if added else None,
            "before": calendar.before(day),
            "after": calendar.after(day),
        }
    )


def _base_rates(asked: Asked) -> Page | Refused:
    rows = [
        {"since": one.in_force_from, "rate_annual": one.value, "added": False, "reason": None}
        for one in parameters()[_BASE_RATE].values
    ]
    rows += [{**row, "added": True} for row in asked.tx.rows(_SQL["list_added_base_rates"])]
    return _RATES.cut(asked, rows)


def _consents(asked: Asked) -> Page | Refused:
    return _CONSENTS.cut(asked, asked.tx.rows(_SQL["list_my_consents"], me=asked.company_id))


def _withholding(asked: Asked) -> Page | Refused:
    given = {"me": asked.company_id, **dict(asked.filters)}
    return _WITHHOLDING.cut(asked, asked.tx.rows(_SQL["list_my_withholding"], **given))


READINGS = (
    Reading(
        code=_PROGRAMMES.code,
        path="/programmes",
        read=_PARTIES,
        of_others=True,
        filters=ProgrammesFilters,
        row=ProgrammeRow,
        list_page=lambda asked: read_page(asked, _PROGRAMMES, _SQL["list_my_programmes"]),
    ),
    Reading(
        code=_TERMS.code,
        path="/programmes/{programme_id}/terms",
        read=_PARTIES,
        filters=ProgrammeFilter,
        row=TermsRow,
        list_page=lambda asked: read_page(asked, _TERMS, _SQL["list_terms_of"]),
    ),
    Reading(
        code=_WITHHOLDING.code,
        path="/programmes/{programme_id}/withholding",
        read=_PARTIES,
        filters=ProgrammeFilter,
        row=WithholdingRow,
        list_page=_withholding,
    ),
    Reading(
        code=_CLOSED.code,
        path="/closed-days",
        read=EVERYONE,
        filters=SpanFilter,
        row=ClosedDayRow,
        list_page=_closed_days,
    ),
    Reading(
        code="closed_days.around",
        path="/closed-days/{day}",
        read=EVERYONE,
        filters=DayFilter,
        row=DayNature,
        one=True,
        list_page=_day,
    ),
    Reading(
        code=_RATES.code,
        path="/base-rates",
        read=EVERYONE,
        row=BaseRateRow,
        list_page=_base_rates,
    ),
    Reading(
        code=_ACCOUNTS.code,
        path="/own-accounts",
        read=OWN | RUNS | {Role.FOUNDATION},
        of_others=True,
        filters=AccountFilters,
        row=OwnAccountRow,
        list_page=lambda asked: read_page(asked, _ACCOUNTS, _SQL["list_my_own_accounts"]),
    ),
    Reading(
        code=_CONSENTS.code,
        path="/names/consents",
        read=OWN,
        row=ConsentRow,
        list_page=_consents,
    ),
)
