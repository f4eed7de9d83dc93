"""Rows 1 to 5 of the workflow through the acts: call, application, check, scores, awards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from choosing_stage import PLAN, Scene, owner

from clusters import Cluster
from sangsaeng.acts.fields_related import RelatedNamed
from sangsaeng.acts.kinds.outcomes_calls import AccountNamed, CallNamed, PeriodWanted
from sangsaeng.acts.kinds.outcomes_scoring import Points, RankingWanted
from sangsaeng.acts.model import Caller, Office
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.outcomes.model_choosing import Instrument, Related, Relation
from sangsaeng.outcomes.model_money import Part
from sangsaeng.outcomes.sealed import digest_of_related
from sangsaeng.outcomes.service_money import free_pool_won, get_reserve
from sangsaeng.outcomes.service_related import are_tied
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.programmes.service import record_own_account

NOWHERE = 1_999_999_999
_NO_MONEY: dict[str, Any] = {"stage1_won": 0, "success_cap_won": 0}


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


@pytest.fixture(scope="module")
def kept(cluster: Cluster) -> Iterator[Scene]:
    """An open call for two accident types; tests add to it, or are refused and change nothing."""
    with cluster.fresh() as url, Database(url) as database:
        made = Scene(database)
        made.opened(call={"accident_types": ["fire", "caught_in"]})
        made.supplier("alpha")
        made.people.office(made.book.companies["kosme"].company_id, Office.INSTITUTION)
        yield made


def _state(scene: Scene, table: str, **about: Any) -> Any:
    where = " AND ".join(f"{name} = %({name})s" for name in about)
    with scene.database.transaction() as tx:
        return tx.the(f"SELECT * FROM outcomes.{table} WHERE {where}", **about)  # type: ignore[arg-type]


def test_a_call_is_drawn_up_again_until_two_officers_and_the_payer_open_it(scene: Scene) -> None:
    number = scene.drafted()
    again = scene.draft(programme_id=number, budget_won=7_000_000_000)
    assert scene.do("outcomes.calls.draft", again, "kosme.officer2")["programme_id"] == number
    named = CallNamed(programme_id=number)
    assert scene.hears("outcomes.calls.close", named, "kosme.officer1") == "call_not_open"
    opening = scene.opening()
    scene.do("outcomes.calls.open", opening, "kosme.officer1", "kosme.officer2", "kb.credit1")
    assert scene.hears("outcomes.calls.open", opening, "kosme.officer1") == "call_not_draft"
    assert scene.hears("outcomes.calls.draft", again, "kosme.officer1") == "call_not_draft"
    with scene.database.transaction() as tx:
        assert free_pool_won(tx, number) == 7_000_000_000 - 50_000_000
    assert scene.hears("outcomes.calls.close", named, "kosme.officer1") == "call_still_open"
    assert scene.book.broken_proofs() == []


def _periods(scene: Scene, *shares: str) -> list[PeriodWanted]:
    days = [
        scene.book.today + timedelta(days=60 + 50 * number) for number in range(len(shares) + 1)
    ]
    return [
        PeriodWanted(
            observed_from=days[number],
            observed_until=days[number + 1],
            claim_until=days[number + 1] + timedelta(days=20),
            share=share,
        )
        for number, share in enumerate(shares)
    ]


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("period_shares_not_one", {"shares": ("0.5", "0.499999")}),
        ("period_shares_not_one", {"shares": ("1", "0.000001")}),
        ("running_above_budget", {"running_won": 1_000_000_000}),
        # 50 awards, 2 periods: one won more than the 50 million set aside allow.
        ("running_too_small", {"rules": {"verifier_fee_won": 500_001}}),
        ("call_times_out_of_order", {"opens_in": 31}),
        ("payer_administers", {"payer": "kosme"}),
        ("unknown_company", {"payer": "verifier"}),
        ("pass_mark_out_of_reach", {"rules": {"least_points": "100.5"}}),
        ("criterion_twice", {"twice": True}),
        ("reward_rule_out_of_order", {"rules": {"linear_floor": "1.0"}}),
        ("period_out_of_order", {"early": True}),
    ],
)
def test_a_draft_that_cannot_be_run_is_refused(
    kept: Scene, code: str, changes: dict[str, Any]
) -> None:
    scene = kept
    given = scene.draft(rules=changes.get("rules", {}))
    update: dict[str, Any] = {}
    if "shares" in changes:
        update["periods"] = _periods(scene, *changes["shares"])
    if "running_won" in changes:
        update["running_won"] = changes["running_won"]
    if "opens_in" in changes:
        update["opens_at"] = scene.now + timedelta(days=changes["opens_in"])
    if "payer" in changes:
        update["payer_number"] = scene.book.number(changes["payer"])
    if "twice" in changes:
        sheet = [*given.call.score_sheet, given.call.score_sheet[0]]
        update["call"] = given.call.model_copy(update={"score_sheet": sheet})
    if "early" in changes:
        early = given.periods[0].model_copy(update={"observed_from": scene.book.today})
        update["periods"] = [early, given.periods[1]]
    given = given.model_copy(update=update)
    assert scene.hears("outcomes.calls.draft", given, "kosme.officer1") == code


def test_a_programme_s_account_is_the_payer_s_own_and_no_other_programme_s(scene: Scene) -> None:
    scene.drafted()
    with scene.database.transaction() as tx:
        own = tx.the("SELECT own_account_id FROM outcomes.programme")["own_account_id"]
        kb, purpose = scene.book.companies["kb"].company_id, AccountPurpose.FUNDING
        other = record_own_account(tx, purpose, kb, "218", "90000000098", "kb").own_account_id
    second = scene.do("outcomes.calls.draft", scene.draft(), "kosme.officer1")["programme_id"]
    unready = scene.opening(second)
    assert scene.hears("outcomes.calls.open", unready, "kosme.officer1") == (
        "programme_account_missing"
    )
    for account, code in (
        (own, "programme_account_taken"),
        (min(scene.book.own.values()), "programme_account_unfit"),
        (other, "programme_account_unfit"),
        (NOWHERE, "programme_account_unfit"),
    ):
        given = AccountNamed(programme_id=second, own_account_id=account)
        assert scene.hears("outcomes.calls.set_account", given, "kb.treasury1") == code
    elsewhere = AccountNamed(programme_id=NOWHERE, own_account_id=own)
    heard = scene.hears("outcomes.calls.set_account", elsewhere, "kb.treasury1")
    assert heard == "unknown_outcome_programme"
    people = ("kosme.officer1", "kosme.officer2", "kb.credit1")
    scene.do("outcomes.calls.open", scene.opening(), *people)


def test_an_application_is_taken_until_the_closing_second(scene: Scene) -> None:
    scene.opened()
    scene.supplier("alpha")
    early = scene.application("alpha")
    closes = scene.now + timedelta(days=30)
    named = scene.submission(scene.do("outcomes.applications.save", early, "alpha.1"))
    scene.now = closes
    assert scene.hears("outcomes.applications.submit", named, "alpha.1") == "call_over"
    assert scene.hears("outcomes.applications.save", early, "alpha.1") == "call_over"
    scene.now = closes - timedelta(seconds=1)
    scene.do("outcomes.applications.submit", named, "alpha.1", "alpha.2")
    assert scene.hears("outcomes.applications.submit", named, "alpha.1") == "application_submitted"
    assert scene.hears("outcomes.applications.save", early, "alpha.1") == "application_submitted"


def test_the_database_itself_takes_nothing_from_the_closing_second_on(scene: Scene) -> None:
    scene.opened()
    number = scene.applied("alpha")
    with (
        pytest.raises(psycopg.errors.CheckViolation, match="outside the call"),
        scene.database.transaction() as tx,
    ):
        tx.run(
            "UPDATE outcomes.application a SET submitted_at = p.closes_at FROM outcomes.programme p"
            " WHERE a.application_id = %(id)s",
            id=number,
        )


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("weights_not_one", {"weight": "0.4"}),
        ("metric_twice", {"metric": "units_working"}),
        ("asked_too_much", {"stage1_won": 950_000_000}),
        ("related_needs_birth", {"related": [owner("kim").model_copy(update={"born_on": None})]}),
        (
            "related_needs_number",
            {"related": [RelatedNamed(relation=Relation.ACCOUNT, named="no digits")]},
        ),
    ],
)
def test_an_application_that_cannot_be_granted_is_refused(
    kept: Scene, code: str, changes: dict[str, Any]
) -> None:
    metrics = [*PLAN.metrics]
    if "weight" in changes or "metric" in changes:
        metrics[1] = metrics[1].model_copy(update=changes)
        changes = {"plan": PLAN.model_copy(update={"metrics": metrics})}
    given = kept.application("alpha", **changes)
    assert kept.hears("outcomes.applications.save", given, "alpha.1") == code


def test_nobody_submits_without_saying_who_stands_behind_it_or_another_s_draft(
    scene: Scene,
) -> None:
    scene.opened()
    for name in ("alpha", "beta"):
        scene.supplier(name)
    bare = scene.application("alpha", related=[])
    named = scene.submission(scene.do("outcomes.applications.save", bare, "alpha.1"))
    submit = "outcomes.applications.submit"
    assert scene.hears(submit, named, "alpha.1") == "related_parties_missing"
    nowhere = named.model_copy(update={"application_id": NOWHERE})
    assert scene.hears(submit, named, "beta.1") == scene.hears(submit, nowhere, "beta.1")
    assert scene.hears(submit, named, "beta.1") == "unknown_application"


def test_names_stand_sealed_and_are_found_again_however_they_are_written(scene: Scene) -> None:
    scene.opened()
    scene.applied("alpha", related=[owner("Kim Cheol-su")])
    scene.applied("beta", related=[owner("KIM CHEOL SU")])
    scene.applied("gamma", related=[owner("Lee Cheol-su")])
    ids = {name: scene.book.companies[name].company_id for name in ("alpha", "beta", "gamma")}
    with scene.database.transaction() as tx:
        stored = tx.rows("SELECT named_sealed FROM outcomes.related_party")
        assert not any(b"Kim" in bytes(row["named_sealed"]) for row in stored)
        assert not tx.rows("SELECT 1 FROM parties.act WHERE given LIKE '%%Cheol%%'")
        assert are_tied(tx, scene.programme, ids["alpha"], ids["beta"])
        assert not are_tied(tx, scene.programme, ids["alpha"], ids["gamma"])
        # A company's own account, named by another.
        one, account = scene.book.accounts["gamma"][0], Relation.ACCOUNT
        digest = digest_of_related(tx.keys, Related(account, one))
        found = tx.the(
            "SELECT count(*) AS n FROM parties.bank_account WHERE account_digest = %(d)s", d=digest
        )
        assert found["n"] == 1


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("not_sme", {"size": "large"}),
        ("technology_outside_call", {"accident_types": ["fall"]}),
        ("supplier_barred", {"barred": True}),
        ("in_arrears", {"in_arrears": True}),
        ("concealed_or_named", {"concealed_or_named": True}),
        ("not_commercialised", {"not_commercialised": True}),
        ("plan_incomplete", {"incomplete": True}),
    ],
)
def test_the_check_finds_why_a_supplier_is_not_eligible(
    kept: Scene, reason: str, changes: dict[str, Any]
) -> None:
    scene, changes = kept, dict(changes)
    scene.supplier(reason, changes.pop("size", "small"))
    plan = PLAN.model_copy(
        update={"accident_types": changes.pop("accident_types", ["caught_in", "fall"])}
    )
    number = scene.applied(reason, plan=plan)
    if changes.pop("barred", False):
        with scene.database.transaction() as tx:
            tx.run(
                "INSERT INTO outcomes.bar VALUES (%(c)s, 1, 'false_claim', %(day)s, %(day)s)",
                c=scene.book.companies[reason].company_id,
                day=scene.book.today,
            )
    found = scene.checked(number, **changes)
    assert (found["state"], found["reason"]) == ("ineligible", reason)
    seen = scene.read("outcomes.applications.list", f"{reason}.1")
    assert [(one.state, one.reason) for one in seen] == [("ineligible", reason)]


def test_three_assessors_without_conflict_score_under_seal(scene: Scene) -> None:
    scene.opened()
    number = scene.applied("alpha")
    assert scene.checked(number)["state"] == "eligible"
    sheet, who = scene.sheet(number, 50, 30), "kosme.assessor1"
    lock = "outcomes.scores.lock"
    assert scene.hears(lock, sheet, who) == "call_still_open"
    scene.closed()
    assert scene.hears(lock, sheet, who) == "conflict_not_declared"
    scene.do(
        "outcomes.conflicts.declare", scene.declares(number, conflicted=True), "kosme.assessor4"
    )
    assert scene.hears(lock, sheet, "kosme.assessor4") == "assessor_conflicted"
    declared = scene.declares(number)
    scene.do("outcomes.conflicts.declare", declared, who)
    assert scene.hears("outcomes.conflicts.declare", declared, who) == "conflict_declared"
    assert scene.hears(lock, scene.sheet(number, 61, 0), who) == "points_above_most"
    half = sheet.model_copy(update={"points": [Points(criterion="effect", points=1)]})
    assert scene.hears(lock, half, who) == "score_sheet_differs"
    scene.do(lock, sheet, who)
    assert scene.hears(lock, sheet, who) == "scores_locked"
    rank = RankingWanted(programme_id=scene.programme)
    decides = "outcomes.recommendations.decide"
    assert scene.hears(decides, rank, "kosme.officer1") == "not_enough_assessors"
    for other in ("kosme.assessor2", "kosme.assessor3"):
        scene.do("outcomes.conflicts.declare", declared, other)
        scene.do(lock, scene.sheet(number, 40, 30), other)

    def seen(caller: Caller) -> int:
        with scene.database.asked_by(Asking(WEB, caller.company_id, caller.person_id)) as tx:
            return int(tx.the("SELECT count(DISTINCT person_id) AS n FROM outcomes.score")["n"])

    assert [seen(scene.callers[one]) for one in (who, "kosme.officer1", "kb.credit1")] == [1, 0, 0]
    (place,) = scene.ranked()
    assert (place["rank"], place["mean"], place["state"]) == (1, "73.333333", "recommended")
    assert seen(scene.callers["kosme.officer1"]) == 3
    assert scene.hears(decides, rank, "kosme.officer1") == "nothing_to_rank"


def test_the_reserve_moves_up_when_the_payer_declines(scene: Scene) -> None:
    first, second, third = scene.recommended("alpha", "beta", "gamma", most_awards=1)
    decides = "outcomes.awards.decide"
    assert scene.hears(decides, scene.award(second), "kb.credit1") == "application_not_recommended"
    bare = scene.award(first, decision="decline", stage1_won=0, success_cap_won=0)
    assert scene.hears(decides, bare, "kb.credit1") == "reason_missing"
    why = bare.model_copy(update={"reason": "another bank funds it"})
    done = scene.do(decides, why, "kb.credit1", "kb.credit2")
    assert done["moved_up_id"] == second
    scene.do(decides, scene.award(second), "kb.credit1", "kb.credit2")
    states = {
        one.application_id: one.state
        for one in scene.read(
            "outcomes.applications.ranking", "kb.credit1", programme_id=scene.programme
        )
    }
    assert states == {first: "declined", second: "funded", third: "reserve"}


def test_an_award_reserves_its_whole_cap_and_no_more_than_was_asked_or_is_there(
    scene: Scene,
) -> None:
    alpha, beta = scene.recommended("alpha", "beta")
    decides = "outcomes.awards.decide"
    for code, changes in (
        ("more_than_asked", {"stage1_won": 80_000_001}),
        ("more_than_asked", {"success_cap_won": 60_000_001}),
        ("award_of_nothing", _NO_MONEY),
        ("money_of_grants_only", {"instrument": Instrument.LOAN}),
        ("instrument_terms_missing", {**_NO_MONEY, "instrument": Instrument.LOAN}),
        ("declined_with_money", {"decision": "decline", "reason": "no"}),
    ):
        given = scene.award(alpha, **changes)
        assert scene.hears(decides, given, "kb.credit1") == code
    other = scene.award(NOWHERE)
    assert scene.hears(decides, other, "kb.credit1") == "unknown_application"
    scene.do(decides, scene.award(alpha), "kb.credit1", "kb.credit2")
    with scene.database.transaction() as tx:
        assert get_reserve(tx, scene.programme, alpha, Part.SUCCESS) == 60_000_000
        assert free_pool_won(tx, scene.programme) == 950_000_000 - 140_000_000
    loan = scene.award(
        beta,
        instrument=Instrument.LOAN,
        **_NO_MONEY,
        terms="2.5 % below the base rate",
        triggers=["achievement >= 1"],
        policy_reference="KOSME-2026-17",
    )
    scene.do(decides, loan, "kb.credit1", "kb.credit2")
    row = _state(scene, "award", award_id=beta)
    assert (row["instrument"], row["policy_reference"]) == ("loan", "KOSME-2026-17")
    assert row["instrument_terms"]["triggers"] == ["achievement >= 1"]
    assert scene.book.broken_proofs() == []


def test_nobody_awards_more_than_the_pool_holds(scene: Scene) -> None:
    scene.opened(budget_won=200_000_000)
    numbers = [scene.applied(name) for name in ("alpha", "beta")]
    scene.closed()
    for number in numbers:
        scene.checked(number)
        scene.scored(number, *[(50, 30)] * 3)
    scene.ranked()
    scene.do("outcomes.awards.decide", scene.award(numbers[0]), "kb.credit1", "kb.credit2")
    heard = scene.hears("outcomes.awards.decide", scene.award(numbers[1]), "kb.credit1")
    assert heard == "pool_too_small"
