"""A book for tests: an institution, the Foundation, their accounts, a paper bank, companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import psycopg

from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.kernel.money import LARGEST_WON, Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.book import Desk, hear_banks, pay_out
from sangsaeng.oversight.verify import verify
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company, HolderCheck
from sangsaeng.payouts.rails.model import Reason
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
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)
from sangsaeng.programmes.variants import variants
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_taking_back import claim_waiting
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.receipts import reference_of_deposit, reference_of_root
from sangsaeng.settlement.service_run import settle_day
from watched_bank import BANK, CASH_ON, DEPOSITS_ON, FUNDERS_ON, OWN_ON, WatchedBank

# A Monday without a holiday near it.
MONDAY = date(2026, 4, 6)
NOON = time(12, 0)


def noon(day: date) -> datetime:
    """Twelve o'clock in Korea."""
    return datetime.combine(day, NOON, KOREA)


@dataclass
class Book:
    """A fresh book and the people in it, by short names."""

    database: Database
    bank: WatchedBank
    desk: Desk
    calendar: Calendar
    institution_id: int
    foundation_id: int
    funder_id: int
    own: Mapping[AccountPurpose, int]
    today: date
    companies: dict[str, Company] = field(default_factory=dict)
    accounts: dict[str, list[str]] = field(default_factory=dict)
    invoices: int = 0

    def number(self, name: str) -> str:
        """The business number of a company, known to the book or not."""
        if name not in self.companies:
            self._numbers.setdefault(name, invented_business_number(100 + len(self._numbers)))
            return self._numbers[name]
        return self.companies[name].business_number

    _numbers: dict[str, str] = field(default_factory=dict)

    def company(self, name: str, size: str = "small", account: bool = True) -> Company:
        """A company that is on the system; the first time it joins, with an account."""
        if name not in self.companies:
            self.join(name, size)
            if account:
                self.name_account(name)
        return self.companies[name]

    def join(self, name: str, size: str = "small") -> int:
        """A company comes on the system; how much waited for it, in receivables."""
        with self.database.transaction() as tx:
            joined = parties.record_joined(tx, self.number(name), name, size, self.today)
            assert isinstance(joined, Company), joined
            self.companies[name] = joined
            return claim_waiting(tx, joined.company_id, self.today)

    def name_account(self, name: str, matched: HolderCheck = HolderCheck.MATCHED) -> str:
        """A company names a new account, whose holder is checked at once; its number."""
        held = self.accounts.setdefault(name, [])
        company_id = self.companies[name].company_id
        number = f"{company_id:08d}{len(held):04d}"
        with self.database.transaction() as tx:
            account = parties.record_account(tx, company_id, "088", number, name, self.today)
            assert not isinstance(account, Refusal), account
            parties.record_holder_check(tx, account, matched, "test", self.today, self.calendar)
        held.append(number)
        return number

    def programme(
        self,
        buyer: str = "buyer",
        variant: str = "credit",
        policy: str = "unpaid_no_recourse",
        max_tier: int = 4,
        claim_days: int = 10,
        ends_on: date | None = None,
        insolvent_may_pass_on: bool = True,
        **terms: Any,
    ) -> int:
        """Open an agreement with its terms; its number."""
        size = next(iter(variants()[variant].buyer_sizes), "large")
        company = self.company(buyer, size)
        asked = Programme(
            programme_id=0,
            buyer_id=company.company_id,
            institution_id=self.institution_id,
            foundation_id=self.foundation_id,
            variant=variant,
            default_policy=DefaultPolicy(policy),
            max_tier=max_tier,
            opened_on=self.today,
            ends_on=ends_on,
            claim_days=claim_days,
            settlement_account_id=self.own[AccountPurpose.SETTLEMENT],
            deposit_account_id=self.own[AccountPurpose.DEPOSIT],
            operating_account_id=self.own[AccountPurpose.OPERATING],
            insolvent_may_pass_on=insolvent_may_pass_on,
        )
        with self.database.transaction() as tx:
            opened = programmes.record_programme(tx, asked, size)
            assert not isinstance(opened, Refusal), opened
            programmes.record_terms(tx, opened.programme_id, some_terms(1, self.today, **terms))
            if opened.default_policy is DefaultPolicy.INSTITUTION_ADVANCES:
                self._set_up(tx, opened, FacilityKind.GUARANTEE, self.institution_id)
            self._set_up(tx, opened, FacilityKind.PURCHASE, self.funder_id)
        return opened.programme_id

    def funder(self, order: int) -> tuple[int, int]:
        """Another funder, with money on an account of its own: company, account. `order` from 1."""
        number = f"{int(FUNDERS_ON) + order}"
        with self.database.transaction() as tx:
            made = parties.record_joined(
                tx, invented_business_number(10 + order), f"funder {order}", "large", self.today
            )
            assert isinstance(made, Company), made
            own = programmes.record_own_account(
                tx, AccountPurpose.FUNDING, made.company_id, BANK, number, f"funder {order}"
            )
        self.bank.open_account(number)
        self.bank.day = self.today
        self.bank.credit(number, 10**12, "a funder's funds")
        hear_banks(self.desk, noon(self.today))
        return made.company_id, own.own_account_id

    def _set_up(self, tx: Tx, opened: Programme, kind: FacilityKind, provider_id: int) -> None:
        account = self.own[AccountPurpose.FUNDING] if kind is FacilityKind.PURCHASE else None
        asked = Facility(
            facility_id=0,
            kind=kind,
            provider_id=provider_id,
            buyer_id=opened.buyer_id,
            programme_id=opened.programme_id,
            own_account_id=account,
            least_rate_annual=Decimal(0),
            limit_won=LARGEST_WON,
            from_on=self.today,
            ends_on=None,
        )
        made = set_up_facility(tx, asked, self.today)
        assert not isinstance(made, Refusal), made

    def limit_facilities(
        self, limit_won: int, but: int = 0, kind: FacilityKind = FacilityKind.PURCHASE
    ) -> None:
        """Every facility of a kind that has room gets another limit; `but` keeps its own."""
        with self.database.transaction() as tx:
            for one in list_facilities(tx, kind):
                if one.limit_won > 0 and one.facility_id != but:
                    done = change_facility(tx, one.facility_id, self.today, limit_won=limit_won)
                    assert not isinstance(done, Refusal), done

    def invoice(
        self,
        supplier: str,
        buyer: str,
        total_won: int,
        written_on: date | None = None,
        number: str | None = None,
        kind: str = "tax_invoice",
    ) -> Evidence:
        """An invoice between two companies; a new approval number unless one is given."""
        self.invoices += 1
        written_on = written_on or self.today
        shown = number or f"{written_on:%Y%m%d}{self.invoices:016d}"
        sides = self.number(supplier), self.number(buyer)
        return Evidence(
            fingerprint=fingerprint_of(*sides, written_on, total_won, shown),
            approval_number=shown,
            kind=kind,
            supplier_number=sides[0],
            buyer_number=sides[1],
            written_on=written_on,
            total_won=total_won,
        )

    def line(
        self,
        payee: str,
        amount_won: int,
        matures_on: date,
        evidence: Evidence | None = None,
        line_no: int = 1,
    ) -> PromiseLine:
        """A line of an issue or a pass-on."""
        return PromiseLine(line_no, self.number(payee), payee, amount_won, matures_on, evidence)

    def issue(
        self, programme_id: int, payee: str, amount_won: int, matures_on: date, buyer: str = "buyer"
    ) -> int:
        """A root on an invoice of its own; its number."""
        evidence = self.invoice(payee, buyer, amount_won)
        line = self.line(payee, amount_won, matures_on, evidence)
        done = issue(self.database, programme_id, [line], self.today)
        assert isinstance(done, Written), done
        return done.receivable_ids[0]

    def pass_on(
        self, programme_id: int, parent_id: int, payee: str, amount_won: int, matures_on: date
    ) -> int:
        """A part of a receivable for another company; its number."""
        line = self.line(payee, amount_won, matures_on)
        done = pass_on(self.database, programme_id, parent_id, [line], self.today)
        assert isinstance(done, Written), done
        return done.receivable_ids[0]

    def pay_in(self, amount_won: int, reference: str) -> None:
        """A buyer's money arrives."""
        self.bank.day = self.today
        self.bank.credit(CASH_ON, amount_won, reference)
        hear_banks(self.desk, noon(self.today))

    def fund(self, programme_id: int, root_id: int, amount_won: int) -> None:
        """A buyer's money for one root."""
        self.pay_in(amount_won, reference_of_root(programme_id, root_id))

    def deposit(self, programme_id: int, amount_won: int) -> None:
        """A buyer deposits cash before it issues."""
        self.pay_in(amount_won, reference_of_deposit(programme_id))

    def return_next(self, name: str, reason: Reason = Reason.CLOSED_ACCOUNT) -> None:
        """The bank of a company's newest account sends the next payment back."""
        self.bank.return_next(self.accounts[name][-1], reason)

    def settle(self) -> Totals | Refusal:
        """The day's run, nothing else."""
        return settle_day(self.database, self.today, trees_per_chunk=2)

    def pay(self) -> None:
        """Payouts, and the bank's statement of the day."""
        self.bank.day = self.today
        pay_out(self.desk, noon(self.today))
        self.bank.close_day()
        hear_banks(self.desk, noon(self.today))

    def end_day(self) -> None:
        """Settle and pay."""
        settled = self.settle()
        assert isinstance(settled, Totals), settled
        self.pay()

    def received_won(self, name: str) -> int:
        """What stayed on a company's accounts at the bank."""
        return sum(
            sum(self.bank.delivered.get(account, {}).values())
            for account in self.accounts.get(name, [])
        )

    def broken_proofs(self) -> list[str]:
        """Every proof that does not hold, readable."""
        return [str(proof) for proof in verify(self.database) if not proof.holds]


_PRICING = (
    "follows_base_rate",
    "tenor_from_days",
    "tenor_add_annual",
    "system_fee_rate_annual",
    "auction",
    "quote_valid_minutes",
    "cut_off_at",
)


def some_terms(terms_id: int, day: date, **other: Any) -> Terms:
    """Terms with figures of no importance, but for those given."""
    return Terms(
        terms_id=terms_id,
        in_force_from=day,
        early_payment_rate_annual=Decimal(other.get("early_payment", "0.042")),
        deposit_incentive_rate_annual=Decimal(other.get("incentive", "0.01")),
        rounding=Rounding(other.get("rounding", "truncate")),
        refund_owner=RefundOwner(other.get("refund_owner", "first_tier")),
        max_partial_sales=5,
        **{name: other[name] for name in _PRICING if name in other},
    )


def open_book(database: Database, today: date = MONDAY) -> Book:
    """An empty database becomes a book with an institution, the Foundation and a bank."""
    bank = WatchedBank()
    bank.day = today
    limits = RoutingLimits(netted_limit_won=LARGEST_WON)
    with database.transaction() as tx:
        first = parties.record_joined(tx, invented_business_number(1), "institution", "mid", today)
        other = parties.record_joined(tx, invented_business_number(2), "foundation", "mid", today)
        assert isinstance(first, Company) and isinstance(other, Company)
        own = {}
        funder = parties.record_joined(tx, invented_business_number(3), "funder", "large", today)
        assert isinstance(funder, Company), funder
        numbers = (CASH_ON, DEPOSITS_ON, OWN_ON, FUNDERS_ON)
        owners = (first, other, first, funder)
        for purpose, number, owner in zip(OF_PAYMENTS, numbers, owners, strict=True):
            made = programmes.record_own_account(
                tx, purpose, owner.company_id, BANK, number, str(purpose)
            )
            own[purpose] = made.own_account_id
        calendar = programmes.get_calendar(tx)
    book = Book(
        database=database,
        bank=bank,
        desk=Desk(database, {"simulated": bank}, ("simulated",), limits),
        calendar=calendar,
        institution_id=first.company_id,
        foundation_id=other.company_id,
        funder_id=funder.company_id,
        own=own,
        today=today,
    )
    bank.credit(OWN_ON, 10**12, "own funds")
    bank.credit(FUNDERS_ON, 10**12, "a funder's funds")
    hear_banks(book.desk, noon(today))
    return book


_TABLES = """
    SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('ledger', 'parties',
    'programmes', 'receivables', 'payouts', 'early_payment', 'settlement', 'outcomes')
    ORDER BY 1, 2
"""


def kept_digests(url: str) -> dict[str, tuple[int, str]]:
    """Every table but the log, where what was only tried is an event too."""
    return {name: one for name, one in table_digests(url).items() if name != "audit.event"}


def table_digests(url: str) -> dict[str, tuple[int, str]]:
    """Every table of a book: its number of rows and a digest of all of them."""
    found = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            name = psycopg.sql.Identifier(schema, table)
            statement = psycopg.sql.SQL(
                "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                " FROM {} t"
            ).format(name)
            row = connection.execute(statement).fetchone()
            assert row is not None
            found[f"{schema}.{table}"] = (row[0], row[1])
    return found
