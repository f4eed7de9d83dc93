"""Promises taken back, amended, refused and made from files, each by two people."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from desk_stage import Stage

from sangsaeng.acts import owning
from sangsaeng.acts.kinds.promise_files import IssueFiles, IssueSheet, PassOnSheet
from sangsaeng.acts.kinds.promises_back import Amend, ReceivableNamed
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind, Signature
from sangsaeng.receivables.evidence.tax_invoice_writer import render_tax_invoice

NOWHERE = 999_999


class Scene(Stage):
    """A root of the buyer for T1, and a part of it passed on to T2."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        book = self.book
        self.programme = book.programme()
        book.company("T1")
        book.company("T2")
        self.due = book.today + timedelta(days=30)
        self.root = book.issue(self.programme, "T1", 1_000_000, self.due)
        self.child = book.pass_on(self.programme, self.root, "T2", 300_000, self.due)
        self.buyer, self.t1, self.t2 = self.pair("buyer"), self.pair("T1"), self.pair("T2")

    def named(self, receivable_id: int) -> ReceivableNamed:
        return ReceivableNamed(programme_id=self.programme, receivable_id=receivable_id)

    def invoice(self, supplier: str, buyer: str, number: int, won: int = 1_100_000) -> Invoice:
        supply = won * 10 // 11
        return Invoice(
            approval_number=f"{self.book.today:%Y%m%d}{number:016d}",
            kind=InvoiceKind.TAX_INVOICE,
            type_code="0101",
            amendment_code=None,
            original_approval_number=None,
            purpose_code="02",
            written_on=self.book.today,
            supplier_number=self.book.number(supplier),
            buyer_number=self.book.number(buyer),
            supplier_name=supplier,
            buyer_name=buyer,
            supply_won=supply,
            tax_won=won - supply,
            total_won=won,
            signature=Signature.ABSENT,
        )

    def files(self, *invoices: Invoice, total_won: int | None = None) -> IssueFiles:
        found = sum(one.total_won for one in invoices) if total_won is None else total_won
        documents = [b64encode(render_tax_invoice(one)).decode() for one in invoices]
        return IssueFiles(programme_id=self.programme, documents=documents, total_won=found)

    def sheet(self, *rows: tuple[str, int]) -> tuple[str, int]:
        """A list of suppliers to pass on to, as base64, and its sum."""
        head = "payee_number,payee_name,amount_won,matures_on"
        lines = [
            f"{self.book.number(name)},{name},{won},{self.due.isoformat()}" for name, won in rows
        ]
        text = "\n".join([head, *lines])
        return b64encode(text.encode()).decode(), sum(won for _, won in rows)


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_promise_is_cancelled_when_its_issuer_and_its_holder_agree(scene: Scene) -> None:
    given = scene.named(scene.child)
    entered = scene.entered("receivables.cancel", scene.t1.first, given)
    holder = scene.book.companies["T2"].company_id
    assert holder in entered.needed_of and len(entered.needed_of) == 2
    half = scene.approved(entered, scene.t1.second)
    assert (half.state, half.needed_of) == ("waiting", (holder,))
    done = scene.approved(half, scene.t2.second)
    assert done.answer == {"cancelled": scene.child}
    assert scene.book.broken_proofs() == []


def test_the_holder_alone_does_not_cancel_what_another_issued(scene: Scene) -> None:
    assert scene.hears("receivables.cancel", scene.t2.first, scene.named(scene.child)) == [
        "unknown_receivable"
    ]


def test_a_promise_is_amended_when_both_sides_agree(scene: Scene) -> None:
    wanted = {"amount_won": 400_000, "matures_on": scene.due}
    given = Amend(programme_id=scene.programme, receivable_id=scene.child, **wanted)
    done = scene.done("receivables.amend", scene.t1, given, scene.t2.second)
    assert done["replaces"] == scene.child and done["receivable_id"] != scene.child
    assert scene.book.broken_proofs() == []


def test_a_holder_refuses_what_it_was_given(scene: Scene) -> None:
    assert scene.done("receivables.refuse", scene.t2, scene.named(scene.child)) == {
        "cancelled": scene.child
    }


def test_tax_invoices_make_promises_and_their_sum_is_stated(scene: Scene) -> None:
    given = scene.files(scene.invoice("T1", "buyer", 11), scene.invoice("T2", "buyer", 12))
    done = scene.done("receivables.issue_files", scene.buyer, given)
    assert done["total_won"] == 2_200_000 and len(done["receivable_ids"]) == 2
    assert done["notices"] == []


def test_a_file_that_comes_to_another_sum_than_stated_is_refused(scene: Scene) -> None:
    given = scene.files(scene.invoice("T1", "buyer", 11), total_won=1_100_001)
    heard = scene.hears("receivables.issue_files", scene.buyer.first, given)
    assert heard == ["stated_sum_differs"]


def test_a_limit_counts_the_stated_sum(scene: Scene) -> None:
    limited = scene.people.caller(
        scene.book.companies["buyer"].company_id, Role.ENTERER, limit_won=1_000_000
    )
    given = scene.files(scene.invoice("T1", "buyer", 11))
    assert scene.hears("receivables.issue_files", limited, given) == ["above_limit"]


def test_nobody_stops_promises_on_the_invoices_of_others(scene: Scene) -> None:
    """A notice that an invoice was amended is taken from its own buyer only."""
    notice = replace(
        scene.invoice("T2", "T1", 3, won=-1_100_000),
        type_code="0201",
        amendment_code="01",
        original_approval_number=f"{scene.book.today:%Y%m%d}{77:016d}",
    )
    given = scene.files(notice, total_won=0)
    done = dry_run(
        scene.book.database,
        scene.buyer.first,
        acts()["receivables.issue_files"],
        given,
        scene.at,
    )
    assert isinstance(done, list) and isinstance(done[0], Refusal), done
    assert (done[0].code, done[0].line) == ("evidence_other_parties", 1)


def test_the_same_notice_of_its_own_buyer_is_taken(scene: Scene) -> None:
    notice = replace(
        scene.invoice("T2", "buyer", 3, won=-1_100_000),
        type_code="0201",
        amendment_code="01",
        original_approval_number=f"{scene.book.today:%Y%m%d}{77:016d}",
    )
    done = scene.done("receivables.issue_files", scene.buyer, scene.files(notice, total_won=0))
    assert (done["receivable_ids"], len(done["notices"])) == ([], 1)


def test_a_sheet_makes_promises(scene: Scene) -> None:
    head = "supplier_number,supplier_name,approval_number,written_on,total_won,matures_on"
    number = f"{scene.book.today:%Y%m%d}{5:016d}"
    line = [scene.book.number("T1"), "T1", number, scene.book.today.isoformat(), "700000"]
    text = "\n".join([head, ",".join([*line, scene.due.isoformat()])])
    given = IssueSheet(
        programme_id=scene.programme,
        file_name="list.csv",
        content=b64encode(text.encode()).decode(),
        total_won=700_000,
    )
    assert scene.done("receivables.issue_sheet", scene.buyer, given)["total_won"] == 700_000


def test_a_sheet_passes_parts_on_and_is_refused_line_by_line(scene: Scene) -> None:
    content, total = scene.sheet(("T2", 100_000), ("T3", 50_000))
    about = {"programme_id": scene.programme, "receivable_id": scene.root, "file_name": "a.csv"}
    given = PassOnSheet(**about, content=content, total_won=total)
    done = scene.done("receivables.pass_on_sheet", scene.t1, given)
    assert (done["total_won"], done["invited"]) == (150_000, 1)
    content, total = scene.sheet(("T2", 100_000), ("T1", 50_000))
    given = PassOnSheet(**about, content=content, total_won=total)
    refused = dry_run(
        scene.book.database,
        scene.t1.first,
        acts()["receivables.pass_on_sheet"],
        given,
        scene.at,
    )
    assert isinstance(refused, list)
    assert [(one.code, one.line) for one in refused] == [("payee_is_holder", 3)]


@pytest.mark.parametrize("code", ["receivables.cancel", "receivables.amend", "receivables.refuse"])
def test_another_s_receivable_is_not_there(scene: Scene, code: str) -> None:
    made = acts()[code].given
    more = {"amount_won": 1, "matures_on": scene.due} if made is Amend else {}
    given, none = (
        made(programme_id=scene.programme, receivable_id=number, **more)
        for number in (scene.child, NOWHERE)
    )
    heard = scene.knows_nothing(code, given, none, (scene.child, NOWHERE))
    assert heard == "unknown_receivable"
    nowhere = made(programme_id=NOWHERE, receivable_id=scene.child, **more)
    assert scene.hears(code, scene.rival, nowhere) == [heard]


def test_another_s_programme_takes_no_files(scene: Scene) -> None:
    given = scene.files(scene.invoice("T1", "rival", 1))
    none = given.model_copy(update={"programme_id": NOWHERE})
    heard = scene.knows_nothing("receivables.issue_files", given, none, (scene.programme, NOWHERE))
    assert heard == "unknown_programme"
    sheet = IssueSheet(programme_id=scene.programme, file_name="a.csv", content="AAAA", total_won=1)
    none_sheet = sheet.model_copy(update={"programme_id": NOWHERE})
    heard = scene.knows_nothing(
        "receivables.issue_sheet", sheet, none_sheet, (scene.programme, NOWHERE)
    )
    assert heard == "unknown_programme"
    content, total = scene.sheet(("T2", 1))
    about = {"programme_id": scene.programme, "file_name": "a.csv"}
    passed, nowhere = (
        PassOnSheet(**about, receivable_id=number, content=content, total_won=total)
        for number in (scene.root, NOWHERE)
    )
    heard = scene.knows_nothing("receivables.pass_on_sheet", passed, nowhere, (scene.root, NOWHERE))
    assert heard == "unknown_receivable"


@pytest.mark.parametrize("text", ["AAA", "AA\nAA", "A=AA", "*AAA"])
def test_what_is_no_base64_is_no_document(scene: Scene, text: str) -> None:
    with pytest.raises(ValueError, match="documents"):
        IssueFiles(programme_id=1, documents=[text], total_won=1)


def test_numbers_are_not_tried_out_by_promises(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Companies it never dealt with are counted by days; those it knows, and tries, are not."""
    monkeypatch.setattr(owning, "most_new_companies", lambda: 2)

    def named(names: list[str]) -> PassOnSheet:
        content, total = scene.sheet(*((name, 10) for name in names))
        about = {"programme_id": scene.programme, "receivable_id": scene.root}
        return PassOnSheet(**about, file_name="a.csv", content=content, total_won=total)

    def told(names: list[str]) -> list[str]:
        entered = scene.entered("receivables.pass_on_sheet", scene.t1.first, named(names))
        return [one.code for one in scene.approved(entered, scene.t1.second).refusals]

    assert told(["T3", "T4", "T5"]) == ["too_many_new_companies"]
    assert told(["T2", "T3", "T4"]) == []
    assert told(["T2", "T3", "T4"]) == []
    assert told(["T5"]) == ["too_many_new_companies"]
    with scene.book.database.transaction() as tx:
        counted = tx.rows("SELECT company_id, named_on, companies FROM parties.newly_named")
    company_id = scene.book.companies["T1"].company_id
    assert counted == [{"company_id": company_id, "named_on": scene.book.today, "companies": 2}]
    assert scene.book.broken_proofs() == []
