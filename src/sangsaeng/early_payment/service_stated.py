"""Stating a price before anything is accepted: of a quote, and of what nobody has asked for yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.model_stated import Reckoned, Stated
from sangsaeng.early_payment.rules import fee_won
from sangsaeng.early_payment.service import DayRates
from sangsaeng.kernel.money import Rounding, interest_won
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service import terms_on

_SQL = load(__package__)


def list_stated(tx: Tx, quotes: Sequence[Quote]) -> list[Stated]:
    """Quotes of one programme with what their seller must know, in the same order."""
    if not quotes:
        return []
    programme_id, ids = quotes[0].programme_id, [one.quote_id for one in quotes]
    rows = tx.rows(_SQL["list_stated"], programme_id=programme_id, quote_ids=ids)
    found = {row.pop("quote_id"): row for row in rows}
    stated: list[Stated] = []
    for quote in quotes:
        row = found[quote.quote_id]
        rounding = Rounding(row.pop("rounding"))
        fee = fee_won(quote.price, quote.amount_won, quote.interest_won, quote.days, rounding)
        stated.append(Stated(quote, **row, fee_won=fee))
    return stated


def reckon(tx: Tx, programme_id: int, amount_won: int, days: int, day: date) -> Reckoned | Refusal:
    """What early cash of an amount costs on a day, so many days before its settlement day, by the
    terms in force; nothing is quoted. A receivable keeps the terms it was issued under.

    Refusals in order: no_terms_in_force, law_value_missing (no base rate).
    """
    terms = terms_on(tx, programme_id, day)
    if isinstance(terms, Refusal):
        return terms
    rate = DayRates(tx, programme_id, day).price_of(terms, days)
    if isinstance(rate, Refusal):
        return rate
    interest = interest_won(amount_won, rate.rate_annual, days, terms.rounding)
    fee = fee_won(rate, amount_won, interest, days, terms.rounding)
    return Reckoned(amount_won, days, rate, interest, fee, terms.rounding)
