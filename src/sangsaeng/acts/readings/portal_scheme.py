"""The scheme as the Foundation and the Ministry watch it: totals, and nobody's name."""

from __future__ import annotations

from datetime import date
from typing import Any

from sangsaeng.acts.fields import Day, RateOut
from sangsaeng.acts.listing import one_row
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.readings.portal_buying import (
    TierOfMonth,
    days_of,
    sum_told,
    tiers_of,
    whole_months,
)
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import refuse
from sangsaeng.settlement.proofs import plan_deposit_equations

_SQL = load(__package__)
# Of each programme and tier, so that a scheme of many programmes is still read at once.
_LOOKED_AT = 50
# A year: the longest span that statistics of a month are compared over.
_MOST_DAYS = 366


class SchemeFilters(Given):
    """Of promises made in the months of these two days and between, twelve at most; without, of
    this month and the one before."""

    from_on: Day | None = None
    until: Day | None = None


class SchemeProgramme(Answer):
    """A programme's deposit against what is parked in it for suppliers, as the book stands now,
    and what its buyer did not pay, in won. `advance_won`: the institution paid in its place."""

    programme_id: int
    deposit_won: int
    claims_won: int
    holds: bool
    unpaid_calls: int
    unpaid_won: int
    advance_won: int


class SchemeTier(Answer):
    """A tier over the months that are told of it: how many companies, how much, and how fast it
    became cash. None where no month is of three companies or more; `company_count` too where one
    is not."""

    tier: int
    company_count: int | None
    receivable_count: int | None
    issued_won: int | None
    share: RateOut | None
    days_to_cash: RateOut | None


class SchemeSummary(Answer):
    """The programmes the asker watches: deposits against claims, how far money went, defaults."""

    as_of: date
    from_on: date
    until: date
    deposit_won: int
    claims_won: int
    holds: bool
    unpaid_won: int
    advance_won: int
    programmes: list[SchemeProgramme]
    months: list[TierOfMonth]
    tiers: list[SchemeTier]


def _programmes(asked: Asked) -> list[dict[str, Any]]:
    defaults = asked.tx.rows(_SQL["list_scheme_defaults"])
    accounts = frozenset(row.pop("deposit_account_id") for row in defaults)
    equations = plan_deposit_equations(asked.tx.rows(_SQL["list_scheme_balances"]), accounts)
    sides = {one.what: one for one in equations}
    return [
        {
            **row,
            "deposit_won": of.left_won if of else 0,
            "claims_won": of.right_won if of else 0,
            "holds": of is None or of.holds,
        }
        for row in defaults
        for of in [sides.get(f"deposit_of_programme_{row['programme_id']}")]
    ]


def _summary(asked: Asked) -> Page | Refused:
    today = asked.at.astimezone(KOREA).date()
    first, until = whole_months(asked.filters.from_on, asked.filters.until, today)
    if not 0 <= (until - first).days < _MOST_DAYS:
        return refuse("calendar_span", "until", most=_MOST_DAYS)
    programmes = _programmes(asked)
    span = {"side": "scheme", "first": first, "last": until}
    promised = asked.tx.rows(_SQL["list_promised_by_tier"], **span)
    of_tier = asked.tx.rows(
        _SQL["list_days_to_cash"], side="scheme", today=today, looked_at=_LOOKED_AT
    )
    days = {row["tier"]: row["days_to_cash"] for row in days_of(of_tier)}
    names = ("deposit_won", "claims_won", "unpaid_won", "advance_won")
    months = tiers_of([row for row in promised if row["month"] is not None], told_only=True)
    companies = {row["tier"]: row["company_count"] for row in promised if row["month"] is None}
    tiers = [{**row, "days_to_cash": days.get(row["tier"])} for row in sum_told(months, companies)]
    return one_row(
        {
            "as_of": today,
            "from_on": first,
            "until": until,
            **{name: sum(row[name] for row in programmes) for name in names},
            "holds": all(row["holds"] for row in programmes),
            "programmes": programmes,
            "months": months,
            "tiers": tiers,
        }
    )


READINGS = (
    Reading(
        code="scheme.summary",
        path="/scheme/summary",
        read=frozenset({Role.FOUNDATION, Role.MINISTRY}),
        of_others=True,
        filters=SchemeFilters,
        row=SchemeSummary,
        one=True,
        list_page=_summary,
    ),
)
