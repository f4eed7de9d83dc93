"""An auction for Tuesday, held on Monday, and what funders bid in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg

from books import Book, noon
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.model_auction import Auction, Bid
from sangsaeng.early_payment.service_auction import open_auction, place_bid
from sangsaeng.kernel.refusals import Refusal

MOMENT = noon(date(2026, 4, 6))
MONDAY, TUESDAY = date(2026, 4, 6), date(2026, 4, 7)
CLOSES = MOMENT + timedelta(hours=5)
OPENED = CLOSES + timedelta(minutes=1)


def with_auctions(book: Book) -> int:
    """Prices of 4.2 % of which 0.2 % are the system's, and auctions; T1 and T2 have joined."""
    fee = Decimal("0.002")
    number = book.programme("B", auction=True, system_fee_rate_annual=fee)
    for name in ("T1", "T2"):
        book.company(name)
    return number


def opened(book: Book, programme: int, wanted: int = 100_000_000) -> Auction:
    held = open_auction(book.database, programme, TUESDAY, CLOSES, wanted, MOMENT)
    assert isinstance(held, Auction), held
    return held


def bid(
    book: Book, programme: int, who: tuple[int, int], rate: str, won: int, at: datetime = MOMENT
) -> Bid | Refusal:
    """`who`: a facility and its provider."""
    return place_bid(book.database, programme, TUESDAY, *who, Decimal(rate), won, at)


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def bought_by(book: Book, sale: Sale) -> dict[int, int]:
    """Which facility bought how much of a sale."""
    with psycopg.connect(book.database.url) as owner:
        rows = owner.execute(
            "SELECT facility_id, amount_won FROM ledger.purchase WHERE sale_id = %s",
            [sale.sale_id],
        ).fetchall()
    return dict(rows)


def bought_of_bids(book: Book) -> list[int]:
    with psycopg.connect(book.database.url) as owner:
        rows = owner.execute("SELECT bought_won FROM early_payment.bid ORDER BY rate_annual")
        return [won for (won,) in rows]
