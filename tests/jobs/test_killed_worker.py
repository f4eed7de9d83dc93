"""Kill -9 of a worker in the middle of a job: another goes on, and everything is done once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from jobs_scene import JobScene

from sangsaeng.jobs import service_work
from sangsaeng.jobs.model import Kind
from sangsaeng.settlement.model import Totals

_HERE = Path(__file__).parent
_RUN, _WORK = "sangsaeng.settlement.service_run", "sangsaeng.jobs.service_work"
_JOBS = "sangsaeng.jobs.service"


def _sessions(scene: JobScene) -> set[int]:
    with psycopg.connect(scene.database.url) as owner:
        found = owner.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {int(pid) for (pid,) in found}


def _killed_worker(scene: JobScene, *death: str) -> None:
    """Kill it, and wait until the database server has noticed: until then its locks stand."""
    before = _sessions(scene)
    _die(scene, *death)
    for _ in range(200):
        if _sessions(scene) <= before:
            return
        time.sleep(0.05)
    raise AssertionError("the dead worker's sessions stand after 10 seconds")


def _die(scene: JobScene, *death: str) -> None:
    tests = _HERE.parent
    done = subprocess.run(
        [
            sys.executable,
            str(_HERE / "worker_process.py"),
            scene.database.url,
            scene.at.isoformat(),
            *death,
        ],
        env={**os.environ, "PYTHONPATH": f"{tests}:{tests / 'crash'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr


def _take_over(scene: JobScene, job_id: int) -> None:
    assert scene.job(job_id)["state"] == "running"
    assert not scene.worker().do_next_job(), "the lease is not over"
    scene.at += timedelta(minutes=2)
    assert scene.worker().do_next_job()


@pytest.mark.parametrize(
    "death",
    [
        (_RUN, "_freeze", "1", "after"),
        (_RUN, "_post_chunk", "1", "after"),
        (_RUN, "_release", "1", "before"),
        (_WORK, "end_job", "1", "before"),
        (_JOBS, "_end", "1", "after"),
    ],
    ids=lambda death: f"{death[3]}-{death[1]}",
)
def test_a_settlement_whose_worker_was_killed_is_finished_by_another(
    scene: JobScene, death: tuple[str, ...]
) -> None:
    book = scene.book
    number = book.programme()
    for name in ("S1", "S2"):
        book.company(name)
    for face in (1_000, 300):
        root = book.issue(number, "S1", face, book.today)
        book.pass_on(number, root, "S2", face // 2, book.today)
        book.fund(number, root, face)
    job_id = scene.hand_over("settlement.run", day=book.today)
    _killed_worker(scene, *death)
    _take_over(scene, job_id)
    done = scene.job(job_id)
    assert (done["state"], done["attempts"]) == ("done", 2)
    assert done["answer"] == asdict(Totals(6, 1_300, 650, 5))
    book.pay()
    assert (book.received_won("S1"), book.received_won("S2")) == (650, 650)
    assert book.broken_proofs() == []


def test_money_is_identified_once_though_the_worker_died_before_it_could_say_so(
    scene: JobScene,
) -> None:
    number = scene.book.programme()
    scene.book.pay_in(5_000, "no idea")
    with scene.database.transaction() as tx:
        entry = tx.the("SELECT entry_id FROM payouts.bank_entry WHERE meaning = 'unidentified'")
    about = {"entry_id": entry["entry_id"], "programme_id": number}
    job_id = scene.hand_over("unidentified.identify", **about)
    _killed_worker(scene, _WORK, "cover_roots", "1", "after")
    _take_over(scene, job_id)
    # Not refused as explained already: what the dead worker did was undone with its death.
    assert scene.job(job_id)["state"] == "done"
    assert scene.book.broken_proofs() == []


def test_a_resumed_run_is_not_resumed_again_by_the_next_worker(
    scene: JobScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def broken(*_: object, **__: object) -> None:
        told.append("settled")
        if len(told) == 2:
            raise RuntimeError("the machine")

    monkeypatch.setattr(service_work, "resume_run", lambda *_: told.append("resumed"))
    real = service_work.settle_day

    def settle(*given: object, **named: object) -> object:
        broken()
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(service_work, "settle_day", settle)
    job_id = scene.hand_over(Kind.SETTLEMENT_RESUME, day=scene.book.today)
    scene.worker().do_next_job()
    scene.at += timedelta(minutes=5)
    scene.worker().do_next_job()
    assert told == ["resumed", "settled", "settled"]
    assert scene.job(job_id)["state"] == "done"
