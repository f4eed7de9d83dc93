"""The sealed-bid auction of a day: who may bid what, and what comes of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sangsaeng.early_payment.model_auction import Auction, Bid, Outcome
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import check_won, percent
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Facility, Terms


def decide_opening(
    terms: Terms, for_day: date, closes_at: datetime, wanted_won: object, at: datetime
) -> Refusal | None:
    """Whether an auction may be held for a day.

    It closes before the day begins: a rate that came in the middle of a day would give the day two
    prices (G10). Refusals in order: not_a_whole_won, no_auction_in_terms, auction_closes_late,
    auction_over.
    """
    wanted = check_won(wanted_won, "wanted_won")
    if isinstance(wanted, Refusal):
        return wanted
    day = for_day.isoformat()
    if not terms.auction:
        return refuse("no_auction_in_terms", "for_day", day=day)
    if closes_at.astimezone(KOREA).date() >= for_day:
        return refuse("auction_closes_late", "closes_at", day=day)
    if closes_at <= at:
        return refuse("auction_over", "closes_at", at=_moment(closes_at))
    return None


def dearest_rate(terms: Terms, base_rate_annual: Decimal | None) -> Decimal:
    """The most a funder can earn by the terms at any tenor: their price less the system fee."""
    base = base_rate_annual if terms.follows_base_rate and base_rate_annual is not None else 0
    addition = max((Decimal(0), *terms.tenor_add_annual))
    rate = base + terms.early_payment_rate_annual + addition
    return max(rate - terms.system_fee_rate_annual, Decimal(0))


def decide_bid(
    auction: Auction,
    terms: Terms,
    base_rate_annual: Decimal | None,
    facility: Facility,
    cap: Facility | None,
    rate_annual: Decimal,
    amount_won: object,
    at: datetime,
) -> Refusal | None:
    """Whether a facility may bid a rate for an amount, within what it has free today.

    `cap`: its provider's cap on the buyer over all programmes. Refusals in order: auction_over,
    not_a_whole_won, rate_out_of_range, bid_above_price (no seller would pay it), facility_lapsed
    (on the auction's day), programme_cap, buyer_cap.
    """
    if at >= auction.closes_at or auction.closed_at is not None:
        return refuse("auction_over", "at", at=_moment(auction.closes_at))
    amount = check_won(amount_won)
    if isinstance(amount, Refusal):
        return amount
    if not rate_annual.is_finite() or not 0 <= rate_annual < 1:
        return refuse("rate_out_of_range", "rate_annual", value=str(rate_annual)[:20])
    dearest = dearest_rate(terms, base_rate_annual)
    if rate_annual > dearest:
        return refuse("bid_above_price", "rate_annual", rate=percent(dearest))
    for one in (facility, cap):
        if one is not None and not one.is_open_on(auction.for_day):
            until = one.ends_on.isoformat() if one.ends_on else "-"
            return refuse("facility_lapsed", "facility_id", until=until)
    if amount > facility.free_won:
        return refuse("programme_cap", "amount_won", amount=amount)
    if cap is not None and amount > cap.free_won:
        return refuse("buyer_cap", "amount_won", amount=amount)
    return None


def decide_closing(auction: Auction, at: datetime) -> Refusal | None:
    """Whether an auction may be closed. Refusals in order: auction_closed, bids_sealed."""
    if auction.closed_at is not None:
        return refuse("auction_closed", "for_day", at=_moment(auction.closed_at))
    return decide_unsealing(auction, at)


def decide_unsealing(auction: Auction, at: datetime) -> Refusal | None:
    """Whether others than the bidder may see a bid. Refused: bids_sealed, until it closes."""
    if at < auction.closes_at:
        return refuse("bids_sealed", "for_day", at=_moment(auction.closes_at))
    return None


def bound_bids(
    bids: Sequence[Bid], facilities: Sequence[Facility], for_day: date
) -> list[tuple[Bid, int]]:
    """Each bid with what of it its facility and its provider's cap still have free."""
    own = {one.facility_id: one for one in facilities if one.programme_id is not None}
    caps = {one.provider_id: one for one in facilities if one.programme_id is None}
    bounded: list[tuple[Bid, int]] = []
    for bid in bids:
        over = [own.get(bid.facility_id), caps.get(bid.provider_id)]
        standing = [one for one in over if one is not None]
        live = bid.facility_id in own and all(one.is_open_on(for_day) for one in standing)
        room = min((one.free_won for one in standing), default=0) if live else 0
        bounded.append((bid, min(bid.amount_won, room)))
    return bounded


def plan_auction(bids: Sequence[tuple[Bid, int]], wanted_won: int) -> Outcome:
    """Take the cheapest bids until what is wanted is reached, the last one in part.

    `bids` with what can be taken of each in won. Equal rates: the earlier bid, then the facility
    set up first. The day's rate is the highest one taken, for every winner and every seller:
    a winner that bid less earns more than it asked, so nobody gains by asking more than it needs.
    """
    ordered = sorted(bids, key=lambda one: (one[0].rate_annual, one[0].bid_at, one[0].facility_id))
    left = wanted_won
    rate: Decimal | None = None
    taken: dict[int, int] = {}
    for bid, available in ordered:
        take = min(available, left)
        taken[bid.facility_id] = take
        if take > 0:
            rate = bid.rate_annual
            left -= take
    return Outcome(rate, taken)


def _moment(at: datetime) -> str:
    return at.astimezone(KOREA).strftime("%Y-%m-%d %H:%M")
