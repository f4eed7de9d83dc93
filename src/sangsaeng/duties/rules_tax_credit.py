"""The tax credit of 조세특례제한법 §7의4 on payments of a year. Pure.

credit = max(0, (A - B) x rate 1) + max(0, (C - D) x rate 2) + max(0, (E - F) x rate 3), where A, C
and E are what is due within each span of days from the invoice, B is by how much other cash-like
settlement fell against the year before, D what of B is more than A, F what of D is more than C.
Each product is truncated to the won. A settlement day on a closed day is not moved: the days are
those stated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sangsaeng.duties.model import Credit, Payment, YearLaw
from sangsaeng.kernel.money import Rounding, round_won
from sangsaeng.parties.model import CompanySize

_CODE_OF = {CompanySize.SMALL: "sme", CompanySize.MEDIUM: "sme", CompanySize.MID: "mid"}


def credit_rate(payment: Payment) -> Decimal:
    """The rate of one payment as a fraction; zero where it earns nothing: no credit in force, a
    payer or payee of another size, more days than the law allows."""
    law = payment.law
    if law is None:
        return Decimal(0)
    codes = [_CODE_OF.get(CompanySize(s)) for s in (payment.payer_size, payment.payee_size)]
    if any(code not in law.sizes for code in codes):
        return Decimal(0)
    days = (payment.settles_on - payment.invoice_on).days
    if days > law.longest_days:
        return Decimal(0)
    return next((rate for longest, rate in law.spans if days <= longest), Decimal(0))


def plan_credit(
    payments: Iterable[Payment],
    year: YearLaw,
    tax_won: int | None = None,
    cash_like_fall_won: int = 0,
) -> Credit:
    """The credit on payments; capped where the year's own tax is given.

    `cash_like_fall_won`: B above, won by which other cash-like settlement fell.
    """
    by_rate: dict[Decimal, int] = defaultdict(int)
    for payment in payments:
        by_rate[credit_rate(payment)] += payment.amount_won
    by_rate.pop(Decimal(0), None)
    gross_won, fall_won = 0, cash_like_fall_won
    for rate in sorted(by_rate, reverse=True):
        gross_won += _share(max(by_rate[rate] - fall_won, 0), rate)
        fall_won = max(fall_won - by_rate[rate], 0)
    taken_won = gross_won
    if tax_won is not None and year.cap_rate is not None:
        taken_won = min(gross_won, _share(tax_won, year.cap_rate))
    surtax_won = _share(taken_won, year.surtax_rate) if year.surtax_rate is not None else None
    return Credit(
        earning_won=sum(by_rate.values()),
        gross_won=gross_won,
        taken_won=taken_won,
        surtax_won=surtax_won,
        net_won=None if surtax_won is None else taken_won - surtax_won,
    )


def _share(amount_won: int, rate: Decimal) -> int:
    return round_won(amount_won * rate, Rounding.TRUNCATE)
