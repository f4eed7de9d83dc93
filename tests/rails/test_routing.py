"""Which rail a payout takes: by amount, by the bank it goes to, and by the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails import rail_of
from sangsaeng.payouts.rails.model import Hours
from sangsaeng.payouts.rails.routing import RoutingLimits, choose_rail

OPEN_BANKING, FILE = rail_of("open_banking"), rail_of("iso20022")
BOTH = (OPEN_BANKING, FILE)
LIMITS = RoutingLimits(closed_days=frozenset({date(2026, 5, 5)}))
FRIDAY_NOON = datetime(2026, 5, 8, 12, tzinfo=KOREA)
BILLION = 1_000_000_000


def refused(answer: str | Refusal) -> str:
    assert isinstance(answer, Refusal), answer
    assert all(explain(answer, language) for language in LANGUAGES)
    return answer.code


@given(amount_won=st.integers(1, 10**15), at=st.datetimes(timezones=st.just(KOREA)))
def test_a_chosen_rail_is_open_and_carries_the_amount(amount_won: int, at: datetime) -> None:
    chosen = choose_rail(amount_won, "088", BOTH, LIMITS, at)
    if isinstance(chosen, Refusal):
        assert amount_won > BILLION and chosen.code == "rtgs_window_closed"
    elif amount_won > BILLION:
        assert chosen == "iso20022" and time(9) <= at.time() < time(17, 30) and at.weekday() < 5
    else:
        assert chosen == "iso20022" or time(0, 10) <= at.time() < time(23, 50)


def test_the_institutions_order_decides_up_to_a_billion_won() -> None:
    assert choose_rail(BILLION, "088", BOTH, LIMITS, FRIDAY_NOON) == "open_banking"
    assert choose_rail(BILLION, "088", (FILE, OPEN_BANKING), LIMITS, FRIDAY_NOON) == "iso20022"


def test_above_a_billion_won_one_transfer_goes_through_the_central_bank() -> None:
    assert choose_rail(BILLION + 1, "088", BOTH, LIMITS, FRIDAY_NOON) == "iso20022"


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 5, 8, 8, 59, 59, tzinfo=KOREA),
        datetime(2026, 5, 8, 17, 30, tzinfo=KOREA),
        datetime(2026, 5, 9, 12, tzinfo=KOREA),
        datetime(2026, 5, 5, 12, tzinfo=KOREA),
        datetime(2026, 5, 8, 12, tzinfo=UTC),
    ],
)
def test_outside_the_window_a_large_payout_is_held_and_not_split(at: datetime) -> None:
    assert refused(choose_rail(BILLION + 1, "088", BOTH, LIMITS, at)) == "rtgs_window_closed"


def test_the_window_is_a_parameter() -> None:
    later = replace(LIMITS, rtgs_hours=Hours(time(9), time(18, 30)))
    at = datetime(2026, 5, 8, 18, tzinfo=KOREA)
    assert choose_rail(BILLION + 1, "088", BOTH, later, at) == "iso20022"


def test_limits_and_reach_of_a_rail_are_parameters() -> None:
    narrow = replace(LIMITS, limit_won_of_rail={"open_banking": 100})
    assert choose_rail(101, "088", BOTH, narrow, FRIDAY_NOON) == "iso20022"
    far = replace(LIMITS, unreachable_banks={"open_banking": frozenset({"064"})})
    assert choose_rail(100, "064", BOTH, far, FRIDAY_NOON) == "iso20022"
    assert refused(choose_rail(100, "064", (OPEN_BANKING,), far, FRIDAY_NOON)) == (
        "no_rail_available"
    )


def test_open_banking_sleeps_around_midnight_while_a_file_still_goes() -> None:
    at = datetime(2026, 5, 8, 23, 55, tzinfo=KOREA)
    assert refused(choose_rail(5, "088", (OPEN_BANKING,), LIMITS, at)) == "no_rail_available"
    assert choose_rail(5, "088", BOTH, LIMITS, at) == "iso20022"


def test_without_the_large_value_rail_or_above_its_limit_there_is_no_way() -> None:
    large = BILLION + 1
    assert refused(choose_rail(large, "088", (OPEN_BANKING,), LIMITS, FRIDAY_NOON)) == (
        "no_rail_available"
    )
    capped = replace(LIMITS, rtgs_limit_won=BILLION)
    assert refused(choose_rail(large, "088", BOTH, capped, FRIDAY_NOON)) == "payout_too_large"
