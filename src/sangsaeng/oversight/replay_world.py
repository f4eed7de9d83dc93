"""The people and accounts of a replay: everything its file names, made when it is first named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sangsaeng.database.connection import Database, Tx
from sangsaeng.early_payment.model import Sale
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.oversight.book import Desk, hear_banks
from sangsaeng.oversight.paper_bank import PaperBank
from sangsaeng.oversight.replay_terms import read_facilities, read_terms
from sangsaeng.oversight.scenario import Scenario
from sangsaeng.oversight.scenario_shape import DEFAULT_BANK
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company, HolderCheck
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.payouts.rails.routing import RoutingLimits
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import (
    OF_PAYMENTS,
    AccountPurpose,
    DefaultPolicy,
    Programme,
    RefundOwner,
)
from sangsaeng.programmes.service_facility import set_up_facility
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import EvidenceKind, Funding
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence

BUYERS_CASH_ON = "90000000001"
_DEPOSITS_ON = "90000000002"
_INSTITUTIONS_OWN_ON = "90000000003"
_FUNDERS_ON = "90000000004"
_BANK = "218"
_INSTITUTIONS_FUNDS_WON = 10**13
_SIZES = {"sme": "small", "mid": "mid", "large": "large"}


@dataclass(frozen=True, slots=True)
class Held:
    """A receivable by its name in the file."""

    name: str
    programme_id: int
    receivable_id: int
    holder: str
    face_won: int
    parent: str | None
    buyer: str


@dataclass(slots=True)
class World:
    """Everything a replay knows by the file's own names."""

    database: Database
    scenario: Scenario
    bank: PaperBank
    desk: Desk
    institution_id: int
    foundation_id: int
    funder_id: int
    accounts: Mapping[AccountPurpose, int]
    companies: dict[str, Company] = field(default_factory=dict)
    programmes: dict[str, int] = field(default_factory=dict)
    receivables: dict[str, Held] = field(default_factory=dict)
    invoices: int = 0
    orders: int = 0
    failed: set[str] = field(default_factory=set)
    last_sale: Sale | None = None

    @property
    def needs_deposit(self) -> bool:
        """The buyer brings cash before it issues."""
        return variants()[self.scenario.variant].funding is Funding.BEFORE_ISSUE

    def company(self, name: str, day: date) -> Company:
        """A company by its name in the file; the first time, it joins with an account."""
        if name not in self.companies:
            told = self.scenario.companies.get(name, {})
            size = _SIZES.get(str(told.get("size", "sme")), "small")
            with self.database.transaction() as tx:
                number = invented_business_number(100 + len(self.companies))
                joined = parties.record_joined(tx, number, name, size, day)
                assert isinstance(joined, Company), joined
                account = str(told.get("account", f"1000{joined.company_id:08d}"))
                bank = str(told.get("bank", DEFAULT_BANK))
                failed = _name_account(tx, joined, bank, account, day)
                assert failed is None, failed
            self.companies[name] = joined
        return self.companies[name]

    def programme_of(self, buyer: str, day: date) -> int | Refusal:
        """The agreement of a buyer, opened at its first issue."""
        if buyer not in self.programmes:
            company = self._buyer(buyer, day)
            opened = _open_programme(self, company, day)
            if isinstance(opened, Refusal):
                return opened
            self.programmes[buyer] = opened
        return self.programmes[buyer]

    def _buyer(self, name: str, day: date) -> Company:
        sizes = variants()[self.scenario.variant].buyer_sizes
        if name not in self.companies:
            size = next(iter(sizes), "large")
            with self.database.transaction() as tx:
                number = invented_business_number(100 + len(self.companies))
                joined = parties.record_joined(tx, number, name, size, day)
            assert isinstance(joined, Company), joined
            self.companies[name] = joined
        return self.companies[name]

    def remember(
        self, name: str, programme_id: int, number: int, what: Mapping[str, Any], parent: str | None
    ) -> None:
        """Keep a new receivable under its name."""
        holder, face_won = str(what["holder"]), what["face"]
        buyer = self.receivables[parent].buyer if parent else str(what["buyer"])
        self.receivables[name] = Held(name, programme_id, number, holder, face_won, parent, buyer)

    def owner_of_parked(self, held: Held) -> str:
        """Whose the refund of interest on a receivable's parked money is, by the file's terms."""
        above = self.receivables[held.parent] if held.parent else held
        if (
            self.scenario.terms.get("refund_owner", RefundOwner.FIRST_TIER)
            == RefundOwner.FIRST_TIER
        ):
            while above.parent:
                above = self.receivables[above.parent]
        return above.holder

    def evidence(
        self, what: Mapping[str, Any], supplier: str, buyer: str, day: date
    ) -> Evidence | None:
        """The event's invoice; an issue without one gets one of its face, dated that day."""
        told = what.get("invoice")
        if told is None and what.get("parent") is not None:
            return None
        told = told or {}
        face = what.get("face")
        named = told.get("total", told.get("supply", 0) + told.get("vat", 0))
        total = int(named or (face if type(face) is int else 1))
        written_on = told.get("written_on", day)
        kind = variants()[self.scenario.variant].evidence
        number = told.get("approval_number") or told.get("number") or told.get("id")
        if number is None:
            self.invoices += 1
            number = f"{written_on:%Y%m%d}{self.invoices:016d}"
        return Evidence(
            fingerprint=fingerprint_of(supplier, buyer, written_on, total, str(number)),
            approval_number=str(number),
            kind="statement" if kind is EvidenceKind.STATEMENT else "tax_invoice",
            supplier_number=supplier,
            buyer_number=buyer,
            written_on=written_on,
            total_won=total,
        )

    def change_account(self, name: str, bank: str, account: str, day: date) -> Refusal | None:
        """A company names another account; its holder is checked at once."""
        with self.database.transaction() as tx:
            return _name_account(tx, self.companies[name], bank, account, day)

    def return_next(self, name: str, reason: Reason) -> Refusal | None:
        """The bank of a company's newest account will send the next payment back."""
        with self.database.transaction() as tx:
            accounts = parties.list_accounts(tx, self.companies[name].company_id)
        if not accounts:
            return refuse("scenario_unreadable", None, what=f"{name} has no account")
        self.bank.return_next(accounts[0].account_number, reason)
        return None


def _name_account(tx: Tx, company: Company, bank: str, number: str, day: date) -> Refusal | None:
    account = parties.record_account(tx, company.company_id, bank, number, company.name, day)
    if isinstance(account, Refusal):
        return account
    calendar = programmes.get_calendar(tx)
    matched = HolderCheck.MATCHED
    parties.record_holder_check(tx, account, matched, "paper bank", day, calendar)
    return None


def open_world(database: Database, scenario: Scenario) -> World | Refusal:
    """An institution, the Foundation, their accounts, and a bank that holds them."""
    if scenario.variant not in variants():
        return refuse("unknown_variant", "variant", value=scenario.variant)
    day = scenario.events[0].day
    ours = (BUYERS_CASH_ON, _DEPOSITS_ON, _INSTITUTIONS_OWN_ON, _FUNDERS_ON)
    bank = PaperBank(_BANK, ours)
    bank.day = day
    limits = RoutingLimits(netted_limit_won=LARGEST_WON)
    desk = Desk(database, {"simulated": bank}, ("simulated",), limits)
    with database.transaction() as tx:
        number = invented_business_number(1)
        institution = parties.record_joined(tx, number, "institution", "large", day)
        number = invented_business_number(2)
        foundation = parties.record_joined(tx, number, "foundation", "public", day)
        assert isinstance(institution, Company) and isinstance(foundation, Company)
        funder = parties.record_joined(tx, invented_business_number(3), "funder", "large", day)
        assert isinstance(funder, Company)
        accounts = {}
        owners = (institution, foundation, institution, funder)
        for purpose, number, owner in zip(OF_PAYMENTS, ours, owners, strict=True):
            own = programmes.record_own_account(
                tx, purpose, owner.company_id, _BANK, number, str(purpose)
            )
            accounts[purpose] = own.own_account_id
    for number in (_INSTITUTIONS_OWN_ON, _FUNDERS_ON):
        bank.credit(number, _INSTITUTIONS_FUNDS_WON, "own funds")
    hear_banks(desk, datetime(day.year, day.month, day.day, tzinfo=UTC))
    return World(
        database=database,
        scenario=scenario,
        bank=bank,
        desk=desk,
        institution_id=institution.company_id,
        foundation_id=foundation.company_id,
        funder_id=funder.company_id,
        accounts=accounts,
    )


def _open_programme(world: World, buyer: Company, day: date) -> int | Refusal:
    told = world.scenario.terms
    policy = world.scenario.default_policy
    if policy not in tuple(DefaultPolicy):
        return refuse("unknown_default_policy", "default_policy", value=policy)
    terms = read_terms(told, day)
    if isinstance(terms, Refusal):
        return terms
    asked = Programme(
        programme_id=0,
        buyer_id=buyer.company_id,
        institution_id=world.institution_id,
        foundation_id=world.foundation_id,
        variant=world.scenario.variant,
        default_policy=DefaultPolicy(policy),
        max_tier=int(told.get("max_tier", 4)),
        opened_on=day,
        ends_on=None,
        claim_days=30,
        settlement_account_id=world.accounts[AccountPurpose.SETTLEMENT],
        deposit_account_id=world.accounts[AccountPurpose.DEPOSIT],
        operating_account_id=world.accounts[AccountPurpose.OPERATING],
        insolvent_may_pass_on=told.get("insolvent_may_pass_on", True) is True,
    )
    with world.database.transaction() as tx:
        opened = programmes.record_programme(tx, asked, str(buyer.size))
        if isinstance(opened, Refusal):
            return opened
        programmes.record_terms(tx, opened.programme_id, terms)
        funding_account_id = world.accounts[AccountPurpose.FUNDING]
        wanted = (told, opened, world.funder_id, funding_account_id, day)
        for facility in read_facilities(*wanted):
            made = set_up_facility(tx, facility, day)
            if isinstance(made, Refusal):
                return refuse("scenario_unreadable", None, what=f"terms: {made.code}")
        return opened.programme_id
