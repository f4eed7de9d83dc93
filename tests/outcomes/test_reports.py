"""The virtuous-cycle report and the public exports, from rows put down by hand."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from outcome_stage import Stage
from programme_rows import METRIC, Rows
from psycopg.types.json import Jsonb

from books import open_book
from sangsaeng.database.connection import WEB, Asking
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.reports.indigo import render_indigo
from sangsaeng.outcomes.reports.model import Figures, Publication
from sangsaeng.outcomes.reports.ocds import render_record_package, render_release_package
from sangsaeng.outcomes.reports.pooled import Controls
from sangsaeng.outcomes.reports.schema_check import check_indigo, check_ocds, merge
from sangsaeng.outcomes.reports.service import read_figures, record_follow_on
from sangsaeng.outcomes.reports.virtuous_cycle import render_report, render_text
from sangsaeng.outcomes.service_money import post_advance, post_reward
from sangsaeng.outcomes.service_paying import approve_payment

ACHIEVED = [{"clause": "5", "what": "explain_achievement", "facts": {"achieved": "0.93"}}]
PUBLIC = Publication("https://kosme.example/outcomes.json", "ocds-abc123")


class Told:
    """A programme with one award paid an advance and half a reward, and one in dispute."""

    def __init__(self, database: Any) -> None:
        self.stage = Stage(open_book(database))
        self.programme_id = self.stage.opened()
        names = ("supplier", "rival-supplier")
        self.awards = [self.stage.awarded(self.programme_id, name) for name in names]
        self.stage.site_company("site-a")
        people = [self.stage.people.person(name) for name in ("owner", "worker")]
        self.stage.people.person = lambda name: people[name == "worker"]  # type: ignore[method-assign]
        with self.stage.book.database.transaction() as tx:
            self._tell(Rows(self.stage, tx, self.programme_id))

    def _tell(self, rows: Rows) -> None:
        award, disputed = self.awards
        match_id = rows.installed(award, "site-a")
        rows.installed(award, "site-a", headcount=30)
        for number, abated in ((1, rows.today), (2, None)):
            rows.add(
                "hazard",
                programme_id=self.programme_id,
                match_id=match_id,
                hazard_no=number,
                kind="caught_in",
                risk_before=16,
                abated_on=abated,
            )
        self._accidents(rows, match_id)
        for each in self.awards:
            rows.agreement(each)
        claim = rows.claim(award, {match_id: 2})
        rows.verified(claim, {match_id: 1})
        self._determine(rows, award, claim, 15_000_000)
        number = self._determine(rows, disputed, rows.claim(disputed, {match_id: 1}), 0)
        rows.add(
            "dispute",
            programme_id=self.programme_id,
            dispute_id=rows.number(),
            determination_id=number,
            ground="new evidence",
            evidence_ids=Jsonb([]),
            opened_at=rows.at,
        )
        self._pay(rows, award, claim)
        told = (award, "sale", 50_000_000, 3, "invoice 7", rows.today, rows.at)
        assert isinstance(record_follow_on(rows.tx, self.programme_id, *told), int)
        again = record_follow_on(rows.tx, self.programme_id, *told)
        assert isinstance(again, Refusal) and again.code == "follow_on_told"

    def _accidents(self, rows: Rows, match_id: int) -> None:
        rows.add(
            "baseline",
            programme_id=self.programme_id,
            match_id=match_id,
            metric="ltifr",
            numerator=27,
            denominator=3000,
            from_on=rows.today - timedelta(days=365),
            until_on=rows.today,
            source="COMWEL",
            recorded_at=rows.at,
            locked_at=rows.at,
        )
        rows.observed(match_id, "ltifr", 99, denominator=3000)
        rows.observed(match_id, "ltifr", 15, denominator=3000, version=2)

    def _determine(self, rows: Rows, award: int, claim: int, amount_won: int) -> int:
        number = rows.number()
        (row,) = rows.tx.rows(
            "SELECT rule_digest FROM outcomes.agreement WHERE award_id = %(a)s", a=award
        )
        rows.add(
            "determination",
            programme_id=self.programme_id,
            determination_id=number,
            award_id=award,
            claim_id=claim,
            version=1,
            rule_version=1,
            rule_digest=row["rule_digest"],
            input_text="{}",
            input_digest=sha256(b"{}").digest(),
            amount_won=amount_won,
            explanation=Jsonb(ACHIEVED),
            determined_at=rows.at,
            window_until=rows.today,
        )
        return number

    def _pay(self, rows: Rows, award: int, claim: int) -> None:
        supplier = self.stage.company("supplier")
        rows.add(
            "earning",
            programme_id=self.programme_id,
            claim_id=claim,
            determination_id=rows.tx.the(
                "SELECT determination_id FROM outcomes.determination WHERE claim_id = %(c)s",
                c=claim,
            )["determination_id"],
            award_id=award,
            owed_won=13_500_000,
            retained_won=1_500_000,
            released_won=15_000_000,
            booked_on=rows.today,
        )
        rows.add(
            "retention",
            programme_id=self.programme_id,
            claim_id=claim,
            award_id=award,
            retained_won=1_500_000,
            until_on=rows.today + timedelta(days=365),
        )
        about = (self.programme_id, supplier)
        advance = Owed(*about, PayableFor.ADVANCE, award, 56_000_000, award)
        reward = Owed(*about, PayableFor.REWARD, claim, 13_500_000, award)
        owed = [
            post_advance(rows.tx, advance, rows.today),
            post_reward(rows.tx, reward, 1_500_000, 15_000_000, rows.today),
        ]
        paid = approve_payment(rows.tx, self.programme_id, [one for one in owed if one], rows.today)
        assert paid == 69_500_000

    def figures(self, company: str | None = None) -> Figures:
        """The figures, under a company's own rights where one is named."""
        at = self.stage.at()
        if company is None:
            with self.stage.book.database.transaction() as tx:
                found = read_figures(tx, self.programme_id, at)
        else:
            asking = Asking(WEB, self.stage.company(company))
            with self.stage.book.database.asked_by(asking) as tx:
                found = read_figures(tx, self.programme_id, at)
        assert isinstance(found, Figures)
        return found


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
