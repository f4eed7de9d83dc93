"""A sandbox's clock is moved forward by its people, and a settlement day tried from end to end."""

from __future__ import annotations

from datetime import datetime, timedelta

import psycopg
import pytest
from jobs_scene import JobScene
from psycopg.errors import CheckViolation

from books import noon
from sangsaeng.acts.model import Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.jobs.clock import Clock
from sangsaeng.jobs.service_clock import mark_sandbox
from sangsaeng.kernel.refusals import Refusal


def _clock(scene: JobScene) -> Clock:
    """A clock over the scene's real time."""
    return Clock(scene.database, lambda: noon(scene.book.today))


def test_a_settlement_day_is_tried_by_two_people_with_a_moved_clock(scene: JobScene) -> None:
    assert mark_sandbox(scene.database) is None
    book, clock = scene.book, _clock(scene)
    number = book.programme()
    for name in ("S1", "S2"):
        book.company(name)
    due = book.today + timedelta(days=30)
    root = book.issue(number, "S1", 9_000, due)
    book.pass_on(number, root, "S2", 4_000, due)
    book.fund(number, root, 9_000)
    assert scene.refusals("settlement.run", day=due) == ["day_in_the_future"]
    supplier = scene.people.caller(book.companies["S1"].company_id, Role.ADMINISTRATOR)
    assert scene.refusals("sandbox.set_clock", supplier, to=noon(due)) == ["not_permitted"]
    done = scene.enter(scene.operations, "sandbox.set_clock", to=noon(due))
    assert isinstance(done, Entered) and done.state == "executed", done
    scene.at = clock.now()
    assert scene.at == noon(due)
    job_id = scene.hand_over("settlement.run", day=due)
    assert scene.worker().do_next_job()
    assert scene.job(job_id)["answer"]["paid_won"] == 9_000
    shown = scene.read(supplier, "sandbox.clock")[0]
    assert (shown["sandbox"], shown["ahead_seconds"]) == (True, 30 * 86_400)
    assert book.broken_proofs() == []


def test_the_clock_is_only_moved_forward(scene: JobScene, owner: psycopg.Connection) -> None:
    mark_sandbox(scene.database)
    who = scene.people.caller(scene.book.institution_id, Role.ADMINISTRATOR)
    assert scene.refusals("sandbox.set_clock", who, to=scene.at) == ["clock_goes_forward"]
    assert isinstance(scene.enter(who, "sandbox.set_clock", to=scene.at + timedelta(1)), Entered)
    for statement in ("SET clock_ahead = '0'", "SET sandbox = false"):
        with pytest.raises(CheckViolation, match=r"moved forward|real_clock"):
            owner.execute(f"UPDATE jobs.installation {statement}")


def test_a_real_books_clock_is_not_moved(scene: JobScene, owner: psycopg.Connection) -> None:
    who = scene.people.caller(scene.book.institution_id, Role.ADMINISTRATOR)
    later = scene.at + timedelta(days=1)
    assert scene.refusals("sandbox.set_clock", who, to=later) == ["not_a_sandbox"]
    with pytest.raises(CheckViolation, match="real_clock_in_a_real_book"):
        owner.execute("UPDATE jobs.installation SET clock_ahead = '1 day'")
    assert _clock(scene).now() == scene.at


def test_a_book_with_agreements_does_not_become_a_game(scene: JobScene) -> None:
    scene.book.programme()
    refused = mark_sandbox(scene.database)
    assert isinstance(refused, Refusal) and refused.code == "book_not_empty"


def test_a_clock_never_goes_back_in_one_process(scene: JobScene) -> None:
    real = [scene.at]
    clock = Clock(scene.database, lambda: real[0])
    assert clock.now() == scene.at
    real[0] -= timedelta(hours=1)
    assert clock.now() == scene.at
    assert clock.today() == scene.book.today


def test_a_clock_reads_the_book_at_most_once_a_second(
    scene: JobScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_sandbox(scene.database)
    clock = _clock(scene)
    clock.now()
    looks: list[datetime] = []
    monkeypatch.setattr("sangsaeng.jobs.clock.read_installation", lambda _: looks.append(scene.at))
    clock.now()
    assert looks == []
    clock.look_again()
    with pytest.raises(AttributeError):
        clock.now()
    assert len(looks) == 1
