"""The lived book with rivals beside it: two buyers, two funders, four tiers, a buyer in default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from books import Book, noon
from lived import Lived, a_book_that_has_lived
from sangsaeng.acts.pages import parse_cursor
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import quote, sell
from sangsaeng.early_payment.service_standing import record_order
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import InsolvencyKind
from sangsaeng.parties.service_insolvency import record_insolvency
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import set_up_facility
from sangsaeng.settlement.playbook_model import Playbook
from sangsaeng.settlement.playbook_opening import open_playbook
from sangsaeng.settlement.service_playbook import run_playbook

# The sale at the rival's third tier is more than the first funder takes.
FIRST_FUNDER_WON, SOLD_WON = 5_000, 9_000


@dataclass
class World:
    """The book, the rival buyer's programme and its tree by tier, and who is who."""

    lived: Lived
    rival: int
    tree: dict[int, int]
    second_funder_id: int

    @property
    def book(self) -> Book:
        return self.lived.book

    @property
    def database(self) -> Database:
        return self.book.database

    @property
    def at(self) -> datetime:
        return noon(self.book.today)

    @property
    def everyone(self) -> dict[str, int]:
        """Every company by a short name."""
        named = {name: one.company_id for name, one in self.book.companies.items()}
        return {
            **named,
            "institution": self.book.institution_id,
            "foundation": self.book.foundation_id,
            "funder": self.book.funder_id,
            "second funder": self.second_funder_id,
        }

    def ask(
        self,
        company_id: int,
        code: str,
        /,
        limit: int = 100,
        after: tuple[Any, ...] | None = None,
        **filters: Any,
    ) -> Page | Refusal:
        """One page of a reading, as the face asks for it."""
        reading = all_readings()[code]
        given = reading.filters.model_validate(filters, strict=False) if reading.filters else None
        assert reading.filters is not None or not filters
        with self.database.asked_by(Asking(WEB, company_id), snapshot=True) as tx:
            asked = Asked(tx, company_id, self.at, given, after, limit)
            page = reading.list_page(asked)
        assert isinstance(page, Page | Refusal), page
        if isinstance(page, Page):
            for row in page.rows:
                reading.row.model_validate(row)
        return page

    def rows(self, company_id: int, code: str, /, limit: int = 100, **filters: Any) -> list[Any]:
        """Every page of a list, one after the other."""
        return [row for page in self.pages(company_id, code, limit, **filters) for row in page.rows]

    def pages(self, company_id: int, code: str, /, limit: int, **filters: Any) -> Iterator[Page]:
        """The pages as they are walked by their cursors."""
        after: tuple[Any, ...] | None = None
        while True:
            page = self.ask(company_id, code, limit, after, **filters)
            assert isinstance(page, Page), page
            assert len(page.rows) <= limit
            yield page
            if page.next_cursor is None:
                return
            parsed = parse_cursor(page.next_cursor)
            assert isinstance(parsed, tuple)
            after = parsed

    def owner(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """What the book knows, whoever may see it."""
        with self.database.transaction() as tx:
            return tx.rows(statement, **values)  # type: ignore[arg-type]


def live(database: Database, folder: Path) -> World:
    """The lived book; then a rival, whose tree has four tiers and whose sale two funders share."""
    lived = a_book_that_has_lived(database)
    book = lived.book
    rival = book.programme("rival", incentive="0.05", early_payment="0.2")
    second, account = book.funder(1)
    book.limit_facilities(FIRST_FUNDER_WON, kind=FacilityKind.PURCHASE)
    asked = Facility(
        facility_id=0,
        kind=FacilityKind.PURCHASE,
        provider_id=second,
        buyer_id=book.companies["rival"].company_id,
        programme_id=rival,
        own_account_id=account,
        least_rate_annual=Decimal("0.01"),
        limit_won=LARGEST_WON,
        from_on=book.today,
        ends_on=None,
    )
    with database.transaction() as tx:
        assert isinstance(set_up_facility(tx, asked, book.today), Facility)
    for name in ("R1", "R2", "R3", "R4"):
        book.company(name)
    due = book.today + timedelta(days=30)
    tree = {1: book.issue(rival, "R1", 90_000, due, buyer="rival")}
    for tier, won in ((2, 50_000), (3, 20_000), (4, 8_000)):
        tree[tier] = book.pass_on(rival, tree[tier - 1], f"R{tier}", won, due + timedelta(tier))
    _early_cash(book, lived, rival, tree)
    _trouble(book, folder)
    return World(lived, rival, tree, second)


def _early_cash(book: Book, lived: Lived, rival: int, tree: dict[int, int]) -> None:
    """A sale that two funders share, a quote that nobody takes, and a standing order."""
    seller = book.companies["R3"].company_id
    sold = sell(book.database, rival, tree[3], SOLD_WON, seller, noon(book.today))
    assert isinstance(sold, Sale), sold
    other = book.companies["R4"].company_id
    quoted = quote(book.database, rival, tree[4], 1_000, other, noon(book.today))
    assert not isinstance(quoted, Refusal), quoted
    with book.database.transaction() as tx:
        for company_id in (seller, other):
            made = record_order(tx, company_id, "sell_above", 10**9, None, book.today)
            assert not isinstance(made, Refusal), made


def _trouble(book: Book, folder: Path) -> None:
    """A proceeding over a supplier, and a buyer's playbook that is done."""
    with book.database.transaction() as tx:
        company_id = book.companies["S5"].company_id
        kind = InsolvencyKind.REHABILITATION
        made = record_insolvency(tx, company_id, kind, "2026-77", book.today)
        assert not isinstance(made, Refusal), made
        opened = open_playbook(tx, book.companies["slow"].company_id, book.today, "test")
        assert isinstance(opened, Playbook), opened
    done = run_playbook(book.database, opened.playbook_id, book.today, folder)
    assert not isinstance(done, Refusal), done


def span(world: World) -> dict[str, date]:
    """All the days of the book."""
    return {"from_on": date(2026, 1, 1), "until": date(2027, 12, 31)}
