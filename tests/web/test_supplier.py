"""The supplier's screens: what they show is what the book says, and each form leads to its act."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.ledger.service import reserve_items
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, text_of, visited

ALONE = (Role.ENTERER, Role.APPROVER, Role.ADMINISTRATOR)
_HIDDEN = re.compile(r'type="hidden" name="([a-z_]+)" value="([^"]*)"')


@dataclass
class Scene:
    """An owner alone with a mandate at tier 2, two people at tier 1, and a rival."""

    portal: Portal
    programme: int
    root: int
    part: int
    owner: Visitor
    enterer: Visitor
    rival: Visitor

    def offered(self, visitor: Visitor, amount: int, **asked: int) -> dict[str, str]:
        """The sheet's fields for an amount, as a browser would send them."""
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        page = visitor.get(f"/early-cash?amount_won={amount}&{query}")
        found = dict(_HIDDEN.findall(page))
        return {**found, "amount_won": f"{amount:,}"}

    def sales(self, name: str) -> list[tuple[int, int]]:
        """Amount and proceeds of what a company sold and did not take back."""
        with self.portal.book.database.transaction() as tx:
            rows = tx.rows(
                "SELECT amount_won, proceeds_won FROM early_payment.sale"
                " WHERE seller_id = %(seller)s AND cancelled_at IS NULL ORDER BY sale_id",
                seller=self.portal.book.companies[name].company_id,
            )
        return [(row["amount_won"], row["proceeds_won"]) for row in rows]


@pytest.fixture(scope="module")
def scene(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Scene]:
    with database_of() as database, visited(database) as portal:
        book = portal.book
        programme = book.programme(policy="institution_advances")
        for name in ("T1", "T2", "rival"):
            book.company(name)
        due = book.today + timedelta(days=40)
        root = book.issue(programme, "T1", 300_000_000, due)
        part = book.pass_on(programme, root, "T2", 19_000_000, due)
        book.pass_on(programme, part, "newcomer", 1_000_000, due)
        book.issue(programme, "rival", 5_000_000, due)
        ids = {name: one.company_id for name, one in book.companies.items()}
        owner = portal.visitor("Owner", ids["T2"], *ALONE)
        with book.database.transaction() as tx:
            tx.run(
                "INSERT INTO parties.mandate (mandate_id, company_id, person_id, limit_won,"
                " given_by_act, from_at, ends_at) VALUES (%(id)s, %(company)s, %(person)s,"
                " 100000000, 1, %(at)s, %(at)s + interval '90 days')",
                id=reserve_items(tx, 1)[0],
                company=ids["T2"],
                person=owner.person_id,
                at=portal.at,
            )
        portal.visitor("Approver", ids["T1"], Role.APPROVER)
        portal.visitor("Administrator", ids["T1"], Role.ADMINISTRATOR)
        enterer = portal.visitor("Enterer", ids["T1"], Role.ENTERER)
        rival = portal.visitor("Rival", ids["rival"], *ALONE)
        for visitor in portal.visitors.values():
            visitor.client.cookies.set(LANGUAGE, "en")
        yield Scene(portal, programme, root, part, owner, enterer, rival)


def _location(answer: httpx.Response) -> str:
    assert answer.status_code == 303, text_of(answer.text)[:1000]
    return answer.headers["location"]


def test_your_money_is_what_the_book_holds_with_who_pays_and_where_to(scene: Scene) -> None:
    said = text_of(scene.enterer.get("/money"))
    assert "To come in all ₩ 281,000,000" in said
    assert "Promised by buyer, guaranteed by institution" in said
    number = scene.portal.book.accounts["T1"][-1]
    assert f"****{number[-4:]}" in said and number not in said
    one = text_of(scene.enterer.get(f"/money/{scene.programme}/{scene.root}"))
    assert "₩ 300,000,000" in one and "Passed on to T2 ₩ 19,000,000" in one


def test_home_says_what_could_be_passed_on_what_it_earns_and_leads_there(scene: Scene) -> None:
    page = scene.enterer.get("/")
    said = text_of(page)
    assert "Money you could pass on to your suppliers" in said
    earned = re.search(r"it earns you about ₩([0-9,]+) in", said)
    assert earned and int(earned[1].replace(",", "")) > 0
    href = f"/pass-on?programme_id={scene.programme}&receivable_id={scene.root}"
    assert f'href="{href}"' in page
    assert "Waiting for newcomer to join" in text_of(scene.owner.get("/"))


def test_a_lone_owner_has_cash_in_three_taps_from_the_way_in(scene: Scene) -> None:
    home = scene.owner.get("/")
    first = re.search(r'class="button button--primary" href="([^"]+)"', home)
    assert first is not None and first[1] == "/early-cash"
    page = scene.owner.get(first[1])
    assert 'value="18,000,000"' in page
    fields = scene.offered(scene.owner, 10_000_000)
    proceeds = int(fields["proceeds_won"])
    made = _location(scene.owner.post("/early-cash", **fields))
    assert scene.sales("T2")[-1] == (10_000_000, proceeds)
    said = text_of(scene.owner.get(made))
    assert "It is yours" in said and f"₩ {proceeds:,}" in said and "16:00" in said
    # The same press once more is the same sale.
    assert _location(scene.owner.post("/early-cash", **fields)) == made
    assert len(scene.sales("T2")) == 1


def test_a_sale_is_taken_back_on_its_page_before_the_cut_off(scene: Scene) -> None:
    before = scene.sales("T2")
    made = _location(scene.owner.post("/early-cash", **scene.offered(scene.owner, 1_000_000)))
    page = scene.owner.get(made)
    sale = dict(_HIDDEN.findall(page[page.index('value="cancel"') - 60 :]))
    _location(scene.owner.post(made, **{n: sale[n] for n in ("programme_id", "sale_id")}))
    assert "It was taken back" in text_of(scene.owner.get(made))
    assert scene.sales("T2") == before


def test_nothing_is_sold_below_what_the_page_had_shown(scene: Scene) -> None:
    before = scene.sales("T2")
    fields = scene.offered(scene.owner, 2_000_000)
    moved = scene.owner.post("/early-cash", **{**fields, "amount_won": "3,000,000"})
    assert moved.status_code == 422 and "The amount has changed" in moved.text
    better = str(int(fields["proceeds_won"]) + 1)
    fallen = scene.owner.post("/early-cash", **{**fields, "proceeds_won": better})
    assert fallen.status_code == 422 and "You would get less now" in fallen.text
    assert scene.sales("T2") == before


def test_where_two_decide_the_sale_waits_as_long_as_its_price(scene: Scene) -> None:
    made = _location(scene.enterer.post("/early-cash", **scene.offered(scene.enterer, 7_000_000)))
    said = text_of(scene.enterer.get(made))
    assert "It waits for approval" in said and "12:30" in said
    assert scene.sales("T1") == []


def test_the_price_alone_comes_for_the_bar_and_the_whole_page_without_script(scene: Scene) -> None:
    path = "/early-cash/quote?amount_won=5,000,000"
    part = scene.owner.client.get(path, headers={"hx-request": "true"}).text
    assert "<html" not in part and 'name="parts"' in part
    assert "<html" in scene.owner.get(path)


def test_a_stranger_gets_nothing_of_anothers_money(scene: Scene) -> None:
    scene.rival.get(f"/money/{scene.programme}/{scene.root}", 404)
    made = _location(scene.enterer.post("/early-cash", **scene.offered(scene.enterer, 6_000_000)))
    scene.rival.get(made, 404)
    viewer = scene.portal.visitor("Viewer", scene.rival.company_id, Role.VIEWER)
    viewer.get("/early-cash", 403)
    asked = {"programme_id": scene.programme, "receivable_id": scene.part}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    assert "There is nothing to have early now" in scene.rival.get(f"/early-cash?{query}")


def _cells(scene: Scene, *amounts: int, order: int = 900) -> str:
    day = scene.portal.book.today + timedelta(days=45)
    return "\n".join(
        f"{invented_business_number(order + n)}\tPayee {n}\t{won}\t{day}"
        for n, won in enumerate(amounts)
    )


def test_pasted_cells_are_looked_at_and_go_to_who_approves_once(scene: Scene) -> None:
    parent = f"{scene.programme}-{scene.root}"
    look = scene.enterer.post("/pass-on", parent=parent, cells=_cells(scene, 1_250_000, 330_000))
    said = text_of(look.text)
    assert look.status_code == 200 and "Passed on ₩ 1,580,000 2 lines" in said
    assert "2 new payees are told" in said and "Deposit incentive" in said
    fields = {**dict(_HIDDEN.findall(look.text)), "step": "send"}
    fields = {name: value for name, value in fields.items() if name != "csrf_token"}
    act = _location(scene.enterer.post("/pass-on", **fields))
    assert _location(scene.enterer.post("/pass-on", **fields)).split("?")[0] == act.split("?")[0]


def test_rows_typed_with_commas_are_read_as_pasted_ones(scene: Scene) -> None:
    parent = f"{scene.programme}-{scene.root}"
    cells = _cells(scene, 41_000, 42_000, order=980)
    typed, pasted = (
        text_of(scene.enterer.post("/pass-on", parent=parent, cells=text).text)
        for text in (cells.replace("\t", ","), cells)
    )
    assert typed == pasted and "Passed on ₩ 83,000 2 lines" in typed


def test_wrong_lines_are_said_by_their_number_and_given_back_in_a_file(scene: Scene) -> None:
    parent = f"{scene.programme}-{scene.root}"
    cells = f"123-45-67890\tWho\t1000\t2026-06-01\n{_cells(scene, 5_000)}"
    look = scene.enterer.post("/pass-on", parent=parent, cells=cells)
    said = text_of(look.text)
    assert look.status_code == 422 and "2 lines: 1 right, 1 to put right" in said
    assert "Line 1:" in said and "123-45-67890" in said
    file = scene.enterer.post("/pass-on", parent=parent, cells=cells, step="corrected")
    assert file.headers["content-type"].startswith("text/csv")
    assert "check digit" in file.content.decode("utf-8-sig").splitlines()[1]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.pdf", b"%PDF-1.4", "a.pdf"),
        ("a.csv", b"x" * 7_000_000, "6 MB"),
        ("a.csv", b"one,two\n1,2\n", "heading"),
    ],
    ids=["empty", "another format", "too large", "no headings"],
)
def test_a_file_that_cannot_be_read_says_why_at_its_field(
    scene: Scene, name: str, data: bytes, said: str
) -> None:
    parent = f"{scene.programme}-{scene.root}"
    answer = scene.enterer.post("/pass-on", files={"file": (name, data)}, parent=parent)
    assert answer.status_code == 422 and said in text_of(answer.text)
    assert 'aria-invalid="true"' in answer.text


def test_past_payees_are_picked_with_an_amount(scene: Scene) -> None:
    number = scene.portal.book.number("T2")
    day = scene.portal.book.today + timedelta(days=41)
    parent = f"{scene.programme}-{scene.root}"
    picked = {f"amount_of.{number}": "2,000,000", "matures_on": str(day), "parent": parent}
    look = scene.enterer.post("/pass-on", **picked)
    assert look.status_code == 200 and "T2" in text_of(look.text)
    assert "Passed on ₩ 2,000,000 1 lines" in text_of(look.text)


def test_a_wrong_account_number_is_said_at_its_field_and_a_right_one_waits(scene: Scene) -> None:
    approver = scene.portal.visitors["Approver"]
    wrong = approver.post("/account", bank_code="088", account_number="12")
    assert wrong.status_code == 422 and 'id="f-account_number-error"' in wrong.text
    right = approver.post("/account", bank_code="004", account_number="12345678901234")
    assert _location(right).startswith("/acts/")


def test_a_standing_order_is_set_and_ended(scene: Scene) -> None:
    fields = {"kind": "cash_on_day", "amount_won": "1,000,000"}
    without = scene.owner.post("/standing-orders", **fields)
    assert without.status_code == 422 and 'id="f-day_of_month-error"' in without.text
    assert _location(scene.owner.post("/standing-orders", **fields, day_of_month=25))
    page = scene.owner.get("/standing-orders")
    assert "₩1,000,000 on day 25 of each month" in text_of(page)
    order = dict(_HIDDEN.findall(page[page.index('value="end"') - 60 :]))["order_id"]
    _location(scene.owner.post("/standing-orders", decision="end", order_id=order))
    assert "Nothing is set" in scene.owner.get("/standing-orders")


def test_what_was_passed_on_is_told_as_it_stands_and_not_what_became_of_it(scene: Scene) -> None:
    said = text_of(scene.enterer.get("/pass-on/issued"))
    assert "T2" in said and "19,000,000" in said and "10,000,000" not in said


def test_a_months_statement_says_the_same_on_the_screen_and_in_its_files(scene: Scene) -> None:
    month = f"{scene.portal.book.today:%Y-%m}"
    said = text_of(scene.enterer.get(f"/statements?month={month}"))
    assert "At the start ₩ 0 In + ₩ 300,000,000 Out − ₩ 19,000,000 Today ₩ 281,000,000" in said
    assert "Received ₩ 300,000,000 " in said and "Passed on – ₩ 19,000,000 " in said
    files = {
        form: scene.enterer.client.get(f"/statements?month={month}&as={form}")
        for form in ("pdf", "xlsx", "csv")
    }
    assert {one.status_code for one in files.values()} == {200}
    assert files["pdf"].content.startswith(b"%PDF") and files["xlsx"].content.startswith(b"PK")
    lines = files["csv"].content.decode("utf-8-sig").splitlines()
    # In, out, what stands, and what goes to the account; above them what stood.
    assert lines[-1].endswith("300000000,19000000,281000000,0")
    assert lines[1].endswith(",,,0,") and "At the start" in lines[1]


def test_who_acts_alone_is_told_of_no_approver_it_does_not_have(scene: Scene) -> None:
    own = text_of(scene.owner.get("/account"))
    assert "You are paid here now" in own and "The institution approves" in own
    parent = f"{scene.programme}-{scene.part}"
    for visitor, said in ((scene.owner, "Pass it on"), (scene.enterer, "Send it on for approval")):
        of = parent if visitor is scene.owner else f"{scene.programme}-{scene.root}"
        look = visitor.post("/pass-on", parent=of, cells=_cells(scene, 40_000, order=970))
        assert look.status_code == 200 and said in text_of(look.text)
    assert "Another person approves" in text_of(scene.portal.visitors["Approver"].get("/account"))


def test_a_name_is_shown_to_a_buyer_and_hidden_again_by_ones_own_word(scene: Scene) -> None:
    assert "does not see your company's name" in scene.owner.get("/consents")
    about = {"programme_id": scene.programme}
    assert _location(scene.owner.post("/consents", **about, shown="yes")) == "/consents"
    assert "sees your company's name since" in scene.owner.get("/consents")
    _location(scene.owner.post("/consents", **about, shown="no"))
    assert "does not see your company's name" in scene.owner.get("/consents")


def test_a_certificate_is_for_who_holds_it_alone(scene: Scene) -> None:
    path = f"/money/{scene.programme}/{scene.part}/certificate"
    paper = scene.owner.client.get(path)
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    # Who passed it on is no holder of it any more, and a rival knows nothing of it.
    scene.enterer.get(path, 404)
    scene.rival.get(path, 404)


def test_a_line_leads_to_cash_of_that_receivable_alone(scene: Scene) -> None:
    asked = {"programme_id": scene.programme, "receivable_id": scene.root}
    fields = scene.offered(scene.enterer, 40_000, **asked)
    assert fields["parts"] == f"{scene.root}:40000" and fields["receivable_id"] == str(scene.root)


def test_what_is_passed_on_from_is_what_was_asked_for_however_many_are_held(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the list ended before it.
    monkeypatch.setattr("sangsaeng.web.pages.pass_on._parents", lambda _: [])
    asked = f"programme_id={scene.programme}&receivable_id="
    name = f"{scene.programme}-{scene.root}"
    assert f'value="{name}" selected' in scene.enterer.get(f"/pass-on?{asked}{scene.root}")
    look = scene.enterer.post("/pass-on", parent=name, cells=_cells(scene, 50_000, order=950))
    assert look.status_code == 200 and "Passed on ₩ 50,000" in text_of(look.text)
    monkeypatch.undo()
    # T2's is not T1's to pass on, and T1's own is not taken instead.
    said = scene.enterer.get(f"/pass-on?{asked}{scene.part}")
    assert 'name="parent"' not in said and "Nothing" in said
