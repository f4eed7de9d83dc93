"""The stage: the book with its people and agreement, the bank, and one working day of both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Fact, Refusal
from sangsaeng.oversight.book import Desk, Heard, hear_banks
from sangsaeng.oversight.demo.cast import Actor, Cast
from sangsaeng.oversight.demo.line import Line
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import BankAccount, Company, HolderCheck
from sangsaeng.payouts.rails.mock_bank_process import (
    MockAccount,
    mock_account_number,
    start_mock_bank,
)
from sangsaeng.payouts.rails.routing import RoutingLimits
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import (
    AccountPurpose,
    DefaultPolicy,
    Facility,
    FacilityKind,
    Programme,
    RefundOwner,
    Terms,
)
from sangsaeng.programmes.service_facility import set_up_facility
from sangsaeng.statutes.calendar import calendar as statutory_calendar

OPENS_ON = date(2026, 9, 1)
CLAIM_DAYS = 14
_BANK = "218"
_NUMBERS = {
    AccountPurpose.SETTLEMENT: mock_account_number("21812345678901"),
    AccountPurpose.DEPOSIT: mock_account_number("21812345678902"),
    AccountPurpose.OPERATING: mock_account_number("21812345678903"),
    AccountPurpose.FUNDING: mock_account_number("21812345678904"),
}
# Enough to pay a day in the buyer's place.
_INSTITUTIONS_FUNDS_WON = 5_000_000_000
_GUARANTEE_WON = 20_000_000_000
# What a second bank buys with, out of its own account.
_FUNDERS_FUNDS_WON = 500_000_000
_LEAST_RATE = Decimal("0.03")
_RAIL = "iso20022"
# The demonstration's bank takes any amount by file; at a real one large sums go by RTGS.
_FILE_LIMIT_WON = 10_000_000_000


class Tell(Protocol):
    """How the story is told: a sentence's code and its facts."""

    def __call__(self, day: date, code: str, /, **facts: Fact) -> None:
        """Tell one event."""


@dataclass(slots=True)
class Stage:
    """Everything the story acts on. `problems`: what should have come right and did not."""

    database: Database
    bank: Line
    desk: Desk
    cast: Cast
    tell: Tell
    programme_id: int = 0
    roots: list[int] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)
    statements: int = 0
    bank_messages: int = 0
    problems: list[str] = field(default_factory=list)

    def calendar(self) -> Calendar:
        """Business days as the book knows them now."""
        with self.database.transaction() as tx:
            return programmes.get_calendar(tx)

    def open_next(self, day: date) -> None:
        """The bank's day begins: its statements of the days before are compared with the book."""
        self.bank.bank.advance_to(day)
        self.note(hear_banks(self.desk, at(day, 9)))

    def note(self, heard: Heard) -> None:
        """Count what the bank said; a difference to the book is a problem."""
        self.bank_messages += heard.messages
        self.statements += len(heard.reconciled)
        self.problems += [refusal.code for refusal in heard.unreadable]
        for one in heard.reconciled:
            if one.stopped_for is not None:
                self.problems.append(f"{one.stopped_for} {one.statement_ref}")

    def set_behaviour(self, purpose: AccountPurpose, behaviour: str, **parameters: object) -> None:
        """Make the bank misbehave on one of our accounts."""
        self.bank.bank.set_behaviour(_NUMBERS[purpose], behaviour, parameters)

    def pay_in(self, purpose: AccountPurpose, won: int, payer: str, remittance: str) -> None:
        """Money arrives on one of our accounts."""
        number = _NUMBERS[purpose]
        self.bank.bank.credit(number, won, payer_name=payer, remittance_text=remittance)

    def company_of(self, actor: Actor) -> Company:
        """A company that is in the book."""
        with self.database.transaction() as tx:
            return parties.find_companies(tx, [actor.business_number])[actor.business_number]


def at(day: date, hour: int) -> datetime:
    """A moment of a day in Korea."""
    return datetime.combine(day, time(hour), KOREA)


@contextmanager
def open_stage(database: Database, cast: Cast, tell: Tell) -> Iterator[Stage]:
    """People, accounts and the agreement in an empty book, and a bank that ends with the block."""
    accounts = [
        MockAccount(number, _name_of(cast, purpose)) for purpose, number in _NUMBERS.items()
    ]
    closed = _closed_days(statutory_calendar([]), OPENS_ON)
    with start_mock_bank(at(OPENS_ON, 9), accounts, closed) as bank:
        line = Line(bank)
        limits = RoutingLimits(netted_limit_won=_FILE_LIMIT_WON)
        desk = Desk(database, {_RAIL: line}, (_RAIL,), limits)
        stage = Stage(database, line, desk, cast, tell)
        with database.transaction() as tx:
            _register(tx, stage)
        stage.pay_in(AccountPurpose.OPERATING, _INSTITUTIONS_FUNDS_WON, cast.institution.name, "")
        stage.pay_in(AccountPurpose.FUNDING, _FUNDERS_FUNDS_WON, cast.funder.name, "")
        stage.note(hear_banks(desk, at(OPENS_ON, 9)))
        yield stage


def close_bank_on(stage: Stage, day: date) -> None:
    """A closed day nobody knew of: the bank's list is replaced as a whole."""
    closed = _closed_days(statutory_calendar([day]), OPENS_ON)
    stage.bank.bank.set_closed_days(closed)


def _closed_days(calendar: Calendar, first: date) -> frozenset[date]:
    days = (first + timedelta(days=number) for number in range(70))
    return frozenset(day for day in days if day in calendar.closed_days)


def _name_of(cast: Cast, purpose: AccountPurpose) -> str:
    return _owner_of(cast, purpose).name


def _owner_of(cast: Cast, purpose: AccountPurpose) -> Actor:
    if purpose is AccountPurpose.DEPOSIT:
        return cast.foundation
    return cast.funder if purpose is AccountPurpose.FUNDING else cast.institution


def _register(tx: Tx, stage: Stage) -> None:
    cast = stage.cast
    calendar = programmes.get_calendar(tx)
    buyer, institution, foundation, funder = (
        join(tx, one, OPENS_ON)
        for one in (cast.buyer, cast.institution, cast.foundation, cast.funder)
    )
    owners = {AccountPurpose.DEPOSIT: foundation, AccountPurpose.FUNDING: funder}
    for actor in (one for tier in cast.tiers for one in tier):
        name_account(tx, join(tx, actor, OPENS_ON), actor, OPENS_ON, calendar)
    own = {}
    for purpose, number in _NUMBERS.items():
        owner = owners.get(purpose, institution)
        own[purpose] = programmes.record_own_account(
            tx, purpose, owner.company_id, _BANK, number, owner.name
        ).own_account_id
    asked = Programme(
        programme_id=0,
        buyer_id=buyer.company_id,
        institution_id=institution.company_id,
        foundation_id=foundation.company_id,
        variant="credit",
        default_policy=DefaultPolicy.INSTITUTION_ADVANCES,
        max_tier=4,
        opened_on=OPENS_ON,
        ends_on=None,
        claim_days=CLAIM_DAYS,
        settlement_account_id=own[AccountPurpose.SETTLEMENT],
        deposit_account_id=own[AccountPurpose.DEPOSIT],
        operating_account_id=own[AccountPurpose.OPERATING],
    )
    opened = programmes.record_programme(tx, asked, str(buyer.size))
    assert not isinstance(opened, Refusal), opened
    stage.programme_id = opened.programme_id
    terms = Terms(
        terms_id=1,
        in_force_from=OPENS_ON,
        early_payment_rate_annual=Decimal("0.042"),
        deposit_incentive_rate_annual=Decimal("0.01"),
        rounding=Rounding.TRUNCATE,
        refund_owner=RefundOwner.FIRST_TIER,
        max_partial_sales=5,
    )
    programmes.record_terms(tx, opened.programme_id, terms)
    _stand_ready(tx, opened, funder, own[AccountPurpose.FUNDING])


def _stand_ready(tx: Tx, opened: Programme, funder: Company, funding_account_id: int) -> None:
    """The institution would pay in the buyer's place; another bank buys what is sold early."""
    guarantee = Facility(
        facility_id=0,
        kind=FacilityKind.GUARANTEE,
        provider_id=opened.institution_id,
        buyer_id=opened.buyer_id,
        programme_id=opened.programme_id,
        own_account_id=None,
        least_rate_annual=Decimal(0),
        limit_won=_GUARANTEE_WON,
        from_on=OPENS_ON,
        ends_on=None,
    )
    purchase = replace(
        guarantee,
        kind=FacilityKind.PURCHASE,
        provider_id=funder.company_id,
        own_account_id=funding_account_id,
        least_rate_annual=_LEAST_RATE,
        limit_won=_FUNDERS_FUNDS_WON,
    )
    for asked in (guarantee, purchase):
        made = set_up_facility(tx, asked, OPENS_ON)
        assert not isinstance(made, Refusal), made


def join(tx: Tx, actor: Actor, day: date) -> Company:
    """A company comes on the system."""
    company = parties.record_joined(tx, actor.business_number, actor.name, actor.size, day)
    assert isinstance(company, Company), company
    return company


def name_account(
    tx: Tx, company: Company, actor: Actor, day: date, calendar: Calendar
) -> BankAccount:
    """A company names an account, and its bank confirms the holder."""
    account = parties.record_account(
        tx, company.company_id, actor.bank_code, actor.account_number, actor.name, day
    )
    assert isinstance(account, BankAccount), account
    matched = HolderCheck.MATCHED
    return parties.record_holder_check(tx, account, matched, "demonstration", day, calendar)
