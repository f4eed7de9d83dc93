"""A small book with standing orders, built from a drawing; and its orders executed one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from books import MONDAY, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Offered, Price, Sale
from sangsaeng.early_payment.model_standing import Ran, Sellable, StandingOrder
from sangsaeng.early_payment.rules import decide_sale
from sangsaeng.early_payment.rules_standing import days_served, plan_sales
from sangsaeng.early_payment.service import DayRates, list_offered, sell
from sangsaeng.early_payment.service_standing import list_orders, record_order
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service import record_suspension
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)
from sangsaeng.receivables.model_attachment import AttachmentKind
from sangsaeng.receivables.service_attachment import record_attachment

FIRST_DUE, RUN = date(2026, 4, 10), date(2026, 4, 17)
DUES = (RUN, date(2026, 4, 20), date(2026, 5, 8), date(2026, 6, 5))
HOLDERS = ("T1", "T2", "T3", "T4")


@dataclass(frozen=True)
class Tree:
    """A root and what is passed on of it: who, how much in thousands, due when."""

    programme: int
    holder: int
    thousands: int
    early: bool
    funded: bool
    children: list[tuple[int, int, int]]


@dataclass(frozen=True)
class Wish:
    """An order of a holder."""

    holder: int
    kind: str
    won: int
    day: int | None


@dataclass(frozen=True)
class Drawing:
    """Everything that a book is built from."""

    terms: list[dict[str, Any]]
    limits: list[tuple[int, int]]
    cap: int | None
    trees: list[Tree]
    wishes: list[Wish]
    by_hand: list[tuple[int, int]]
    attached: int | None = None
    suspended: bool = False


@dataclass
class Stage:
    """The book as it was built."""

    book: Book
    programmes: list[int] = field(default_factory=list)
    receivables: list[tuple[int, int, str]] = field(default_factory=list)

    def company(self, name: str) -> int:
        """The number of a company."""
        return self.book.companies[name].company_id


def build(database: Database, drawing: Drawing) -> Stage:
    """The same drawing makes the same book, number for number."""
    book = open_book(database, MONDAY)
    stage = Stage(book)
    for name in HOLDERS:
        book.company(name)
    variants = ("credit", "government", "credit")
    buyers = ("B", "G", "B")
    for number, terms in enumerate(drawing.terms):
        made = book.programme(buyers[number], variants[number], **terms)
        stage.programmes.append(made)
    _funders(stage, drawing)
    for tree in drawing.trees:
        _grow(stage, tree, buyers)
    book.today = FIRST_DUE
    book.settle()
    book.today = RUN
    for index, won in drawing.by_hand:
        programme, receivable, name = stage.receivables[index % len(stage.receivables)]
        sell(database, programme, receivable, won, stage.company(name), noon(RUN))
    if drawing.attached:
        company = stage.company("T2")
        record_attachment(
            database, company, AttachmentKind.ATTACHMENT, "2026-1", drawing.attached, RUN
        )
    with database.transaction() as tx:
        if drawing.suspended:
            record_suspension(tx, stage.company("B"), RUN, None, "test", 1)
        for wish in drawing.wishes:
            company = stage.company(HOLDERS[wish.holder])
            made = record_order(tx, company, wish.kind, wish.won, wish.day, RUN)
            assert isinstance(made, StandingOrder), made
    return stage


def _funders(stage: Stage, drawing: Drawing) -> None:
    """The book's funder has a limit in each programme; another one stands beside it, with a cap."""
    book = stage.book
    other, account = book.funder(1)
    with book.database.transaction() as tx:
        for number, (programme, (first, second)) in enumerate(
            zip(stage.programmes, drawing.limits, strict=True)
        ):
            held = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
            [own] = [one for one in held if one.programme_id == programme]
            least = Decimal("0.03") if number else Decimal(0)
            changed = change_facility(tx, own.facility_id, MONDAY, first, None, least)
            assert not isinstance(changed, Refusal), changed
            asked = replace(
                own,
                facility_id=0,
                provider_id=other,
                own_account_id=account,
                least_rate_annual=Decimal("0.01") if number else Decimal("0.04"),
                limit_won=second,
            )
            assert isinstance(set_up_facility(tx, asked, MONDAY), Facility)
            if drawing.cap is not None and number == 0:
                cap = replace(asked, programme_id=None, own_account_id=None, limit_won=drawing.cap)
                assert isinstance(set_up_facility(tx, cap, MONDAY), Facility)


def _grow(stage: Stage, tree: Tree, buyers: tuple[str, ...]) -> None:
    book = stage.book
    place = tree.programme % len(stage.programmes)
    programme = stage.programmes[place]
    holder = HOLDERS[tree.holder]
    face = tree.thousands * 1_000 + 7
    due = FIRST_DUE if tree.early else DUES[2]
    root = book.issue(programme, holder, face, due, buyers[place])
    stage.receivables.append((programme, root, holder))
    left = face
    for payee, thousands, late in tree.children:
        part = min(thousands * 1_000 + 3, left)
        if part <= 0 or payee == tree.holder:
            continue
        left -= part
        matures = max(DUES[late], due)
        child = book.pass_on(programme, root, HOLDERS[payee], part, matures)
        stage.receivables.append((programme, child, HOLDERS[payee]))
    if tree.early and tree.funded:
        book.fund(programme, root, face)


def one_by_one(stage: Stage) -> Ran:
    """What the orders sell, company after company, portion after portion, through `sell`."""
    book, at = stage.book, noon(RUN)
    served = days_served(RUN, book.calendar)
    total, left = Ran(), {}
    for name in sorted(HOLDERS, key=stage.company):
        company = stage.company(name)
        portions, settled, sold = _looked_at(stage, name)
        with book.database.transaction() as tx:
            orders = list_orders(tx, company)
        for wanted in plan_sales(orders, portions, settled + sold, served):
            key = wanted.programme_id, wanted.receivable_id
            done = sell(book.database, *key, wanted.amount_won, company, at)
            if isinstance(done, Sale):
                total += Ran(1, done.amount_won, done.proceeds_won)
            else:
                left[done.code] = left.get(done.code, 0) + 1
    return replace(total, left=left)


_SOLD = """
    SELECT coalesce(sum(proceeds_won), 0)::bigint AS won FROM early_payment.sale
    WHERE seller_id = %(company)s AND sold_on = %(day)s
"""
_COVERED = "SELECT root_id FROM settlement.funded_root"


def _looked_at(stage: Stage, name: str) -> tuple[list[Sellable], int, int]:
    """A company's portions that may be sold, what is surely settled to it today, what it sold."""
    book, company = stage.book, stage.company(name)
    portions, settled = [], 0
    with book.database.transaction() as tx:
        covered = {row["root_id"] for row in tx.rows(_COVERED)}
        for programme, receivable, holder in stage.receivables:
            if holder != name:
                continue
            one = list_offered(tx, programme, [receivable], RUN)[receivable]
            if one.matures_on == RUN and one.root_id in covered:
                settled += one.free_won
            if one.free_won > 0 and decide_sale(one, 1, company, noon(RUN)) is None:
                rate = DayRates(tx, programme, RUN).price(one)
                assert isinstance(rate, Price)
                portions.append(_sellable(one, rate))
        sold = tx.the(_SOLD, company=company, day=RUN)["won"]
    return portions, settled, sold


def _sellable(one: Offered, rate: Price) -> Sellable:
    return Sellable(
        programme_id=one.programme.programme_id,
        receivable_id=one.receivable_id,
        free_won=one.free_won,
        matures_on=one.matures_on,
        days=(one.matures_on - RUN).days,
        rate_annual=rate.rate_annual,
        rounding=one.terms.rounding,
    )


_OUTCOME = (
    """SELECT s.programme_id, s.receivable_id, s.seller_id, s.amount_won, s.days,
        s.base_rate_annual, s.rate_annual, s.fee_rate_annual, s.rounding, s.interest_won,
        s.proceeds_won, s.from_deposit,
        (SELECT array_agg((p.facility_id, p.own_account_id, p.amount_won, p.interest_won)::text
            ORDER BY p.purchase_id) FROM ledger.purchase p
            WHERE p.programme_id = s.programme_id AND p.sale_id = s.sale_id) AS parts,
        (SELECT (l.debit, l.credit, l.amount_won)::text FROM ledger.line l WHERE l.kind = 15
            AND l.programme_id = s.programme_id AND l.item_id = s.sale_id) AS accrued
    FROM early_payment.sale s ORDER BY s.programme_id, s.sale_id""",
    """SELECT receivable_id, retained_won, sold_won, locked_won, parked_since
    FROM receivables.receivable ORDER BY 1""",
    "SELECT facility_id, blocked_won, used_won FROM programmes.facility ORDER BY 1",
)


def outcome(stage: Stage) -> list[list[dict[str, Any]]]:
    """What stands in a book after sales, but for the numbers of quotes, sales and purchases."""
    with stage.book.database.transaction() as tx:
        read: Callable[..., list[dict[str, Any]]] = tx.rows
        return [read(statement) for statement in _OUTCOME]
