"""Random months are lived through by the product and by a naive book: equal to the won.

The suite lives through a few short ones and a whole year; `--years N` through N whole years from
`--first-year` on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import yaml
from random_year import POLICIES, VARIANTS, WEIGHTS, Year

from sangsaeng.database.connection import Database
from sangsaeng.oversight.replay import replay
from sangsaeng.oversight.scenario import Scenario, parse_scenario

# Seed and months; chosen so that every variant, both policies and every kind of event occur. The
# whole year comes first: other workers live through the short ones beside it.
OF_THE_SUITE = ((15, 12), (4, 2), (16, 2), (25, 2), (28, 2), (29, 3), (40, 2), (47, 3))


def _live(database: Database, seed: int, months: int) -> None:
    text = yaml.safe_dump(Year(seed, months).scenario(), sort_keys=False, width=1000)
    scenario = parse_scenario(text)
    assert isinstance(scenario, Scenario), scenario
    differences = replay(database, scenario)
    shown = "\n".join(map(str, differences[:20]))
    assert not differences, f"{shown}\n\n# seed {seed}, {months} months\n{text}"


@pytest.mark.parametrize(("seed", "months"), OF_THE_SUITE)
def test_some_months_come_out_as_the_naive_book_says(
    database: Database, seed: int, months: int
) -> None:
    _live(database, seed, months)


def test_whole_years_come_out_as_the_naive_book_says(
    request: pytest.FixtureRequest, database_of: Callable[[], AbstractContextManager[Database]]
) -> None:
    years: int = request.config.getoption("--years", 0) or 0
    if not years:
        pytest.skip("only with --years")
    first: int = request.config.getoption("--first-year", 0) or 0
    for seed in range(first, first + years):
        with database_of() as database:
            _live(database, seed, 12)


def test_the_suite_meets_every_variant_policy_and_event() -> None:
    years = [Year(seed, months).scenario() for seed, months in OF_THE_SUITE]
    assert {year["default_policy"] for year in years} == set(POLICIES)
    assert {year["variant"] for year in years} == set(VARIANTS)
    events = [
        set(event) - {"day", "expect", "refused"} for year in years for event in year["events"]
    ]
    assert set.union(*events) == {*WEIGHTS, "fund"}
    statuses = {status for year in years for status in year["expect"]["status"].values()}
    assert statuses == {"open", "parked", "paid", "unpaid", "cancelled"}
