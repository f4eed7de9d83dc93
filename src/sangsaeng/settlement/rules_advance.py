"""What an advance comes to: late interest on what is open, and where money goes first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from sangsaeng.kernel.money import DAYS_A_YEAR, Rounding, days_between, round_won


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A yearly rate from a day on, to the next one's first day; None: there is no rate."""

    since: date
    rate_annual: Decimal | None


@dataclass(frozen=True, slots=True)
class Advance:
    """What the institution paid for a root, and what the buyer has brought of it since.

    Interest is counted on `open_won` from `interest_from` on, the day of the last change;
    `span_interest_won` is what of `late_interest_won` stands for that time already.
    """

    programme_id: int
    root_id: int
    matures_on: date
    advanced_on: date
    amount_won: int
    recovered_won: int
    interest_from: date
    span_interest_won: int
    late_interest_won: int
    late_interest_recovered_won: int
    rounding: Rounding

    @property
    def open_won(self) -> int:
        """The principal the buyer still owes."""
        return self.amount_won - self.recovered_won

    @property
    def interest_open_won(self) -> int:
        """Late interest that is counted and not paid."""
        return self.late_interest_won - self.late_interest_recovered_won


def late_interest_won(
    open_won: int, first: date, last: date, rates: Sequence[DatedRate], rounding: Rounding
) -> int:
    """Late interest in whole won on an unchanged principal: first day counted, last not.

    Each day at the rate in force on it (days without a rate bear nothing); rounded once.
    """
    with localcontext() as context:
        context.prec = 50
        year_rates = Decimal(0)
        for rate, following in pairwise([*rates, DatedRate(last, None)]):
            days = days_between(max(first, rate.since), min(last, following.since))
            if days > 0 and rate.rate_annual is not None:
                year_rates += rate.rate_annual * days
        return round_won(open_won * year_rates / DAYS_A_YEAR, rounding)


def count_interest(advance: Advance, day: date, rates: Sequence[DatedRate]) -> Advance:
    """The same advance with its late interest counted up to a day; never less than before."""
    since = advance.interest_from
    to_day = late_interest_won(advance.open_won, since, day, rates, advance.rounding)
    more = max(to_day - advance.span_interest_won, 0)
    return replace(
        advance,
        span_interest_won=advance.span_interest_won + more,
        late_interest_won=advance.late_interest_won + more,
    )


def recover_principal(
    advances: Sequence[Advance], available_won: int, day: date, rates: Sequence[DatedRate]
) -> list[Advance]:
    """The advances that money goes to, oldest first and in part where it ends, as they are then.

    A changed principal begins a new span: the interest of the days before is counted first. What
    was booked for days after it already is carried into the new span, so no day is charged twice.
    """
    changed = []
    for advance in sorted(advances, key=_age):
        won = min(advance.open_won, available_won)
        if won == 0:
            continue
        available_won -= won
        counted = count_interest(advance, day, rates)
        # A day before the span's own adds nothing and takes nothing back.
        since = max(day, advance.interest_from)
        of_before = late_interest_won(
            advance.open_won, advance.interest_from, since, rates, advance.rounding
        )
        ahead = counted.span_interest_won - of_before
        paid = advance.recovered_won + won
        changed.append(
            replace(counted, recovered_won=paid, interest_from=since, span_interest_won=ahead)
        )
    return changed


def recover_interest(advances: Sequence[Advance], available_won: int) -> list[Advance]:
    """The advances whose counted late interest money goes to, oldest first."""
    changed = []
    for advance in sorted(advances, key=_age):
        won = min(advance.interest_open_won, available_won)
        if won == 0:
            continue
        available_won -= won
        paid = advance.late_interest_recovered_won + won
        changed.append(replace(advance, late_interest_recovered_won=paid))
    return changed


def _age(advance: Advance) -> tuple[date, date, int]:
    return advance.advanced_on, advance.matures_on, advance.root_id
