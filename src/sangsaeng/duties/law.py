"""The tax credit's law values on a day, as the rules want them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sangsaeng.duties.model import CreditLaw, YearLaw
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.statutes.loader import date_on, integer_on, list_on, rate_on

_SPANS = (
    (15, "tax_credit_rate_up_to_15_days"),
    (30, "tax_credit_rate_16_to_30_days"),
    (60, "tax_credit_rate_31_to_60_days"),
)


def credit_law_on(day: date) -> CreditLaw | None:
    """The credit in force for what is settled on a day; None before the first law and after the
    last sunset the data knows."""
    sunset, sizes = date_on("tax_credit_paid_until", day), list_on("tax_credit_company_sizes", day)
    longest = integer_on("tax_credit_max_days", day)
    rates = [(days, rate_on(name, day)) for days, name in _SPANS]
    if isinstance(sunset, Refusal) or isinstance(sizes, Refusal) or isinstance(longest, Refusal):
        return None
    spans = tuple((days, rate) for days, rate in rates if isinstance(rate, Decimal))
    return CreditLaw(spans, longest, sizes)


def year_law_on(day: date) -> YearLaw:
    """Cap and surtax of the year that ends on a day."""
    cap, surtax = rate_on("tax_credit_cap_rate", day), rate_on("tax_credit_surtax_rate", day)
    return YearLaw(
        cap_rate=None if isinstance(cap, Refusal) else cap,
        surtax_rate=None if isinstance(surtax, Refusal) else surtax,
    )
