"""The benches of early payment do what they measure: every sale is bought and every proof holds."""

from __future__ import annotations

from argparse import Namespace

from sangsaeng.database.connection import Database
from sangsaeng.oversight.bench import early_payment, standing_orders
from sangsaeng.oversight.verify import verify


def test_quotes_and_sales_of_several_clients(database: Database) -> None:
    given = Namespace(quotes=800, sales=80, clients=4, single=50)
    figures = early_payment.measure(database, given)
    assert (figures["single_quotes"], figures["listed_quotes"], figures["sales"]) == (400, 400, 80)
    assert [str(proof) for proof in verify(database) if not proof.holds] == []


def test_every_portion_is_sold_by_standing_orders(book_url: str) -> None:
    given = Namespace(portions=700, above=0, workers=2, programmes=5, companies=100, chunk=30)
    figures = standing_orders.measure(book_url, given)
    assert (figures["portions"], figures["sales"], figures["left"]) == (700, 700, 0)
    assert figures["not_bought_won"] == 0
