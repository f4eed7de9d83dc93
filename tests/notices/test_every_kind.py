"""Everything that happens in a book is told in both languages, and to nobody what is another's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from telling import Stage
from whole_book import whole_book

from books import noon
from sangsaeng.acts.registry import all_readings
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.messages import LANGUAGES, catalogue
from sangsaeng.notices.kinds import KINDS
from sangsaeng.notices.model import Notice
from sangsaeng.notices.rules_writing import CHOICES_PATH, INBOX_PATH, say
from sangsaeng.web.registry import all_pages

# Companies of every side hear of a proceeding; only the desk has a screen for it.
_WORDS_OF_A_PROCEEDING = "/lists/notices.mine"


@pytest.fixture
def told(database: Database, tmp_path: Path) -> tuple[Stage, list[dict[str, Any]]]:
    """The whole book looked through, and every notice that came of it."""
    stage, _ = whole_book(database, tmp_path)
    stage.plan()
    # An act that waits lapses in a week; it is told of again on the business day before.
    for _ in range(6):
        stage.later(days=1)
        stage.plan()
    with database.transaction() as tx:
        ends = tx.the(
            "SELECT max(r.claim_until) AS day FROM outcomes.period r JOIN outcomes.award w"
            " USING (programme_id) WHERE w.state = 'accepted' AND NOT EXISTS (SELECT FROM"
            " outcomes.claim c WHERE c.award_id = w.award_id AND c.period_no = r.period_no)"
        )["day"]
    stage.at = noon(stage.book.calendar.before(ends))
    stage.plan()
    with database.transaction() as tx:
        rows = tx.rows(
            "SELECT n.notice_id, n.kind, n.company_id, n.facts, n.made_at, n.person_id"
            " FROM notices.notice n ORDER BY n.notice_id"
        )
    return stage, rows


def test_every_kind_is_told_in_words_and_to_nobody_what_is_another_s(
    told: tuple[Stage, list[dict[str, Any]]],
) -> None:
    stage, rows = told
    assert {row["kind"] for row in rows} == set(KINDS)
    for row in rows:
        about = {name: value for name, value in row.items() if name != "person_id"}
        notice = Notice(**about)
        if notice.kind == "invitation":
            notice = Notice(**{**about, "facts": {**row["facts"], "token": "t"}})
        for language in LANGUAGES:
            said = say(notice, language, {})
            assert said.title and said.text and said.next, row
            assert "None" not in said.title + said.text + said.next, (row, said)
            assert said.path.startswith("/") and "{" not in said.path
    assert not _strange(stage, rows)
    assert stage.plan() == 0


def _strange(stage: Stage, rows: list[dict[str, Any]]) -> list[str]:
    """Names and receivables in notices that their hearer's company may not see."""
    with stage.database.transaction() as tx:
        names = {row["name"] for row in tx.rows("SELECT name FROM parties.company")}
    wrong = []
    for company_id in {row["company_id"] for row in rows} - {None}:
        with stage.database.asked_by(Asking(WEB, company_id)) as tx:
            known = {row["name"] for row in tx.rows("SELECT name FROM parties.company")}
            seen = tx.rows("SELECT receivable_id FROM receivables.receivable")
        receivables = {row["receivable_id"] for row in seen}
        for row in rows:
            if row["company_id"] != company_id:
                continue
            facts = {**row["facts"], **row["facts"].get("told", {})}
            said = {value for value in facts.values() if isinstance(value, str)}
            strange = said & (names - known)
            # Who runs the installation is named to everybody.
            strange -= {facts.get("operator")}
            if strange or facts.get("receivable_id", next(iter(receivables), None)) not in (
                receivables | {None}
            ):
                wrong.append(f"{row['kind']} tells {company_id} of {strange or facts}")
    return wrong


def test_every_sentence_of_a_kind_stands_in_the_catalogue() -> None:
    for kind in KINDS.values():
        codes = [kind.name, kind.title]
        for one in (kind.text, kind.next):
            codes += [one] if isinstance(one, str) else list(one.values())
        assert not [code for code in codes if code not in catalogue()], kind.code
        if not isinstance(kind.next, str) and not isinstance(kind.text, str):
            assert set(kind.next) == set(kind.text), kind.code


def test_every_link_leads_to_a_page_of_its_own() -> None:
    pages = {_blank(page.path) for page in all_pages().values()}
    for path in [kind.path for kind in KINDS.values()] + [INBOX_PATH, CHOICES_PATH]:
        assert _blank(path.partition("?")[0]) in pages or path == _WORDS_OF_A_PROCEEDING, path
    assert _WORDS_OF_A_PROCEEDING.removeprefix("/lists/") in all_readings()


def _blank(path: str) -> str:
    return re.sub(r"\{[a-z_]+\}", "{}", path)
