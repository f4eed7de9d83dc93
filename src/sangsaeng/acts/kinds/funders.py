"""Funders, the buyer among them: facilities to purchase, and the auctions they bid in."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from pydantic import AwareDatetime

from sangsaeng.acts.fields import Day, Number, ProgrammeId, Rate, RateOut, Won, WonOrNone
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import (
    facility_provided,
    programme_bought_in,
    programme_joined,
    programme_run,
)
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.acts.standing import limit_won
from sangsaeng.early_payment.model_auction import Auction
from sangsaeng.early_payment.service_auction import close_auction, open_auction, place_bid
from sangsaeng.early_payment.service_funders import set_up_buyer_discount
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import UNCHANGED, change_facility, set_up_facility


class FacilityWanted(Given):
    """A funder stands ready in a programme, paying from a funding account of its own; or, without
    an account, up to a cap on the programme's buyer `over_all_programmes`. It buys nothing that
    earns it less than `least_rate_annual`."""

    programme_id: ProgrammeId
    over_all_programmes: bool = False
    own_account_id: Number | None = None
    limit_won: WonOrNone
    least_rate_annual: Rate = "0"
    from_on: Day | None = None
    ends_on: Day | None = None


class FacilityChanged(Given):
    """What a facility is changed to; what is not named stays, and so does every promise made."""

    facility_id: Number
    limit_won: WonOrNone | None = None
    least_rate_annual: Rate | None = None
    ends_on: Day | None = None
    no_end: bool = False


class DiscountWanted(Given):
    """The buyer pays early with its own cash, up to a limit and for the yield it sets. Said again,
    it changes limit, yield and end."""

    programme_id: ProgrammeId
    own_account_id: Number
    limit_won: WonOrNone
    target_yield_annual: Rate
    ends_on: Day | None = None


class FacilityStated(Answer):
    """A facility as it stands; `programme_id` null: a cap over all programmes of the buyer."""

    facility_id: int
    kind: FacilityKind
    programme_id: int | None
    own_account_id: int | None
    least_rate_annual: RateOut
    limit_won: int
    blocked_won: int
    used_won: int
    free_won: int
    from_on: date
    ends_on: date | None


class AuctionOpened(Given):
    """Ask a programme's funders for sealed bids for a day to come."""

    programme_id: ProgrammeId
    for_day: Day
    closes_at: AwareDatetime
    wanted_won: Won


class AuctionNamed(Given):
    """The auction of a day."""

    programme_id: ProgrammeId
    for_day: Day


class BidPlaced(Given):
    """A funder's sealed bid; until the auction closes a new one takes the place of the last."""

    programme_id: ProgrammeId
    for_day: Day
    facility_id: Number
    rate_annual: Rate
    amount_won: Won


class AuctionStated(Answer):
    """An auction; `rate_annual` once it is closed and somebody won."""

    auction_id: int
    for_day: date
    closes_at: datetime
    wanted_won: int
    rate_annual: RateOut | None
    closed_at: datetime | None


class BidStated(Answer):
    """The bid that counts."""

    facility_id: int
    rate_annual: RateOut
    amount_won: int
    bid_at: datetime


def facility_asked(
    acting: Acting, given: FacilityWanted, kind: FacilityKind, buyer_id: int
) -> Facility:
    """A facility of the actor's on a buyer, as it was entered."""
    return Facility(
        facility_id=0,
        kind=kind,
        provider_id=acting.company_id,
        buyer_id=buyer_id,
        programme_id=None if given.over_all_programmes else given.programme_id,
        own_account_id=given.own_account_id,
        least_rate_annual=Decimal(given.least_rate_annual),
        limit_won=given.limit_won,
        from_on=given.from_on or acting.today,
        ends_on=given.ends_on,
    )


def change(acting: Acting, given: FacilityChanged, kind: FacilityKind) -> FacilityStated | Refused:
    """Change a facility of a kind that the actor provides."""
    refused = facility_provided(acting, given.facility_id, kind)
    if refused:
        return refused
    rate = None if given.least_rate_annual is None else Decimal(given.least_rate_annual)
    ends_on = None if given.no_end else given.ends_on or UNCHANGED
    about = (given.facility_id, acting.today, given.limit_won, ends_on, rate)
    return state_facility(change_facility(acting.tx, *about))


def state_facility(facility: Facility | Refusal) -> FacilityStated | Refused:
    """A facility as an answer."""
    if isinstance(facility, Refusal):
        return facility
    return FacilityStated(**{name: getattr(facility, name) for name in FacilityStated.model_fields})


def limit_of(given: FacilityChanged) -> int:
    """The amount a change counts as: the limit it sets, where it sets one."""
    return given.limit_won or 0


def _set_up(acting: Acting, given: FacilityWanted) -> FacilityStated | Refused:
    programme = programme_joined(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    asked = facility_asked(acting, given, FacilityKind.PURCHASE, programme.buyer_id)
    return state_facility(set_up_facility(acting.tx, asked, acting.today))


def _change(acting: Acting, given: FacilityChanged) -> FacilityStated | Refused:
    return change(acting, given, FacilityKind.PURCHASE)


def _set_discount(acting: Acting, given: DiscountWanted) -> FacilityStated | Refused:
    programme = programme_bought_in(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    about = (given.programme_id, given.own_account_id, given.limit_won)
    rate = Decimal(given.target_yield_annual)
    return state_facility(
        set_up_buyer_discount(acting.tx, *about, rate, acting.today, given.ends_on)
    )


def _open(acting: Acting, given: AuctionOpened) -> AuctionStated | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    about = (given.programme_id, given.for_day, given.closes_at, given.wanted_won)
    return _auction(open_auction(acting.database, *about, acting.at))


def _close(acting: Acting, given: AuctionNamed) -> AuctionStated | Refused:
    programme = programme_run(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    about = (given.programme_id, given.for_day)
    return _auction(close_auction(acting.database, *about, acting.at))


def _auction(auction: Auction | Refusal) -> AuctionStated | Refused:
    if isinstance(auction, Refusal):
        return auction
    return AuctionStated(**{name: getattr(auction, name) for name in AuctionStated.model_fields})


def _bid(acting: Acting, given: BidPlaced) -> BidStated | Refused:
    # Before the auction is looked for: whether one is held is known to its own funders only.
    if facility_provided(acting, given.facility_id, FacilityKind.PURCHASE) or isinstance(
        programme_joined(acting, given.programme_id), Refusal
    ):
        return refuse("unknown_facility", "facility_id", value=str(given.facility_id))
    about = (given.programme_id, given.for_day, given.facility_id, acting.company_id)
    wanted = (Decimal(given.rate_annual), given.amount_won)
    done = place_bid(acting.database, *about, *wanted, acting.at)
    if isinstance(done, Refusal):
        return done
    return BidStated(**{name: getattr(done, name) for name in BidStated.model_fields})


_FUNDER = frozenset({Role.ENTERER, Role.APPROVER})

ACTS = (
    Act(
        code="facilities.set_up",
        path="/facilities/set-up",
        given=FacilityWanted,
        answer=FacilityStated,
        enter=_FUNDER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.limit_won,
        programme_of=lambda given: given.programme_id,
        execute=_set_up,
    ),
    Act(
        code="facilities.change",
        path="/facilities/change",
        given=FacilityChanged,
        answer=FacilityStated,
        enter=_FUNDER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=limit_of,
        standing_won=limit_won,
        execute=_change,
    ),
    Act(
        code="buyer_discount.set",
        path="/buyer-discount/set",
        given=DiscountWanted,
        answer=FacilityStated,
        enter=_FUNDER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.limit_won,
        programme_of=lambda given: given.programme_id,
        execute=_set_discount,
    ),
    Act(
        code="auctions.open",
        path="/auctions/open",
        given=AuctionOpened,
        answer=AuctionStated,
        enter=frozenset({Role.TREASURY}),
        approve=frozenset({Role.TREASURY}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.wanted_won,
        programme_of=lambda given: given.programme_id,
        execute=_open,
    ),
    Act(
        # The bids alone make the rate: who closes decides nothing.
        code="auctions.close",
        path="/auctions/close",
        given=AuctionNamed,
        answer=AuctionStated,
        enter=frozenset({Role.TREASURY}),
        programme_of=lambda given: given.programme_id,
        execute=_close,
    ),
    Act(
        code="auctions.bid",
        path="/auctions/bid",
        given=BidPlaced,
        answer=BidStated,
        enter=_FUNDER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.amount_won,
        programme_of=lambda given: given.programme_id,
        execute=_bid,
    ),
)
