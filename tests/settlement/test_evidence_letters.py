"""The evidence pack of companies whose names have letters that the paper's font has not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playbook_stage import a_buyer_that_does_not_pay
from pypdf import PdfReader
from test_evidence_pack import read

from books import open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.papers.letters import shown
from sangsaeng.settlement.playbook_opening import open_playbook
from sangsaeng.settlement.service_playbook import list_playbooks, run_playbook

# Hanja, Arabic, an emoji: names that companies have, in letters the paper's font has not.
STRANGE = "\u682a\u5f0f\u6703\u793e \u7532\u4e59 \u0634\u0631\u0643\u0629 \U0001f36a"


def test_letters_the_font_has_not_are_boxes_in_the_paper_and_whole_in_the_files(
    database: Database, tmp_path: Path
) -> None:
    book = open_book(database)
    programme_id = book.programme(STRANGE)
    book.company("T1")
    book.issue(programme_id, "T1", 1_000, book.today + timedelta(days=30), STRANGE)
    # A reason of a time when nobody looked at it.
    with database.transaction() as tx:
        tx.run(
            "INSERT INTO settlement.playbook (playbook_id, buyer_id, opened_on, reason)"
            " VALUES (9999, %(buyer_id)s, %(day)s, E'line\\x01break')",
            buyer_id=book.companies[STRANGE].company_id,
            day=book.today,
        )
        number = int(list_playbooks(tx)[0]["playbook_id"])
    done = run_playbook(database, number, book.today, tmp_path)
    assert not isinstance(done, Refusal), done
    assert {row["issuer"] for row in read(tmp_path, "receivables")} == {STRANGE}
    pages = PdfReader(tmp_path / "evidence.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    boxed = "\u25a1" * 4
    assert boxed in text and "line\u25a1break" in text
    assert "font does not have is shown as" in " ".join(text.split())


def test_what_the_font_has_is_shown_as_it_is() -> None:
    usual = "ABC xyz 019 \uac00\ud7a3 \u20a9 ~ () , . % \u00b7"
    assert shown(usual) == usual and shown("a\nb") == "a\u25a1b"


def test_a_reason_with_a_line_break_is_refused(database: Database) -> None:
    book = open_book(database)
    book.programme("buyer")
    with database.transaction() as tx:
        number = book.companies["buyer"].company_id
        opened = open_playbook(tx, number, book.today, "two\nlines")
    assert isinstance(opened, Refusal) and opened.code == "reason_unprintable"


def test_said_again_with_another_folder_it_is_told_where_the_pack_is(
    database: Database, tmp_path: Path
) -> None:
    stage = a_buyer_that_does_not_pay(database)
    first = stage.run(tmp_path / "first")
    assert stage.run(tmp_path / "second") == first
    assert first[-1].outcome["folder"] == str((tmp_path / "first").resolve())
    assert not (tmp_path / "second").exists()
