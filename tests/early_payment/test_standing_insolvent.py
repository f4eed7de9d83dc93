"""A company in insolvency sells by hand alone: its standing orders rest."""

from __future__ import annotations

from datetime import timedelta

from books import noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_standing import StandingOrder
from sangsaeng.early_payment.service import sell
from sangsaeng.early_payment.service_standing import record_order
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.parties.model import Insolvency, InsolvencyKind
from sangsaeng.programmes.service_insolvency import end_insolvency, record_insolvency


def test_standing_orders_rest_while_their_company_is_in_insolvency(database: Database) -> None:
    book = open_book(database)
    programme, seller = book.programme("buyer"), book.company("T1").company_id
    root = book.issue(programme, "T1", 9_000_000, book.today + timedelta(days=40))
    with database.transaction() as tx:
        order = record_order(tx, seller, "sell_above", 1_000_000, None, book.today)
        assert isinstance(order, StandingOrder), order
        kind = InsolvencyKind.BANKRUPTCY
        opened = record_insolvency(tx, seller, kind, "2026-7", book.today)
        assert isinstance(opened, Insolvency), opened
    ran = run_standing_orders(database, noon(book.today))
    assert (ran.sale_count, dict(ran.left)) == (0, {"holder_insolvent": 1})
    by_hand = sell(database, programme, root, 500_000, seller, noon(book.today))
    assert isinstance(by_hand, Sale), by_hand
    with database.transaction() as tx:
        assert not hasattr(end_insolvency(tx, seller, "2026-7", book.today, book.today), "code")
    again = run_standing_orders(database, noon(book.today))
    assert (again.sale_count, again.amount_won, dict(again.left)) == (1, 7_500_000, {})
