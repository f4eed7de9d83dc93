"""Quotes, sales and standing orders of a company; the sales of a programme."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Literal

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId, RateOut
from sangsaeng.acts.listing import OWN, RUNS, Order, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.early_payment.service_standing import list_orders

_SQL = load(__package__)

QuoteState = Literal["open", "taken", "lapsed"]


class QuoteFilters(Given):
    """Which quotes; `up_to`: none of a later number."""

    programme_id: ProgrammeId | None = None
    receivable_id: ItemId | None = None
    state: QuoteState | None = None
    up_to: ItemId | None = None


class QuoteRow(Answer):
    """A firm price until `valid_until`: amount = proceeds + interest; the fee is inside the
    interest. `from_deposit`: the buyer's money is there already."""

    programme_id: int
    quote_id: int
    receivable_id: int
    buyer: str
    tier: int
    amount_won: int
    quoted_on: date
    matures_on: date
    days: int
    base_rate_annual: RateOut | None
    auction_rate_annual: RateOut | None
    rate_annual: RateOut
    fee_rate_annual: RateOut
    interest_won: int
    fee_won: int
    proceeds_won: int
    from_deposit: bool
    quoted_at: datetime
    valid_until: datetime
    state: QuoteState


class SaleFilters(Given):
    """Which sales, by the days they were made; `up_to`: none of a later number."""

    programme_id: ProgrammeId | None = None
    receivable_id: ItemId | None = None
    from_on: Day | None = None
    until: Day | None = None
    up_to: ItemId | None = None


class SaleRow(Answer):
    """A part sold for good; `cancelled_at`: taken back before the cut-off of its day."""

    programme_id: int
    sale_id: int
    receivable_id: int
    quote_id: int | None
    order_id: int | None
    amount_won: int
    sold_on: date
    matures_on: date
    days: int
    base_rate_annual: RateOut | None
    auction_rate_annual: RateOut | None
    rate_annual: RateOut
    fee_rate_annual: RateOut
    interest_won: int
    proceeds_won: int
    from_deposit: bool
    accepted_at: datetime
    cancelled_at: datetime | None


class ProgrammeSaleFilters(Given):
    """Which sales of a programme; `company_id`: who sold."""

    programme_id: ProgrammeId
    company_id: ItemId | None = None
    from_on: Day | None = None
    until: Day | None = None


class ProgrammeSaleRow(SaleRow):
    """A sale with its seller, for the programme's institution."""

    seller_id: int
    seller: str


class OrderRow(Answer):
    """A standing order: everything above an amount, or cash on a day of each month."""

    order_id: int
    company_id: int
    kind: str
    amount_won: int
    day_of_month: int | None
    from_on: date
    ended_on: date | None


_QUOTES = Order("early_payment.quotes", {"quote_id": int}, newest_first=True)
_SALES = Order("early_payment.sales", {"sold_on": date, "sale_id": int}, newest_first=True)
_IN_PROGRAMME = Order("early_payment.sales_in_programme", {"sale_id": int}, newest_first=True)
_ORDERS = Order("standing_orders.list", {"order_id": int})


def _orders(asked: Asked) -> Page | Refused:
    return _ORDERS.cut(asked, [asdict(one) for one in list_orders(asked.tx, asked.company_id)])


READINGS = (
    Reading(
        code=_QUOTES.code,
        path="/quotes",
        read=OWN,
        filters=QuoteFilters,
        row=QuoteRow,
        list_page=lambda asked: read_page(asked, _QUOTES, _SQL["list_my_quotes"], at=asked.at),
    ),
    Reading(
        code=_SALES.code,
        path="/sales",
        read=OWN,
        filters=SaleFilters,
        row=SaleRow,
        list_page=lambda asked: read_page(asked, _SALES, _SQL["list_my_sales"]),
    ),
    Reading(
        code=_IN_PROGRAMME.code,
        path="/programmes/{programme_id}/sales",
        read=RUNS,
        of_others=True,
        filters=ProgrammeSaleFilters,
        row=ProgrammeSaleRow,
        list_page=lambda asked: read_page(asked, _IN_PROGRAMME, _SQL["list_sales_in_programme"]),
        subject=lambda filters: filters.company_id,
    ),
    Reading(
        code=_ORDERS.code,
        path="/standing-orders",
        read=OWN,
        row=OrderRow,
        list_page=_orders,
    ),
)
