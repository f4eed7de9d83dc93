"""The dated law: every file is sound, and every day finds the value in force on it."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.statutes.loader import (
    date_on,
    flag_on,
    integer_on,
    list_on,
    parameters,
    parse_parameter,
    rate_on,
    text_on,
    value_on,
)
from sangsaeng.statutes.model import Kind, LawValue
from sangsaeng.statutes.strict_yaml import DataFileError
from sangsaeng.statutes.table import render_table, replace_table

ONE_DAY = timedelta(days=1)
TYPES = {
    Kind.INTEGER: int,
    Kind.RATE: Decimal,
    Kind.BOOLEAN: bool,
    Kind.TEXT: str,
    Kind.LIST: tuple,
    Kind.DATE: date,
}
READERS = {
    Kind.INTEGER: integer_on,
    Kind.RATE: rate_on,
    Kind.BOOLEAN: flag_on,
    Kind.TEXT: text_on,
    Kind.LIST: list_on,
    Kind.DATE: date_on,
}


@pytest.mark.parametrize("name", sorted(parameters()))
def test_every_law_value_is_found_on_its_first_day_and_read_by_its_type(name: str) -> None:
    parameter = parameters()[name]
    for dated in parameter.values:
        found = value_on(name, dated.in_force_from)
        assert isinstance(found, LawValue)
        assert (found.value, found.article) == (dated.value, dated.reference.article)
        assert type(found.value) is TYPES[parameter.kind]
        assert READERS[parameter.kind](name, dated.in_force_from) == dated.value
        if parameter.kind is Kind.RATE:
            assert isinstance(dated.value, Decimal)
            assert 0 <= dated.value <= 1, "a rate is a fraction, not a percentage"
    assert isinstance(value_on(name, parameter.values[0].in_force_from - ONE_DAY), Refusal)
    assert all(dated.in_force_from <= date(2028, 12, 31) for dated in parameter.values)
    if parameter.unit == "won":
        assert name.endswith("_won")


@settings(deadline=None)
@given(st.sampled_from(sorted(parameters())), st.dates(date(1950, 1, 1), date(2040, 1, 1)))
def test_a_day_finds_the_latest_value_begun_and_not_ended_or_a_refusal(
    name: str, day: date
) -> None:
    in_force = [
        dated
        for dated in parameters()[name].values
        if dated.in_force_from <= day and (dated.until is None or day <= dated.until)
    ]
    found = value_on(name, day)
    if not in_force:
        assert isinstance(found, Refusal)
        assert found.code == "law_value_missing"
        for language in LANGUAGES:
            assert day.isoformat() in explain(found, language)
    else:
        assert isinstance(found, LawValue)
        assert found.in_force_from == in_force[-1].in_force_from


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2019, 5, 29), 180),
        (date(2019, 5, 30), 150),
        (date(2020, 5, 29), 150),
        (date(2020, 5, 30), 120),
        (date(2021, 5, 29), 120),
        (date(2021, 5, 30), 90),
        (date(2026, 11, 22), 90),
    ],
)
def test_the_longest_tenor_falls_on_30_may_of_three_years(day: date, days: int) -> None:
    assert integer_on("max_tenor_days", day) == days


def test_late_interest_falls_from_20_to_15_and_a_half_percent_on_2015_07_01() -> None:
    assert rate_on("late_interest_rate_annual", date(2015, 6, 30)) == Decimal("0.2")
    assert rate_on("late_interest_rate_annual", date(2015, 7, 1)) == Decimal("0.155")


def test_the_payment_term_is_60_days_and_the_tier_limit_4() -> None:
    assert integer_on("max_payment_days", date(2026, 3, 19)) == 60
    assert integer_on("max_tier", date(2026, 3, 19)) == 4


def test_education_offices_may_pay_from_2023_06_20() -> None:
    before = list_on("government_payers", date(2023, 6, 19))
    after = list_on("government_payers", date(2023, 6, 20))
    assert before == ("central_government", "local_government")
    assert after == ("central_government", "local_government", "education_office")
    assert flag_on("government_first_tier_may_sell", date(2021, 10, 19)) is False
    assert isinstance(flag_on("government_first_tier_may_sell", date(2021, 10, 18)), Refusal)


def test_the_three_tax_credit_rates_begin_in_2022() -> None:
    day = date(2022, 1, 1)
    rates = [
        rate_on(f"tax_credit_rate_{bucket}_days", day)
        for bucket in ("up_to_15", "16_to_30", "31_to_60")
    ]
    assert rates == [Decimal("0.005"), Decimal("0.003"), Decimal("0.0015")]
    # The published example of 2019: 300,000,000 won at 0.1 % is 300,000 won.
    assert rate_on("tax_credit_rate_31_to_60_days", date(2019, 8, 15)) == Decimal("0.001")


def test_every_sunset_reaches_to_the_day_before_the_next() -> None:
    sunset_on = date_on("tax_credit_paid_until", date(2016, 1, 1))
    while isinstance(sunset_on, date) and sunset_on < date(2028, 12, 31):
        sunset_on = date_on("tax_credit_paid_until", sunset_on + ONE_DAY)
    assert sunset_on == date(2028, 12, 31)
    assert isinstance(date_on("tax_credit_paid_until", date(2029, 1, 1)), Refusal)


def test_a_value_that_ended_with_none_following_is_missing() -> None:
    name = "local_tax_credit_rate_up_to_15_days"
    assert rate_on(name, date(2022, 12, 31)) == Decimal("0.0002")
    assert isinstance(rate_on(name, date(2023, 1, 1)), Refusal)


def test_a_flag_is_never_read_as_a_number() -> None:
    with pytest.raises(AssertionError):
        integer_on("cancel_needs_consent", date(2026, 1, 1))


GOOD = """description: {ko: 한도, en: Limit}
unit: days
type: integer
values:
  "2020-01-01":
    value: "60"
    reference: {title: Act, article: "1", source: gazette}
    confidence: high
  "2021-01-01":
    value: "90"
    reference: {title: Act, article: "1", source: gazette}
    confidence: high
checked_on: "2026-01-01"
"""


def test_a_sound_file_is_read() -> None:
    parameter = parse_parameter(GOOD, "topic", "limit_days.yaml")
    assert parameter.name == "limit_days"
    assert [dated.value for dated in parameter.values] == [60, 90]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("unit: days", "unit: days\nunit: years", "unit: stands twice"),
        ('"2021-01-01"', '"2020-01-01"', "2020-01-01: stands twice"),
        ('"2021-01-01"', '"2019-01-01"', "values.2019-01-01: days must be in order"),
        ('"2021-01-01"', "2021-01-01", "2021-01-01: numbers and days must be quoted"),
        ('"2021-01-01"', '"20210101"', "values.20210101: '20210101' is not written"),
        ('"2021-01-01"', '"2021-02-30"', "values.2021-02-30: '2021-02-30' is not a day"),
        ('value: "60"', "value: 60", "60: numbers and days must be quoted"),
        ('value: "60"', "value: 15.5", "15.5: numbers and days must be quoted"),
        ('value: "60"', 'value: "15.5"', "values.2020-01-01.value: '15.5' is not of type"),
        ('value: "60"', 'value: ["60"]', "values.2020-01-01.value: must be text"),
        ("type: integer", "type: number", "type: 'number' is not one of"),
        ("type: integer", "type: boolean", "values.2020-01-01.value: '60' is not of type"),
        ("type: integer", "type: list", "values.2020-01-01.value: must be a list"),
        (
            '    value: "60"\n    reference: {title: Act, article: "1", source: gazette}\n',
            '    value: "60"\n',
            "values.2020-01-01: missing reference",
        ),
        ('article: "1", ', "", "values.2020-01-01.reference: missing article"),
        ("source: gazette", 'source: ""', "values.2020-01-01.reference.source: must be text"),
        ("confidence: high", "confidence: low", "values.2020-01-01.confidence: 'low'"),
        ("confidence: high", "confidence: high\n    untill: x", "unknown untill"),
        (
            "confidence: high",
            'confidence: high\n    until: "2021-01-01"',
            "values.2021-01-01: begins before",
        ),
        (
            "confidence: high",
            'confidence: high\n    until: "2019-12-31"',
            "values.2020-01-01.until: ends before",
        ),
        (", en: Limit", "", "description: missing en"),
        ('checked_on: "2026-01-01"\n', "", "whole file: missing checked_on"),
    ],
)
def test_a_faulty_file_stops_with_its_name_and_key(old: str, new: str, key: str) -> None:
    assert old in GOOD
    with pytest.raises(DataFileError) as error:
        parse_parameter(GOOD.replace(old, new, 1), "topic", "limit_days.yaml")
    assert str(error.value).startswith("parameters/topic/limit_days.yaml: ")
    assert key in str(error.value)


def test_the_table_in_the_documentation_is_current() -> None:
    document = Path(__file__).parents[2] / "docs" / "statutes.md"
    text = document.read_text("utf-8")
    assert text == replace_table(text), "run: python -m sangsaeng.statutes.table docs/statutes.md"
    assert all(f"`{name}`" in render_table() for name in parameters())
