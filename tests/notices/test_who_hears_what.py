"""Who hears what: each thing once, nobody what is another's."""

from __future__ import annotations

from datetime import timedelta

from telling import PORTAL, Stage, text_of

from sangsaeng.acts.model import Role


def test_a_payee_hears_of_a_receivable_with_who_pays_when_and_where(stage: Stage) -> None:
    programme = stage.book.programme(policy="institution_advances")
    stage.book.company("t1")
    kim = stage.hire("t1", "kim", Role.VIEWER)
    stage.tell()
    due = stage.book.today + timedelta(days=30)
    root = stage.book.issue(programme, "t1", 18_000_000, due)
    (letter,) = stage.tell()
    assert letter["To"] == "kim@example.com"
    assert str(letter["Subject"]) == f"[상생결제] buyer에서 받을 돈 18,000,000원, {due}"
    text = text_of(letter)
    assert "institution이(가) 대신 지급" in text and "상환청구권 없음" in text
    assert stage.book.accounts["t1"][-1][-4:] in text
    assert stage.book.accounts["t1"][-1] not in text
    assert f"{PORTAL}/money/{programme}/{root}" in text
    assert stage.kinds(kim.person_id)[-1] == "receivable_received"


def test_looking_again_tells_nobody_twice(stage: Stage) -> None:
    programme = stage.book.programme()
    stage.book.company("t1")
    stage.hire("t1", "kim", Role.VIEWER)
    stage.tell()
    due = stage.book.today + timedelta(days=30)
    stage.book.issue(programme, "t1", 1_000_000, due)
    assert len(stage.tell()) == 1
    assert stage.plan() == 0 and stage.tell() == []
    stage.book.issue(programme, "t1", 2_000_000, due)
    assert len(stage.tell()) == 1
