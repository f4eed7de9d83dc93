"""Stating a quote before it is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Quote
from sangsaeng.early_payment.model_stated import Stated
from sangsaeng.kernel.money import Rounding, interest_won

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
        fee = interest_won(quote.amount_won, quote.fee_rate_annual, quote.days, rounding)
        stated.append(Stated(quote, **row, fee_won=min(fee, quote.interest_won)))
    return stated
