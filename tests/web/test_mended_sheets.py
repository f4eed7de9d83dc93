"""What was mended of files and of forms: who approves a file sees its lines, and what is sent is
what was looked at."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import sangsaeng
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.web.opened_files import OPENERS, SHOWN_LINES, open_files

from .buying_stage import HIDDEN, Stage, a_buyer, act_of, carried
from .visiting import Visitor, text_of

_ID = re.compile(r"(_id|_no)$|\['\w+(_id|_no)'\]$")
_LONG_NAME = "Long Name " * 9


@dataclass
class Scene(Stage):
    """A holder of two people beside its buyer's, and a rival."""

    @property
    def holder(self) -> Visitor:
        """Who enters at the holder."""
        return self.visitor("Enterer", "T1", Role.ENTERER)

    @property
    def holders_approver(self) -> Visitor:
        """Who approves there."""
        return self.visitor("Approver", "T1", Role.APPROVER)

    @property
    def rival(self) -> Visitor:
        """Another supplier of the buyer's."""
        return self.visitor("Rival", "rival", Role.ENTERER, Role.APPROVER)

    @property
    def parent(self) -> str:
        """What is passed on from."""
        return f"{self.programme}-{self.root}"

    def cells(self, *amounts: int, order: int = 700) -> str:
        """Cells without headings: a payee each."""
        day = self.portal.book.today + timedelta(days=45)
        return "\n".join(
            f"{invented_business_number(order + n)}\tPayee {n} {_LONG_NAME}\t{won}\t{day}"
            for n, won in enumerate(amounts)
        )

    def look(self, cells: str, **fields: Any) -> httpx.Response:
        """The preview of pasted cells."""
        return self.holder.post("/pass-on", parent=self.parent, cells=cells, **fields)

    def bring_invoices(self, *files: bytes, **fields: Any) -> httpx.Response:
        """The buyer's form for tax invoices."""
        about: dict[str, Any] = {"due": "days", "matures_after_days": 25, **fields}
        return self.bring([(f"{n}.xml", one) for n, one in enumerate(files)], **about)

    def acts(self) -> int:
        """How many acts were entered."""
        with self.portal.book.database.transaction() as tx:
            return int(tx.the("SELECT count(*) AS acts FROM parties.act")["acts"])


@pytest.fixture(scope="module")
def scene(database_of: Callable[[], AbstractContextManager[Database]]) -> Iterator[Scene]:
    with database_of() as database, a_buyer(database, 900_000_000_000, 40, "rival") as stage:
        book, due = stage.portal.book, stage.portal.book.today + timedelta(days=40)
        book.pass_on(stage.programme, stage.root, "T2", 1_000_000, due)
        book.issue(stage.programme, "rival", 5_000_000, due)
        found = Scene(**{one.name: getattr(stage, one.name) for one in fields(stage)})
        # Everybody signs in before anything is counted.
        assert found.holder and found.holders_approver and found.rival
        yield found


def test_who_approves_a_spreadsheet_sees_every_line_of_it(scene: Scene) -> None:
    cells = scene.cells(123_456_789_012, 330_000)
    look = scene.look(cells)
    act = act_of(scene.holder.post("/pass-on", **carried(look.text, "send")))
    said = text_of(scene.holders_approver.get(act))
    assert "Lines: 2. Approved, they are done as they stand here." in said
    for line in cells.splitlines():
        number, name, won, _ = line.split("\t")
        assert number in said and " ".join(name.split()) in said and f"{int(won):,}" in said
    content = dict(HIDDEN.findall(look.text))["content"]
    assert hashlib.sha256(b64decode(content)).hexdigest() in said
    assert "pasted-without-headings.csv" in said and "123,457,119,012" in said
    file = scene.holders_approver.client.get(f"{act}/lines")
    assert file.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["123456789012", "330000"]
    scene.rival.get(act, 404)
    scene.rival.get(f"{act}/lines", 404)


def test_who_approves_tax_invoices_sees_each_of_them(scene: Scene) -> None:
    file = scene.invoice(1, 22_000_000)
    look = scene.bring_invoices(file, scene.invoice(2, 33_000_000), step="preview")
    form = next(one for one in look.text.split("<form") if 'value="enter"' in one)
    pairs = re.findall(HIDDEN, form)
    many = {name: [told for known, told in pairs if known == name] for name, _ in pairs}
    act = act_of(_sent(scene.enterer, "/issue", {**many, "step": ["enter"]}))
    said = text_of(scene.approver.get(act))
    assert "22,000,000" in said and "33,000,000" in said and "55,000,000" in said
    assert hashlib.sha256(file).hexdigest()[:12] in said
    assert scene.portal.book.number("T1") in said


def test_every_act_of_a_file_with_lines_is_opened() -> None:
    with_lines = {code for code in acts() if code.endswith(("_sheet", "_files"))}
    assert with_lines == set(OPENERS)


def test_a_long_file_is_cut_on_the_page_and_whole_in_the_download() -> None:
    day = "2026-12-01"
    lines = [f"{invented_business_number(n)},P{n},{n + 1},{day}" for n in range(SHOWN_LINES + 30)]
    text = "\n".join(["payee number,payee,amount,due date", *lines])
    text = text.replace("payee number", "business number")
    opened = open_files("receivables.pass_on_sheet", _given(text))
    assert opened is not None and not opened.refusals
    assert len(opened.shown_rows("en")) == SHOWN_LINES
    assert len(opened.table("en").rows) == SHOWN_LINES + 30
    assert opened.heads == ["payee_name", "payee_number", "amount_won", "matures_on"]


def test_a_file_that_cannot_be_read_says_so() -> None:
    for code in OPENERS:
        if code != "receivables.issue_files":
            opened = open_files(code, _given("%PDF-1.4"))
            assert opened is not None and opened.refusals and not opened.rows
        other = open_files(code, {"another": "form"})
        assert other is not None and other.refusals[0].code == "files_of_another_form"


def test_an_act_whose_file_cannot_be_read_says_so_to_who_would_approve_it(scene: Scene) -> None:
    act = acts()["receivables.pass_on_sheet"]
    key = {"programme_id": scene.programme, "receivable_id": scene.root}
    given = act.given.model_validate({**_given("%PDF-1.4"), **key})
    caller = scene.portal.people.caller(scene.holder.company_id, Role.ENTERER)
    done = enter(scene.portal.web, caller, act, given, scene.portal.at, rehearsed=False)
    assert isinstance(done, Entered), done
    said = text_of(scene.holders_approver.get(f"/acts/{done.act_id}"))
    assert "This file cannot be read. Approved, nothing would be done." in said
    assert "This format cannot be read: a.csv" in said
    scene.holders_approver.get(f"/acts/{done.act_id}/lines", 404)


def _given(text: str) -> dict[str, Any]:
    content = b64encode(text.encode()).decode()
    return {"file_name": "a.csv", "content": content, "total_won": 1}


def _sent(visitor: Visitor, path: str, fields: dict[str, list[str]]) -> httpx.Response:
    """A form whose fields come more than once."""
    answer: httpx.Response = visitor.client.post(
        path,
        data=fields,
        headers={"origin": "http://portal.example"},
        follow_redirects=False,
    )
    return answer


def test_nothing_is_sent_but_what_was_looked_at(scene: Scene) -> None:
    before = scene.acts()
    seen = carried(scene.look(scene.cells(1_000_000, order=710)).text, "send")
    other = carried(scene.look(scene.cells(9_000_000, order=720)).text, "send")
    for changed in ({"content": other["content"]}, {"seen": ""}, {"seen": "0" * 64}):
        answer = scene.holder.post("/pass-on", **{**seen, **changed})
        assert answer.status_code == 422 and "not what you had looked at" in answer.text
    blind = scene.look(scene.cells(9_000_000, order=720), step="send", request_key="0" * 32)
    assert blind.status_code == 422 and "not what you had looked at" in blind.text
    assert scene.acts() == before
    # The page that says so is a look of its own.
    act_of(scene.holder.post("/pass-on", **carried(blind.text, "send")))
    assert scene.acts() == before + 1


def test_no_invoice_is_entered_but_those_looked_at_and_for_their_day(scene: Scene) -> None:
    before = scene.acts()
    seen = carried(scene.bring_invoices(scene.invoice(11, 5_500_000), step="preview").text, "enter")
    another = scene.bring_invoices(scene.invoice(12, 6_600_000), **seen)
    assert another.status_code == 422 and "not what you had looked at" in another.text
    later = scene.bring_invoices(**{**seen, "matures_after_days": 90})
    assert later.status_code == 422 and "not what you had looked at" in later.text
    assert scene.acts() == before
    act_of(scene.bring_invoices(**seen))
    assert scene.acts() == before + 1


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "a b c d e f g h"])
def test_a_form_without_a_key_of_its_own_does_nothing(scene: Scene, key: str) -> None:
    before = scene.acts()
    seen = carried(scene.look(scene.cells(1_000_000, order=730)).text, "send", request_key=key)
    assert "cannot be read" in scene.holder.post("/pass-on", **seen).text
    page = scene.holder.get("/early-cash?amount_won=5000000")
    cash = {**dict(HIDDEN.findall(page)), "amount_won": "5,000,000", "request_key": key}
    cash = {name: told for name, told in cash.items() if name not in ("csrf_token", "company_id")}
    assert "cannot be read" in scene.holder.post("/early-cash", **cash).text
    cash.pop("request_key")
    assert "cannot be read" in scene.holder.post("/early-cash", **cash).text
    assert scene.acts() == before


def test_pasted_headings_that_lack_a_column_are_told_which(scene: Scene) -> None:
    number = invented_business_number(740)
    answer = scene.look(f"business number\tcompany\tdue date\n{number}\tWho\t2026-12-01")
    assert answer.status_code == 422
    said = text_of(answer.text)
    assert "Missing columns: amount to pass on" in said and "Line 1" not in said


def test_a_fault_names_its_column_as_the_writer_heads_it(scene: Scene) -> None:
    number, day = invented_business_number(741), scene.portal.book.today + timedelta(days=45)
    head = "business number\tcompany\tamount\tdue date"
    own = scene.look(f"{head}\n{number}\tWho\tmuch\t{day}")
    assert "Line 2: amount: This cannot be read" in text_of(own.text)
    bare = scene.look(f"{number}\tWho\t5000\t{day}\n{number}\tWho\t5000\t{day}")
    said = text_of(bare.text)
    assert "Line 2: Tax invoice approval no.: This repeats line 1." in said


def test_payees_that_were_picked_are_told_by_name(scene: Scene) -> None:
    picked = {f"amount_of.{scene.portal.book.number('T2')}": "much", "matures_on": "2026-12-01"}
    answer = scene.holder.post("/pass-on", parent=scene.parent, **picked)
    said = text_of(answer.text)
    assert "T2: Amount: This cannot be read" in said and "Line 2" not in said


def test_a_file_called_as_ours_is_counted_by_its_own_lines(scene: Scene) -> None:
    number, day = invented_business_number(742), scene.portal.book.today + timedelta(days=45)
    data = f"business number,company,amount,due date\n{number},Who,much,{day}".encode()
    for name in ("pasted-without-headings.csv", "picked.csv"):
        files = {"file": (name, data)}
        said = text_of(scene.holder.post("/pass-on", files, parent=scene.parent).text)
        assert "Line 2: amount" in said


def test_numbers_of_things_are_said_as_text_since_a_number_would_be_grouped() -> None:
    found = []
    for file in Path(sangsaeng.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuse":
                said = [ast.unparse(one.value) for one in node.keywords]
                found += [f"{file.name}: {one}" for one in said if _ID.search(one)]
    assert found == []
