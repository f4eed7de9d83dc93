"""A person chooses for itself when and how it is told, and reads what it was told."""

from __future__ import annotations

from datetime import timedelta

from telling import Stage

from sangsaeng.acts.model import Role
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import WEB, Asking
from sangsaeng.notices.kinds import KINDS
from sangsaeng.notices.model import Cadence, Choice, Way
from sangsaeng.notices.rules import decide_choice


def _done(entered: object) -> dict[str, int]:
    assert isinstance(entered, Entered) and entered.answer is not None, entered
    return entered.answer


def _codes(entered: object) -> list[str]:
    assert isinstance(entered, list), entered
    return [one.code for one in entered]


def test_what_was_not_chosen_is_told_as_the_kind_says(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    stands = {row["kind"]: row for row in stage.inbox(kim, "notices.choices")}
    assert "invitation" not in stands
    coming = stands["money_coming"]
    assert (coming["cadence"], coming["channel"], coming["chosen_at"]) == ("daily", "email", None)
    assert stands["account_changed"]["locked"] and not coming["locked"]
    assert coming["name"]["ko"] and coming["name"]["en"]


def test_a_person_that_chose_nothing_of_a_kind_finds_it_in_its_inbox(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    choice = {"kind": "receivable_received", "cadence": "none", "channel": "email"}
    assert _done(stage.enter(kim, "notices.choose", choices=[choice])) == {"count": 1}
    stage.tell()
    stage.book.issue(programme, "t1", 1_000_000, stage.book.today + timedelta(days=30))
    assert stage.tell() == []
    (row,) = stage.inbox(kim, kind="receivable_received")
    assert "1,000,000" in row["title"]["ko"] and "1,000,000" in row["title"]["en"]
    assert row["link"].startswith("/money/") and row["read_at"] is None
    assert row["company_id"] == kim.company_id


def test_what_is_about_safety_cannot_be_switched_off(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER, telephone="010-1234-5678")
    for cadence, channel in (("none", "email"), ("daily", "email"), ("at_once", "message")):
        choice = {"kind": "account_changed", "cadence": cadence, "channel": channel}
        assert _codes(stage.enter(kim, "notices.choose", choices=[choice])) == ["notice_locked"]
    also = {"kind": "account_changed", "cadence": "at_once", "channel": "both"}
    _done(stage.enter(kim, "notices.choose", choices=[also]))
    letters = [str(one["Subject"]) for one in stage.tell()]
    assert any("입금계좌" in subject for subject in letters)
    assert any("입금계좌" in message["text"] for message in stage.messages())


def test_a_choice_that_cannot_be_kept_is_refused(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    message = {"kind": "money_credited", "cadence": "at_once", "channel": "message"}
    unknown = {"kind": "invitation", "cadence": "none", "channel": "email"}
    daily = {"kind": "money_credited", "cadence": "daily", "channel": "email"}
    for choices, code in (
        ([message], "notice_no_telephone"),
        ([unknown], "notice_kind_unknown"),
        ([daily, daily], "notice_chosen_twice"),
    ):
        assert _codes(stage.enter(kim, "notices.choose", choices=choices)) == [code]


def test_a_person_reads_its_own_notices_and_marks_no_others(stage: Stage) -> None:
    stage.book.company("t1")
    kim, lee = (stage.hire("t1", name, Role.VIEWER) for name in ("kim", "lee"))
    stage.plan()
    mine, theirs = stage.inbox(kim), stage.inbox(lee)
    assert mine and not {row["notice_id"] for row in mine} & {row["notice_id"] for row in theirs}
    ids = [row["notice_id"] for row in mine + theirs]
    assert _done(stage.enter(kim, "notices.mark_read", notice_ids=ids)) == {"count": len(mine)}
    assert _done(stage.enter(kim, "notices.mark_read", notice_ids=ids)) == {"count": 0}
    assert stage.inbox(kim, unread=True) == [] and len(stage.inbox(lee, unread=True)) == len(theirs)
    assert stage.inbox(kim, "notices.unread") == [{"unread": 0}]


def test_a_person_sees_nothing_of_a_company_while_it_works_at_another(stage: Stage) -> None:
    stage.book.company("t1")
    stage.book.company("t2")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    at_t2 = stage.people.caller(
        stage.book.companies["t2"].company_id, Role.VIEWER, person_id=kim.person_id, at=stage.at
    )
    stage.plan()
    companies = {row["company_id"] for row in stage.inbox(at_t2)}
    assert companies == {at_t2.company_id, None}


def test_a_person_chooses_its_language(stage: Stage) -> None:
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    stage.tell()
    _done(stage.enter(kim, "notices.choose", language="en"))
    stage.book.name_account("t1")
    (letter,) = stage.tell()
    assert str(letter["Subject"]).startswith("[Mutual benefit payment] Your account: ")
    assert letter["Content-Language"] == "en"


def test_the_database_shows_nobody_another_s_notices_and_choices(stage: Stage) -> None:
    stage.book.company("t1")
    stage.book.company("t2")
    kim, lee = (stage.hire("t1", name, Role.VIEWER) for name in ("kim", "lee"))
    choice = {"kind": "money_credited", "cadence": "none", "channel": "email"}
    _done(stage.enter(lee, "notices.choose", choices=[choice]))
    stage.plan()
    stage.send()
    t2 = stage.book.companies["t2"].company_id
    for company_id, seen in ((kim.company_id, {kim.company_id, None}), (t2, {None})):
        with stage.database.asked_by(Asking(WEB, company_id, kim.person_id)) as tx:
            rows = tx.rows("SELECT person_id, company_id FROM notices.notice")
            assert {row["person_id"] for row in rows} == {kim.person_id}
            assert {row["company_id"] for row in rows} == seen
            assert tx.rows("SELECT * FROM notices.choice") == []


def test_what_is_about_safety_is_told_even_where_an_older_choice_says_not() -> None:
    for cadence in Cadence:
        for way, told in ((Way.EMAIL, Way.EMAIL), (Way.MESSAGE, Way.BOTH), (Way.BOTH, Way.BOTH)):
            decided = decide_choice(KINDS["account_changed"], Choice(cadence, way))
            assert decided == Choice(Cadence.AT_ONCE, told)
    free = Choice(Cadence.NONE, Way.MESSAGE)
    assert decide_choice(KINDS["money_credited"], free) == free
