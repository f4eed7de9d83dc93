"""A small book for benchmarks of files and calls: one buyer, one programme, its accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.money import LARGEST_WON, Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company
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
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine

_CUT_OFF = time(16, 0)


@dataclass(frozen=True, slots=True)
class BenchWorld:
    """The programme everything is issued under."""

    programme_id: int
    buyer_id: int
    buyer_number: str
    institution_id: int


def open_bench_world(database: Database, day: date, cut_off_at: time = _CUT_OFF) -> BenchWorld:
    """One credit programme, open from `day`, with a buyer of its own; sales until `cut_off_at`."""
    with database.transaction() as tx:
        named = [("buyer", "large"), ("institution", "large"), ("foundation", "public")]
        companies: list[Company] = []
        for serial, (name, size) in enumerate(named, start=1):
            number = invented_business_number(8_000_000 + serial)
            joined = parties.record_joined(tx, number, name, size, day)
            assert isinstance(joined, Company), joined
            companies.append(joined)
        buyer, institution, foundation = companies
        own = [
            programmes.record_own_account(
                tx, purpose, institution.company_id, "218", f"9000000000{n}", str(purpose)
            ).own_account_id
            for n, purpose in enumerate(AccountPurpose)
        ]
        asked = Programme(
            programme_id=0,
            buyer_id=buyer.company_id,
            institution_id=institution.company_id,
            foundation_id=foundation.company_id,
            variant="credit",
            default_policy=DefaultPolicy.UNPAID_NO_RECOURSE,
            max_tier=4,
            opened_on=day,
            ends_on=None,
            claim_days=30,
            settlement_account_id=own[0],
            deposit_account_id=own[1],
            operating_account_id=own[2],
        )
        opened = programmes.record_programme(tx, asked, str(buyer.size))
        assert not isinstance(opened, Refusal), opened
        terms = Terms(
            terms_id=1,
            in_force_from=day,
            early_payment_rate_annual=Decimal("0.042"),
            deposit_incentive_rate_annual=Decimal("0.01"),
            rounding=Rounding.TRUNCATE,
            refund_owner=RefundOwner.FIRST_TIER,
            max_partial_sales=5,
            cut_off_at=cut_off_at,
        )
        programmes.record_terms(tx, opened.programme_id, terms)
    sides = (buyer.company_id, buyer.business_number, institution.company_id)
    return BenchWorld(opened.programme_id, *sides)


def open_bench_facility(database: Database, world: BenchWorld, day: date) -> None:
    """A funder with an account, ready to buy whatever is sold in the programme."""
    with database.transaction() as tx:
        number = invented_business_number(8_000_100)
        funder = parties.record_joined(tx, number, "funder", "large", day)
        assert isinstance(funder, Company), funder
        account = programmes.record_own_account(
            tx, AccountPurpose.FUNDING, funder.company_id, "218", "90000000009", "funding"
        )
        asked = Facility(
            facility_id=0,
            kind=FacilityKind.PURCHASE,
            provider_id=funder.company_id,
            buyer_id=world.buyer_id,
            programme_id=world.programme_id,
            own_account_id=account.own_account_id,
            least_rate_annual=Decimal(0),
            limit_won=LARGEST_WON,
            from_on=day,
            ends_on=None,
        )
        made = set_up_facility(tx, asked, day)
        assert isinstance(made, Facility), made


def bench_line(
    world: BenchWorld, day: date, due: date, payee: tuple[str, str], amount_won: int, n: int
) -> PromiseLine:
    """The n-th line of a call for a payee (number, name), on an invoice of its own."""
    number, name = payee
    approval = f"{day:%Y%m%d}{number}{n:06d}"
    evidence = Evidence(
        fingerprint=fingerprint_of(number, world.buyer_number, day, amount_won, approval),
        approval_number=approval,
        kind="tax_invoice",
        supplier_number=number,
        buyer_number=world.buyer_number,
        written_on=day,
        total_won=amount_won,
    )
    return PromiseLine(n + 1, number, name, amount_won, due, evidence)
