"""Late interest against a sum made day by day, and where the buyer's money goes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.kernel.money import Rounding
from sangsaeng.settlement.rules_advance import (
    Advance,
    DatedRate,
    count_interest,
    late_interest_won,
    recover_interest,
    recover_principal,
)
from sangsaeng.settlement.service_advance import late_interest_rates
from sangsaeng.statutes.loader import rate_on

FIRST = date(2015, 1, 1)
DAYS = st.dates(date(2014, 1, 1), date(2016, 12, 31))
RATES = st.one_of(st.none(), st.decimals("0", "0.4", places=4))
WON = st.integers(1, 10**12)
ROUNDING = st.sampled_from(Rounding)


@st.composite
def dated_rates(draw: st.DrawFn) -> list[DatedRate]:
    days = draw(st.lists(DAYS, min_size=1, max_size=5, unique=True))
    return [DatedRate(day, draw(RATES)) for day in sorted(days)]


def _rate_of(day: date, rates: list[DatedRate]) -> Fraction:
    before = [rate for rate in rates if rate.since <= day]
    found = before[-1].rate_annual if before else None
    return Fraction(found) if found is not None else Fraction(0)


def _day_by_day(won: int, first: date, last: date, rates: list[DatedRate]) -> Fraction:
    total, day = Fraction(0), first
    while day < last:
        total += won * _rate_of(day, rates) / 365
        day += timedelta(days=1)
    return total


@given(WON, DAYS, st.integers(0, 400), dated_rates(), ROUNDING)
def test_late_interest_is_the_sum_of_its_days_rounded_once(
    won: int, first: date, length: int, rates: list[DatedRate], rounding: Rounding
) -> None:
    last = first + timedelta(days=length)
    exact = _day_by_day(won, first, last, rates)
    half = Fraction(1, 2) if rounding is Rounding.NEAREST else 0
    assert late_interest_won(won, first, last, rates, rounding) == int(exact + half)


def test_a_change_of_the_rate_splits_the_days() -> None:
    # The notice of 2015-07-01: ten days at 20 %, ten at 15.5 %.
    rates, day = late_interest_rates(), date(2015, 6, 21)
    told = late_interest_won(36_500_000, day, day + timedelta(days=20), rates, Rounding.TRUNCATE)
    assert told == 200_000 + 155_000
    assert late_interest_won(36_500_000, day, day, rates, Rounding.NEAREST) == 0
    before_any = date(2009, 9, 1)
    last = date(2009, 9, 16)
    assert late_interest_won(36_500, before_any, last, rates, Rounding.TRUNCATE) == 20


@pytest.mark.parametrize("day", [date(2009, 9, 15), date(2015, 6, 30), date(2015, 7, 1)])
def test_the_rates_are_those_of_the_law_on_each_day(day: date) -> None:
    assert _rate_of(day, late_interest_rates()) == Fraction(
        str(rate_on("late_interest_rate_annual", day))
    )


def _advance(won: int = 1_000_000, **other: object) -> Advance:
    made = Advance(
        programme_id=1,
        root_id=7,
        matures_on=FIRST,
        advanced_on=FIRST,
        amount_won=won,
        recovered_won=0,
        interest_from=FIRST,
        span_interest_won=0,
        late_interest_won=0,
        late_interest_recovered_won=0,
        rounding=Rounding.TRUNCATE,
    )
    return replace(made, **other)  # type: ignore[arg-type]


@given(WON, st.lists(st.integers(0, 90), max_size=8), ROUNDING)
def test_however_often_it_is_counted_a_span_is_rounded_once(
    won: int, steps: list[int], rounding: Rounding
) -> None:
    rates = late_interest_rates()
    often, day = _advance(won, rounding=rounding), FIRST
    for step in steps:
        day += timedelta(days=step)
        often = count_interest(often, day, rates)
        assert often.late_interest_won >= often.span_interest_won
    once = count_interest(_advance(won, rounding=rounding), day, rates)
    assert often == once
    assert count_interest(often, FIRST, rates) == often, "an earlier day takes nothing back"


@given(st.lists(st.integers(1, 10**9), max_size=6), st.integers(0, 10**10), st.integers(0, 500))
def test_principal_comes_back_oldest_first_and_in_part_where_the_money_ends(
    amounts: list[int], money: int, later: int
) -> None:
    advances = [
        _advance(won, root_id=number, advanced_on=FIRST + timedelta(days=number % 3))
        for number, won in enumerate(amounts)
    ]
    day = FIRST + timedelta(days=2 + later)
    changed = recover_principal(advances, money, day, late_interest_rates())
    assert sum(one.recovered_won for one in changed) == min(money, sum(amounts))
    in_order = sorted(advances, key=lambda one: (one.advanced_on, one.root_id))
    assert [one.root_id for one in changed] == [one.root_id for one in in_order][: len(changed)]
    assert all(one.open_won == 0 for one in changed[:-1])
    for one in changed:
        counted = count_interest(advances[one.root_id], day, late_interest_rates())
        assert one.late_interest_won == counted.late_interest_won
        assert (one.interest_from, one.span_interest_won) == (day, 0)


@given(st.lists(st.integers(0, 10**6), max_size=6), st.integers(0, 10**7))
def test_late_interest_is_paid_oldest_first(owed: list[int], money: int) -> None:
    advances = [
        _advance(recovered_won=10**6, late_interest_won=won, root_id=number)
        for number, won in enumerate(owed)
    ]
    changed = recover_interest(advances, money)
    assert sum(one.late_interest_recovered_won for one in changed) == min(money, sum(owed))
    assert all(one.interest_open_won == 0 for one in changed[:-1])


def test_nothing_comes_back_twice() -> None:
    day, rates = FIRST + timedelta(days=73), late_interest_rates()
    (half,) = recover_principal([_advance()], 400_000, day, rates)
    # 1,000,000 x 20 % x 73 / 365, then 600,000 for as long again.
    assert (half.open_won, half.late_interest_won) == (600_000, 40_000)
    (whole,) = recover_principal([half], 10**9, day + timedelta(days=73), rates)
    assert (whole.open_won, whole.late_interest_won) == (0, 40_000 + 24_000)
    assert recover_principal([whole], 10**9, day, rates) == []
    (paid,) = recover_interest([whole], 10**9)
    assert recover_interest([paid], 10**9) == []
    assert paid.late_interest_recovered_won == 64_000
