"""The price, whether a part may be sold, and who buys it. Pure; all refusals first, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sangsaeng.early_payment.model import Offered, Part, Price, Quote
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import LARGEST_WON, Rounding, check_won, interest_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Facility, Terms


def price(
    terms: Terms,
    base_rate_annual: Decimal | None,
    tenor_days: int,
    day: date,
    auction: tuple[date, Decimal] | None = None,
) -> Price:
    """The price of early payment on the root buyer's name: neither the seller nor its tier is an
    argument (G10; 상생협력법 §2 8의2: the same terms at every tier).

    rate = base rate of the day, where the terms follow it, + early_payment_rate_annual + the
    addition of the tenor. `auction`: the day an auction was held for and the highest rate taken in
    it; where the terms have auctions, the rate of its day is that and the system fee, and never
    more than without it. The system fee is inside the rate.
    """
    assert tenor_days > 0
    base = base_rate_annual if terms.follows_base_rate else None
    assert base is not None or not terms.follows_base_rate, "the base rate of the day is missing"
    steps = zip(terms.tenor_from_days, terms.tenor_add_annual, strict=True)
    addition = max((add for begin, add in steps if begin <= tenor_days), default=Decimal(0))
    rate = (base or Decimal(0)) + terms.early_payment_rate_annual + addition
    taken = auction[1] if auction is not None and terms.auction and auction[0] == day else None
    if taken is not None:
        rate = min(rate, taken + terms.system_fee_rate_annual)
    return Price(rate, min(terms.system_fee_rate_annual, rate), base, taken)


def fee_won(rate: Price, amount_won: int, interest: int, days: int, rounding: Rounding) -> int:
    """The system fee inside the interest of an amount, in won; never more than that interest."""
    return min(interest_won(amount_won, rate.fee_rate_annual, days, rounding), interest)


def decide_sale(
    offered: Offered, amount_won: object, seller_id: int, at: datetime
) -> Refusal | None:
    """Whether a part of a receivable may be sold at a moment.

    Refusals in order: not_a_whole_won, not_the_holder, cancelled, unclaimed_yet,
    government_first_tier_sale (상생협력법 §22⑥), already_due, after_cut_off, settlement_running,
    invoice_amended, more_than_retained, attached, too_many_partial_sales, buyer_suspended.
    """
    amount = check_won(amount_won)
    if isinstance(amount, Refusal):
        return amount
    named = str(offered.receivable_id)
    if seller_id != offered.holder_id:
        return refuse("not_the_holder", "receivable_id", receivable=named)
    if offered.cancelled_on is not None:
        return refuse("cancelled", "receivable_id", receivable=named)
    if offered.unclaimed:
        return refuse("unclaimed_yet", "receivable_id", receivable=named)
    if offered.tier == 1 and not offered.first_tier_may_sell:
        return refuse("government_first_tier_sale", "receivable_id", article=offered.article)
    refused = _decide_time(offered, at)
    if refused:
        return refused
    if offered.amended_on is not None:
        return refuse("invoice_amended", "receivable_id", day=offered.amended_on.isoformat())
    return _decide_amount(offered, amount)


def _decide_time(offered: Offered, at: datetime) -> Refusal | None:
    moment = at.astimezone(KOREA)
    today = moment.date()
    if today >= offered.matures_on:
        return refuse("already_due", "receivable_id", day=offered.matures_on.isoformat())
    refused = decide_cut_off(offered.terms, offered.cut_off_on, offered.closed_through, at)
    if refused:
        return refused
    closed = offered.closed_through
    # A root due before today is in a run's hands, waits for a late run, or is not paid.
    taken = closed is not None and offered.root_matures_on <= closed
    if not offered.is_parked and (taken or offered.root_matures_on < today):
        day = offered.root_matures_on.isoformat()
        return refuse("settlement_running", "receivable_id", day=day)
    return None


def decide_cut_off(
    terms: Terms, cut_off_on: date | None, closed_through: date | None, at: datetime
) -> Refusal | None:
    """Whether the day's sales are still open: before the hour of the terms, before they were sent
    to the banks, and before the day's settlement took them in hand. Refused: after_cut_off."""
    moment = at.astimezone(KOREA)
    today = moment.date()
    sent = cut_off_on is not None and today <= cut_off_on
    closed = closed_through is not None and today <= closed_through
    if sent or closed or moment.time() >= terms.cut_off_at:
        return refuse("after_cut_off", "today", at=terms.cut_off_at.strftime("%H:%M"))
    return None


def _decide_amount(offered: Offered, amount_won: int) -> Refusal | None:
    if amount_won > offered.retained_won:
        return refuse(
            "more_than_retained", "amount_won", amount=amount_won, retained=offered.retained_won
        )
    if amount_won > offered.free_won:
        return refuse("attached", "amount_won", amount=amount_won, free=offered.free_won)
    if offered.sales >= offered.terms.max_partial_sales:
        limit = offered.terms.max_partial_sales
        return refuse("too_many_partial_sales", "receivable_id", limit=limit)
    # What is parked is there whatever the buyer does; nobody buys a promise of a banned buyer.
    if offered.buyer_suspended and not offered.is_parked:
        until = _until(offered.suspended_until)
        return refuse("buyer_suspended", "receivable_id", until=until)
    return None


def decide_quote(quote_id: int, quote: Quote | None, at: datetime) -> Refusal | None:
    """Whether a quote can be taken, from the moment it was made. `quote` None: there is no such
    quote of this company, or it is taken already.

    Refusals in order: quote_not_open, stale_quote.
    """
    if quote is None:
        return refuse("quote_not_open", "quote_id", value=str(quote_id))
    in_time = quote.quoted_at <= at <= quote.valid_until
    if not in_time or at.astimezone(KOREA).date() != quote.quoted_on:
        until = quote.valid_until.astimezone(KOREA).strftime("%Y-%m-%d %H:%M")
        return refuse("stale_quote", "quote_id", until=until)
    return None


def plan_parts(
    amount_won: int,
    rate: Price,
    days: int,
    terms: Terms,
    facilities: Sequence[Facility],
    day: date,
    allotted: Mapping[int, tuple[Decimal, int]] | None = None,
) -> list[Part] | Refusal:
    """Who buys a sale: the facility that asks least first, then the one set up first.

    Every funder earns the same: the price less the system fee; `least_rate_annual` only says below
    what it does not buy. `facilities`: those of the programme, and their providers' caps on the
    buyer over all programmes (programme_id None). `allotted`: on a day with an auction, what each
    winner bid and has left, by facility; winners buy that first, by their bids, and what they leave
    goes to all as on any other day, so that an auction leaves nobody without a buyer.
    Refusals in order: no_funder, facility_lapsed, programme_cap, buyer_cap.
    """
    earns = rate.rate_annual - rate.fee_rate_annual
    offers = _offers(facilities, earns, allotted or {})
    caps = {one.provider_id: one for one in facilities if one.programme_id is None}
    free = {one.facility_id: room_won(one, day) for one in facilities}
    taken: dict[int, int] = {}
    left = amount_won
    for one, most in offers:
        over = [one] if one.provider_id not in caps else [one, caps[one.provider_id]]
        take = min(left, most, *(free[each.facility_id] for each in over))
        if take > 0:
            taken[one.facility_id] = taken.get(one.facility_id, 0) + take
            left -= take
            for each in over:
                free[each.facility_id] -= take
    if left > 0:
        return _why_nobody(amount_won, offers, caps, day)
    by_number = {one.facility_id: one for one in facilities}
    return _priced([(by_number[number], won) for number, won in taken.items()], rate, days, terms)


def _offers(
    facilities: Sequence[Facility], earns: Decimal, allotted: Mapping[int, tuple[Decimal, int]]
) -> list[tuple[Facility, int]]:
    """Who would buy for what a sale earns, in the order in which they do, and how much at most:
    winners what is left of their bids, then everybody whatever is free."""
    asked: list[tuple[int, Decimal, int, Facility, int]] = []
    for one in facilities:
        if one.programme_id is None:
            continue
        if one.facility_id in allotted:
            bid, won = allotted[one.facility_id]
            asked.append((0, bid, one.facility_id, one, won))
        asked.append((1, one.least_rate_annual, one.facility_id, one, LARGEST_WON))
    willing = sorted((each for each in asked if each[1] <= earns), key=lambda each: each[:3])
    return [(one, most) for _, _, _, one, most in willing]


def room_won(one: Facility, day: date) -> int:
    """What a facility can still buy on a day, the cap above it aside."""
    return one.free_won if one.is_open_on(day) else 0


def _why_nobody(
    amount_won: int,
    offers: Sequence[tuple[Facility, int]],
    caps: Mapping[int, Facility],
    day: date,
) -> Refusal:
    if not offers:
        return refuse("no_funder", "amount_won")
    living = [
        (one, most)
        for one, most in offers
        if one.is_open_on(day)
        and (one.provider_id not in caps or caps[one.provider_id].is_open_on(day))
    ]
    if not living:
        over = [*(one for one, _ in offers), *caps.values()]
        ended = [one.ends_on for one in over if one.ends_on is not None]
        return refuse("facility_lapsed", "amount_won", until=_until(max(ended, default=None)))
    most_of: dict[int, int] = {}
    for one, most in living:
        so_far = most_of.get(one.facility_id, 0)
        most_of[one.facility_id] = min(one.free_won, so_far + most)
    # How much room funders have left is their affair: a seller is told its own amount.
    code = "programme_cap" if sum(most_of.values()) < amount_won else "buyer_cap"
    return refuse(code, "amount_won", amount=amount_won)


def _until(ends_on: date | None) -> str:
    return "-" if ends_on is None else ends_on.isoformat()


def _priced(
    taken: Sequence[tuple[Facility, int]], rate: Price, days: int, terms: Terms
) -> list[Part]:
    """Interest of the parts: cumulative, so that they add up to the sale's to the won."""
    parts: list[Part] = []
    so_far = charged = 0
    for one, amount in taken:
        so_far += amount
        upto = interest_won(so_far, rate.rate_annual, days, terms.rounding)
        assert one.own_account_id is not None
        parts.append(Part(one.facility_id, one.own_account_id, amount, upto - charged))
        charged = upto
    return parts
