"""The base rate of a day: what the release knows, and what operators added since."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes import service_base_rate
from sangsaeng.programmes.service_base_rate import (
    base_rate_on,
    base_rates_sold_at,
    record_base_rate,
)
from sangsaeng.statutes.loader import parameters


def _enter(tx: Tx, since: date, rate: str, reason: str) -> Refusal | None:
    """The day before it counts, as it has to be."""
    return record_base_rate(tx, since, Decimal(rate), reason, since - timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2008, 3, 7), "0.05"),
        (date(2020, 3, 16), "0.0125"),
        (date(2020, 3, 17), "0.0075"),
        (date(2024, 10, 10), "0.035"),
        (date(2024, 10, 11), "0.0325"),
        (date(2026, 4, 6), "0.025"),
    ],
)
def test_a_day_has_the_newest_rate_of_the_release(database: Database, day: date, rate: str) -> None:
    with database.transaction() as tx:
        assert base_rate_on(tx, day) == Decimal(rate)


def test_a_day_before_the_first_rate_is_refused(database: Database) -> None:
    with database.transaction() as tx:
        refused = base_rate_on(tx, date(2008, 3, 6))
    assert isinstance(refused, Refusal)
    assert refused.code == "law_value_missing"


def test_what_operators_add_counts_from_its_day_on(database: Database) -> None:
    with database.transaction() as tx:
        assert _enter(tx, date(2026, 7, 10), "0.0225", "decision") is None
        assert base_rate_on(tx, date(2026, 7, 9)) == Decimal("0.025")
        assert base_rate_on(tx, date(2026, 7, 10)) == Decimal("0.0225")


def test_an_older_entry_does_not_hide_a_newer_release(database: Database) -> None:
    with database.transaction() as tx:
        assert _enter(tx, date(2025, 1, 2), "0.0275", "early word") is None
        assert base_rate_on(tx, date(2025, 2, 24)) == Decimal("0.0275")
        assert base_rate_on(tx, date(2025, 5, 29)) == Decimal("0.025")


def test_an_entry_on_the_day_of_the_release_corrects_it(database: Database) -> None:
    with database.transaction() as tx:
        assert _enter(tx, date(2025, 5, 29), "0.0255", "corrected") is None
        assert base_rate_on(tx, date(2025, 5, 29)) == Decimal("0.0255")


@pytest.mark.parametrize("rate", ["-0.01", "1", "2.5"])
def test_a_rate_written_in_percent_is_refused(database: Database, rate: str) -> None:
    with database.transaction() as tx:
        refused = _enter(tx, date(2026, 7, 10), rate, "decision")
    assert isinstance(refused, Refusal)
    assert refused.code == "rate_out_of_range"


def test_a_day_is_entered_once(database: Database) -> None:
    with database.transaction() as tx:
        day = date(2026, 7, 10)
        assert _enter(tx, day, "0.0225", "decision") is None
        assert _enter(tx, day, "0.0225", "decision") is None
        refused = _enter(tx, day, "0.02", "decision")
    assert isinstance(refused, Refusal)
    assert refused.code == "base_rate_known"


@pytest.mark.parametrize("days_after", [0, 1])
def test_a_rate_is_entered_before_its_day(database: Database, days_after: int) -> None:
    day = date(2026, 7, 10)
    today = day + timedelta(days=days_after)
    with database.transaction() as tx:
        refused = record_base_rate(tx, day, Decimal("0.0225"), "decision", today)
        assert base_rate_on(tx, day) == Decimal("0.025")
    assert isinstance(refused, Refusal)
    assert refused.code == "base_rate_too_late"


def test_what_stands_may_be_entered_again_when_its_day_has_come(database: Database) -> None:
    day = date(2026, 7, 10)
    with database.transaction() as tx:
        assert _enter(tx, day, "0.0225", "decision") is None
        assert record_base_rate(tx, day, Decimal("0.0225"), "decision", day) is None
        refused = record_base_rate(tx, day, Decimal("0.02"), "decision", day)
    assert isinstance(refused, Refusal)
    assert refused.code == "base_rate_known"


def test_a_sale_can_have_followed_one_base_rate_only(database: Database) -> None:
    with database.transaction() as tx:
        assert _enter(tx, date(2026, 7, 10), "0.0225", "decision") is None
        for day in (date(2008, 3, 7), date(2025, 5, 28), date(2026, 7, 9), date(2026, 7, 10)):
            assert base_rates_sold_at(tx, day) == {base_rate_on(tx, day)}
        assert base_rates_sold_at(tx, date(2008, 3, 6)) == set()


def test_a_release_that_knows_a_decision_late_makes_no_sale_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = date(2026, 7, 10)
    known = parameters()["bok_base_rate_annual"]
    later = replace(known.values[-1], in_force_from=day, value=Decimal("0.0225"))
    told = {known.name: replace(known, values=(*known.values, later))}
    monkeypatch.setattr(service_base_rate, "parameters", lambda: told)
    with database.transaction() as tx:
        assert base_rates_sold_at(tx, day - timedelta(days=1)) == {Decimal("0.025")}
        assert base_rates_sold_at(tx, day) == {Decimal("0.0225"), Decimal("0.025")}
        # The operator's own entry, which is made before its day, ends what was not known.
        assert _enter(tx, day + timedelta(days=1), "0.0225", "decision") is None
        assert base_rates_sold_at(tx, day + timedelta(days=1)) == {Decimal("0.0225")}
