"""Facilities, a funder's own book and statement, and the auctions of a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sangsaeng.acts.fields import Day, ProgrammeId, RateOut
from sangsaeng.acts.listing import OWN, RUNS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.service import get_calendar

_SQL = load(__package__)


class FacilityFilters(Given):
    """Which facilities; `counts_for`: of this programme, or over all of its buyer."""

    programme_id: ProgrammeId | None = None
    counts_for: ProgrammeId | None = None
    kind: Literal["purchase", "guarantee"] | None = None


class FacilityRow(Answer):
    """How much a provider stands ready with for a buyer, and how much of it is taken, in won.

    `programme_id` None: a cap over all programmes. `buyer` is None where its name is not the
    asker's to know.
    """

    facility_id: int
    kind: str
    provider_id: int
    provider: str
    buyer_id: int
    buyer: str | None
    programme_id: int | None
    own_account_id: int | None
    least_rate_annual: RateOut
    limit_won: int
    blocked_won: int
    used_won: int
    free_won: int
    from_on: date
    ends_on: date | None


class HoldingFilters(Given):
    """Which holdings, by the root's day of payment."""

    programme_id: ProgrammeId | None = None
    due_from: Day | None = None
    due_until: Day | None = None


class HoldingRow(Answer):
    """A part the funder bought and was not yet repaid; `repays_on` is a business day."""

    programme_id: int
    purchase_id: int
    facility_id: int
    own_account_id: int
    buyer: str
    tier: int
    sold_on: date
    matures_on: date
    root_matures_on: date
    repays_on: date
    rate_annual: RateOut
    fee_rate_annual: RateOut
    amount_won: int
    interest_won: int
    paid_won: int


class StatementFilters(Given):
    """The span of days, both counted."""

    from_on: Day
    until: Day


class StatementRow(Answer):
    """What one funding account did in one programme, and the ledger's balances around it."""

    programme_id: int
    own_account_id: int
    buyer: str
    bought_won: int
    interest_taken_won: int
    repaid_won: int
    earned_won: int
    fee_won: int
    refunded_won: int
    purchased_opening_won: int
    purchased_closing_won: int
    unearned_opening_won: int
    unearned_closing_won: int
    earned_opening_won: int
    earned_closing_won: int


class QuoteFilters(Given):
    """Which quotes, by the days they were given."""

    programme_id: ProgrammeId | None = None
    state: Literal["open", "taken", "lapsed"] | None = None
    from_on: Day | None = None
    until: Day | None = None


class FunderQuoteRow(Answer):
    """A quote that the asker stands behind. `earns_annual`: the rate less the system fee.
    `amount_won`, `interest_won`: of a taken one only what the asker bought of it, as `bought_won`;
    of others the whole. `buyer` is None where its name is not the asker's to know."""

    programme_id: int
    quote_id: int
    buyer: str | None
    quoted_at: datetime
    valid_until: datetime
    days: int
    rate_annual: RateOut
    fee_rate_annual: RateOut
    earns_annual: RateOut
    amount_won: int
    bought_won: int
    interest_won: int
    state: Literal["open", "taken", "lapsed"]


class AuctionFilters(Given):
    """The auction of a day."""

    programme_id: ProgrammeId
    for_day: Day


class AuctionRow(Answer):
    """An auction; `rate_annual` once it is closed and somebody won."""

    programme_id: int
    auction_id: int
    for_day: date
    closes_at: datetime
    wanted_won: int
    rate_annual: RateOut | None
    closed_at: datetime | None


class BidRow(Answer):
    """A facility's bid; `taken_won` once the auction is closed."""

    facility_id: int
    provider_id: int
    provider: str
    rate_annual: RateOut
    amount_won: int
    bid_at: datetime
    taken_won: int | None
    bought_won: int


_FACILITIES = Order("facilities.list", {"facility_id": int})
_HOLDINGS = Order(
    "funders.holdings", {"root_matures_on": date, "programme_id": int, "purchase_id": int}
)
_STATEMENT = Order("funders.statement", {"programme_id": int, "own_account_id": int})
_QUOTES = Order("funder.quotes", {"quote_id": int}, newest_first=True)
_BIDS = Order("auctions.bids", {"bid_at": datetime, "facility_id": int})


def _holdings(asked: Asked) -> Page | Refused:
    page = read_page(asked, _HOLDINGS, _SQL["list_my_holdings"])
    if isinstance(page, Refusal):
        return page
    calendar = get_calendar(asked.tx)
    rows = [{**row, "repays_on": calendar.on_or_after(row["root_matures_on"])} for row in page.rows]
    return Page(rows, page.next_cursor)


def _auction(asked: Asked) -> Page | Refused:
    row = asked.tx.row(_SQL["get_auction_of"], me=asked.company_id, **dict(asked.filters))
    if row is None:
        return refuse("unknown_auction", "for_day", day=asked.filters.for_day.isoformat())
    return one_row(row)


def _bids(asked: Asked) -> Page | Refused:
    rows = asked.tx.rows(_SQL["list_bids_of"], me=asked.company_id, **dict(asked.filters))
    return _BIDS.cut(asked, rows)


READINGS = (
    Reading(
        code=_FACILITIES.code,
        path="/facilities",
        read=OWN | RUNS,
        of_others=True,
        filters=FacilityFilters,
        row=FacilityRow,
        list_page=lambda asked: read_page(asked, _FACILITIES, _SQL["list_my_facilities"]),
    ),
    Reading(
        code=_HOLDINGS.code,
        path="/funder/holdings",
        read=OWN | RUNS,
        filters=HoldingFilters,
        row=HoldingRow,
        list_page=_holdings,
    ),
    Reading(
        code=_STATEMENT.code,
        path="/funder/statement",
        read=OWN | RUNS,
        filters=StatementFilters,
        row=StatementRow,
        list_page=lambda asked: read_page(asked, _STATEMENT, _SQL["list_my_statement"]),
    ),
    Reading(
        code=_QUOTES.code,
        path="/funder/quotes",
        read=OWN | RUNS,
        filters=QuoteFilters,
        row=FunderQuoteRow,
        list_page=lambda asked: read_page(asked, _QUOTES, _SQL["list_quotes_to_me"], at=asked.at),
    ),
    Reading(
        code="auctions.one",
        path="/programmes/{programme_id}/auctions/{for_day}",
        read=OWN | RUNS,
        of_others=True,
        filters=AuctionFilters,
        row=AuctionRow,
        one=True,
        list_page=_auction,
    ),
    Reading(
        code=_BIDS.code,
        path="/programmes/{programme_id}/auctions/{for_day}/bids",
        read=OWN | RUNS,
        of_others=True,
        filters=AuctionFilters,
        row=BidRow,
        list_page=_bids,
    ),
)
