"""Nobody agrees to a draft that was changed while the others decided (rows 1 and 2)."""

from __future__ import annotations

from choosing_stage import Scene

from sangsaeng.acts.model import Given
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.service_money import free_pool_won


def _enter(scene: Scene, code: str, given: Given, who: str) -> Entered:
    now = enter(scene.database, scene.caller(who), acts()[code], given, scene.now)
    assert isinstance(now, Entered), now
    return now


def _approve(scene: Scene, entered: Entered, who: str) -> str:
    """The state of the act after it, or the code of its refusal."""
    caller = scene.caller(who)
    done = decide(scene.database, caller, entered.act_id, entered.digest, True, scene.now)
    if isinstance(done, list):
        return done[0].code
    assert isinstance(done, Entered), done
    return done.refusals[0].code if done.refusals else done.state


def test_a_call_is_opened_only_as_the_payer_read_it(database: Database) -> None:
    scene = Scene(database)
    number = scene.drafted()
    entered = _enter(scene, "outcomes.calls.open", scene.opening(), "kosme.officer1")
    assert _approve(scene, entered, "kb.credit1") == "waiting"
    changed = scene.draft(programme_id=number, budget_won=900_000_000_000)
    answer = scene.do("outcomes.calls.draft", changed, "kosme.officer1")
    assert _approve(scene, entered, "kosme.officer2") == "draft_differs"
    opening = scene.opening()
    assert opening.draft_digest == answer["draft_digest"] != "0" * 64
    people = ("kosme.officer1", "kosme.officer2", "kb.credit1")
    scene.do("outcomes.calls.open", opening, *people)
    with scene.database.transaction() as tx:
        assert free_pool_won(tx, number) == 900_000_000_000 - 50_000_000
    (row,) = scene.read("outcomes.calls.list", "kb.credit1")
    assert row.draft_digest is None
    assert scene.book.broken_proofs() == []


def test_an_application_is_submitted_only_as_it_was_saved(database: Database) -> None:
    scene = Scene(database)
    scene.opened()
    scene.supplier("alpha")
    saved = scene.do("outcomes.applications.save", scene.application("alpha"), "alpha.1")
    entered = _enter(scene, "outcomes.applications.submit", scene.submission(saved), "alpha.1")
    dearer = scene.application("alpha", stage1_won=800_000_000, success_won=1)
    again = scene.do("outcomes.applications.save", dearer, "alpha.1")
    assert _approve(scene, entered, "alpha.2") == "draft_differs"
    scene.do("outcomes.applications.submit", scene.submission(again), "alpha.1", "alpha.2")
