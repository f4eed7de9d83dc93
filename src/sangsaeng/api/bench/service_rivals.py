"""Makes the world of two rivals in an empty book: their trees, sales, orders, acts and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sangsaeng.acts.model import COMPANY_ROLES, Caller, Office, Power, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.bench.rivals import Asker, Member, Side, World
from sangsaeng.api.bench.service_people import Crowd
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.service import quote, sell
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import LARGEST_WON, Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import BankAccount, Company, HolderCheck
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
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.signin.service_agreement import accept_terms_in, open_terms_in

_SQL = load(__package__)
_OPERATOR = (Office.INSTITUTION, Office.OPERATOR)
# No number of an item begins like these by itself.
FIRST_ITEM = (510_000_000_000, 520_000_000_000)
LATER_ITEM, NO_ITEM = 810_000_000_000, 610_000_000_000
_NAMES = ("Ziryabon", "Quillmere")
# A bench is run at any hour.
_CUT_OFF = time(23, 59, 59)
T = TypeVar("T")


def make_world(database: Database, at: datetime, origin: str) -> World:
    """The whole of it; people's sessions are for pages of `origin`."""
    return _Maker(database, at, Crowd(database, at, origin)).world()


@dataclass
class _Maker:
    database: Database
    at: datetime
    crowd: Crowd

    def __post_init__(self) -> None:
        self.companies = 0
        self.invoices = 0

    @property
    def today(self) -> date:
        return self.at.astimezone(KOREA).date()

    def world(self) -> World:
        institution = self._member("The institution", "mid", *_OPERATOR)
        foundation = self._member("The Foundation", "mid", Office.FOUNDATION)
        ministry = self._member("The Ministry", "mid", Office.MINISTRY)
        others = {
            Role.PROGRAMME_OFFICER: self._member("An office", "mid", Office.PROGRAMME),
            Role.VERIFIER: self._member("A verifier", "mid", Office.VERIFIER),
            Role.WORKER_REPRESENTATIVE: self._member("A site", "mid", Office.SITE),
            Role.VIEWER: self._member("An outsider", "small"),
        }
        self.own = self._own_accounts(institution, foundation)
        self._jump(FIRST_ITEM[0])
        first = self._side(0, institution, foundation)
        self._jump(FIRST_ITEM[1])
        second = self._side(1, institution, foundation)
        self._jump(LATER_ITEM)
        sides = (first, second)
        askers = [*self._askers_of(sides)]
        both = first.all_signs() | second.all_signs()
        # What totals and shares show of the whole: nobody's name, number or account.
        named = set().union(
            *(one.called | {one.account} for side in sides for one in [*side.tiers, side.funder])
        )
        askers += self._desk(institution, _OPERATOR, frozenset(), sides)
        askers += self._one(foundation, Role.FOUNDATION, Office.FOUNDATION, named, sides)
        askers += self._one(ministry, Role.MINISTRY, Office.MINISTRY, named, sides)
        for (role, member), office in zip(others.items(), _OTHERS, strict=True):
            askers += self._one(member, role, office, both, sides)
        askers.append(Asker("nobody", {}, hidden=frozenset(both), rival=first.things()))
        return World(sides, askers, self.at, self.crowd.prove_anew)

    def _jump(self, to: int) -> None:
        with Database(self.database.url, size=1, role=None) as owner, owner.transaction() as tx:
            tx.the(_SQL["jump_items"], next=to)

    def _member(self, name: str, size: str, *offices: Office) -> Member:
        self.companies += 1
        number = invented_business_number(7_310_000 + self.companies * 7_919)
        with self.database.transaction() as tx:
            made = _made(parties.record_joined(tx, number, name, size, self.today), Company)
        self.crowd.office(made.company_id, *offices)
        return Member(name, number, made.company_id)

    def _own_accounts(self, institution: Member, foundation: Member) -> dict[AccountPurpose, int]:
        owners = {AccountPurpose.DEPOSIT: foundation}
        found: dict[AccountPurpose, int] = {}
        with self.database.transaction() as tx:
            for n, purpose in enumerate(OF_PAYMENTS):
                if purpose is AccountPurpose.FUNDING:
                    continue
                owner = owners.get(purpose, institution).company_id
                own = programmes.record_own_account(
                    tx, purpose, owner, "218", f"9000000000{n}", str(purpose)
                )
                found[purpose] = own.own_account_id
        return found

    def _side(self, which: int, institution: Member, foundation: Member) -> Side:
        name = _NAMES[which]
        buyer = self._member(f"{name} buyer", "large")
        tiers = [self._member(f"{name} tier {n}", "small") for n in (1, 2, 3)]
        side = Side(buyer, tiers, self._member(f"{name} funder", "large"))
        for n, one in enumerate(side.members):
            one.account = f"{4_400_700_300 + which * 1_000_000 + n * 13_331}17"
            self._name_account(one)
        side.programme_id = self._programme(side, institution, foundation)
        self._buys(side)
        self._promises(side, which)
        for one in side.members:
            self._people(one)
            self._asked(one, which)
        return side

    def _name_account(self, one: Member) -> None:
        with self.database.transaction() as tx:
            named = parties.record_account(
                tx, one.company_id, "088", one.account, one.name, self.today
            )
            account = _made(named, BankAccount)
            calendar = programmes.get_calendar(tx)
            parties.record_holder_check(
                tx, account, HolderCheck.MATCHED, "bench", self.today, calendar
            )
        one.owns("bank_account_id", account.bank_account_id)

    def _programme(self, side: Side, institution: Member, foundation: Member) -> int:
        asked = Programme(
            programme_id=0,
            buyer_id=side.buyer.company_id,
            institution_id=institution.company_id,
            foundation_id=foundation.company_id,
            variant="credit",
            default_policy=DefaultPolicy.UNPAID_NO_RECOURSE,
            max_tier=4,
            opened_on=self.today,
            ends_on=None,
            claim_days=10,
            settlement_account_id=self.own[AccountPurpose.SETTLEMENT],
            deposit_account_id=self.own[AccountPurpose.DEPOSIT],
            operating_account_id=self.own[AccountPurpose.OPERATING],
        )
        terms = Terms(
            terms_id=1,
            in_force_from=self.today,
            early_payment_rate_annual=Decimal("0.042"),
            deposit_incentive_rate_annual=Decimal("0.01"),
            rounding=Rounding.TRUNCATE,
            refund_owner=RefundOwner.FIRST_TIER,
            max_partial_sales=5,
            cut_off_at=_CUT_OFF,
        )
        with self.database.transaction() as tx:
            opened = _made(programmes.record_programme(tx, asked, "large"), Programme)
            programmes.record_terms(tx, opened.programme_id, terms)
        return opened.programme_id

    def _buys(self, side: Side) -> None:
        number = f"{side.funder.account[:-2]}99"
        with self.database.transaction() as tx:
            own = programmes.record_own_account(
                tx, AccountPurpose.FUNDING, side.funder.company_id, "218", number, "funding"
            )
            asked = Facility(
                facility_id=0,
                kind=FacilityKind.PURCHASE,
                provider_id=side.funder.company_id,
                buyer_id=side.buyer.company_id,
                programme_id=side.programme_id,
                own_account_id=own.own_account_id,
                least_rate_annual=Decimal(0),
                limit_won=LARGEST_WON,
                from_on=self.today,
                ends_on=None,
            )
            made = _made(set_up_facility(tx, asked, self.today), Facility)
        side.funder.owns("facility_id", made.facility_id)
        side.funder.owns("own_account_id", own.own_account_id)

    def _promises(self, side: Side, which: int) -> None:
        """Two trees of three tiers, with sums like no others; parts of them priced and sold."""
        due = self.today + timedelta(days=40)
        for tree in (1, 2):
            won = 31_415_926_535 * tree + which * 271_828_183
            evidence = self._invoice(side.tiers[0], side.buyer, won)
            line = PromiseLine(1, side.tiers[0].number, side.tiers[0].name, won, due, evidence)
            done = issue(self.database, side.programme_id, [line], self.today)
            parent = _made(done, Written).receivable_ids[0]
            self._held(side.buyer, side.tiers[0], parent, won)
            for n, (giver, taker) in enumerate(zip(side.tiers, side.tiers[1:], strict=False)):
                won = won // 2 - 1_618_033 * (n + 1)
                later = due + timedelta(days=n + 1)
                line = PromiseLine(1, taker.number, taker.name, won, later)
                passed = pass_on(self.database, side.programme_id, parent, [line], self.today)
                parent = _made(passed, Written).receivable_ids[0]
                self._held(giver, taker, parent, won)
        for one in side.tiers:
            receivable_id = one.things["receivable_id"][0]
            about = (self.database, side.programme_id, receivable_id)
            sold = _made(sell(*about, 17_724_539, one.company_id, self.at), Sale)
            asked = _made(quote(*about, 14_142_135, one.company_id, self.at), Quote)
            one.owns("sale_id", sold.sale_id)
            one.owns("quote_ids", asked.quote_id)

    def _invoice(self, supplier: Member, buyer: Member, won: int) -> Evidence:
        self.invoices += 1
        approval = f"{self.today:%Y%m%d}{self.invoices:016d}"
        sides = supplier.number, buyer.number
        return Evidence(
            fingerprint=fingerprint_of(*sides, self.today, won, approval),
            approval_number=approval,
            kind="tax_invoice",
            supplier_number=supplier.number,
            buyer_number=buyer.number,
            written_on=self.today,
            total_won=won,
        )

    def _held(self, giver: Member, taker: Member, receivable_id: int, won: int) -> None:
        taker.owns("receivable_id", receivable_id)
        taker.signs.add(str(won))
        for kind in ("root_id", "parent_id"):
            giver.owns(kind, receivable_id)

    def _people(self, one: Member) -> None:
        for role in sorted(COMPANY_ROLES):
            person_id, powers = self.crowd.person(one.company_id, role, name=f"Of {one.name}")
            self.crowd.person(one.company_id, role)
            one.owns("person_id", person_id)
            one.owns("power_id", *powers)
        one.owns("key_id", self.crowd.machine(one.company_id, "acts.list")[0])

    def _asked(self, one: Member, which: int) -> None:
        """What a member's own people have entered: some of it waits, some was done at once."""
        person_id = one.things["person_id"][0]
        with self.database.transaction() as tx:
            tx.run(_SQL["add_passkey"], person_id=person_id, at=self.at)
        with self.database.asked_by(Asking(DOOR)) as tx:
            opened = open_terms_in(tx, one.company_id, "ko", self.at - timedelta(minutes=1))
            accepted = accept_terms_in(tx, one.company_id, person_id, opened.digest, self.at)
            assert not isinstance(accepted, Refusal), accepted
        powers = tuple(Power(role) for role in COMPANY_ROLES)
        caller = Caller(one.company_id, powers, person_id=person_id, stepped_up_at=self.at)
        order = self._enter(
            caller, "standing_orders.add", kind="cash_on_day", amount_won=1_000, day_of_month=25
        )
        one.owns("act_id", order.act_id)
        hook = self._enter(
            caller,
            "webhooks.add",
            url=f"https://93.184.216.{which + 34}/{one.company_id}",
            events=["act.waiting"],
        )
        one.owns("endpoint_id", (hook.answer or {})["endpoint_id"])
        act = acts()["invitations.send"]
        asked = act.given(
            business_number=invented_business_number(6_000_000 + one.company_id % 100_000),
            company_name=f"Asked by {one.name}",
            email=f"asked@{one.company_id}.example",
        )
        invited = enter(self.database, caller, act, asked, self.at)
        if isinstance(invited, Entered):
            one.owns("invitation_id", (invited.answer or {})["invitation_id"])

    def _enter(self, caller: Caller, code: str, **given: Any) -> Entered:
        act = acts()[code]
        model = act.given.model_validate(given, strict=False)
        return _made(enter(self.database, caller, act, model, self.at), Entered)

    def _askers_of(self, sides: tuple[Side, Side]) -> list[Asker]:
        found = []
        for side, rival in (sides, sides[::-1]):
            for one in side.members:
                hidden = frozenset(rival.all_signs() | side.hidden_from(one))
                found += self._desk(one, (), hidden, (side, rival))
        return found

    def _desk(
        self,
        one: Member,
        offices: tuple[Office, ...],
        hidden: frozenset[str],
        sides: tuple[Side, Side],
    ) -> list[Asker]:
        """A person in each role, and a machine that may all that a machine may."""
        roles = sorted(Role) if offices else [*sorted(COMPANY_ROLES), Role.OPERATIONS]
        asked = [(str(role), [role]) for role in roles]
        found = []
        for name, having in asked:
            person_id, _ = self.crowd.person(one.company_id, *having)
            with self.database.transaction() as tx:
                tx.run(_SQL["add_passkey"], person_id=person_id, at=self.at)
            headers = self.crowd.session(person_id)
            found.append(
                self._asker(one, name, headers, sides, roles=frozenset(having), hidden=hidden)
            )
        for scope in ("*", "receivables.*"):
            _, headers = self.crowd.machine(one.company_id, scope)
            found.append(self._asker(one, scope, headers, sides, scopes=(scope,), hidden=hidden))
        for asker in found:
            asker.offices = frozenset(offices)
        return found

    def _one(
        self,
        member: Member,
        role: Role,
        office: Office | None,
        hidden: set[str],
        sides: tuple[Side, Side],
    ) -> list[Asker]:
        person_id, _ = self.crowd.person(member.company_id, role)
        about = {"roles": frozenset({role}), "hidden": frozenset(hidden)}
        made = self._asker(member, str(role), self.crowd.session(person_id), sides, **about)
        made.offices = frozenset({office} if office else ())
        if role is Role.FOUNDATION:
            # It takes part in every programme, and the accounts of the scheme are its own.
            made.rival = {kind: ids for kind, ids in made.rival.items() if kind not in _ITS_OWN}
        return [made]

    def _asker(
        self,
        one: Member,
        name: str,
        headers: dict[str, str],
        sides: tuple[Side, Side],
        **more: Any,
    ) -> Asker:
        side, rival = sides
        numbers = tuple(member.number for each in sides for member in each.members)
        own = side.things()
        more |= {"own": own, "rival": rival.things(), "numbers": numbers}
        return Asker(f"{one.name}: {name}", headers, company_id=one.company_id, **more)


_ITS_OWN = ("programme_id", "own_account_id")
_OTHERS = (Office.PROGRAMME, Office.VERIFIER, Office.SITE, None)


def _made(found: Any, kind: type[T]) -> T:
    assert isinstance(found, kind), found
    return found
