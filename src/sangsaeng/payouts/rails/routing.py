"""Which rail a payout takes. Pure: limits, hours and closed days are passed in, dated values.

Up to 10억원 an item goes through the netted interbank network, by open banking or a file; above
it, since 3 March 2016, one transfer settled first at the Bank of Korea (한은금융망), inside that
system's window on a bank business day (domain section 7). Outside the window it waits: splitting
it would make several payouts of one claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.payouts.rails.model import Hours, Rail

_RTGS_HOURS = Hours(opens_at=time(9, 0), closes_at=time(17, 30))


@dataclass(frozen=True, slots=True)
class RoutingLimits:
    """The dated values of routing, in won and Korean time.

    `limit_won_of_rail` replaces a rail's default limit per item; `unreachable_banks` names, for a
    rail, the banks (KFTC three digits) it does not reach. The RTGS window's close of 17:30 is
    the published one; `closed_days` are the days on which banks settle nothing.
    """

    netted_limit_won: int = 1_000_000_000
    rtgs_rail: str = "iso20022"
    rtgs_hours: Hours = _RTGS_HOURS
    rtgs_limit_won: int = LARGEST_WON
    limit_won_of_rail: Mapping[str, int] = field(default_factory=dict)
    unreachable_banks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    closed_days: frozenset[date] = frozenset()


def choose_rail(
    amount_won: int,
    payee_bank_code: str,
    rails: Sequence[Rail],
    limits: RoutingLimits,
    at: datetime,
) -> str | Refusal:
    """The code of the first of `rails`, in the institution's order, that can carry the amount.

    `at` is a moment with its time zone. Refusals hold the payout, they never lose it:
    `payout_too_large` (no single item may carry it), `rtgs_window_closed`, `no_rail_available`.
    """
    assert at.tzinfo is not None, "a moment needs its time zone"
    moment = at.astimezone(KOREA)
    held = refuse("no_rail_available", None, bank_code=payee_bank_code, amount=amount_won)
    reaching = [
        rail
        for rail in rails
        if payee_bank_code not in limits.unreachable_banks.get(rail.code, frozenset())
    ]
    if amount_won > limits.netted_limit_won:
        return _choose_rtgs(amount_won, reaching, limits, moment) or held
    for rail in reaching:
        limit_won = limits.limit_won_of_rail.get(rail.code, rail.limit_won_per_item)
        is_open = rail.hours is None or rail.hours.is_open(moment.time())
        if amount_won <= limit_won and is_open:
            return rail.code
    return held


def _choose_rtgs(
    amount_won: int, rails: Sequence[Rail], limits: RoutingLimits, moment: datetime
) -> str | Refusal | None:
    if amount_won > limits.rtgs_limit_won:
        return refuse("payout_too_large", None, amount=amount_won, limit=limits.rtgs_limit_won)
    if all(rail.code != limits.rtgs_rail for rail in rails):
        return None
    open_day = Calendar(limits.closed_days).is_business_day(moment.date())
    if not (open_day and limits.rtgs_hours.is_open(moment.time())):
        return refuse(
            "rtgs_window_closed",
            None,
            opens_at=limits.rtgs_hours.opens_at.strftime("%H:%M"),
            closes_at=limits.rtgs_hours.closes_at.strftime("%H:%M"),
        )
    return limits.rtgs_rail
