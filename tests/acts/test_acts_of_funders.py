"""Funders and the buyer as one: facilities, discounts and auctions, each by two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from desk_stage import Pair, Stage

from sangsaeng.acts.kinds.agreements import FunderNamed
from sangsaeng.acts.kinds.funders import (
    AuctionNamed,
    AuctionOpened,
    BidPlaced,
    DiscountWanted,
    FacilityChanged,
    FacilityWanted,
)
from sangsaeng.acts.model import Given, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.programmes.model import AccountPurpose
from sangsaeng.programmes.service import record_own_account

NOWHERE = 999_999


class Scene(Stage):
    """A programme with auctions, and a company with a funding account that does not fund yet."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.programme = self.book.programme(auction=True)
        self.book.company("T1")
        self.fund = self.pair("fund")
        self.account = self.own_account(self.fund.first.company_id, "99900001")
        self.treasury = self.desk(Role.TREASURY, Role.TREASURY)
        self.tomorrow = self.book.today + timedelta(days=1)

    def own_account(self, owner_id: int, number: str) -> int:
        with self.book.database.transaction() as tx:
            about = (AccountPurpose.FUNDING, owner_id, "218", number, "funding")
            return record_own_account(tx, *about).own_account_id

    def admit(self) -> dict[str, Any]:
        given = FunderNamed(programme_id=self.programme, funder_number=self.book.number("fund"))
        desk = self.desk(Role.OPERATIONS, Role.CREDIT)
        return self.done("programmes.admit_funder", desk, given)

    def wanted(self, **other: Any) -> FacilityWanted:
        about = {"own_account_id": self.account, "limit_won": 10**9, **other}
        return FacilityWanted(programme_id=self.programme, **about)

    def facility(self) -> int:
        self.admit()
        done = self.done("facilities.set_up", self.fund, self.wanted())
        return int(done["facility_id"])

    def open_auction(self) -> dict[str, Any]:
        given = AuctionOpened(
            programme_id=self.programme,
            for_day=self.tomorrow,
            closes_at=self.at + timedelta(hours=5),
            wanted_won=10**8,
        )
        return self.done("auctions.open", self.treasury, given)

    def bid(self, facility_id: int, **other: Any) -> BidPlaced:
        about = {"programme_id": self.programme, "for_day": self.tomorrow, **other}
        return BidPlaced(facility_id=facility_id, rate_annual="0.03", amount_won=10**8, **about)

    def programmes_seen(self, pair: Pair) -> int:
        asking = Asking(WEB, pair.first.company_id, pair.first.person_id)
        with self.book.database.asked_by(asking) as tx:
            return int(tx.the("SELECT count(*) AS n FROM programmes.programme")["n"])


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_funder_sees_a_programme_when_its_institution_has_let_it_in(scene: Scene) -> None:
    assert scene.hears("facilities.set_up", scene.fund.first, scene.wanted()) == [
        "unknown_programme"
    ]
    assert scene.programmes_seen(scene.fund) == 0
    assert scene.admit() == {"admitted": True}
    assert scene.programmes_seen(scene.fund) == 1
    assert scene.admit() == {"admitted": False}
    assert scene.book.broken_proofs() == []


def test_a_funder_s_own_people_set_its_facility_up_and_change_it(scene: Scene) -> None:
    number = scene.facility()
    given = FacilityChanged(facility_id=number, limit_won=7, least_rate_annual="0.05")
    done = scene.done("facilities.change", scene.fund, given)
    assert (done["limit_won"], done["least_rate_annual"]) == (7, "0.05")
    ends = FacilityChanged(facility_id=number, ends_on=scene.tomorrow)
    assert scene.done("facilities.change", scene.fund, ends)["ends_on"] is not None
    again = scene.done("facilities.change", scene.fund, ends.model_copy(update={"no_end": True}))
    assert (again["ends_on"], again["limit_won"]) == (None, 7)
    assert scene.book.broken_proofs() == []


def test_a_funder_caps_a_buyer_over_all_programmes(scene: Scene) -> None:
    scene.admit()
    given = scene.wanted(over_all_programmes=True, own_account_id=None)
    done = scene.done("facilities.set_up", scene.fund, given)
    assert (done["programme_id"], done["limit_won"]) == (None, 10**9)


def test_nobody_pays_from_another_s_account(scene: Scene) -> None:
    scene.admit()
    other = scene.own_account(scene.rival.company_id, "99900002")
    for number in (other, NOWHERE, scene.book.own[AccountPurpose.SETTLEMENT]):
        given = scene.wanted(own_account_id=number)
        ((code, field, _, facts),) = scene.refused("facilities.set_up", scene.fund.first, given)
        assert (code, field) == ("own_account_unfit", "account")
        assert facts == {"number": str(number), "purpose": "funding"}


def test_a_guarantee_is_the_credit_desk_s(scene: Scene) -> None:
    desk = scene.desk(Role.OPERATIONS, Role.CREDIT)
    given = FacilityWanted(programme_id=scene.programme, limit_won=10**9)
    made = scene.done("guarantees.set_up", desk, given)
    assert made["kind"] == "guarantee"
    change = FacilityChanged(facility_id=made["facility_id"], limit_won=5)
    assert scene.done("guarantees.change", desk, change)["limit_won"] == 5
    company = scene.pair_of(scene.book.institution_id)
    assert scene.hears("facilities.change", company.first, change) == ["unknown_facility"]
    assert scene.hears("guarantees.set_up", company.first, given) == ["not_permitted"]


def test_a_buyer_pays_early_from_its_own_account(scene: Scene) -> None:
    buyer = scene.pair("buyer")
    account = scene.own_account(buyer.first.company_id, "99900003")
    given = DiscountWanted(
        programme_id=scene.programme,
        own_account_id=account,
        limit_won=10**8,
        target_yield_annual="0.03",
    )
    first = scene.done("buyer_discount.set", buyer, given)
    second = scene.done("buyer_discount.set", buyer, given.model_copy(update={"limit_won": 10**7}))
    assert first["facility_id"] == second["facility_id"]
    assert (first["limit_won"], second["limit_won"]) == (10**8, 10**7)


def test_an_auction_is_opened_bid_in_under_seal_and_closed(scene: Scene) -> None:
    number = scene.facility()
    assert scene.open_auction()["rate_annual"] is None
    bid = scene.done("auctions.bid", scene.fund, scene.bid(number))
    assert (bid["rate_annual"], bid["amount_won"]) == ("0.03", 10**8)
    named = AuctionNamed(programme_id=scene.programme, for_day=scene.tomorrow)
    assert scene.hears("auctions.close", scene.treasury.first, named) == ["bids_sealed"]
    done = enter(
        scene.book.database,
        scene.treasury.first,
        acts()["auctions.close"],
        named,
        scene.at + timedelta(hours=6),
    )
    assert isinstance(done, Entered) and done.state == "executed", done
    assert done.answer is not None
    assert done.answer["rate_annual"] == "0.03"


def test_a_bid_s_amount_is_seen_by_nobody_else(scene: Scene) -> None:
    number = scene.facility()
    scene.open_auction()
    entered = scene.entered("auctions.bid", scene.fund.first, scene.bid(number))
    for company_id, sees in (
        (scene.fund.first.company_id, 1),
        (scene.book.institution_id, 0),
        (scene.rival.company_id, 0),
    ):
        with scene.book.database.asked_by(Asking(WEB, company_id)) as tx:
            found = tx.rows("SELECT 1 FROM parties.act WHERE act_id = %(id)s", id=entered.act_id)
        assert len(found) == sees, company_id


def _of(code: str, scene: Scene, number: int) -> Given:
    """What the rival would enter about a programme."""
    made = acts()[code].given
    about: dict[type[Given], dict[str, Any]] = {
        FacilityWanted: {"own_account_id": scene.account, "limit_won": 1},
        DiscountWanted: {
            "own_account_id": scene.account,
            "limit_won": 1,
            "target_yield_annual": "0",
        },
        AuctionOpened: {
            "for_day": scene.tomorrow,
            "closes_at": scene.at + timedelta(hours=1),
            "wanted_won": 1,
        },
        AuctionNamed: {"for_day": scene.tomorrow},
        FunderNamed: {"funder_number": scene.book.number("fund")},
    }
    return made(programme_id=number, **about[made])


@pytest.mark.parametrize(
    "code",
    [
        "facilities.set_up",
        "guarantees.set_up",
        "buyer_discount.set",
        "auctions.open",
        "auctions.close",
        "programmes.admit_funder",
    ],
)
def test_another_s_programme_is_not_there(scene: Scene, code: str) -> None:
    scene.facility()
    scene.open_auction()
    given, none = (_of(code, scene, one) for one in (scene.programme, NOWHERE))
    heard = scene.knows_nothing(code, given, none, (scene.programme, NOWHERE))
    assert heard == "unknown_programme"


def test_another_s_facility_is_not_there_nor_whether_an_auction_is_held(scene: Scene) -> None:
    number = scene.facility()
    numbers = (number, NOWHERE)
    for code in ("facilities.change", "guarantees.change"):
        given, none = (FacilityChanged(facility_id=one, limit_won=1) for one in numbers)
        assert scene.knows_nothing(code, given, none, numbers) == "unknown_facility"
    before = scene.refused("auctions.bid", scene.rival, scene.bid(number))
    scene.open_auction()
    given_bid, none_bid = (scene.bid(one) for one in numbers)
    assert scene.knows_nothing("auctions.bid", given_bid, none_bid, numbers) == "unknown_facility"
    assert scene.refused("auctions.bid", scene.rival, given_bid) == before
    elsewhere = scene.bid(number, programme_id=NOWHERE)
    assert scene.refused("auctions.bid", scene.rival, elsewhere) == before
