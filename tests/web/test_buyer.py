"""The buyer's screens, the flow of money and who watches the scheme: shown as the book has it."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from books import noon
from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.registry import all_readings
from sangsaeng.api.service_reading import read
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.model_auction import Auction, Bid
from sangsaeng.early_payment.service import quote
from sangsaeng.early_payment.service_auction import close_auction, open_auction, place_bid
from sangsaeng.early_payment.service_stated import list_stated
from sangsaeng.web.admitting import LANGUAGE

from .buying_stage import Stage, a_buyer, carried
from .visiting import Visitor, text_of

ROOT_WON, PART_WON, DEEP_WON = 123_000_000, 45_000_000, 6_000_000


@dataclass
class Scene(Stage):
    """A tree of three tiers, the institution and the watchers."""

    part: int = 0

    @property
    def holder(self) -> Visitor:
        """Who holds the root."""
        return self.visitor("Holder", "T1", Role.ENTERER, Role.APPROVER)

    def of_office(self, name: str, company_id: int, role: Role) -> Visitor:
        """Somebody of the institution, the Foundation or the Ministry."""
        found = self.portal.visitor(name, company_id, role)
        found.client.cookies.set(LANGUAGE, "en")
        return found

    def buyer_of(self, name: str, **terms: Any) -> tuple[int, Visitor]:
        """Another buyer's programme under these terms, and who enters there."""
        programme = self.portal.book.programme(name, **terms)
        return programme, self.visitor(f"{name} enters", name, Role.ENTERER)

    def auction_of_today(self, programme: int, rate: Decimal) -> None:
        """An auction that was held yesterday for today, and this rate taken in it."""
        database, today = self.portal.book.database, self.portal.book.today
        at = noon(today - timedelta(days=1))
        closes = at + timedelta(hours=1)
        assert isinstance(open_auction(database, programme, today, closes, 10**9, at), Auction)
        with database.transaction() as tx:
            found = tx.the(
                "SELECT facility_id, provider_id FROM programmes.facility"
                " WHERE programme_id = %(programme)s AND kind = 'purchase'",
                programme=programme,
            )
        key = (programme, today, found["facility_id"], found["provider_id"])
        assert isinstance(place_bid(database, *key, rate, 10**9, at), Bid)
        held = close_auction(database, programme, today, closes)
        assert isinstance(held, Auction) and held.rate_annual == rate

    @property
    def desk(self) -> Visitor:
        """The institution's."""
        return self.of_office("Desk", self.portal.book.institution_id, Role.OPERATIONS)

    @property
    def foundation(self) -> Visitor:
        """The Foundation's."""
        return self.of_office("Watcher", self.portal.book.foundation_id, Role.FOUNDATION)

    @property
    def ministry(self) -> Visitor:
        """The Ministry's."""
        return self.visitor("Official", "Ministry", Role.MINISTRY)


@pytest.fixture(scope="module")
def scene(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Scene]:
    with (
        database_of() as database,
        a_buyer(database, ROOT_WON, 20, "deep payee", "Ministry") as stage,
    ):
        book, due = stage.portal.book, stage.portal.book.today + timedelta(days=20)
        part = book.pass_on(stage.programme, stage.root, "T2", PART_WON, due)
        book.pass_on(stage.programme, part, "deep payee", DEEP_WON, due)
        offices = stage.portal.people.office
        offices(book.institution_id, Office.INSTITUTION, Office.OPERATOR)
        offices(book.foundation_id, Office.FOUNDATION)
        offices(book.companies["Ministry"].company_id, Office.MINISTRY)
        known = {one.name: getattr(stage, one.name) for one in fields(stage)}
        yield Scene(**known, part=part)


def test_a_buyers_first_screen_says_its_month_and_how_far_it_went(scene: Scene) -> None:
    page = text_of(scene.enterer.get("/buying"))
    assert re.search(rf"Issued in month \d+ ₩ {ROOT_WON:,}", page)
    # One company a tier: what it passed on is not the buyer's to know.
    assert f"{PART_WON:,}" not in page and "Fewer than 3 companies" in page
    assert scene.holder.client.get("/buying").status_code == 403


def test_tax_invoices_are_shown_and_then_wait_for_another_person(scene: Scene) -> None:
    files = [("a.xml", scene.invoice(1, 11_000_000)), ("b.xml", scene.invoice(2, 22_000_000))]
    preview = scene.bring(files, step="preview", due="days", matures_after_days="25")
    assert preview.status_code == 200, text_of(preview.text)
    assert "33,000,000" in preview.text and "11,000,000" in preview.text
    one = scene.bring([files[0]], step="preview", due="days", matures_after_days="25")
    told = carried(one.text, "enter")
    first, again = (scene.bring([], **told) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303), text_of(first.text)
    where = first.headers["location"].split("?")[0]
    assert again.headers["location"] == f"{where}?done=again"
    assert "11,000,000" not in scene.enterer.get("/issued")
    done = scene.approve(where)
    assert done.headers["location"] == f"/funding?issued={where.rsplit('/', 1)[1]}"
    calendar = text_of(scene.approver.get(done.headers["location"]))
    by = scene.portal.book.calendar.on_or_after(scene.portal.book.today + timedelta(days=25))
    assert "Approved and issued: 1, ₩11,000,000" in calendar
    assert f"{by.year}-{by.month}-{by.day}" in calendar
    assert "Just issued ₩11,000,000" in calendar
    # Asked for by somebody else, or of an act that issued nothing, the calendar marks nothing.
    for other in ("/funding?issued=1", "/funding?issued=x", "/funding"):
        assert "Just issued" not in scene.approver.get(other)
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
    # A rate beyond any reckoning is wrong like any other.
    for rate in ("1e9999999", "-1e9999999", "x", "1,000"):
        path = f"/what-if?programme_id=1&amount_won=1000000&days=9&own_rate={rate}"
        assert "error-summary" in scene.enterer.get(path, 422)


def test_what_if_and_a_quote_are_one_price_to_the_won(scene: Scene) -> None:
    """The base rate, the step of the tenor, the fee inside it and the auction of the day."""
    book, rng = scene.portal.book, random.Random(20260406)
    holder = book.company("quoted").company_id
    steps = {
        "tenor_from_days": (1, 31, 91),
        "tenor_add_annual": (Decimal(0), Decimal("0.0031"), Decimal("0.007")),
    }
    fee = {"system_fee_rate_annual": Decimal("0.0017"), "follows_base_rate": True}
    sorts: list[dict[str, Any]] = [
        {"rounding": "nearest"},
        {**steps, **fee},
        {**steps, **fee, "auction": True, "rounding": "nearest"},
    ]
    for order, terms in enumerate(sorts):
        programme, buyer = scene.buyer_of(f"buyer {order}", **terms)
        if "auction" in terms:
            scene.auction_of_today(programme, Decimal("0.0123"))
        for days in (1, 20, 21, 41, rng.randint(42, 60)):
            amount = rng.randint(1_000, 9_999_999_999)
            root = book.issue(
                programme,
                "quoted",
                amount,
                book.today + timedelta(days=days),
                buyer=f"buyer {order}",
            )
            quoted = quote(book.database, programme, root, amount, holder, scene.portal.at)
            assert isinstance(quoted, Quote), quoted
            asked = f"amount_won={amount:,}&days={days}&payee_rate=7.5&own_rate=2.5"
            said = text_of(buyer.get(f"/what-if?{asked}"))
            assert f"Cost ₩ {quoted.interest_won:,}" in said, (order, days, amount)
            assert f"Gets today ₩ {quoted.proceeds_won:,}" in said
            with book.database.transaction() as tx:
                stated = list_stated(tx, [quoted])[0]
            assert re.search(rf"System fee (− )?₩ {stated.fee_won:,} ", said)
            assert f"Earned ₩ {quoted.interest_won - stated.fee_won:,}" in said


def test_what_if_of_another_buyers_agreement_is_of_none(scene: Scene) -> None:
    other, _ = scene.buyer_of("another buyer")
    caller = scene.portal.people.caller(scene.enterer.company_id, Role.ENTERER)
    reading = all_readings()["buyer.what_if"]
    about = {"programme_id": other, "amount_won": 5, "days": 5}
    assert reading.filters is not None
    found = read(scene.portal.web, caller, reading, reading.filters(**about), scene.portal.at)
    assert isinstance(found, list) and found[0].code == "unknown_programme"


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
