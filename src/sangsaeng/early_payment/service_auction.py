"""Holding the auction of a day: open, bid under seal, close.

The day's rate is never above the price of the terms (`rules.price`); where nobody wins, that price
stands and facilities buy as on any other day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model_auction import Auction, Bid
from sangsaeng.early_payment.rules_auction import (
    bound_bids,
    decide_bid,
    decide_closing,
    decide_opening,
    decide_unsealing,
    plan_auction,
)
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_base_rate import base_rate_on
from sangsaeng.programmes.service_facility import cap_of, list_open_to

_SQL = load(__package__)


def open_auction(
    database: Transactions,
    programme_id: int,
    for_day: date,
    closes_at: datetime,
    wanted_won: int,
    at: datetime,
) -> Auction | Refusal:
    """Ask a programme's funders for their rates for a day to come; one auction a day.

    Refusals in order: unknown_programme, no_terms_in_force, the codes of `decide_opening`,
    auction_known.
    """
    with database.transaction() as tx:
        programme = programmes.get_programme(tx, programme_id)
        if isinstance(programme, Refusal):
            return programme
        terms = programmes.terms_on(tx, programme_id, for_day)
        if isinstance(terms, Refusal):
            return terms
        refused = decide_opening(terms, for_day, closes_at, wanted_won, at)
        if refused:
            return refused
        asked = {"closes_at": closes_at, "wanted_won": wanted_won}
        row = tx.row(_SQL["add_auction"], programme_id=programme_id, for_day=for_day, **asked)
        if row is None:
            return refuse("auction_known", "for_day", day=for_day.isoformat())
        return Auction(**row)


def get_auction(tx: Tx, programme_id: int, for_day: date) -> Auction | Refusal:
    """The auction of a day, or `unknown_auction`."""
    return _found(tx, "get_auction", programme_id, for_day)


def place_bid(
    database: Transactions,
    programme_id: int,
    for_day: date,
    facility_id: int,
    provider_id: int,
    rate_annual: Decimal,
    amount_won: int,
    at: datetime,
) -> Bid | Refusal:
    """A funder's sealed bid; until the auction closes another one takes its place.

    Refusals in order: unknown_auction, unknown_facility (nor is another provider's or programme's
    known), no_terms_in_force, law_value_missing (no base rate), the codes of `decide_bid`.
    """
    with database.transaction() as tx:
        auction = _found(tx, "keep_auction", programme_id, for_day)
        if isinstance(auction, Refusal):
            return auction
        among = _facilities(tx, programme_id)
        facility = next((one for one in among if one.facility_id == facility_id), None)
        if facility is None or facility.programme_id is None or facility.provider_id != provider_id:
            return refuse("unknown_facility", "facility_id", value=str(facility_id))
        terms = programmes.terms_on(tx, programme_id, for_day)
        if isinstance(terms, Refusal):
            return terms
        base = base_rate_on(tx, at.astimezone(KOREA).date()) if terms.follows_base_rate else None
        if isinstance(base, Refusal):
            return base
        cap = cap_of(facility, among)
        refused = decide_bid(auction, terms, base, facility, cap, rate_annual, amount_won, at)
        if refused:
            return refused
        tx.run(
            _SQL["put_bid"],
            programme_id=programme_id,
            auction_id=auction.auction_id,
            facility_id=facility_id,
            rate_annual=rate_annual,
            amount_won=amount_won,
            bid_at=at,
        )
        return Bid(facility_id, provider_id, rate_annual, amount_won, at)


def list_bids(
    tx: Tx, programme_id: int, for_day: date, at: datetime, provider_id: int | None = None
) -> list[Bid] | Refusal:
    """The bids of a day's auction, the cheapest first; a provider's own where one is named.

    Until it closes nobody sees the others'. Refusals in order: unknown_auction, bids_sealed.
    """
    auction = get_auction(tx, programme_id, for_day)
    if isinstance(auction, Refusal):
        return auction
    refused = decide_unsealing(auction, at) if provider_id is None else None
    if refused:
        return refused
    return [bid for bid in _bids(tx, auction) if provider_id in (None, bid.provider_id)]


def close_auction(
    database: Transactions, programme_id: int, for_day: date, at: datetime
) -> Auction | Refusal:
    """Open the bids and set the day's rate, for good.

    An auction that is closed only when its day has begun sets no rate: that day began at the price
    of the terms. Refusals in order: unknown_auction, the codes of `decide_closing`.
    """
    with database.transaction() as tx:
        auction = _found(tx, "hold_auction", programme_id, for_day)
        if isinstance(auction, Refusal):
            return auction
        refused = decide_closing(auction, at)
        if refused:
            return refused
        # From here on this must succeed.
        in_time = at.astimezone(KOREA).date() < for_day
        bids = bound_bids(_bids(tx, auction), _facilities(tx, programme_id), for_day)
        outcome = plan_auction(bids, auction.wanted_won if in_time else 0)
        key = {"programme_id": programme_id, "auction_id": auction.auction_id}
        ids, won = list(outcome.taken), list(outcome.taken.values())
        tx.run(_SQL["take_bids"], **key, facility_id=ids, taken_won=won)
        tx.run(_SQL["close_auction"], **key, rate_annual=outcome.rate_annual, at=at)
        return replace(auction, rate_annual=outcome.rate_annual, closed_at=at)


def _found(tx: Tx, statement: str, programme_id: int, for_day: date) -> Auction | Refusal:
    row = tx.row(_SQL[statement], programme_id=programme_id, for_day=for_day)
    return Auction(**row) if row else refuse("unknown_auction", "for_day", day=for_day.isoformat())


def _bids(tx: Tx, auction: Auction) -> list[Bid]:
    key = {"programme_id": auction.programme_id, "auction_id": auction.auction_id}
    return [Bid(**row) for row in tx.rows(_SQL["list_bids"], **key)]


def _facilities(tx: Tx, programme_id: int) -> list[Facility]:
    programme = programmes.get_programme(tx, programme_id)
    assert not isinstance(programme, Refusal)
    return list_open_to(tx, FacilityKind.PURCHASE, programme.buyer_id, programme_id)
