"""Who sees what of calls, applications, scores and money (G12), and paying side by side (G7)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from choosing_stage import Scene

from clusters import Cluster
from sangsaeng.acts.kinds.outcomes_applications import ApplicationLooked, ApplicationSubmitted
from sangsaeng.acts.kinds.outcomes_awards import VerifierWanted
from sangsaeng.acts.kinds.outcomes_calls import CallNamed, CallOpened
from sangsaeng.acts.kinds.outcomes_payments import MoneyNamed, PaymentsApproved
from sangsaeng.acts.kinds.outcomes_scoring import RankingWanted
from sangsaeng.acts.model import Given, Office, Role
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_money import Owed, PayableFor
from sangsaeng.outcomes.service_money import post_reward
from sangsaeng.outcomes.service_payables import MoneyIn
from sangsaeng.outcomes.service_paying import approve_payment, order_paid

NOWHERE = 1_999_999_999


@pytest.fixture(scope="module")
def scene(cluster: Cluster) -> Iterator[Scene]:
    """Two suppliers ranked, one funded; a draft call beside it, and another pair of offices."""
    with cluster.fresh() as url, Database(url) as database:
        made = Scene(database)
        first, _ = made.recommended("alpha", "beta")
        made.do("outcomes.awards.decide", made.award(first), "kb.credit1", "kb.credit2")
        made.do("outcomes.calls.draft", made.draft(name_en="Next year"), "kosme.officer1")
        made.supplier("stranger")
        for name, office, *roles in (
            ("rival office", Office.PROGRAMME, Role.PROGRAMME_OFFICER, Role.ASSESSOR),
            ("rival bank", Office.INSTITUTION, Role.CREDIT, Role.TREASURY),
        ):
            company = made.book.company(name).company_id
            for number in (1, 2):
                made.callers[f"{name}.{number}"] = made.people.caller(
                    company, *roles, offices=frozenset({office})
                )
        yield made


def _of(scene: Scene, who: str, code: str, name: str, **filters: Any) -> set[Any]:
    return {getattr(row, name) for row in scene.read(code, who, **filters)}


def test_a_call_is_public_once_it_is_open_and_its_account_is_not(scene: Scene) -> None:
    for who, drafts in (("stranger.1", 0), ("kosme.officer1", 1), ("kb.credit1", 1)):
        rows = scene.read("outcomes.calls.list", who)
        assert sum(row.state == "draft" for row in rows) == drafts
        (call,) = [row for row in rows if row.programme_id == scene.programme]
        assert (call.administrator, call.payer) == ("kosme", "kb")
        assert [one["share"] for one in call.periods] == ["0.5", "0.5"]
        assert (call.own_account_id is None) == (who == "stranger.1")


def test_a_supplier_reads_its_own_application_points_and_award_and_nobody_else_s(
    scene: Scene,
) -> None:
    code = "outcomes.applications.list"
    seen = {who: _of(scene, who, code, "supplier") for who in ("alpha.1", "beta.2", "stranger.1")}
    assert seen == {"alpha.1": {"alpha"}, "beta.2": {"beta"}, "stranger.1": set()}
    for who in ("kosme.officer1", "kb.credit1"):
        assert _of(scene, who, code, "supplier") == {"alpha", "beta"}
    for who in ("rival office.1", "rival bank.1"):
        assert _of(scene, who, code, "supplier") == set()
    # The table keeps them apart by itself, whatever a reading joins.
    for who, most in (("alpha.1", 1), ("stranger.1", 0), ("rival bank.1", 0)):
        asking = Asking(WEB, scene.callers[who].company_id)
        with scene.database.asked_by(asking) as tx:
            assert len(tx.rows("SELECT 1 FROM outcomes.application")) == most
    (alpha,) = scene.read(code, "alpha.1")
    about = {"programme_id": scene.programme, "application_id": alpha.application_id}
    assert (alpha.rank, alpha.mean_points) == (1, "90.000000")
    scores = "outcomes.scores.list"
    assert {row.criterion: row.points for row in scene.read(scores, "alpha.1", **about)} == {
        "effect": [60, 60, 60],
        "price": [30, 30, 30],
    }
    assert not scene.read(scores, "beta.1", **about)
    awards = "outcomes.awards.list"
    (award,) = scene.read(awards, "alpha.1")
    assert (award.success_cap_won, award.success_spent_won) == (60_000_000, 0)
    assert [len(scene.read(awards, who)) for who in ("beta.1", "kb.credit1")] == [0, 1]


def test_the_ranking_and_the_money_are_the_programme_s_own_sides(scene: Scene) -> None:
    about = {"programme_id": scene.programme}
    ranking = "outcomes.applications.ranking"
    assert [row.supplier for row in scene.read(ranking, "kb.credit1", **about)] == ["alpha", "beta"]
    assert not scene.read(ranking, "rival office.1", **about)
    (money,) = scene.read("outcomes.money.one", "kosme.officer1", **about)
    assert money.left_won == money.right_won == 1_000_000_000
    caller = scene.caller("rival bank.1")
    with scene.database.asked_by(Asking(WEB, caller.company_id)) as tx:
        reading = all_readings()["outcomes.money.one"]
        assert reading.filters is not None
        asked = Asked(tx, caller.company_id, scene.now, reading.filters(**about))
        refused = reading.list_page(asked)
    assert isinstance(refused, Refusal) and refused.code == "unknown_outcome_programme"


def test_the_history_tells_each_side_its_own(scene: Scene) -> None:
    about = {"programme_id": scene.programme}
    events = scene.read("outcomes.events.list", "kosme.officer1", **about)
    told = [one.to_state for one in reversed(events) if one.subject == "programme"]
    assert told == ["draft", "draft", "open", "closed"]
    assert all(one.act_id for one in events)
    alpha = scene.read("outcomes.events.list", "alpha.1", **about)
    assert {one.subject for one in alpha} == {"application", "award"}
    beta = scene.read("outcomes.events.list", "beta.1", **about)
    assert [one.to_state for one in reversed(beta)] == [
        "draft",
        "submitted",
        "eligible",
        "scored",
        "recommended",
    ]
    assert not scene.read("outcomes.events.list", "stranger.1", **about)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("rival office.1", "outcomes.calls.open"),
        ("rival office.1", "outcomes.calls.close"),
        ("rival office.1", "outcomes.applications.check"),
        ("rival office.1", "outcomes.recommendations.decide"),
        ("rival office.1", "outcomes.scores.lock"),
        ("rival office.1", "outcomes.conflicts.declare"),
        ("rival office.1", "outcomes.verifiers.assign"),
        ("rival bank.1", "outcomes.awards.decide"),
        ("rival bank.1", "outcomes.payments.pay"),
        ("rival bank.1", "outcomes.deposits.record"),
    ],
)
def test_another_s_programme_is_not_there(scene: Scene, who: str, code: str) -> None:
    (alpha,) = scene.read("outcomes.applications.list", "alpha.1")
    number = alpha.application_id
    verifier = scene.book.number("verifier")
    made: dict[str, Given] = {
        "outcomes.calls.open": CallOpened(programme_id=1, draft_digest="0" * 64),
        "outcomes.applications.check": ApplicationLooked(programme_id=1, application_id=number),
        "outcomes.recommendations.decide": RankingWanted(programme_id=1),
        "outcomes.scores.lock": scene.sheet(number, 1, 1),
        "outcomes.conflicts.declare": scene.declares(number),
        "outcomes.verifiers.assign": VerifierWanted(
            programme_id=1, award_id=number, verifier_number=verifier, nonce_digest="0" * 64
        ),
        "outcomes.awards.decide": scene.award(number),
        "outcomes.payments.pay": PaymentsApproved(programme_id=1, payable_ids=[1], total_won=1),
        "outcomes.deposits.record": MoneyNamed(programme_id=1, entry_id=1, what=MoneyIn.DEPOSIT),
    }
    given = made.get(code, CallNamed(programme_id=1))
    for programme in (scene.programme, NOWHERE):
        asked = given.model_copy(update={"programme_id": programme})
        assert scene.hears(code, asked, who) == "unknown_outcome_programme"


def test_another_s_application_and_a_draft_s_call_are_not_there(scene: Scene) -> None:
    (draft,) = [
        row for row in scene.read("outcomes.calls.list", "kb.credit1") if row.state == "draft"
    ]
    given = scene.application("stranger", programme_id=draft.programme_id)
    heard = scene.hears("outcomes.applications.save", given, "stranger.1")
    assert heard == "unknown_outcome_programme"
    late = ApplicationSubmitted(
        programme_id=scene.programme, application_id=1, draft_digest="0" * 64
    )
    assert scene.hears("outcomes.applications.submit", late, "stranger.1") == "call_over"


def test_two_workers_order_what_was_approved_once(scene: Scene) -> None:
    (award,) = scene.read("outcomes.awards.list", "alpha.1")
    payables = []
    with scene.database.transaction() as tx:
        for claim in range(1, 6):
            owed = Owed(
                scene.programme,
                award.supplier_id,
                PayableFor.REWARD,
                claim,
                1_000_000,
                award.award_id,
            )
            number = post_reward(tx, owed, 0, 0, scene.book.today)
            assert number is not None
            payables.append(number)
        approve_payment(tx, scene.programme, payables, scene.book.today)
    with ThreadPoolExecutor(4) as workers:
        ordered = list(
            workers.map(lambda _: order_paid(scene.database, scene.book.today), range(4))
        )
    assert sorted(ordered) == [0, 0, 0, 5]
    with scene.database.transaction() as tx:
        found = tx.the("SELECT count(*) AS n FROM payouts.payout WHERE purpose = 13")
    assert found["n"] == 5
