"""What standing orders ask for, on which days, and how little is sold for so much cash."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.early_payment.model_standing import OrderKind, Sellable, StandingOrder, Wanted
from sangsaeng.early_payment.rules_standing import (
    days_served,
    decide_order,
    least_amount_won,
    plan_sales,
)
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.money import Rounding, interest_won

RATE = Decimal("0.042")
DUE = date(2026, 5, 8)
BUSINESS = Calendar(frozenset({date(2026, 5, 5)}))


def order(kind: OrderKind, won: int, day: int | None = None) -> StandingOrder:
    return StandingOrder(1, 1, kind, won, day, date(2026, 1, 1), None)


def portion(number: int, won: int, due: date = DUE, days: int = 30) -> Sellable:
    return Sellable(1, number, won, due, days, RATE, Rounding.TRUNCATE)


@pytest.mark.parametrize(
    ("kind", "won", "day", "code"),
    [
        ("whenever", 1, None, "order_kind"),
        ("sell_above", -1, None, "not_a_whole_won"),
        ("sell_above", False, None, "not_a_whole_won"),
        ("cash_on_day", 0, 10, "not_a_whole_won"),
        ("cash_on_day", 1, None, "order_day"),
        ("cash_on_day", 1, 32, "order_day"),
        ("cash_on_day", 1, 0, "order_day"),
        ("cash_on_day", 1, True, "order_day"),
        ("sell_above", 1, 10, "order_day"),
    ],
)
def test_an_order_that_means_nothing_is_refused(
    kind: str, won: object, day: object, code: str
) -> None:
    refused = decide_order(kind, won, day)
    assert refused is not None and refused.code == code


def test_everything_can_be_sold_and_cash_wanted_on_the_last_day() -> None:
    assert decide_order("sell_above", 0, None) is None
    assert decide_order("cash_on_day", 1, 31) is None


@pytest.mark.parametrize(
    ("today", "served"),
    [
        (date(2026, 4, 8), (8,)),  # a Wednesday
        (date(2026, 4, 10), (10, 11, 12)),  # a Friday: the weekend's cash is there before it
        (date(2026, 4, 11), ()),
        (date(2026, 5, 4), (4, 5)),  # the day before a holiday
        (date(2026, 4, 30), (30, 31)),  # the 31st of a month without one
        (date(2026, 2, 27), (27, 28, 29, 30, 31, 1)),  # a Friday; Saturday ends the month
    ],
)
def test_cash_is_there_on_the_day_or_before_it(today: date, served: tuple[int, ...]) -> None:
    assert days_served(today, BUSINESS) == tuple(sorted(served))


@given(
    proceeds=st.integers(1, 10**9),
    rate=st.integers(0, 3000).map(lambda n: Decimal(n) / 10_000),
    days=st.integers(1, 365),
    rounding=st.sampled_from(Rounding),
)
def test_no_smaller_amount_brings_the_cash(
    proceeds: int, rate: Decimal, days: int, rounding: Rounding
) -> None:
    amount = least_amount_won(proceeds, rate, days, rounding)
    assert amount - interest_won(amount, rate, days, rounding) >= proceeds
    below = amount - 1
    assert below - interest_won(below, rate, days, rounding) < proceeds


def test_what_is_above_the_amount_is_sold_the_earliest_first() -> None:
    portions = [portion(3, 500), portion(2, 400), portion(1, 300, date(2026, 6, 5))]
    wanted = plan_sales([order(OrderKind.SELL_ABOVE, 700)], portions, 0, ())
    assert wanted == [Wanted(1, 2, 400), Wanted(1, 3, 100)]


def test_nothing_is_sold_where_no_more_than_the_amount_is_held() -> None:
    assert plan_sales([order(OrderKind.SELL_ABOVE, 700)], [portion(1, 700)], 0, ()) == []


def test_cash_takes_only_what_it_needs_and_counts_what_is_paid_anyway() -> None:
    wish = order(OrderKind.CASH_ON_DAY, 1_000_000, 10)
    portions = [portion(1, 400_000), portion(2, 900_000)]
    assert plan_sales([wish], portions, 0, (9,)) == []
    assert plan_sales([wish], portions, 1_000_000, (10,)) == []
    first, second = plan_sales([wish], portions, 100_000, (10,))
    assert first.amount_won == 400_000
    # 400,000 brings 398,620; 501,380 are missing.
    assert second.amount_won - interest_won(second.amount_won, RATE, 30, Rounding.TRUNCATE) == (
        501_380
    )


def test_of_several_orders_the_farthest_reaching_counts_and_nothing_is_sold_twice() -> None:
    orders = [
        order(OrderKind.SELL_ABOVE, 600),
        order(OrderKind.SELL_ABOVE, 500),
        order(OrderKind.CASH_ON_DAY, 100, 10),
        order(OrderKind.CASH_ON_DAY, 200, 10),
    ]
    assert plan_sales(orders, [portion(1, 1_000)], 0, (10,)) == [Wanted(1, 1, 500)]
    assert plan_sales(orders[2:], [portion(1, 1_000)], 0, (10,)) == [Wanted(1, 1, 200)]


def test_what_its_price_eats_whole_is_neither_sold_nor_counted() -> None:
    dear = DUE + timedelta(days=1)
    eaten = Sellable(1, 1, 1_000, dear, 30, Decimal("12.2"), Rounding.TRUNCATE)
    portions = [eaten, portion(2, 1_000)]
    everything, most = (order(OrderKind.SELL_ABOVE, won) for won in (0, 700))
    assert plan_sales([everything], portions, 0, ()) == [Wanted(1, 2, 1_000)]
    assert plan_sales([most], portions, 0, ()) == [Wanted(1, 2, 300)]
