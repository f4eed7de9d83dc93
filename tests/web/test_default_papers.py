"""After a default: its evidence is listed, proven by its digests and downloaded; what is missing is
one sum wherever it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from books import noon
from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.registry import all_readings
from sangsaeng.api.listing import NoFilters
from sangsaeng.api.service_reading import read
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.settlement.service_funding import call_funding, list_calls
from sangsaeng.settlement.service_playbook import list_playbooks, run_playbook
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, text_of, visited

OWED_WON, ADVANCED_WON = 9_200_000, 7_400_000


@dataclass
class Default:
    """A buyer that did not pay, its proceedings done, and where their files were written."""

    portal: Portal
    playbook_id: int
    folder: Path

    def visitor(self, name: str, company_id: int, *roles: Role) -> Visitor:
        """Somebody who reads English."""
        found = self.portal.visitor(name, company_id, *roles)
        found.client.cookies.set(LANGUAGE, "en")
        return found

    @property
    def desk(self) -> Visitor:
        """The operator's operations."""
        return self.visitor("Desk", self.portal.book.institution_id, Role.OPERATIONS)

    def rows(self, company_id: int, role: Role, code: str, **filters: Any) -> list[dict[str, Any]]:
        """A reading as somebody of a company has it."""
        reading = all_readings()[code]
        asked = (reading.filters or NoFilters).model_validate(filters)
        caller = self.portal.people.caller(company_id, role)
        if role is Role.OPERATIONS:
            caller = replace(caller, offices=frozenset({Office.INSTITUTION, Office.OPERATOR}))
        found = read(self.portal.web, caller, reading, asked, self.portal.at)
        assert not isinstance(found, list), found
        return [dict(row) for row in found.rows]


@pytest.fixture(scope="module")
def default(
    database_of: Callable[[], AbstractContextManager[Database]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Default]:
    folder = tmp_path_factory.mktemp("pack")
    with database_of() as database, visited(database) as portal:
        book = portal.book
        plain = book.programme("buyer", incentive="0")
        guaranteed = book.programme("buyer", policy="institution_advances", incentive="0")
        book.company("T1")
        due = book.today + timedelta(days=2)
        book.issue(plain, "T1", OWED_WON, due)
        book.issue(guaranteed, "T1", ADVANCED_WON, due)
        call_funding(database, book.today)
        while book.today <= book.calendar.after(due):
            book.end_day()
            book.today = book.calendar.after(book.today)
        portal.at = noon(book.today)
        with database.transaction() as tx:
            number = int(list_playbooks(tx)[0]["playbook_id"])
        done = run_playbook(database, number, book.today, folder)
        assert not isinstance(done, Refusal), done
        portal.people.office(book.institution_id, Office.INSTITUTION, Office.OPERATOR)
        yield Default(portal, number, folder)


def test_every_file_of_the_evidence_is_listed_with_its_digest_and_comes_as_it_was_written(
    default: Default,
) -> None:
    page = default.desk.get(f"/defaults/{default.playbook_id}")
    written = sorted(default.folder.iterdir())
    assert len(written) > 10
    for file in written:
        data = file.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        where = f"/defaults/{default.playbook_id}/papers/{file.name}"
        assert f'href="{where}"' in page and digest in page.replace("<wbr>", "")
        answer = default.desk.client.get(where)
        assert answer.content == data
        assert "attachment" in answer.headers["content-disposition"]
    kind = default.desk.client.get(f"/defaults/{default.playbook_id}/papers/evidence.pdf").headers
    assert kind["content-type"] == "application/pdf"


def test_evidence_is_the_operators_alone_and_every_download_stands_in_the_log(
    default: Default,
) -> None:
    book = default.portal.book
    where = f"/defaults/{default.playbook_id}/papers/receivables.csv"
    other = book.company("other institution").company_id
    default.portal.people.office(other, Office.INSTITUTION)
    others = default.visitor("Other desk", other, Role.OPERATIONS)
    assert others.client.get(where).status_code == 404
    assert "receivables.csv" not in others.get("/defaults")
    supplier = default.visitor("Supplier", book.companies["T1"].company_id, Role.APPROVER)
    assert supplier.client.get(where).status_code == 403
    for wrong in ("../evidence.pdf", "none.csv", "evidence.exe", "%00.csv"):
        assert default.desk.client.get(f"/defaults/{default.playbook_id}/papers/{wrong}").is_error
    default.desk.client.get(where)
    auditor = default.visitor("Auditor", book.institution_id, Role.AUDITOR)
    assert "One file of evidence" in auditor.get("/audit")


@pytest.mark.parametrize("names", ["%", "ledger.csv"])
def test_evidence_that_the_book_does_not_keep_is_named_with_its_folder(
    default: Default, names: str
) -> None:
    where = f"/defaults/{default.playbook_id}"
    with psycopg.connect(default.portal.book.database.url) as owner:
        gone = "DELETE FROM settlement.pack_file WHERE name LIKE %s RETURNING *"
        kept = owner.execute(gone, [names]).fetchall()
    page = default.desk.get(where)
    assert str(default.folder) in text_of(page)
    for file in default.folder.iterdir():
        assert file.name in page
        linked = f'href="{where}/papers/{file.name}"' in page
        assert linked == (names != "%" and file.name != names)
    with psycopg.connect(default.portal.book.database.url) as owner:
        for row in kept:
            owner.execute("INSERT INTO settlement.pack_file VALUES (%s, %s, %s, %s)", row)


def test_what_is_missing_is_one_sum_wherever_it_is_told(default: Default) -> None:
    book = default.portal.book
    buyer = book.companies["buyer"].company_id
    with book.database.transaction() as tx:
        worker = {row["call_id"]: row["missing_won"] for row in list_calls(tx, book.today)}
    assert sorted(worker.values()) == [ADVANCED_WON, OWED_WON]
    buyers = default.rows(buyer, Role.VIEWER, "funding.calls")
    desks = default.rows(book.institution_id, Role.OPERATIONS, "funding.calls")
    for told in (buyers, desks):
        assert {row["call_id"]: row["missing_won"] for row in told} == worker
    (summary,) = default.rows(buyer, Role.VIEWER, "buyer.summary")
    assert sorted(row["missing_won"] for row in summary["calls"]) == sorted(worker.values())
    due = buyers[0]["due_on"]
    (board,) = default.rows(book.institution_id, Role.OPERATIONS, "settlement.board", day=due)
    assert board["missing_won"] == sum(worker.values())
