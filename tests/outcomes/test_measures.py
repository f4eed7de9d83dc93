"""The metric catalogue: values by the oracles, and what of it may carry money."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.kernel.messages import explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.measures.loader import catalogue, get_metric, parse_catalogue
from sangsaeng.outcomes.measures.model import Catalogue, Metric, Pays, lost_days
from sangsaeng.outcomes.measures.rules import (
    chance_of_none,
    decide_exposure,
    decide_paying_metric,
    expected_injuries,
)
from sangsaeng.statutes.strict_yaml import DataFileError

LEADING = {
    "units_working",
    "hazards_abated",
    "machines_guarded",
    "near_miss_reports",
    "training_hours",
    "worker_confirmed_use",
    "device_uptime",
    "risk_assessment",
    "actions_closed",
}


def _listed() -> Catalogue:
    found = catalogue()
    assert isinstance(found, Catalogue)
    return found


def _metric(code: str) -> Metric:
    found = get_metric(code)
    assert isinstance(found, Metric)
    return found


ALL = sorted(_listed().metrics)


def _value(metric: Metric, numerator: Fraction | int, denominator: Fraction | int) -> Fraction:
    """numerator / denominator x factor, as the catalogue says."""
    return Fraction(numerator) / Fraction(denominator) * Fraction(Decimal(metric.factor))


# Domain section 3.1: the answers of the sources.
@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "shown"),
    [
        ("trir", 3, 500_000, "1.20"),
        ("trir", 17, 1_500_000, "2.27"),
        ("dart", 2, 28_000, "14.29"),
        ("ltifr", 4, 75 * 8 * 320, "20.83"),
        ("annual_injury_1000", 250, 5_000, "50.00"),
    ],
)
def test_a_value_is_the_textbooks(code: str, numerator: int, denominator: int, shown: str) -> None:
    value = _value(_metric(code), numerator, denominator)
    assert f"{float(value):.2f}" == shown


def test_the_severity_rate_counts_deaths_by_the_table_and_absence_by_working_days() -> None:
    days = lost_days(2, (), 90)
    value = _value(_metric("severity_rate"), days, Fraction(1_000 * 8 * 300))
    assert f"{float(value):.2f}" == "6.28"
    assert lost_days(0, (4, 14), 0) == 5_550


def test_the_national_rate_is_the_ratio_of_its_own_count() -> None:
    # 142,771 injured at 0.67% are some 21.3 million insured workers.
    national = Fraction(Decimal(_listed().national.rate))
    assert _value(_metric("injury_rate_pct"), national * 1_000, Fraction(1_000)) == Fraction(
        67, 100
    )


def test_the_leading_indicators_are_there_and_only_they_are_prices() -> None:
    priced = {code for code, metric in _listed().metrics.items() if metric.pays is Pays.PRICE}
    assert priced == LEADING - {"near_miss_reports"}
    assert not any(_metric(code).lower_is_better for code in LEADING)


@pytest.mark.parametrize("code", sorted(set(ALL) - LEADING))
@given(workers=st.integers(1, 100_000), use=st.sampled_from([Pays.PRICE, Pays.FLOOR]))
def test_no_accident_count_is_ever_a_price(code: str, workers: int, use: Pays) -> None:
    answer = decide_paying_metric(_metric(code), workers, _listed().national, use=use)
    assert isinstance(answer, Refusal) and answer.code == "metric_not_payable"


def test_a_site_with_20_workers_is_told_what_chance_alone_gives() -> None:
    answer = decide_paying_metric(_metric("injury_rate_pct"), 20, _listed().national)
    assert isinstance(answer, Refusal)
    assert answer.facts["expected"] == "0.134" and answer.facts["none"] == "87.46"
    assert "0.134" in explain(answer, "ko") and "87.46" in explain(answer, "en")


def test_three_years_hardly_help() -> None:
    # Domain section 3.4.
    expected = expected_injuries(20, _listed().national, 36)
    assert expected == Fraction(402, 1_000)
    assert f"{chance_of_none(expected):.3f}" == "0.669"
    assert f"{chance_of_none(Fraction(115 * 20, 10_000)):.4f}" == "0.7945"


def test_near_misses_are_a_floor_and_never_a_price() -> None:
    metric, national = _metric("near_miss_reports"), _listed().national
    answer = decide_paying_metric(metric, 20, national)
    assert isinstance(answer, Refusal) and answer.code == "metric_only_a_floor"
    assert decide_paying_metric(metric, 20, national, use=Pays.FLOOR) is None


@pytest.mark.parametrize("code", ALL)
def test_any_metric_may_stop_money(code: str) -> None:
    assert decide_paying_metric(_metric(code), 1, _listed().national, use=Pays.GATE) is None


def test_a_pooled_outcome_needs_the_exposure_that_shows_a_fall_of_30_percent() -> None:
    metric, national = _metric("injury_rate_pct"), _listed().national
    small = decide_paying_metric(metric, 10_000, national, 12, Pays.POOLED)
    assert isinstance(small, Refusal) and small.code == "exposure_too_small"
    assert decide_paying_metric(metric, 10_000, national, 24, Pays.POOLED) is None
    other = decide_paying_metric(_metric("units_working"), 10_000, national, 24, Pays.POOLED)
    assert isinstance(other, Refusal) and other.code == "metric_not_pooled"


def test_few_answers_do_not_count() -> None:
    metric = _metric("worker_confirmed_use")
    answer = decide_exposure(metric, Fraction(4))
    assert isinstance(answer, Refusal) and answer.code == "exposure_too_small"
    assert decide_exposure(metric, Fraction(5)) is None


def test_what_is_not_in_the_catalogue_is_refused_by_name() -> None:
    unknown = get_metric("smiles")
    assert isinstance(unknown, Refusal) and unknown.code == "unknown_metric"
    version = get_metric("trir", "metrics_1926")
    assert isinstance(version, Refusal) and version.code == "unknown_metric_catalogue"


@pytest.mark.parametrize(
    ("old", "new"),
    [('factor: "100"', "factor: 100"), ("pays: gate", "pays: often"), ("unit: ", "unity: ")],
)
def test_a_slip_of_the_pen_in_the_catalogue_stops_the_program(old: str, new: str) -> None:
    file = resources.files("sangsaeng.outcomes") / "measures" / "metrics_2026.yaml"
    text = file.read_text("utf-8")
    assert old in text
    with pytest.raises(DataFileError):
        parse_catalogue(text.replace(old, new, 1), "metrics_2026")


def test_the_page_lists_every_metric_and_what_it_may_be() -> None:
    page = (Path(__file__).parents[2] / "docs" / "outcome-measures.md").read_text("utf-8")
    may_be = {
        Pays.PRICE: "price",
        Pays.FLOOR: "floor only",
        Pays.POOLED: "whole programme only",
        Pays.GATE: "gate only",
    }
    told = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert told.keys() == _listed().metrics.keys()
    for code, metric in _listed().metrics.items():
        assert f"| {may_be[metric.pays]} |" in told[code] and metric.name.ko in told[code]
