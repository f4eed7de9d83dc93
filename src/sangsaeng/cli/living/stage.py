"""The stage of the living example: companies and accounts, two agreements, one bank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal

from sangsaeng.acts.model import Office
from sangsaeng.cli.living.bank import BANK, LivingBank
from sangsaeng.cli.living.cast import Cast
from sangsaeng.cli.living.rounds import Round
from sangsaeng.cli.safety.stage import ACCOUNT, RAIL
from sangsaeng.cli.safety.stage import Stage as People
from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.money import LARGEST_WON, Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import Desk, hear_banks
from sangsaeng.oversight.demo.cast import Actor
from sangsaeng.oversight.demo.stage import at, join, name_account
from sangsaeng.parties.model import Company
from sangsaeng.parties.service_powers import record_office
from sangsaeng.payouts.rails.routing import RoutingLimits
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import (
    OF_PAYMENTS,
    AccountPurpose,
    DefaultPolicy,
    Facility,
    FacilityKind,
    Programme,
    RefundOwner,
    Terms,
)
from sangsaeng.programmes.service_facility import set_up_facility

_NUMBERS = dict(
    zip(OF_PAYMENTS, ("99100000001", "99100000002", "99100000003", "99100000004"), strict=True)
)
# Where buyers pay in.
SETTLEMENT_ACCOUNT = _NUMBERS[AccountPurpose.SETTLEMENT]
# Enough to pay a day in a buyer's place, and to buy half a year's early sales.
_OPERATING_WON, _FUNDING_WON = 20_000_000_000, 10_000_000_000
_GUARANTEE_WON, _SMALL_GUARANTEE_WON = 60_000_000_000, 3_000_000_000
_RATE, _LEAST_RATE, _INCENTIVE = Decimal("0.042"), Decimal("0.03"), Decimal("0.01")
# A visitor comes at any hour: what is sold late today is paid today all the same.
_CUT_OFF = time(23, 50)
_CLAIM_DAYS = 21


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise the story goes on with."""

    programme_id: int
    receivable_id: int
    holder: Actor
    won: int
    due: date


@dataclass
class Living:
    """Everything the story acts on. `problems`: what should have come right and did not."""

    people: People
    cast: Cast
    now: datetime
    rounds: list[Round]
    companies: dict[str, Company] = field(default_factory=dict)
    own: dict[AccountPurpose, int] = field(default_factory=dict)
    programme_id: int = 0
    small_programme_id: int = 0
    # By round: the buyer's promises, and those to tiers 2 and 3.
    promised: dict[int, tuple[list[Promised], list[Promised], list[Promised]]] = field(
        default_factory=dict
    )
    returned: list[Actor] = field(default_factory=list)
    serial: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """The book."""
        return self.people.database

    @property
    def desk(self) -> Desk:
        """The book and its bank."""
        return self.people.desk

    @property
    def today(self) -> date:
        """The day on which the visitor comes."""
        return self.now.date()

    def calendar(self) -> Calendar:
        """Business days as the book knows them."""
        with self.database.transaction() as tx:
            return programmes.get_calendar(tx)

    def company_of(self, actor: Actor) -> Company:
        """A company of the cast that is on the system."""
        return self.companies[actor.business_number]

    def begin_day(self, day: date) -> None:
        """The bank's statements of the days before come in."""
        self.people.set_day(day, 9)
        self.hear(at(day, 9))

    def hear(self, moment: datetime) -> None:
        """Take in what the bank says; a difference to the book is a problem."""
        heard = hear_banks(self.desk, moment)
        self.problems += [refusal.code for refusal in heard.unreadable]
        self.problems += [
            f"{one.stopped_for} {one.statement_ref}"
            for one in heard.reconciled
            if one.stopped_for is not None
        ]

    def pay_in(self, purpose: AccountPurpose, won: int, remittance: str) -> None:
        """Money arrives on one of the scheme's accounts."""
        self.people.bank.credit(_NUMBERS[purpose], won, remittance)

    def next_serial(self) -> int:
        """A number for the next invoice."""
        self.serial += 1
        return self.serial


def open_people(database: Database, moment: datetime, told: Callable[[int], None]) -> People:
    """The people's way into an empty, prepared book, and the bank of both stories."""
    bank = LivingBank([ACCOUNT, *_NUMBERS.values()])
    limits = RoutingLimits(netted_limit_won=LARGEST_WON)
    people = People(database, bank, Desk(database, {RAIL: bank}, (RAIL,), limits), moment, told)
    bank.day = moment.astimezone(KOREA).date()
    return people


def furnish(living: Living, day: date) -> None:
    """Companies, accounts and agreements, on the day on which it all begins."""
    living.begin_day(day)
    with living.database.transaction() as tx:
        _join_all(tx, living, day)
        _open_accounts(tx, living)
        living.programme_id = _open_programme(tx, living, living.cast.buyer, day)
        living.small_programme_id = _open_programme(tx, living, living.cast.small_buyer, day)
    living.pay_in(AccountPurpose.OPERATING, _OPERATING_WON, "own funds")
    living.pay_in(AccountPurpose.FUNDING, _FUNDING_WON, "own funds")
    living.hear(at(day, 10))


def _join_all(tx: Tx, living: Living, day: date) -> None:
    cast, calendar = living.cast, programmes.get_calendar(tx)
    around = (cast.buyer, cast.small_buyer, cast.institution, cast.foundation, cast.ministry)
    for actor in (*around, cast.funder, *(one for tier in cast.tiers for one in tier)):
        company = join(tx, actor, day)
        name_account(tx, company, actor, day, calendar)
        living.companies[actor.business_number] = company
    for actor, offices in (
        (cast.institution, (Office.OPERATOR, Office.INSTITUTION)),
        (cast.foundation, (Office.FOUNDATION,)),
        (cast.ministry, (Office.MINISTRY,)),
    ):
        for office in offices:
            record_office(tx, living.company_of(actor).company_id, str(office), day)


def _open_accounts(tx: Tx, living: Living) -> None:
    cast = living.cast
    owners = {AccountPurpose.DEPOSIT: cast.foundation, AccountPurpose.FUNDING: cast.funder}
    for purpose, number in _NUMBERS.items():
        owner = owners.get(purpose, cast.institution)
        company_id = living.company_of(owner).company_id
        made = programmes.record_own_account(tx, purpose, company_id, BANK, number, owner.name)
        living.own[purpose] = made.own_account_id


def _open_programme(tx: Tx, living: Living, buyer: Actor, day: date) -> int:
    company = living.company_of(buyer)
    opened = programmes.record_programme(tx, _programme(living, company, day), str(company.size))
    assert not isinstance(opened, Refusal), opened
    terms = Terms(
        terms_id=1,
        in_force_from=day,
        early_payment_rate_annual=_RATE,
        deposit_incentive_rate_annual=_INCENTIVE,
        rounding=Rounding.TRUNCATE,
        refund_owner=RefundOwner.FIRST_TIER,
        max_partial_sales=5,
        cut_off_at=_CUT_OFF,
    )
    programmes.record_terms(tx, opened.programme_id, terms)
    small = buyer is living.cast.small_buyer
    guarantee = Facility(
        facility_id=0,
        kind=FacilityKind.GUARANTEE,
        provider_id=opened.institution_id,
        buyer_id=opened.buyer_id,
        programme_id=opened.programme_id,
        own_account_id=None,
        least_rate_annual=Decimal(0),
        limit_won=_SMALL_GUARANTEE_WON if small else _GUARANTEE_WON,
        from_on=day,
        ends_on=None,
    )
    purchase = replace(
        guarantee,
        kind=FacilityKind.PURCHASE,
        provider_id=living.company_of(living.cast.funder).company_id,
        own_account_id=living.own[AccountPurpose.FUNDING],
        least_rate_annual=_LEAST_RATE,
        limit_won=_SMALL_GUARANTEE_WON if small else _FUNDING_WON,
    )
    for asked in (guarantee, purchase):
        made = set_up_facility(tx, asked, day)
        assert not isinstance(made, Refusal), made
    return opened.programme_id


def _programme(living: Living, buyer: Company, day: date) -> Programme:
    return Programme(
        programme_id=0,
        buyer_id=buyer.company_id,
        institution_id=living.company_of(living.cast.institution).company_id,
        foundation_id=living.company_of(living.cast.foundation).company_id,
        variant="credit",
        default_policy=DefaultPolicy.INSTITUTION_ADVANCES,
        max_tier=4,
        opened_on=day,
        ends_on=None,
        claim_days=_CLAIM_DAYS,
        settlement_account_id=living.own[AccountPurpose.SETTLEMENT],
        deposit_account_id=living.own[AccountPurpose.DEPOSIT],
        operating_account_id=living.own[AccountPurpose.OPERATING],
    )
