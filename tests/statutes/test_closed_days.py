"""Closed days: the data against the calendar of public holidays, and the days that moved."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.statutes.calendar import (
    calendar,
    check_day_covered,
    closed_days,
    list_closed_days,
    parse_closed_days,
    payment_day,
    years_covered,
)
from sangsaeng.statutes.strict_yaml import DataFileError

FIRST, LAST = years_covered()
ONE_DAY = timedelta(days=1)
COVERED = st.dates(date(FIRST, 1, 1), date(LAST, 12, 1))


@settings(deadline=None)
@given(COVERED)
def test_payment_moves_forward_to_the_nearest_business_day(stated_on: date) -> None:
    paid_on = payment_day(stated_on)
    assert isinstance(paid_on, date)
    assert calendar().is_business_day(paid_on)
    day = stated_on
    while day < paid_on:
        assert not calendar().is_business_day(day)
        day += ONE_DAY
    assert (paid_on - stated_on).days <= 10, "no Korean holiday run is longer"


@settings(deadline=None)
@given(COVERED)
def test_a_day_added_by_the_operator_is_closed_too(day: date) -> None:
    assert not calendar(extra=[day]).is_business_day(day)
    assert closed_days([day]) == closed_days() | {day}


@settings(deadline=None)
@given(st.dates())
def test_days_without_data_are_refused_not_guessed(day: date) -> None:
    checked = check_day_covered(day, "matures_on")
    if FIRST <= day.year <= LAST:
        assert checked == day
    else:
        assert isinstance(checked, Refusal)
        assert (checked.code, checked.field) == ("calendar_missing", "matures_on")
        for language in LANGUAGES:
            assert f"{FIRST}" in explain(checked, language)
            assert f"{FIRST:,}" not in explain(checked, language)


def test_a_payment_that_would_leave_the_covered_years_is_refused() -> None:
    assert date(LAST, 12, 31).weekday() == 6, "choose another edge when a year is added"
    assert isinstance(payment_day(date(LAST, 12, 31)), Refusal)


def test_the_years_covered_reach_from_2019_to_2028_at_least() -> None:
    assert FIRST <= 2019
    assert LAST >= 2028


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (
            2026,
            "01-01 02-16 02-17 02-18 03-02 05-01 05-05 05-25 06-03 07-17 08-17 09-24 09-25 "
            "10-05 10-09 12-25",
        ),
        (
            2027,
            "01-01 02-08 02-09 03-01 05-03 05-05 05-13 07-19 08-16 09-14 09-15 09-16 10-04 "
            "10-11 12-27",
        ),
    ],
)
def test_the_closed_weekdays_of_a_year_are_as_published(year: int, expected: str) -> None:
    found = [day.strftime("%m-%d") for day in list_closed_days() if day.year == year]
    assert found == expected.split()


def test_a_receivable_maturing_on_liberation_day_2019_is_paid_the_next_day() -> None:
    assert payment_day(date(2019, 8, 15)) == date(2019, 8, 16)


def test_sixty_days_ending_on_constitution_day_2026_move_to_monday() -> None:
    assert payment_day(date(2026, 5, 18) + timedelta(days=60)) == date(2026, 7, 20)


def test_the_data_agrees_with_the_library_of_public_holidays() -> None:
    holidays = pytest.importorskip("holidays")
    for year in range(FIRST, LAST + 1):
        published = holidays.country_holidays("KR", years=year, categories=("public", "bank"))
        weekdays = {day for day in published if day.weekday() < 5}
        assert {day for day in list_closed_days() if day.year == year} == weekdays


def test_every_closed_day_has_a_name_in_both_languages() -> None:
    for closed in list_closed_days().values():
        assert set(closed.name) == set(LANGUAGES)
        assert all(closed.name.values())


YEAR = """source: rule
confidence: high
checked_on: "2026-01-01"
days:
  "2026-01-01": {ko: 신정, en: New Year's Day}
  "2026-03-02": {ko: 삼일절 대체공휴일, en: Substitute}
"""


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2026-03-02", "2025-03-03", "days.2025-03-03: is not a weekday of 2026"),
        ("2026-03-02", "2026-03-01", "days.2026-03-01: is not a weekday of 2026"),
        ('2026-01-01":', '2026-03-03":', "days.2026-03-02: days must be in order"),
        ("{ko: 신정, en: New Year's Day}", "{ko: 신정}", "days.2026-01-01: missing en"),
        ("source: rule\n", "", "whole file: missing source"),
    ],
)
def test_a_faulty_year_stops_with_its_file_and_key(old: str, new: str, why: str) -> None:
    assert len(parse_closed_days(YEAR, 2026)) == 2
    assert old in YEAR
    with pytest.raises(DataFileError, match=r"closed_days/2026\.yaml: ") as error:
        parse_closed_days(YEAR.replace(old, new, 1), 2026)
    assert why in str(error.value)
