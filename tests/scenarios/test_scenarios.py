"""Each scenario file comes out as it says, to the won, on every PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sangsaeng.database.connection import Database
from sangsaeng.oversight.replay import replay
from sangsaeng.oversight.scenario import Scenario, parse_scenario

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
# The codes scenarios speak of, and those that its events can meet besides.
CODES = {
    "not_a_whole_won",
    "more_than_retained",
    "maturity_order",
    "tier_limit",
    "tenor_limit",
    "payment_term_limit",
    "already_due",
    "consent_missing",
    "has_sales_or_children",
    "already_funded",
    "buyer_suspended",
    "duplicate_invoice",
    "more_than_invoice",
    "invoice_amended",
    "too_many_partial_sales",
    "government_first_tier_sale",
    "attached",
    "settlement_running",
    "after_cut_off",
    "stale_quote",
    "facility_lapsed",
    "programme_cap",
    "buyer_cap",
    "guarantee_limit",
    "holder_insolvent",
}


def _read(file: Path) -> Scenario:
    scenario = parse_scenario(file.read_text("utf-8"))
    assert isinstance(scenario, Scenario), scenario
    return scenario


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_comes_out_as_the_file_says(
    databases_everywhere: Callable[[], Database], file: Path
) -> None:
    differences = replay(databases_everywhere(), _read(file))
    assert not differences, "\n".join(map(str, differences))


def test_every_refusal_that_events_can_meet_stands_in_a_file() -> None:
    refused = {event.refused for file in FILES for event in _read(file).events}
    assert CODES - refused == set()


def test_a_file_that_expects_the_wrong_won_is_found_out(database: Database) -> None:
    text = (Path(__file__).parent / "four_tiers.yaml").read_text("utf-8")
    wrong = parse_scenario(text.replace("T4: 50000003}, deposit", "T4: 50000004}, deposit"))
    assert isinstance(wrong, Scenario)
    found = replay(database, wrong)
    assert [one.what for one in found] == ["payouts", "payouts"]
