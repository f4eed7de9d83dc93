"""Home, the money page, early cash and passing on call the same won free, whatever stands in the
way: a ban, a creditor, an amended invoice, too many sales, a late buyer, a law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from books import Book, noon
from freedom import Held, list_of, passable_of, sellable_of
from orders import attach
from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.service import quote, sell
from sangsaeng.ledger.service import reserve_items
from sangsaeng.programmes.service import record_suspension
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service_amend import amend
from sangsaeng.receivables.service_taking_back import record_amendment_notice
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, text_of, visited

HOLDER, MAKER, PAYEE = "Holder", "Maker", "Payee"


@dataclass
class Scene:
    """A holder with a receivable of every kind, by name."""

    portal: Portal
    visitor: Visitor
    held: dict[str, Held]

    def sellable_won(self, held: Held) -> int:
        return sellable_of(self.portal.book, held, self.portal.at)

    def passable_won(self, held: Held) -> int:
        return passable_of(self.portal.book, held, PAYEE)


def _begin(book: Book) -> dict[str, int]:
    """What was promised on the first day, and what became of it by the third."""
    kind = book.programme("kind")
    banned, late = book.programme("banned"), book.programme("late")
    state = book.programme("state", "government")
    first, due = book.today + timedelta(days=1), book.today + timedelta(days=40)
    for name in (HOLDER, MAKER, PAYEE):
        book.company(name)
    made = {
        "attached": (kind, HOLDER, 9_000_000, due - timedelta(days=1), "kind"),
        "plain": (kind, HOLDER, 21_000_000, due, "kind"),
        "amended": (kind, HOLDER, 3_000_000, due, "kind"),
        "replaced": (kind, HOLDER, 8_000_000, due, "kind"),
        "sold often": (kind, HOLDER, 6_000_000, due, "kind"),
        "of a banned buyer": (banned, HOLDER, 5_000_000, due, "banned"),
        "of the state": (state, HOLDER, 4_000_000, due, "state"),
    }
    found = {
        name: book.issue(programme, payee, won, day, buyer=buyer)
        for name, (programme, payee, won, day, buyer) in made.items()
    }
    funded = book.issue(banned, MAKER, 7_000_000, first, buyer="banned")
    found["parked of a banned buyer"] = book.pass_on(banned, funded, HOLDER, 2_000_000, due)
    unpaid = book.issue(late, MAKER, 7_000_000, first, buyer="late")
    found["of a late buyer"] = book.pass_on(late, unpaid, HOLDER, 1_500_000, due)
    book.fund(banned, funded, 7_000_000)
    for _ in range(2):
        book.today += timedelta(days=1)
        book.end_day()
    book.today += timedelta(days=1)
    return found


def _obstruct(book: Book, found: dict[str, int]) -> None:
    seller, at = book.companies[HOLDER].company_id, noon(book.today)
    with book.database.transaction() as tx:
        kind = tx.the(
            "SELECT programme_id FROM receivables.receivable WHERE receivable_id = %(id)s",
            id=found["plain"],
        )["programme_id"]
        number = reserve_items(tx, 1)[0]
        buyer = book.companies["banned"].company_id
        record_suspension(tx, buyer, book.today, None, "test", number)
    for _ in range(5):
        sold = sell(book.database, kind, found["sold often"], 100_000, seller, at)
        assert isinstance(sold, Sale), sold
    told = record_amendment_notice(book.database, kind, found["amended"], book.today)
    assert told is None
    due = book.today + timedelta(days=37)
    again = amend(book.database, kind, found["replaced"], 2_500_000, due, [seller], book.today)
    assert isinstance(again, Written), again
    found["replaced"] = again.receivable_ids[0]
    attach(book, HOLDER, 4_000_000)
    asked = quote(book.database, kind, found["plain"], 1_000_000, seller, at)
    assert isinstance(asked, Quote), asked


@pytest.fixture(scope="module")
def scene(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Scene]:
    with database_of() as database, visited(database) as portal:
        book = portal.book
        found = _begin(book)
        _obstruct(book, found)
        portal.at = noon(book.today)
        company_id = book.companies[HOLDER].company_id
        visitor = portal.visitor("Owner", company_id, Role.ENTERER, Role.APPROVER)
        visitor.client.cookies.set(LANGUAGE, "en")
        held = {one.receivable_id: one for one in list_of(book, company_id)}
        yield Scene(portal, visitor, {name: held[number] for name, number in found.items()})


def test_every_case_is_what_it_is_called(scene: Scene) -> None:
    free = {n: (scene.sellable_won(h), scene.passable_won(h)) for n, h in scene.held.items()}
    assert free == {
        # The creditor's order takes what is due first.
        "attached": (5_000_000, 5_000_000),
        # A price that was asked for takes nothing away.
        "plain": (21_000_000, 21_000_000),
        "amended": (0, 0),
        "replaced": (2_500_000, 2_500_000),
        "sold often": (0, 5_500_000),
        "of a banned buyer": (0, 5_000_000),
        "parked of a banned buyer": (2_000_000, 2_000_000),
        "of the state": (0, 4_000_000),
        "of a late buyer": (0, 0),
    }


def _links(page: str, path: str) -> set[tuple[int, int]]:
    found = re.findall(rf'{path}\?programme_id=(\d+)&receivable_id=(\d+)"', page)
    return {(int(programme), int(receivable)) for programme, receivable in found}


def _keys(scene: Scene, free: Callable[[Held], int]) -> dict[tuple[int, int], int]:
    found = {(h.programme_id, h.receivable_id): free(h) for h in scene.held.values()}
    return {key: won for key, won in found.items() if won}


def test_home_says_the_sum_of_what_could_be_sold(scene: Scene) -> None:
    total = sum(_keys(scene, scene.sellable_won).values())
    said = text_of(scene.visitor.get("/"))
    assert re.search(rf"Cash you could have today.{{0,120}} ₩ {total:,} ", said), said


def test_your_money_has_a_button_where_something_is_free_and_no_other(scene: Scene) -> None:
    page = scene.visitor.get("/money")
    assert _links(page, "/early-cash") == set(_keys(scene, scene.sellable_won))
    assert _links(page, "/pass-on") == set(_keys(scene, scene.passable_won))
    for name, held in scene.held.items():
        one = scene.visitor.get(f"/money/{held.programme_id}/{held.receivable_id}")
        key = (held.programme_id, held.receivable_id)
        sells, passes = _links(one, "/early-cash"), _links(one, "/pass-on")
        assert (key in sells) is bool(scene.sellable_won(held)), name
        assert (key in passes) is bool(scene.passable_won(held)), name


def _most(page: str) -> int:
    found = re.search(r'name="amount_won"[^>]*data-most="(\d+)"', page)
    return int(found[1]) if found else 0


def test_early_cash_offers_as_much_of_each_and_of_all(scene: Scene) -> None:
    of_programme: dict[int, int] = {}
    for (programme, receivable), won in _keys(scene, scene.sellable_won).items():
        of_programme[programme] = of_programme.get(programme, 0) + won
        page = scene.visitor.get(f"/early-cash?programme_id={programme}&receivable_id={receivable}")
        assert _most(page) == won
    for programme, won in of_programme.items():
        page = scene.visitor.get(f"/early-cash?programme_id={programme}")
        assert _most(page) == won and f"₩ {won:,}" in text_of(page)
    first = scene.visitor.get("/early-cash")
    assert _most(first) == max(of_programme.values())
    for name, held in scene.held.items():
        if not scene.sellable_won(held):
            asked = f"programme_id={held.programme_id}&receivable_id={held.receivable_id}"
            assert _most(scene.visitor.get(f"/early-cash?{asked}")) == 0, name


def test_what_is_passed_on_from_is_listed_with_what_of_it_can_be(scene: Scene) -> None:
    page = scene.visitor.get("/pass-on")
    listed = re.findall(r'<option value="(\d+)-(\d+)"[^>]*>([^<]*)</option>', page)
    told = {
        (int(p), int(r)): int(re.findall(r"₩([0-9,]+)", said)[0].replace(",", ""))
        for p, r, said in listed
    }
    assert told == _keys(scene, scene.passable_won)


def test_home_names_the_largest_that_can_be_passed_on(scene: Scene) -> None:
    largest = max(_keys(scene, scene.passable_won).items(), key=lambda one: one[1])
    page = scene.visitor.get("/")
    assert _links(page, "/pass-on") == {largest[0]}
    assert f"₩ {largest[1]:,}" in text_of(page)


def test_a_buyers_statement_says_what_it_promised_took_back_and_covered(scene: Scene) -> None:
    book, months = scene.portal.book, {}
    for name in ("kind", "banned"):
        buyer = scene.portal.visitor(name, book.companies[name].company_id, Role.ENTERER)
        buyer.client.cookies.set(LANGUAGE, "en")
        path = f"/statements/owed?month={book.today:%Y-%m}"
        months[name] = text_of(buyer.get(path))
        lines = buyer.client.get(f"{path}&as=csv").content.decode("utf-8-sig").splitlines()
        opened, closed = (line.split(",")[-4:] for line in (lines[1], lines[-1]))
        assert int(opened[2]) + int(closed[0]) - int(closed[1]) == int(closed[2])
    assert (
        "Promised ₩ 49,500,000" in months["kind"] and "Taken back – ₩ 8,000,000" in months["kind"]
    )
    assert "In + ₩ 49,500,000 Out − ₩ 8,000,000 Today ₩ 41,500,000" in months["kind"]
    assert "Covered by your money – ₩ 7,000,000 ₩ 7,000,000" in months["banned"]
    assert "Out − ₩ 7,000,000 Today ₩ 5,000,000" in months["banned"]
