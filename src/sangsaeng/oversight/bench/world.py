"""A small book for benchmarks of files and calls: one buyer, one programme, its accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import (
    AccountPurpose,
    DefaultPolicy,
    Programme,
    RefundOwner,
    Terms,
)


@dataclass(frozen=True, slots=True)
class BenchWorld:
    """The programme everything is issued under."""

    programme_id: int
    buyer_number: str


def open_bench_world(database: Database, day: date) -> BenchWorld:
    """One credit programme, open from `day`, with a buyer of its own."""
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
        )
        programmes.record_terms(tx, opened.programme_id, terms)
    return BenchWorld(opened.programme_id, buyer.business_number)
