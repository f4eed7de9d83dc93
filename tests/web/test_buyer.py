"""The buyer's screens, the flow of money and who watches the scheme: shown as the book has it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sangsaeng.acts.model import Office, Role
from sangsaeng.database.connection import Database
from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind, Signature
from sangsaeng.receivables.evidence.tax_invoice_writer import render_tax_invoice
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, text_of, visited

ROOT_WON, PART_WON, DEEP_WON = 123_000_000, 45_000_000, 6_000_000
_HIDDEN = re.compile(r'type="hidden" name="([a-z_]+)" value="([^"]*)"')


@dataclass
class Scene:
    """A buyer of two people, its tree of three tiers, the institution and the watchers."""

    portal: Portal
    programme: int
    root: int
    part: int
    enterer: Visitor
    approver: Visitor
    holder: Visitor
    desk: Visitor
    foundation: Visitor
    ministry: Visitor

    def bring(self, files: Sequence[tuple[str, bytes]], **fields: Any) -> httpx.Response:
        """The upload form, sent by who enters."""
        sent = [("files", (name, data, "application/octet-stream")) for name, data in files]
        about = {"programme_id": self.programme, **fields}
        return self.enterer.post("/issue", sent or [("none", ("", b""))], **about)


@pytest.fixture(scope="module")
def scene(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Scene]:
    with database_of() as database, visited(database) as portal:
        book = portal.book
        programme = book.programme()
        for name in ("T1", "T2", "deep payee"):
            book.company(name)
        due = book.today + timedelta(days=20)
        root = book.issue(programme, "T1", ROOT_WON, due)
        part = book.pass_on(programme, root, "T2", PART_WON, due)
        book.pass_on(programme, part, "deep payee", DEEP_WON, due)
        ministry = book.company("Ministry").company_id
        portal.people.office(book.institution_id, Office.INSTITUTION, Office.OPERATOR)
        portal.people.office(book.foundation_id, Office.FOUNDATION)
        portal.people.office(ministry, Office.MINISTRY)
        ids = {name: one.company_id for name, one in book.companies.items()}
        found = Scene(
            portal,
            programme,
            root,
            part,
            portal.visitor("Enterer", ids["buyer"], Role.ENTERER),
            portal.visitor("Approver", ids["buyer"], Role.APPROVER),
            portal.visitor("Holder", ids["T1"], Role.ENTERER, Role.APPROVER),
            portal.visitor("Desk", book.institution_id, Role.OPERATIONS),
            portal.visitor("Watcher", book.foundation_id, Role.FOUNDATION),
            portal.visitor("Official", ministry, Role.MINISTRY),
        )
        for visitor in portal.visitors.values():
            visitor.client.cookies.set(LANGUAGE, "en")
        yield found


def _invoice(scene: Scene, serial: int, won: int) -> bytes:
    book = scene.portal.book
    return render_tax_invoice(
        Invoice(
            approval_number=f"{book.today:%Y%m%d}10000000{serial:08d}",
            kind=InvoiceKind.TAX_INVOICE,
            type_code="0101",
            amendment_code=None,
            original_approval_number=None,
            purpose_code="02",
            written_on=book.today,
            supplier_number=book.number("T1"),
            buyer_number=book.number("buyer"),
            supplier_name="T1",
            buyer_name="buyer",
            supply_won=won - won // 11,
            tax_won=won // 11,
            total_won=won,
            signature=Signature.ABSENT,
        )
    )


def _carried(page: str) -> dict[str, Any]:
    """The hidden fields of the preview's own form, as a browser would send them again."""
    found: dict[str, Any] = {}
    form = next(one for one in page.split("<form") if 'value="enter"' in one)
    for name, value in _HIDDEN.findall(form):
        found.setdefault(name, value)
    return found


def test_a_buyers_first_screen_says_its_month_and_how_far_it_went(scene: Scene) -> None:
    page = text_of(scene.enterer.get("/buying"))
    assert re.search(rf"Issued in month \d+ ₩ {ROOT_WON:,}", page)
    # One company a tier: what it passed on is not the buyer's to know.
    assert f"{PART_WON:,}" not in page and "Fewer than 3 companies" in page
    assert scene.holder.client.get("/buying").status_code == 403


def test_tax_invoices_are_shown_and_then_wait_for_another_person(scene: Scene) -> None:
    files = [("a.xml", _invoice(scene, 1, 11_000_000)), ("b.xml", _invoice(scene, 2, 22_000_000))]
    preview = scene.bring(files, step="preview", due="days", matures_after_days="25")
    assert preview.status_code == 200, text_of(preview.text)
    assert "33,000,000" in preview.text and "11,000,000" in preview.text
    one = scene.bring([files[0]], step="preview", due="days", matures_after_days="25")
    told = {**_carried(one.text), "step": "enter"}
    first, again = (scene.bring([], **told) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303), text_of(first.text)
    where = first.headers["location"].split("?")[0]
    assert again.headers["location"] == f"{where}?done=again"
    assert "11,000,000" not in scene.enterer.get("/issued")
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', scene.approver.get(where))
    assert digest
    done = scene.approver.post(where, decision="approve", digest=digest[1])
    assert done.headers["location"] == f"{where}?done=executed"
    assert "11,000,000" in scene.enterer.get("/issued")
    twice = scene.bring([files[0]], step="preview")
    assert twice.status_code == 422 and 'value="enter"' not in twice.text


def test_every_wrong_line_is_named_and_the_sheet_comes_back_mended(scene: Scene) -> None:
    number, day = scene.portal.book.number("T1"), scene.portal.book.today
    sheet = (
        "supplier number,supplier,invoice date,total,due date\n"
        f"{number},T1,{day},1000000,{day + timedelta(days=30)}\n"
        f"1234567890,=cmd,{day},abc,{day + timedelta(days=30)}\n"
    )
    page = scene.bring([("ours.csv", sheet.encode())], step="preview")
    assert page.status_code == 422
    said = text_of(page.text)
    assert "1234567890" in said and "abc" in said and 'value="enter"' not in page.text
    mended = scene.bring([("ours.csv", sheet.encode())], step="corrected")
    assert mended.headers["content-disposition"] == 'attachment; filename="to-mend.xlsx"'
    assert mended.content.startswith(b"PK")
    pasted = scene.bring([], step="preview", pasted=sheet.replace(",", "\t"))
    assert pasted.status_code == 422 and "1234567890" in pasted.text
    for wrong in ([], [("a.pdf", b"%PDF-1.4")], [("empty.xlsx", b"")]):
        answer = scene.bring(wrong, step="preview")
        assert answer.status_code == 422 and "error-summary" in answer.text


def test_a_tree_is_told_as_far_as_each_side_may_see_it(scene: Scene) -> None:
    where = f"/receivables/{scene.programme}/{scene.root}"
    buyers = text_of(scene.enterer.get(where))
    assert "T1" in buyers and "T2" not in buyers and f"{PART_WON:,}" not in buyers
    holders = text_of(scene.holder.get(where))
    assert "T2" in holders and f"{PART_WON:,}" in holders and "deep payee" not in holders
    assert "deep payee" in text_of(scene.desk.get(where))
    assert scene.enterer.client.get(f"/receivables/{scene.programme}/{scene.part}").is_error
    assert "T2" in scene.desk.get("/flow/run") and "T2" not in text_of(scene.enterer.get("/flow"))


def test_a_won_is_explained_down_to_its_lines(scene: Scene) -> None:
    where = f"/explain/receivable/{scene.programme}/{scene.root}"
    page = text_of(scene.holder.get(where))
    for won in (ROOT_WON, PART_WON, ROOT_WON - PART_WON):
        assert f"{won:,}" in page
    assert f"1-{scene.root}" in page
    assert scene.ministry.client.get(where).status_code == 403


def test_what_is_to_be_funded_stands_on_its_day(scene: Scene) -> None:
    day = scene.portal.book.today + timedelta(days=20)
    page = text_of(scene.enterer.get(f"/funding?month={day:%Y-%m}"))
    assert f"{ROOT_WON:,}" in page
    asked = "amount_won=100,000,000&days=45&payee_rate=7.5&own_rate=2.5"
    reckoned = text_of(scene.enterer.get(f"/what-if?{asked}"))
    # 100,000,000 x 7.5 % x 45 / 365, cut off.
    assert "924,657" in reckoned
    assert "error-summary" in scene.enterer.get("/what-if?amount_won=x&days=0", 422)


def test_a_list_comes_as_a_file_with_its_filters(scene: Scene) -> None:
    where = "/lists/receivables.held"
    answer = scene.holder.client.get(f"{where}/csv?least_won={ROOT_WON}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row for row in rows[1:] if str(ROOT_WON) in row] == rows[1:] and len(rows) == 2
    assert scene.holder.client.get(f"{where}/xlsx").content.startswith(b"PK")
    assert scene.holder.client.get(f"{where}/pdf").content.startswith(b"%PDF")
    assert scene.ministry.client.get(f"{where}/csv").status_code == 403
    assert scene.holder.client.get(f"{where}/exe").status_code == 404


def test_watchers_see_the_scheme_and_the_ministry_no_names(scene: Scene) -> None:
    seen = text_of(scene.foundation.get("/scheme"))
    assert "Deposits equal what suppliers are owed" in seen and "buyer" in seen
    officials = text_of(scene.ministry.get("/scheme"))
    assert f"Agreement {scene.programme}" in officials and "T1" not in officials
    assert scene.enterer.client.get("/scheme").status_code == 403
