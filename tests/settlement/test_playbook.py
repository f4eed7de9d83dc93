"""A buyer does not pay: what is done, once each, for everyone whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playbook_stage import (
    Stage,
    a_buyer_that_does_not_pay,
    opened_by_hand,
    programme_elsewhere,
)

from books import MONDAY, open_book, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service import standing_on
from sangsaeng.receivables.model_attachment import AttachmentKind
from sangsaeng.receivables.service import issue
from sangsaeng.receivables.service_attachment import record_attachment
from sangsaeng.settlement import service_playbook
from sangsaeng.settlement.playbook_model import Step, StepDone
from sangsaeng.settlement.playbook_opening import open_playbook
from sangsaeng.settlement.rules_playbook import plan_steps, same_day_in
from sangsaeng.settlement.service_playbook import get_playbook, run_playbook


class KilledError(Exception):
    """The worker is gone here."""


def kill_at(step: Step, committed: bool, patch: pytest.MonkeyPatch) -> None:
    """The next run dies in a step: when its work is done, or when it has committed too."""
    if committed:
        original: Any = service_playbook._do

        def do(database: Database, now: Step, work: Any) -> None:
            original(database, now, work)
            if now is step:
                raise KilledError

        patch.setattr(service_playbook, "_do", do)
        return
    work_of = service_playbook.STEPS[step]

    def dies(tx: Any, work: Any) -> Any:
        work_of(tx, work)
        raise KilledError

    patch.setattr(service_playbook, "STEPS", {**service_playbook.STEPS, step: dies})


def rows_of(owner_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything a playbook writes, without the numbers of notices: a killed run leaves gaps."""
    with psycopg.connect(owner_url) as connection:
        return {
            table: connection.execute(
                psycopg.sql.SQL("SELECT {} FROM {} ORDER BY 1, 2, 3, 4").format(
                    psycopg.sql.SQL(columns), psycopg.sql.Identifier(*table.split("."))
                )
            ).fetchall()
            for table, columns in (
                ("settlement.playbook_step", "playbook_id, step, done_on, outcome"),
                ("settlement.marked_tree", "playbook_id, programme_id, root_id, standing"),
                (
                    "settlement.notice",
                    "company_id, programme_id, receivable_id, code, facts, made_on",
                ),
                ("programmes.buyer_standing", "buyer_id, since, until, reason"),
                ("settlement.funded_root", "programme_id, root_id, covered_on, how"),
            )
        }


def outcomes(done: list[StepDone]) -> dict[Step, Any]:
    """What came of each step."""
    return {one.step: one.outcome for one in done}


def test_a_run_killed_at_every_point_ends_like_one_that_was_not(
    database: Database,
    database_of: Callable[[], AbstractContextManager[Database]],
    tmp_path: Path,
) -> None:
    killed = a_buyer_that_does_not_pay(database)
    for step in Step:
        for committed in (False, True):
            with pytest.MonkeyPatch.context() as patch:
                kill_at(step, committed, patch)
                with pytest.raises(KilledError):
                    killed.run(tmp_path / "pack")
    ended = killed.run(tmp_path / "pack")
    # The step keeps where its pack was written: the other run writes to a folder of the same name.
    (tmp_path / "pack").rename(tmp_path / "killed")
    with database_of() as other:
        whole = a_buyer_that_does_not_pay(other)
        assert whole.run(tmp_path / "pack") == ended
        assert rows_of(other.url) == rows_of(database.url)
    for file in (tmp_path / "pack").iterdir():
        assert file.read_bytes() == (tmp_path / "killed" / file.name).read_bytes(), file.name


def test_a_second_call_repeats_nothing(database: Database, tmp_path: Path) -> None:
    stage = a_buyer_that_does_not_pay(database)
    first = stage.run(tmp_path)
    before = table_digests(database.url)
    stage.book.today += timedelta(days=1)
    assert stage.run(tmp_path) == first
    assert table_digests(database.url) == before


def test_every_tree_is_marked_as_it_stands(database: Database, tmp_path: Path) -> None:
    stage = a_buyer_that_does_not_pay(database)
    done = outcomes(stage.run(tmp_path))
    assert {name: sums["won"] for name, sums in done[Step.MARK_TREES].items()} == {
        "covered": 5_100_000,
        "unpaid": 9_200_000,
        "overdue": 0,
        "exposed": 1_300_000,
        "advanced": 7_400_000,
        "guaranteed": 2_500_000,
    }
    assert done[Step.PAY_COVERED]["parked_won"] == 2_550_000 + 3_700_000
    assert done[Step.PAY_COVERED]["paid_won"] == 2_550_000 + 3_700_000
    assert done[Step.BAN_STATE]["misses"] == 2


def test_each_tier_is_told_how_its_own_part_stands(database: Database, tmp_path: Path) -> None:
    stage = a_buyer_that_does_not_pay(database)
    stage.run(tmp_path)
    trees = stage.trees
    for place, name in enumerate(("T1", "T2", "T3", "T4")):
        told = stage.told(name)
        keeps = {"notice_unpaid"} | ({"notice_passed_on"} if place < 3 else set())
        assert told[trees["unpaid"][place]] - {"notice_sold_final"} == keeps
        # A root that is paid is through; what was parked below it is safe at every tier.
        parked = {"notice_parked_safe"} if place else None
        assert told.get(trees["parked"][place]) == parked
        assert told.get(trees["advanced"][place]) == parked
    assert stage.told("T3")[trees["guaranteed"][2]] == {"notice_guaranteed"}
    assert stage.told("T2")[trees["exposed"][1]] == {"notice_exposed"}
    assert stage.told("buyer") == {0: {"notice_buyer"}}


def test_what_was_sold_is_final_and_its_funder_bears_it(database: Database, tmp_path: Path) -> None:
    stage = a_buyer_that_does_not_pay(database)
    stage.run(tmp_path)
    sold = stage.trees["unpaid"][1]
    (final,) = [one for one in stage.notices("T2") if one.code == "notice_sold_final"]
    assert (final.receivable_id, final.facts["won"]) == (sold, 600_000)
    (borne,) = [one for one in stage.notices() if one.code == "notice_funder_unpaid"]
    assert (borne.company_id, borne.receivable_id) == (stage.book.funder_id, sold)
    assert borne.facts["won"] == 600_000


def test_earlier_parked_money_and_what_is_guaranteed_is_paid_on_its_day(
    database: Database, tmp_path: Path
) -> None:
    stage = a_buyer_that_does_not_pay(database)
    stage.run(tmp_path)
    book = stage.book
    before = {name: book.received_won(name) for name in ("T1", "T2", "T3", "T4")}
    while book.today < book.calendar.on_or_after(stage.later):
        book.today = book.calendar.after(book.today)
        book.end_day()
    # Parked and advanced chains halve from tier to tier; the last tier keeps what it was given.
    assert book.received_won("T4") - before["T4"] == 5_100_000 // 8 + 7_400_000 // 8
    assert book.received_won("T3") - before["T3"] == 5_100_000 // 8 + 7_400_000 // 8 + 625_000
    # The guaranteed root and its chain are advanced; the exposed one is not paid.
    assert book.received_won("T1") - before["T1"] == 1_250_000
    assert book.broken_proofs() == []


def test_the_buyer_is_banned_in_another_institutions_programme_too(
    database: Database, tmp_path: Path
) -> None:
    stage = a_buyer_that_does_not_pay(database)
    elsewhere = programme_elsewhere(stage.book)
    done = outcomes(stage.run(tmp_path))
    assert done[Step.STOP_ISSUES]["stood_already"]
    assert done[Step.STOP_ISSUES]["programmes"] == 3
    stage.book.today += timedelta(days=1)
    assert refused_issue(stage, elsewhere) == ["buyer_suspended"]


def refused_issue(stage: Stage, programme_id: int) -> list[str]:
    """The codes with which a new promise of the buyer is refused."""
    book = stage.book
    evidence = book.invoice("T1", "buyer", 100)
    line = book.line("T1", 100, book.today + timedelta(days=5), evidence)
    refused = issue(book.database, programme_id, [line], book.today)
    assert isinstance(refused, list), refused
    return [one.code for one in refused]


def test_proceedings_opened_by_hand_ban_the_buyer_for_as_long_as_the_rule_says(
    database: Database, tmp_path: Path
) -> None:
    book = open_book(database)
    programme_id = book.programme("buyer")
    book.company("T1")
    book.issue(programme_id, "T1", 1_000, book.today + timedelta(days=30))
    elsewhere = programme_elsewhere(book)
    opened = opened_by_hand(book)
    done = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert not isinstance(done, Refusal), done
    stopped = outcomes(done)[Step.STOP_ISSUES]
    assert not stopped["stood_already"]
    assert (stopped["since"], stopped["until"]) == ("2026-04-06", "2028-04-06")
    with database.transaction() as tx:
        assert standing_on(tx, opened.buyer_id, book.today).suspended
    stage = Stage(book, book.today, book.today, programme_id, elsewhere)
    assert refused_issue(stage, elsewhere) == ["buyer_suspended"]
    assert stage.told("T1").popitem()[1] == {"notice_exposed"}


def test_the_buyers_money_at_hand_is_given_to_whole_roots(
    database: Database, tmp_path: Path
) -> None:
    book = open_book(database)
    programme_id = book.programme("buyer")
    book.company("T1")
    first, second = MONDAY + timedelta(days=20), MONDAY + timedelta(days=25)
    # Paid in before there was anything to give it to.
    book.pay_in(750, "SF00000120260426")
    roots = [book.issue(programme_id, "T1", won, day) for won, day in ((700, first), (900, second))]
    opened = opened_by_hand(book)
    done = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert not isinstance(done, Refusal), done
    marked, paid = (outcomes(done)[step] for step in (Step.MARK_TREES, Step.PAY_COVERED))
    assert (marked["covered"]["won"], marked["exposed"]["won"]) == (0, 1_600)
    assert (paid["covered_won"], paid["exposed_won"]) == (700, 900)
    stage = Stage(book, first, second, programme_id, programme_id)
    assert stage.told("T1") == {roots[0]: {"notice_covered"}, roots[1]: {"notice_exposed"}}


def test_one_of_a_day_s_roots_is_paid_after_all_and_told_once(
    database: Database, tmp_path: Path
) -> None:
    book = open_book(database)
    programme_id = book.programme("buyer")
    book.company("T1")
    due = book.today + timedelta(days=1)
    roots = [book.issue(programme_id, "T1", won, due) for won in (700, 900)]
    stage = Stage(book, due, due, programme_id, programme_id)
    for _ in range(2):
        book.today = book.calendar.after(book.today)
        book.end_day()
    stage.run(tmp_path)
    book.today = book.calendar.after(book.today)
    book.fund(programme_id, roots[1], 900)
    for _ in range(3):
        book.end_day()
        book.today = book.calendar.after(book.today)
    assert stage.told("T1") == {
        roots[0]: {"notice_unpaid"},
        roots[1]: {"notice_unpaid", "notice_paid_after_all"},
    }


def test_who_was_told_unpaid_is_told_once_when_the_buyer_pays_after_all(
    database: Database, tmp_path: Path
) -> None:
    stage = a_buyer_that_does_not_pay(database)
    stage.run(tmp_path)
    book, root = stage.book, stage.trees["unpaid"][0]
    book.today = book.calendar.after(book.today)
    book.fund(stage.unguaranteed, root, 9_200_000)
    book.end_day()
    book.today = book.calendar.after(book.today)
    book.end_day()
    after = [one for one in stage.notices() if one.code == "notice_paid_after_all"]
    assert sorted(one.receivable_id for one in after) == stage.trees["unpaid"]
    funder = [one for one in stage.notices() if one.code == "notice_funder_paid_after_all"]
    assert [one.facts["won"] for one in funder] == [600_000]
    with database.transaction() as tx:
        buyer = book.companies["buyer"].company_id
        assert standing_on(tx, buyer, book.today).suspended, "the ban stands"


def test_an_unpaid_call_opens_one_playbook_a_buyer_and_day(database: Database) -> None:
    stage = a_buyer_that_does_not_pay(database)
    opened = stage.playbook()
    assert (opened.opened_on, opened.reason) == (stage.book.today, "SF00000120260413")
    assert opened_by_hand(stage.book) == opened


def test_what_is_no_playbook_is_refused_by_name(database: Database, tmp_path: Path) -> None:
    book = open_book(database)
    with database.transaction() as tx:
        refused = open_playbook(tx, book.institution_id, book.today, "none")
    assert isinstance(refused, Refusal) and refused.code == "not_a_buyer"
    unknown = run_playbook(database, 7, book.today, tmp_path)
    assert isinstance(unknown, Refusal) and unknown.code == "unknown_playbook"
    book.programme("buyer")
    opened = opened_by_hand(book)
    (tmp_path / "taken").write_text("a file stands here")
    stuck = run_playbook(database, opened.playbook_id, book.today, tmp_path / "taken")
    assert isinstance(stuck, Refusal) and stuck.code == "pack_folder_unusable"


def test_a_folder_that_takes_no_files_is_refused_before_anything_is_done(
    database: Database,
) -> None:
    book = open_book(database)
    book.programme("buyer")
    opened = opened_by_hand(book)
    # It exists, and nobody can write there, whoever runs the test.
    stuck = run_playbook(database, opened.playbook_id, book.today, Path("/proc/self"))
    assert isinstance(stuck, Refusal) and stuck.code == "pack_folder_unusable"
    with database.transaction() as tx:
        assert get_playbook(tx, opened.playbook_id) == (opened, [])


def test_a_file_of_the_pack_that_cannot_be_written_is_a_refusal(
    database: Database, tmp_path: Path
) -> None:
    book = open_book(database)
    book.programme("buyer")
    opened = opened_by_hand(book)
    (tmp_path / "trees.csv").mkdir()
    stuck = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert isinstance(stuck, Refusal) and stuck.code == "pack_folder_unusable"
    (tmp_path / "trees.csv").rmdir()
    done = run_playbook(database, opened.playbook_id, book.today, tmp_path)
    assert not isinstance(done, Refusal) and [one.step for one in done] == list(Step)


def test_a_tree_of_another_buyer_is_left_alone(database: Database, tmp_path: Path) -> None:
    stage = a_buyer_that_does_not_pay(database)
    book = stage.book
    theirs = book.programme("second buyer")
    other = book.issue(theirs, "T1", 4_400_000, stage.later, buyer="second buyer")
    stage.run(tmp_path)
    assert other not in stage.told("T1")
    assert not stage.notices("second buyer")


def test_what_creditors_attached_is_told_apart_from_what_is_paid(
    database: Database, tmp_path: Path
) -> None:
    stage = a_buyer_that_does_not_pay(database)
    book, parked = stage.book, stage.trees["parked"][1]
    company = book.companies["T2"].company_id
    served = record_attachment(
        database, company, AttachmentKind.ATTACHMENT, "2026-1", 100_000, book.today
    )
    assert not isinstance(served, Refusal), served
    stage.run(tmp_path)
    told = {
        (notice.receivable_id, notice.code): notice.facts["won"] for notice in stage.notices("T2")
    }
    (locked,) = [number for number, code in told if code == "notice_attached"]
    assert told[locked, "notice_attached"] == 100_000
    assert locked in {parked, *(stage.trees[name][1] for name in stage.trees)}
    codes = {"notice_parked_safe", "notice_unpaid", "notice_exposed", "notice_guaranteed"}
    (rest,) = [won for (number, code), won in told.items() if number == locked and code in codes]
    with database.transaction() as tx:
        row = tx.the(
            "SELECT retained_won FROM receivables.receivable WHERE receivable_id = %(number)s",
            number=locked,
        )
    assert rest == row["retained_won"] - 100_000


def test_two_runs_side_by_side_do_every_step_once(database: Database, tmp_path: Path) -> None:
    stage = a_buyer_that_does_not_pay(database)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(stage.run, tmp_path / str(number)) for number in range(2)]
        first, second = (one.result() for one in both)
    assert first == second and [one.step for one in first] == list(Step)
    # Only the one that did the last step wrote a pack.
    assert sorted(len(list((tmp_path / str(number)).glob("*"))) for number in range(2)) == [0, 15]


def test_steps_are_done_in_the_order_of_the_registry() -> None:
    assert plan_steps([]) == list(Step)
    assert plan_steps([Step.MARK_TREES, Step.STOP_ISSUES])[0] is Step.PAY_COVERED
    assert plan_steps(Step) == []


def test_a_ban_from_29_february_ends_with_the_month() -> None:
    assert same_day_in(date(2028, 2, 29), 2) == date(2030, 2, 28)
    assert same_day_in(date(2026, 5, 12), 2) == date(2028, 5, 12)
