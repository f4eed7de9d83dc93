"""The Bank of Korea's base rate on a day: what the release knows, and what operators added since.

A price follows the base rate where its terms say so; a sale keeps the rate it was priced with, so
a rate added later changes no sale that stands (G11).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.statutes.loader import parameters, value_on
from sangsaeng.statutes.model import LawValue

_SQL = load(__package__)
_NAME = "bok_base_rate_annual"
# The newest decision that every release of this program knows.
_EVERY_RELEASE_KNOWS = date(2025, 5, 29)


def base_rate_on(tx: Tx, day: date) -> Decimal | Refusal:
    """The base rate of a day, as a fraction a year: the newest of both sources; where both begin
    on one day, the operator's, which corrects the release.

    Refused: law_value_missing, on a day before either source.
    """
    added = tx.row(_SQL["base_rate_since"], day=day)
    released = value_on(_NAME, day)
    if isinstance(released, LawValue) and (
        added is None or added["since"] < released.in_force_from
    ):
        assert isinstance(released.value, Decimal)
        return released.value
    if added is not None:
        rate: Decimal = added["rate_annual"]
        return rate
    assert isinstance(released, Refusal)
    return released


def base_rates_sold_at(tx: Tx, day: date) -> frozenset[Decimal]:
    """The base rates that a sale of a day can have followed: the day's, and what was the day's to
    a release that did not know the newest decisions yet. A release that brings a decision after
    its day changes no sale that stands (G11), so it must not make one look wrong either.
    """
    added = tx.row(_SQL["base_rate_since"], day=day)
    rates: set[Decimal] = set()
    for released in reversed(parameters()[_NAME].values):
        if released.in_force_from > day:
            continue
        if added is not None and added["since"] >= released.in_force_from:
            break
        assert isinstance(released.value, Decimal)
        rates.add(released.value)
        if released.in_force_from <= _EVERY_RELEASE_KNOWS:
            return frozenset(rates)
    return frozenset(rates if added is None else {*rates, added["rate_annual"]})


def record_base_rate(
    tx: Tx, since: date, rate_annual: Decimal, reason: str, today: date
) -> Refusal | None:
    """A decision of the Bank of Korea that the release does not know yet, from its day on.

    Refusals in order: rate_out_of_range, base_rate_known (a day is entered once; the same rate
    again is no refusal), base_rate_too_late (on its own day some may have sold at another rate,
    and a day has one price, G10).
    """
    if not 0 <= rate_annual < 1:
        return refuse("rate_out_of_range", "rate_annual", value=str(rate_annual)[:20])
    if since > today:
        tx.run(_SQL["add_base_rate"], since=since, rate_annual=rate_annual, reason=reason)
    known = tx.row(_SQL["base_rate_since"], day=since)
    if known is None or known["since"] < since:
        return refuse("base_rate_too_late", "since", day=since.isoformat())
    if known["rate_annual"] != rate_annual:
        return refuse("base_rate_known", "since", day=since.isoformat())
    return None
