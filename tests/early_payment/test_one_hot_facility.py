"""Many sellers of one buyer at once: a facility is filled to its last won and never beyond."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from books import MONDAY, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment import service_buying
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import FacilityKind
from sangsaeng.programmes.service_facility import change_facility, list_facilities


def test_room_that_was_taken_meanwhile_is_not_sold_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(database, MONDAY)
    company = book.company("T1").company_id
    programme = book.programme("B")
    first, second = (
        book.issue(programme, "T1", 1_000_000, date(2026, 5, 8), "B") for _ in range(2)
    )
    with database.transaction() as tx:
        [own] = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
        change_facility(tx, own.facility_id, MONDAY, 1_500_000, None, Decimal(0))
        before = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
    # Every sale sees the facility as it was before the first one.
    monkeypatch.setattr(service_buying, "list_open_to", lambda *_, **__: before)
    done = sell(database, programme, first, None, company, noon(MONDAY))
    assert isinstance(done, Sale), done
    refused = sell(database, programme, second, None, company, noon(MONDAY))
    assert isinstance(refused, Refusal) and refused.code == "programme_cap"
    assert book.broken_proofs() == []


def test_eight_sellers_fill_a_facility_to_its_limit(book_url: str) -> None:
    with Database(book_url, size=10) as database:
        book = open_book(database, MONDAY)
        company = book.company("T1").company_id
        programme = book.programme("B")
        held = [book.issue(programme, "T1", 1_000_000, date(2026, 5, 8), "B") for _ in range(24)]
        with database.transaction() as tx:
            [own] = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
            change_facility(tx, own.facility_id, MONDAY, 10_400_000, None, Decimal(0))

        def whole(receivable: int) -> Sale | Refusal:
            return sell(database, programme, receivable, None, company, noon(MONDAY))

        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(whole, held))
        assert sum(isinstance(one, Sale) for one in done) == 10
        refused = {(one.code, one.facts["amount"]) for one in done if isinstance(one, Refusal)}
        assert refused == {("programme_cap", 1_000_000)}
        with database.transaction() as tx:
            [own] = list_facilities(tx, FacilityKind.PURCHASE, programme_id=programme)
        assert own.blocked_won == 10_000_000
        assert book.broken_proofs() == []
