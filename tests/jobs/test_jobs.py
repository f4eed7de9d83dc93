"""Jobs: handed over by two people, done by a worker as approved, kept with what came of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from jobs_scene import JobScene
from psycopg.errors import CheckViolation, InsufficientPrivilege

from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run
from sangsaeng.database.connection import DESK, WEB, Asking, Database
from sangsaeng.jobs import service_work
from sangsaeng.jobs.model import Kind, State
from sangsaeng.jobs.service import MOST_ATTEMPTS, add_job, end_job, fail_job, take_job
from sangsaeng.jobs.service_chores import do_chore, drop_old, own_chores
from sangsaeng.jobs.service_work import Settings, do_job
from sangsaeng.ledger.service import list_balances

_JOBS = "SELECT count(*) AS n FROM jobs.job"


def _funded(scene: JobScene) -> int:
    """A root that is funded and due today."""
    programme_id = scene.book.programme()
    root = scene.book.issue(programme_id, "S1", 1_000, scene.book.today + timedelta(days=1))
    scene.book.fund(programme_id, root, 1_000)
    scene.book.today += timedelta(days=1)
    scene.at += timedelta(days=1)
    return programme_id


def test_every_kind_is_an_act_of_two_people_and_has_its_work() -> None:
    ways = {**service_work._IN_ONE_TRANSACTION, **service_work._IN_SEVERAL}
    assert set(ways) == set(Kind)
    for kind in Kind:
        assert acts()[kind].second_person and acts()[kind].steps_up


def test_a_settlement_day_is_run_by_the_worker_as_two_people_agreed(scene: JobScene) -> None:
    _funded(scene)
    job_id = scene.hand_over("settlement.run", day=scene.book.today)
    assert scene.job(job_id)["state"] == "waiting"
    assert scene.worker().do_next_job()
    done = scene.job(job_id)
    assert (done["state"], done["attempts"]) == ("done", 1)
    assert done["answer"]["paid_won"] == 1_000
    assert not scene.worker().do_next_job()


def test_what_can_be_seen_to_be_wrong_is_refused_before_anybody_approves(scene: JobScene) -> None:
    tomorrow = scene.book.today + timedelta(days=1)
    for code in ("settlement.run", "settlement.resume", "cut_off.make", "late_interest.accrue"):
        assert scene.refusals(code, day=tomorrow) == ["day_in_the_future"]
    assert scene.refusals("playbooks.run", playbook_id=7) == ["unknown_playbook"]
    number = scene.book.programme()
    assert scene.refusals("unidentified.identify", entry_id=7, programme_id=number) == [
        "unknown_entry"
    ]
    assert scene.count(_JOBS) == 0


def test_an_institution_that_does_not_run_the_installation_starts_no_run(scene: JobScene) -> None:
    other = scene.book.company("other bank").company_id
    offices = frozenset({Office.INSTITUTION})
    theirs = scene.people.caller(other, Role.OPERATIONS, offices=offices)
    scene.people.caller(other, Role.TREASURY, offices=offices)
    assert scene.refusals("funding.call", theirs, days=3) == ["operator_only"]
    # Proceedings go on in every programme of their buyer, whoever runs it.
    assert scene.refusals("playbooks.run", theirs, playbook_id=7) == ["operator_only"]
    number = scene.book.programme()
    asked = {"entry_id": 7, "programme_id": number}
    assert scene.refusals("unidentified.identify", theirs, **asked) == ["unknown_programme"]


def test_money_nobody_explained_is_identified_once(scene: JobScene) -> None:
    number = scene.book.programme()
    scene.book.pay_in(5_000, "no idea")
    with scene.database.transaction() as tx:
        entry = tx.the("SELECT entry_id FROM payouts.bank_entry WHERE meaning = 'unidentified'")
    given = {"entry_id": entry["entry_id"], "programme_id": number}
    first = scene.hand_over("unidentified.identify", **given)
    second = scene.hand_over("unidentified.identify", **given)
    while scene.worker().do_next_job():
        pass
    assert scene.job(first)["state"] == "done"
    refused = scene.job(second)
    assert refused["state"] == "refused"
    (said,) = refused["answer"]["refusals"]
    assert said["code"] == "unknown_entry" and said["ko"] and said["en"]


def test_a_refused_job_keeps_its_refusals(scene: JobScene) -> None:
    job_id = scene.hand_over("settlement.resume", day=scene.book.today)
    scene.worker().do_next_job()
    done = scene.job(job_id)
    assert done["state"] == "refused"
    assert [one["code"] for one in done["answer"]["refusals"]] == ["run_not_stopped"]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("funding.call", {"days": 14}),
        ("standing_orders.run", {}),
        ("cut_off.make", {"day": None}),
        ("late_interest.accrue", {"day": None}),
    ],
)
def test_each_run_is_done(scene: JobScene, code: str, given: dict[str, object]) -> None:
    _funded(scene)
    chosen = {name: value or scene.book.today for name, value in given.items()}
    job_id = scene.hand_over(code, **chosen)
    scene.worker().do_next_job()
    assert scene.job(job_id)["state"] == "done", scene.job(job_id)


def test_the_banks_folder_is_the_servers_setting(scene: JobScene, tmp_path: Path) -> None:
    job_id = scene.hand_over("bank.exchange")
    scene.worker().do_next_job()
    assert scene.job(job_id)["answer"]["refusals"][0]["code"] == "folder_not_set"
    again = scene.hand_over("bank.exchange")
    scene.worker(Settings(bank_folder=tmp_path)).do_next_job()
    assert scene.job(again)["answer"]["payout_count"] == 0
    assert (tmp_path / "out").is_dir()


def test_what_breaks_a_machine_is_tried_again_and_given_up_after_some_tries(
    scene: JobScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of somebody's")

    monkeypatch.setitem(service_work._IN_ONE_TRANSACTION, Kind.FUNDING_CALL, broken)  # type: ignore[arg-type]
    job_id = scene.hand_over("funding.call", days=1)
    for _ in range(MOST_ATTEMPTS):
        assert scene.worker().do_next_job()
        assert not scene.worker().do_next_job(), "not before its time"
        scene.at += timedelta(minutes=5)
    done = scene.job(job_id)
    assert (done["state"], done["answer"]) == ("failed", {"failed": "RuntimeError"})


def test_a_lease_that_is_over_gives_the_job_to_another_and_the_first_ends_nothing(
    scene: JobScene,
) -> None:
    job_id = scene.hand_over("funding.call", days=1)
    slow = take_job(scene.database, scene.at)
    assert slow is not None and take_job(scene.database, scene.at) is None
    scene.at += timedelta(minutes=2)
    quick = take_job(scene.database, scene.at)
    assert quick is not None and quick.attempts == 2
    assert not do_job(scene.database, slow, Settings(), scene.at)
    with scene.database.transaction() as tx:
        assert not end_job(tx, slow, {}, scene.at)
    fail_job(scene.database, slow, "Late", scene.at)
    assert scene.job(job_id)["state"] == State.RUNNING
    assert do_job(scene.database, quick, Settings(), scene.at)
    assert scene.job(job_id)["state"] == State.DONE


def test_a_rehearsal_hands_over_nothing(scene: JobScene) -> None:
    act = acts()["funding.call"]
    caller = replace(scene.operations, stepped_up_at=scene.at)
    done = dry_run(scene.database, caller, act, act.given(), scene.at)
    assert not isinstance(done, list), done
    assert scene.count(_JOBS) == 0


def test_a_web_worker_reads_its_own_jobs_and_changes_none(scene: JobScene) -> None:
    job_id = scene.hand_over("funding.call", days=1)
    stranger = scene.people.caller(scene.book.company("S1").company_id, Role.ADMINISTRATOR)
    assert scene.read(stranger, "jobs.list") == []
    assert [row["job_id"] for row in scene.read(scene.operations, "jobs.list")] == [job_id]
    for role in (WEB, DESK):
        asking = Asking(role, scene.book.institution_id, None)
        with pytest.raises(InsufficientPrivilege), scene.database.asked_by(asking) as tx:
            tx.run("UPDATE jobs.job SET state = 'done'")


def test_the_database_takes_no_job_that_its_act_does_not_say(
    scene: JobScene, owner: psycopg.Connection
) -> None:
    job_id = scene.hand_over("funding.call", days=1)
    with pytest.raises(CheckViolation, match="is not what act"):
        owner.execute(
            "INSERT INTO jobs.job (job_id, kind, company_id, given, act_id, next_at, made_at)"
            " SELECT 1, kind, company_id, '{\"days\": 9}', act_id, next_at, made_at FROM jobs.job"
        )
    with pytest.raises(CheckViolation, match="stays as it was asked"):
        owner.execute("UPDATE jobs.job SET given = '{}' WHERE job_id = %s", [job_id])


def test_what_is_handed_over_is_word_for_word_what_was_approved(
    scene: JobScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(*given: Any) -> int:
        return add_job(*given[:3], {"days": 9}, *given[4:])

    monkeypatch.setattr("sangsaeng.acts.kinds.runs.add_job", other)
    with pytest.raises(CheckViolation, match="is not what act"):
        scene.hand_over("funding.call", days=1)


def test_a_chore_is_done_when_it_is_due_and_by_one_worker(scene: JobScene) -> None:
    done: list[str] = []
    chores = {"seal_audit": lambda _database, _at: len(done) or done.append("x") or 1}
    assert do_chore(scene.database, chores, scene.at) == "seal_audit"
    assert do_chore(scene.database, chores, scene.at) is None
    later = scene.at + timedelta(seconds=10)
    assert do_chore(scene.database, chores, later) == "seal_audit"


def test_a_chore_that_breaks_is_told_and_keeps_no_other_from_being_done(scene: JobScene) -> None:
    def broken(_database: Database, _at: object) -> int:
        raise RuntimeError("no")

    assert scene.worker(seal_audit=broken, expire_acts=lambda *_: 3).do_due_chores() == 2
    rows = {row["chore"]: row for row in scene.read(scene.operations, "jobs.chores")}
    assert rows["seal_audit"]["failed"] == "RuntimeError"
    assert (rows["expire_acts"]["failed"], rows["expire_acts"]["last_count"]) == (None, 3)


def test_what_is_over_is_dropped(scene: JobScene, owner: psycopg.Connection) -> None:
    owner.execute(
        "INSERT INTO parties.failed_try VALUES ('a', 'b', 'x', %(old)s), ('a', 'b', 'x', %(new)s)",
        {"old": scene.at - timedelta(days=3), "new": scene.at},
    )
    assert drop_old(scene.database, scene.at) == 1


def test_the_journal_is_folded_every_minute_and_balances_stay(
    scene: JobScene, owner: psycopg.Connection
) -> None:
    scene.book.pay_in(5_000_000, "no call has this")
    with scene.database.transaction() as tx:
        before = sorted(map(str, list_balances(tx)))
    chores = {"fold_balances": own_chores(lambda *_: None)["fold_balances"]}  # type: ignore[arg-type,return-value]
    assert do_chore(scene.database, chores, scene.at) == "fold_balances"
    tail = (
        "SELECT count(*) FROM ledger.leg WHERE posted_xid >= (SELECT horizon_xid FROM ledger.fold)"
    )
    row = owner.execute(tail).fetchone()
    assert row is not None and row[0] == 0
    with scene.database.transaction() as tx:
        assert before and sorted(map(str, list_balances(tx))) == before
    assert do_chore(scene.database, chores, scene.at + timedelta(seconds=59)) is None
    assert do_chore(scene.database, chores, scene.at + timedelta(minutes=1)) == "fold_balances"
    assert scene.book.broken_proofs() == []
