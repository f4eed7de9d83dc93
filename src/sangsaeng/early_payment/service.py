"""Quoting and selling. One call = one transaction; a list is one call, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from psycopg.errors import UniqueViolation

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Offered, Price, Quote, Sale
from sangsaeng.early_payment.rules import decide_quote, decide_sale, price
from sangsaeng.early_payment.service_buying import buy_all
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import interest_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Programme, Terms
from sangsaeng.programmes.service_base_rate import base_rate_on
from sangsaeng.programmes.variants import variants
from sangsaeng.receivables.service import RolledBackError
from sangsaeng.receivables.service_parked import accrue_incentive

_SQL = load(__package__)
Refusals = list[Refusal]
# What of a quote differs from line to line of a list.
_QUOTED = (
    "receivable_id",
    "amount_won",
    "matures_on",
    "days",
    "base_rate_annual",
    "auction_rate_annual",
    "rate_annual",
    "fee_rate_annual",
    "interest_won",
    "valid_until",
)
_READ = (
    "receivable_id",
    "root_id",
    "parent_id",
    "tier",
    "holder_id",
    "retained_won",
    "locked_won",
    "matures_on",
    "cancelled_on",
    "unclaimed",
    "parked_since",
    "amended_on",
    "root_matures_on",
    "root_funded_on",
    "sales",
    "buyer_suspended",
    "suspended_until",
    "cut_off_on",
    "closed_through",
)
_AGREED = ("receivable_id", "amount_won", "days", "rate_annual", "interest_won", "proceeds_won")


def quote(
    database: Transactions,
    programme_id: int,
    receivable_id: int,
    amount_won: int | None,
    seller_id: int,
    at: datetime,
) -> Quote | Refusal:
    """A firm price for a part of what a company holds; `amount_won` None: all it can sell.

    Taken until `valid_until` it is always executed, or it is said why not. Refusals in order:
    unknown_programme, unknown_receivable, the codes of `decide_sale`, law_value_missing (no base
    rate), price_eats_amount.
    """
    made = quote_many(database, programme_id, [(receivable_id, amount_won)], seller_id, at)
    return made if isinstance(made, Refusal) else made[0]


def quote_many(
    database: Transactions,
    programme_id: int,
    wanted: Sequence[tuple[int, int | None]],
    seller_id: int,
    at: datetime,
) -> list[Quote] | Refusal:
    """Prices for (receivable, amount) pairs; the first refusal carries its line, from 1."""
    quotes: list[Quote] = []
    with database.transaction() as tx:
        offered = list_offered(tx, programme_id, [one for one, _ in wanted], _day(at))
        rates = DayRates(tx, programme_id, _day(at))
        for line, (receivable_id, asked) in enumerate(wanted, start=1):
            made = _quote(rates, offered, receivable_id, asked, seller_id, at)
            if isinstance(made, Refusal):
                return made if len(wanted) == 1 else made.at(line)
            quotes.append(made)
        rows = tx.rows(
            _SQL["add_quotes"],
            programme_id=programme_id,
            quoted_on=_day(at),
            quoted_at=at,
            **{name: [getattr(one, name) for one in quotes] for name in _QUOTED},
        )
    return [replace(q, quote_id=row["quote_id"]) for q, row in zip(quotes, rows, strict=True)]


class DayRates:
    """The base rate of a day and the rate of a programme's auction for it, read when first needed
    and once for all lines of a list."""

    def __init__(self, tx: Tx, programme_id: int, day: date) -> None:
        self.tx = tx
        self.programme_id = programme_id
        self.day = day
        self._base: Decimal | Refusal | None = None
        self._auction: tuple[tuple[date, Decimal] | None] | None = None

    def price(self, offered: Offered) -> Price | Refusal:
        """The price of a receivable: its root's terms, the base rate, the tenor, the day; or
        law_value_missing where the base rate is not known."""
        return self.price_of(offered.terms, (offered.matures_on - self.day).days)

    def price_of(self, terms: Terms, tenor_days: int) -> Price | Refusal:
        """The price under these terms so many days before the settlement day; refused as above."""
        base = self._base_rate() if terms.follows_base_rate else None
        if isinstance(base, Refusal):
            return base
        auction = self._auction_rate() if terms.auction else None
        return price(terms, base, tenor_days, self.day, auction)

    def _base_rate(self) -> Decimal | Refusal:
        if self._base is None:
            self._base = base_rate_on(self.tx, self.day)
        return self._base

    def _auction_rate(self) -> tuple[date, Decimal] | None:
        if self._auction is None:
            key = {"programme_id": self.programme_id, "day": self.day}
            row = self.tx.row(_SQL["auction_of_day"], **key)
            self._auction = ((row["for_day"], row["rate_annual"]) if row else None,)
        return self._auction[0]


def _quote(
    rates: DayRates,
    known: dict[int, Offered],
    receivable_id: int,
    asked: int | None,
    seller_id: int,
    at: datetime,
) -> Quote | Refusal:
    offered = known.get(receivable_id)
    if offered is None:
        return _unknown(rates.tx, rates.programme_id, receivable_id)
    # Where nothing is left, "all of it" is refused as one won would be: it says what is missing.
    amount = (offered.free_won or 1) if asked is None else asked
    refused = decide_sale(offered, amount, seller_id, at)
    if refused:
        return refused
    rate = rates.price(offered)
    if isinstance(rate, Refusal):
        return rate
    # A later line may ask for another part of the same receivable.
    known[receivable_id] = replace(offered, retained_won=offered.retained_won - amount)
    return plan_quote(offered, amount, rate, at)


def plan_quote(offered: Offered, amount_won: int, rate: Price, at: datetime) -> Quote | Refusal:
    """The price of a part in won, and until when it stands: the minutes of the terms, and no longer
    than the cut-off. Refused: price_eats_amount, where nothing would be left to pay."""
    terms, today = offered.terms, _day(at)
    days = (offered.matures_on - today).days
    interest = interest_won(amount_won, rate.rate_annual, days, terms.rounding)
    if interest >= amount_won:
        return refuse("price_eats_amount", "amount_won", amount=amount_won, interest=interest)
    closes = datetime.combine(today, terms.cut_off_at, KOREA) - timedelta(microseconds=1)
    return Quote(
        programme_id=offered.programme.programme_id,
        quote_id=0,
        receivable_id=offered.receivable_id,
        amount_won=amount_won,
        quoted_on=today,
        matures_on=offered.matures_on,
        days=days,
        base_rate_annual=rate.base_rate_annual,
        auction_rate_annual=rate.auction_rate_annual,
        rate_annual=rate.rate_annual,
        fee_rate_annual=rate.fee_rate_annual,
        interest_won=interest,
        proceeds_won=amount_won - interest,
        quoted_at=at,
        valid_until=min(at + timedelta(minutes=terms.quote_valid_minutes), closes),
    )


def _day(at: datetime) -> date:
    return at.astimezone(KOREA).date()


def _unknown(tx: Tx, programme_id: int, receivable_id: int) -> Refusal:
    programme = programmes.get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))


def list_offered(
    tx: Tx, programme_id: int, receivable_ids: Sequence[int], day: date
) -> dict[int, Offered]:
    """Receivables as a sale sees them, by number; those that are not there are left out."""
    ids = list(set(receivable_ids))
    rows = tx.rows(_SQL["list_offered"], programme_id=programme_id, receivable_ids=ids, day=day)
    shared: dict[int, tuple[Programme, Terms]] = {}
    for row in rows:
        if row["terms_id"] not in shared:
            shared[row["terms_id"]] = programmes.programme_of(row), programmes.terms_of(row)
    return {row["receivable_id"]: _offered(row, *shared[row["terms_id"]]) for row in rows}


def _offered(row: Row, programme: Programme, terms: Terms) -> Offered:
    variant = variants()[programme.variant]
    return Offered(
        **{name: row[name] for name in _READ},
        first_tier_may_sell=variant.first_tier_may_sell,
        article=variant.article,
        programme=programme,
        terms=terms,
    )


def accept(
    database: Transactions, programme_id: int, quote_id: int, seller_id: int, at: datetime
) -> Sale | Refusal:
    """Sell at a quote's price; a quote is taken once. Refused with the codes of `decide_quote` (it
    does not know another company's), of `decide_sale`, then those of `plan_parts`."""
    done = accept_many(database, programme_id, [quote_id], seller_id, at)
    first = done[0]
    return replace(first, line=None) if isinstance(first, Refusal) else first


def accept_many(
    database: Transactions,
    programme_id: int,
    quote_ids: Sequence[int],
    seller_id: int,
    at: datetime,
) -> list[Sale] | Refusals:
    """Sell a list of quotes, all of them or none; refusals carry their line, from 1."""
    if not quote_ids:
        return [refuse("nothing_to_do")]
    try:
        with database.transaction() as tx:
            done = _accept_all(tx, programme_id, quote_ids, seller_id, at)
            if isinstance(done, Refusal):
                raise RolledBackError([done])
            return done
    except RolledBackError as rolled_back:
        return rolled_back.refusals
    except UniqueViolation as clash:
        # Another call took the same quote while this one waited for the receivable.
        if clash.diag.constraint_name != "quote_taken_once":
            raise
        return [_first_taken(database, programme_id, quote_ids, seller_id)]


def _first_taken(
    database: Transactions, programme_id: int, quote_ids: Sequence[int], seller_id: int
) -> Refusal:
    with database.transaction() as tx:
        key = {"programme_id": programme_id, "seller_id": seller_id}
        rows = tx.rows(_SQL["list_quotes"], **key, quote_ids=list(quote_ids))
    left = {row["quote_id"] for row in rows}
    taken = [(line, one) for line, one in enumerate(quote_ids, start=1) if one not in left]
    line, quote_id = taken[0]
    return refuse("quote_not_open", "quote_id", value=str(quote_id)).at(line)


def _accept_all(
    tx: Tx, programme_id: int, quote_ids: Sequence[int], seller_id: int, at: datetime
) -> list[Sale] | Refusal:
    key = {"programme_id": programme_id, "seller_id": seller_id}
    rows = tx.rows(_SQL["list_quotes"], **key, quote_ids=list(quote_ids))
    found = {row["quote_id"]: Quote(**row) for row in rows}
    quotes: list[Quote] = []
    for line, quote_id in enumerate(quote_ids, start=1):
        # A number that stands twice in a list is taken by its first line.
        one = found.pop(quote_id, None)
        refused = decide_quote(quote_id, one, at)
        if refused:
            return refused.at(line)
        assert one is not None
        quotes.append(one)
    ledger.enter_gate(tx, programme_id)
    wanted = sorted({one.receivable_id for one in quotes})
    tx.rows(_SQL["lock_receivables"], programme_id=programme_id, receivable_ids=wanted)
    known = list_offered(tx, programme_id, wanted, _day(at))
    stood: list[Offered] = []
    for line, one in enumerate(quotes, start=1):
        offered = known[one.receivable_id]
        refused = decide_sale(offered, one.amount_won, seller_id, at)
        if refused:
            return refused.at(line)
        stood.append(offered)
        known[one.receivable_id] = _after_sale(offered, one)
    sales = _record_sales(tx, programme_id, list(zip(stood, quotes, strict=True)), at)
    # Facilities last: many sellers of one buyer wait for the same row, and not for long.
    refused = buy_all(tx, list(zip(stood, quotes, sales, strict=True)))
    return refused or sales


def _after_sale(offered: Offered, taken: Quote) -> Offered:
    return replace(
        offered,
        retained_won=offered.retained_won - taken.amount_won,
        parked_since=taken.quoted_on if offered.is_parked else offered.parked_since,
        sales=offered.sales + 1,
    )


def _record_sales(
    tx: Tx, programme_id: int, taken: Sequence[tuple[Offered, Quote]], at: datetime
) -> list[Sale]:
    rows = tx.rows(
        _SQL["add_sales"],
        programme_id=programme_id,
        quote_id=[quote.quote_id for _, quote in taken],
        seller_id=[offered.holder_id for offered, _ in taken],
        rounding=[str(offered.terms.rounding) for offered, _ in taken],
        from_deposit=[offered.is_parked for offered, _ in taken],
        day=_day(at),
        accepted_at=at,
    )
    sales = []
    for (offered, one), row in zip(taken, rows, strict=True):
        agreed = {name: getattr(one, name) for name in _AGREED}
        sale = Sale(programme_id, row["sale_id"], from_deposit=offered.is_parked, **agreed)
        sales.append(sale)
        if offered.is_parked:
            accrue_incentive(
                tx,
                programme_id,
                offered.receivable_id,
                balance_won=offered.retained_won,
                since=offered.parked_since or offered.root_funded_on or one.quoted_on,
                item_id=sale.sale_id,
                day=one.quoted_on,
            )
    return sales


def sell(
    database: Transactions,
    programme_id: int,
    receivable_id: int,
    amount_won: int | None,
    seller_id: int,
    at: datetime,
) -> Sale | Refusal:
    """Quote and accept in one, for those who have seen the price before."""
    made = quote(database, programme_id, receivable_id, amount_won, seller_id, at)
    if isinstance(made, Refusal):
        return made
    return accept(database, programme_id, made.quote_id, seller_id, at)


def list_sales(tx: Tx, company_id: int) -> list[Row]:
    """A company's own sales, the newest first."""
    return tx.rows(_SQL["list_sales"], company_id=company_id)
