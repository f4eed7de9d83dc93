"""The tax credit a company may claim for what it paid by mutual benefit payment in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.duties.law import credit_law_on, year_law_on
from sangsaeng.duties.model import Credit, Payment
from sangsaeng.duties.rules_tax_credit import plan_credit
from sangsaeng.parties.model import Company

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company's credit of a period: on what was paid, and on what is still to be paid in it."""

    paid: Credit
    still_to_pay: Credit


def tax_credit_candidate(
    tx: Tx,
    company: Company,
    first_day: date,
    last_day: date,
    as_of: date,
    tax_won: int | None = None,
    cash_like_fall_won: int = 0,
) -> Candidate:
    """What a company may claim for the receivables it issued that are due in a period.

    The law is that of each settlement day; cap and surtax are those of `last_day`. `tax_won`: its
    income or corporate tax of the year, where it is known: the cap is a share of it. The conditions
    against the year before (notes, other cash-like settlement) are the company's own to show:
    `cash_like_fall_won` is what it tells.
    """
    span = {"first_day": first_day, "last_day": last_day, "as_of": as_of}
    rows = tx.rows(_SQL["list_payments_of"], company_id=company.company_id, **span)
    return candidate_of(rows, str(company.size), last_day, tax_won, cash_like_fall_won)


def candidate_of(
    rows: Sequence[Row],
    payer_size: str,
    last_day: date,
    tax_won: int | None = None,
    cash_like_fall_won: int = 0,
) -> Candidate:
    """`tax_credit_candidate` of payments that a face has read, as `list_payments_of` names them."""
    paid = [_payment(row, payer_size) for row in rows if row["paid"]]
    open_ = [_payment(row, payer_size) for row in rows if not row["paid"]]
    year = year_law_on(last_day)
    return Candidate(
        paid=plan_credit(paid, year, tax_won, cash_like_fall_won),
        still_to_pay=plan_credit(open_, year),
    )


def _payment(row: Row, payer_size: str) -> Payment:
    return Payment(
        amount_won=row["amount_won"],
        invoice_on=row["invoice_on"],
        settles_on=row["settles_on"],
        payer_size=payer_size,
        payee_size=row["payee_size"],
        law=credit_law_on(row["settles_on"]),
    )
