"""Figures that somebody decides by are those that will be paid, to the won: the price beside the
bar, and what passing on would earn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from books import Book, noon, some_terms
from sangsaeng.acts.model import Role
from sangsaeng.acts.readings.earnings import PreviewAsked
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.rules import price
from sangsaeng.early_payment.service import quote
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.money import interest_won
from sangsaeng.web.admitting import LANGUAGE

from .visiting import Portal, Visitor, text_of, visited

PRICED = {
    "early_payment": "0.0437",
    "incentive": "0.0131",
    "tenor_from_days": (1, 30, 45),
    "tenor_add_annual": (Decimal(0), Decimal("0.0011"), Decimal("0.0023")),
    "system_fee_rate_annual": Decimal("0.001"),
}
TRIES = 12


@dataclass
class Scene:
    """Three tiers of one buyer, each holding parts for several days."""

    portal: Portal
    programme: int
    root: int
    held: Mapping[str, list[tuple[date, int, int]]]
    child: Mapping[date, int]

    @property
    def book(self) -> Book:
        return self.portal.book

    def visitor(self, name: str) -> Visitor:
        company_id = self.book.companies[name].company_id
        found = self.portal.visitor(name, company_id, Role.ENTERER, Role.APPROVER)
        found.client.cookies.set(LANGUAGE, "en")
        return found


@pytest.fixture(scope="module")
def scene(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Scene]:
    with database_of() as database, visited(database) as portal:
        book = portal.book
        programme = book.programme(**PRICED)
        names = ("T1", "T2", "T3")
        for name in names:
            book.company(name)
        first = book.today + timedelta(days=20)
        held: dict[str, list[tuple[date, int, int]]] = {name: [] for name in names}
        root = book.issue(programme, "T1", 900_000_003, first)
        child: dict[date, int] = {}
        for n, days in enumerate((0, 9, 31)):
            due = first + timedelta(days=days)
            two = book.pass_on(programme, root, "T2", 200_000_001 + n, due)
            three = book.pass_on(programme, two, "T3", 50_000_001 + 7 * n, due)
            held["T2"].append((due, two, 150_000_000 - 6 * n))
            held["T3"].append((due, three, 50_000_001 + 7 * n))
            child[due] = two
        held["T1"].append((first, root, 900_000_003 - 600_000_006))
        yield Scene(portal, programme, root, held, child)


def _allotted(parts: list[tuple[date, int, int]], amount: int) -> list[tuple[date, int, int]]:
    """The earliest days first."""
    found = []
    for due, number, won in sorted(parts):
        part = min(won, amount)
        amount -= part
        found += [(due, number, part)] if part else []
    return found


def _interest(scene: Scene, due: date, won: int) -> int:
    terms = some_terms(1, scene.book.today, **PRICED)
    days = (due - scene.book.today).days
    rate = price(terms, None, days, scene.book.today)
    return interest_won(won, rate.rate_annual, days, terms.rounding)


@pytest.mark.parametrize("name", ["T1", "T2", "T3"])
def test_the_bar_says_the_price_whatever_the_amount_and_whoever_sells(
    scene: Scene, name: str
) -> None:
    told, seller = Random(name), scene.visitor(name)
    most = sum(won for _, _, won in scene.held[name])
    for amount in [most, 1_000, *(told.randint(1_000, most) for _ in range(TRIES))]:
        path = f"/early-cash/quote?amount_won={amount:,}"
        part = seller.client.get(path, headers={"hx-request": "true"}).text
        parts = _allotted(scene.held[name], amount)
        assert f'value="{",".join(f"{number}:{won}" for _, number, won in parts)}"' in part
        cost = sum(_interest(scene, due, won) for due, _, won in parts)
        assert f'name="proceeds_won" value="{amount - cost}"' in part
        said = text_of(part)
        assert f"₩ {amount - cost:,}" in said and f"₩ {cost:,}" in said
        assert f"₩ {most - amount:,}" in said


def _earned(markup: str) -> dict[str, int]:
    said = text_of(markup)
    names = ("Interest refund", "Deposit incentive", "Tax credit (net)")
    found = {name: re.search(rf"{re.escape(name)} ₩ ([0-9,]+)", said) for name in names}
    return {name: int(one[1].replace(",", "")) for name, one in found.items() if one}


def test_passing_on_earns_what_each_part_will_be_paid(scene: Scene) -> None:
    told, holder = Random(7), scene.visitor("T1")
    terms = some_terms(1, scene.book.today, **PRICED)
    first = scene.held["T1"][0][0]
    funded_on = scene.book.calendar.on_or_after(first)
    for tried in range(TRIES):
        days = [told.choice((0, 1, 8, 15, 23)) for _ in range(told.randint(1, 25))]
        parts = [(told.randint(1_000, 9_000_000), first + timedelta(days=one)) for one in days]
        cells = "\n".join(
            f"{invented_business_number(700 + n)}\tPayee {n}\t{won}\t{day}"
            for n, (won, day) in enumerate(parts)
        )
        parent = f"{scene.programme}-{scene.root}"
        look = holder.post("/pass-on", parent=parent, cells=cells)
        assert look.status_code == 200, text_of(look.text)
        rate = terms.deposit_incentive_rate_annual
        wanted = sum(
            interest_won(won, rate, max((day - funded_on).days, 0), terms.rounding)
            for won, day in parts
        )
        earned = _earned(look.text)
        assert earned["Deposit incentive"] == wanted, (tried, parts)


def _preview(scene: Scene, won: int, due: date, share: str, after: int) -> int:
    me = scene.book.companies["T1"].company_id
    given = {"programme_id": scene.programme, "receivable_id": scene.root, "amount_won": won}
    asked = PreviewAsked(**given, matures_on=due, sold_share=share, sold_after_days=after)
    at = noon(scene.book.today)
    with scene.book.database.asked_by(Asking(WEB, me), snapshot=True) as tx:
        page = all_readings()["preview.pass_on"].list_page(Asked(tx, me, at, asked))
    assert isinstance(page, Page), page
    found: int = page.rows[0]["interest_refund_won"]
    return found


def test_a_payees_interest_comes_back_as_it_was_foretold(scene: Scene) -> None:
    """Foretold before, asked for on the day after the tree is funded: the price of that day."""
    told, book = Random(11), scene.book
    foretold = []
    for _ in range(TRIES):
        due = told.choice(sorted(scene.child)[1:])
        won = told.randint(10_000, 150_000_000)
        foretold.append((due, won, _preview(scene, won, due, "1", 1)))
    book.fund(scene.programme, scene.root, 900_000_003)
    funded_on = book.calendar.on_or_after(scene.held["T1"][0][0])
    while book.today < funded_on:
        book.today = book.calendar.on_or_after(book.today + timedelta(days=1))
        book.end_day()
    # On the day itself sales are over once it is settled.
    book.today += timedelta(days=1)
    payee = book.companies["T2"].company_id
    for due, won, refund in foretold:
        key = (scene.programme, scene.child[due], won, payee)
        made = quote(book.database, *key, noon(book.today))
        assert isinstance(made, Quote), made
        assert made.interest_won == refund > 0
