"""What all lines of one call share: the agreement, its terms, the law of the day, the calendar."""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.variants import variants
from sangsaeng.receivables.model import Law, Setting
from sangsaeng.statutes.loader import value_on


def get_setting(
    tx: Tx, programme_id: int, today: date, terms_id: int | None = None
) -> Setting | Refusal:
    """The setting of a call; `terms_id`: those of the tree, else the terms in force today."""
    programme = programmes.get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    terms = (
        programmes.get_terms(tx, programme_id, terms_id)
        if terms_id is not None
        else programmes.terms_on(tx, programme_id, today)
    )
    if isinstance(terms, Refusal):
        return terms
    law = get_law(today)
    if isinstance(law, Refusal):
        return law
    calendar = programmes.get_calendar(tx)
    standing = programmes.standing_on(tx, programme.buyer_id, today)
    variant = variants()[programme.variant]
    return Setting(programme, terms, variant, standing, law, calendar, today)


def get_law(day: date) -> Law | Refusal:
    """The law values a promise must keep, in force on the day it is made."""
    payment, tenor = value_on("max_payment_days", day), value_on("max_tenor_days", day)
    if isinstance(payment, Refusal):
        return payment
    if isinstance(tenor, Refusal):
        return tenor
    assert isinstance(payment.value, int) and isinstance(tenor.value, int)
    return Law(payment.value, payment.article, tenor.value, tenor.article)
