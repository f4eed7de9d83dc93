"""The virtuous-cycle report and the public exports, from rows put down by hand."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programme_rows import METRIC
from reported import PUBLIC, Told

from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.outcomes.reports.indigo import render_indigo
from sangsaeng.outcomes.reports.ocds import render_record_package, render_release_package
from sangsaeng.outcomes.reports.pooled import Controls
from sangsaeng.outcomes.reports.schema_check import check_indigo, check_ocds, merge
from sangsaeng.outcomes.reports.virtuous_cycle import render_report, render_text
from sangsaeng.outcomes.rules_determining import period_cap_won


@pytest.fixture(scope="module")
def told(database_of: Callable[[], Any]) -> Iterator[Told]:
    with database_of() as database:
        yield Told(database)


def test_the_report_says_what_the_money_did(told: Told) -> None:
    report = render_report(told.figures())
    assert report["suppliers"] == {"called": 2, "selected": 2, "paid": 1}
    assert report["sites"] == {"improved": 2, "workers": 50}
    assert report["won_per_worker"] == 69_500_000 // 50
    assert report["hazards"] == [{"kind": "caught_in", "found": 2, "removed": 1}]
    assert {one["least"]: one["claims"] for one in report["achievement"]}["0.8"] == 2
    assert report["rewards"] == {"none": 1, "part": 1, "full": 0}
    money = report["money"]
    assert (money["reserved_won"], money["spent_won"]) == (280_000_000, 15_000_000)
    assert (money["paid_stage1_won"], money["paid_rewards_won"]) == (56_000_000, 13_500_000)
    assert (money["retained_won"], money["released_won"]) == (1_500_000, 15_000_000)
    verified = report["verification"]
    assert (verified["claims"], verified["cut"], verified["cut_share"]) == (2, 1, "1.0000")
    assert report["follow_on"]["told"] == [
        {"kind": "sale", "times": 1, "sites": 3, "amount_won": 50_000_000}
    ]


def test_who_administers_and_pays_reads_the_same_report_as_the_console(told: Told) -> None:
    whole = render_report(told.figures())
    assert render_report(told.figures("kosme")) == whole
    assert render_report(told.figures("kb")) == whole
    others = render_report(told.figures("rival-supplier"))
    assert others["money"]["paid_to_suppliers_won"] == 0 and others["sites"]["workers"] == 0


@settings(max_examples=10)  # each renders and checks a whole export
@given(st.lists(st.integers(0, 10**10), min_size=2, max_size=2))
def test_what_is_planned_adds_up_to_the_caps_by_the_rule_of_determinations(
    told: Told, caps: list[int]
) -> None:
    figures = told.figures()
    awards = [
        replace(one, success_cap_won=cap) for one, cap in zip(figures.awards, caps, strict=True)
    ]
    exported = render_indigo(replace(figures, awards=awards), PUBLIC)
    amounts = [
        int(one["money"]["amount"]["value"])
        for one in exported["outcome_payments"]
        if one["type"]["value"] == "Planned"
    ]
    assert sum(amounts) == sum(caps)
    first = [period_cap_won(cap, figures.periods, figures.periods[0].period_no) for cap in caps]
    assert amounts[0] == sum(first)


def test_accidents_are_pooled_and_said_to_prove_nothing_without_controls(told: Told) -> None:
    """27 to 15 on equal exposure: 0.556, 0.2985 to 1.0339, p 0.04421; with controls 26 to 25:
    0.5778, 0.2503 to 1.3337, p 0.0993 (domain section 3.4)."""
    figures = told.figures()
    seen = render_report(figures)["accidents"]
    assert (seen["before"], seen["after"], seen["against_controls"]) == (27, 15, False)
    assert (seen["ratio"], seen["low"], seen["high"]) == ("0.5556", "0.2985", "1.0339")
    assert seen["p"] == "0.0442"
    matched = Controls(26, Decimal(3000), 25, Decimal(3000))
    seen = render_report(figures, matched)["accidents"]
    assert (seen["ratio"], seen["low"], seen["high"]) == ("0.5778", "0.2503", "1.3337")
    none = replace(figures.accidents, after=0)
    seen = render_report(replace(figures, accidents=none), matched)["accidents"]
    assert (seen["ratio"], seen["reason"]) == (None, "too_few_events")


def test_the_report_reads_in_both_languages_without_markup(told: Told) -> None:
    report = render_report(told.figures())
    texts = [render_text(report, language) for language in LANGUAGES]
    assert texts[0] != texts[1]
    assert all("69,500,000" in text and "<" not in text and "{" not in text for text in texts)


def test_exports_fit_their_standards_without_a_network(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("a schema was asked for over the network")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    figures = told.figures()
    for made in (
        render_indigo(figures, PUBLIC),
        render_release_package(figures, PUBLIC),
        render_record_package(figures, PUBLIC),
    ):
        assert isinstance(made, dict), made
        # As it is written, not only as it is held.
        again = json.loads(json.dumps(made))
        check = check_ocds if "uri" in again else check_indigo
        assert check(again) == []


def test_an_empty_programme_can_be_exported_too(told: Told) -> None:
    empty = replace(told.figures(), awards=[], determinations=[], payables=[], periods=[])
    assert isinstance(render_indigo(empty, PUBLIC), dict)
    assert isinstance(render_release_package(empty, PUBLIC), dict)


def test_a_payment_names_the_milestone_it_hangs_on(told: Told) -> None:
    package = render_release_package(told.figures(), PUBLIC)
    assert isinstance(package, dict)
    (release,) = package["releases"]
    assert release["ocid"] == f"ocds-abc123-{told.programme_id}"
    done = release["contracts"][0]["implementation"]
    named = {one["relatedImplementationMilestone"]["id"] for one in done["transactions"]}
    assert named == {"signed", "period-1"}
    states = {one["id"]: one["status"] for one in done["milestones"]}
    assert states == {
        "signed": "met",
        "accepted": "met",
        "period-1": "partiallyMet",
        "period-2": "scheduled",
    }
    assert named <= set(states)
    disputed = release["contracts"][1]["implementation"]["milestones"]
    assert {one["id"]: one["status"] for one in disputed}["period-1"] == "scheduled"


def test_only_public_rows_leave_and_a_dispute_is_marked(told: Told) -> None:
    figures = told.figures()
    project = render_indigo(figures, PUBLIC)
    assert isinstance(project, dict)
    assert set(_statuses(project)) == {"PUBLIC", "DISPUTED"}
    assert [one["status"] for one in project["results"]] == ["PUBLIC", "DISPUTED"]
    texts = [json.dumps(made) for made in (project, render_record_package(figures, PUBLIC))]
    with told.stage.book.database.transaction() as tx:
        sites = tx.rows("SELECT name, workplace_number FROM outcomes.site")
    private = [str(value) for row in sites for value in row.values()]
    private += [told.stage.book.number("site-a"), told.stage.book.accounts["supplier"][0]]
    assert private and not [one for one in private for text in texts if one in text]


def _statuses(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("status"), str):
            yield part["status"]
        for value in part.values():
            yield from _statuses(value)
    elif isinstance(part, list):
        for value in part:
            yield from _statuses(value)


def _wrong_indigo(project: dict[str, Any]) -> None:
    project["results"][0]["result_type"]["value"] = "Sometimes"


def _misspelt_indigo(project: dict[str, Any]) -> None:
    project["outcome_payments"][0]["ammount"] = {"value": 1}


def _text_for_number(project: dict[str, Any]) -> None:
    project["outcome_payments"][0]["money"]["amount"]["value"] = "1"


@pytest.mark.parametrize("spoil", [_wrong_indigo, _misspelt_indigo, _text_for_number])
def test_what_does_not_fit_indigo_does_not_leave(told: Told, spoil: Callable[[Any], None]) -> None:
    project = render_indigo(told.figures(), PUBLIC)
    assert isinstance(project, dict)
    spoilt = copy.deepcopy(project)
    spoil(spoilt)
    assert [one.code for one in check_indigo(spoilt)] == ["export_not_valid"]


def _wrong_status(release: dict[str, Any]) -> None:
    release["contracts"][0]["implementation"]["milestones"][0]["status"] = "done"


def _misspelt(release: dict[str, Any]) -> None:
    release["contracts"][0]["implementation"]["transactions"][0]["relatedMilestone"] = {"id": "x"}


def _unnamed(release: dict[str, Any]) -> None:
    del release["awards"][0]["id"]


def _milestone_without_id(release: dict[str, Any]) -> None:
    paid = release["contracts"][0]["implementation"]["transactions"][0]
    paid["relatedImplementationMilestone"] = {"title": "of the extension"}


@pytest.mark.parametrize("status", ["PRIVATE", "SANDBOX", "SECRET"])
def test_a_row_that_is_not_public_does_not_leave(told: Told, status: str) -> None:
    project = render_indigo(told.figures(), PUBLIC)
    assert isinstance(project, dict)
    spoilt = copy.deepcopy(project)
    spoilt["results"][0]["status"] = status
    (refused,) = check_indigo(spoilt)
    assert (refused.code, refused.field) == ("export_not_public", "/results/0")


@pytest.mark.parametrize("spoil", [_wrong_status, _misspelt, _unnamed, _milestone_without_id])
def test_what_does_not_fit_ocds_does_not_leave(told: Told, spoil: Callable[[Any], None]) -> None:
    package = render_release_package(told.figures(), PUBLIC)
    assert isinstance(package, dict)
    spoilt = copy.deepcopy(package)
    spoil(spoilt["releases"][0])
    assert [one.code for one in check_ocds(spoilt)] == ["export_not_valid"]


def test_an_extension_is_merged_as_rfc_7396_says() -> None:
    target = {"a": {"b": 1, "c": [1, 2]}, "d": 4}
    assert merge(target, {"a": {"b": None, "c": [3]}, "e": {"f": None}}) == {
        "a": {"c": [3]},
        "d": 4,
        "e": {},
    }
    assert target == {"a": {"b": 1, "c": [1, 2]}, "d": 4}


def test_a_metric_keeps_its_definition_and_who_checks_it(told: Told) -> None:
    project = render_indigo(told.figures(), PUBLIC)
    assert isinstance(project, dict)
    metric = project["outcome_metrics"][0]
    assert metric["id"] == f"{told.awards[0]}-{METRIC}"
    assert metric["outcome_validation_method"]["value"]
    assert metric["outcome_metric_target"] == {"value": "1"}
