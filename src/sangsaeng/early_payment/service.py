"""Quoting and selling. One call = one transaction; a list is one call, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from psycopg.errors import UniqueViolation

from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.model import Offered, Price, Quote, Sale
from sangsaeng.early_payment.rules import decide_quote, decide_sale, plan_parts, price
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import interest_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import FacilityKind
from sangsaeng.programmes.service_base_rate import base_rate_on
from sangsaeng.programmes.service_facility import Move, lock_facilities, move_facilities
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
    "interest_won",
    "valid_until",
)


def quote(
    database: Database,
    programme_id: int,
    receivable_id: int,
    amount_won: int | None,
    seller_id: int,
    at: datetime,
) -> Quote | Refusal:
    """A firm price for a part of what a company holds; `amount_won` None: all it can sell.

    Taken until `valid_until` it is always executed, or it is said why not. Refused with the codes
    of `decide_sale`.
    """
    made = quote_many(database, programme_id, [(receivable_id, amount_won)], seller_id, at)
    return made if isinstance(made, Refusal) else made[0]


def quote_many(
    database: Database,
    programme_id: int,
    wanted: Sequence[tuple[int, int | None]],
    seller_id: int,
    at: datetime,
) -> list[Quote] | Refusal:
    """Prices for (receivable, amount) pairs; the first refusal carries its line, from 1."""
    quotes: list[Quote] = []
    with database.transaction() as tx:
        # Nothing hangs on a quote before it is taken: it need not wait for the disk.
        tx.run(_SQL["quietly"])
        seen: dict[int, int] = {}
        for line, (receivable_id, asked) in enumerate(wanted, start=1):
            made = _quote(tx, programme_id, receivable_id, asked, seen, seller_id, at)
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


def _quote(
    tx: Tx,
    programme_id: int,
    receivable_id: int,
    asked: int | None,
    seen: dict[int, int],
    seller_id: int,
    at: datetime,
) -> Quote | Refusal:
    offered = get_offered(tx, programme_id, receivable_id, _day(at))
    if isinstance(offered, Refusal):
        return offered
    # Lines before this one may ask for parts of the same receivable.
    before = seen.get(receivable_id, 0)
    offered = replace(offered, retained_won=offered.retained_won - before)
    amount = offered.free_won if asked is None else asked
    refused = decide_sale(offered, amount, seller_id, at)
    if refused:
        return refused
    rate = get_price(tx, offered, _day(at))
    if isinstance(rate, Refusal):
        return rate
    seen[receivable_id] = before + amount
    return plan_quote(offered, amount, rate, at)


def plan_quote(offered: Offered, amount_won: int, rate: Price, at: datetime) -> Quote:
    """The price of a part in won, and until when it stands: the minutes of the terms, and no longer
    than the cut-off."""
    terms, today = offered.terms, _day(at)
    days = (offered.matures_on - today).days
    interest = interest_won(amount_won, rate.rate_annual, days, terms.rounding)
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
        interest_won=interest,
        proceeds_won=amount_won - interest,
        quoted_at=at,
        valid_until=min(at + timedelta(minutes=terms.quote_valid_minutes), closes),
    )


def _day(at: datetime) -> date:
    return at.astimezone(KOREA).date()


def get_offered(tx: Tx, programme_id: int, receivable_id: int, day: date) -> Offered | Refusal:
    """A receivable as a sale sees it, or `unknown_programme`, `unknown_receivable`."""
    programme = programmes.get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    key = {"programme_id": programme_id, "receivable_id": receivable_id}
    row = tx.row(_SQL["get_offered"], **key)
    if row is None:
        return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))
    terms = programmes.get_terms(tx, programme_id, row.pop("terms_id"))
    variant = variants()[programme.variant]
    return Offered(
        **row,
        first_tier_may_sell=variant.first_tier_may_sell,
        article=variant.article,
        buyer_suspended=programmes.standing_on(tx, programme.buyer_id, day).suspended,
        programme=programme,
        terms=terms,
    )


def get_price(tx: Tx, offered: Offered, day: date) -> Price | Refusal:
    """The price of a receivable on a day: its root's terms, the base rate, the tenor, the day."""
    terms = offered.terms
    base = base_rate_on(tx, day) if terms.follows_base_rate else None
    if isinstance(base, Refusal):
        return base
    auction = None
    if terms.auction:
        key = {"programme_id": offered.programme.programme_id, "day": day}
        found = tx.row(_SQL["auction_of_day"], **key)
        auction = (found["for_day"], found["rate_annual"]) if found else None
    return price(terms, base, (offered.matures_on - day).days, day, auction)


def accept(
    database: Database, programme_id: int, quote_id: int, seller_id: int, at: datetime
) -> Sale | Refusal:
    """Sell at a quote's price; a quote is taken once. Refused: stale_quote, the codes of
    `decide_sale`, then those of `plan_parts`."""
    done = accept_many(database, programme_id, [quote_id], seller_id, at)
    first = done[0]
    return replace(first, line=None) if isinstance(first, Refusal) else first


def accept_many(
    database: Database, programme_id: int, quote_ids: Sequence[int], seller_id: int, at: datetime
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
        return [refuse("stale_quote", "quote_id", until="").at(1)]


def _accept_all(
    tx: Tx, programme_id: int, quote_ids: Sequence[int], seller_id: int, at: datetime
) -> list[Sale] | Refusal:
    ledger.enter_gate(tx, programme_id)
    quotes: list[Quote] = []
    for line, quote_id in enumerate(quote_ids, start=1):
        row = tx.row(_SQL["get_quote"], programme_id=programme_id, quote_id=quote_id)
        found = Quote(**row) if row else None
        refused = decide_quote(found, at)
        if refused:
            return refused.at(line)
        assert found is not None
        quotes.append(found)
    wanted = sorted({one.receivable_id for one in quotes})
    tx.rows(_SQL["lock_receivables"], programme_id=programme_id, receivable_ids=wanted)
    sales: list[tuple[Offered, Quote, Sale]] = []
    for line, one in enumerate(quotes, start=1):
        offered = get_offered(tx, programme_id, one.receivable_id, _day(at))
        assert isinstance(offered, Offered), offered
        refused = decide_sale(offered, one.amount_won, seller_id, at)
        if refused:
            return refused.at(line)
        sales.append((offered, one, _record_sale(tx, offered, one, at)))
    # Facilities last: many sellers of one buyer wait for the same row, and not for long.
    for line, (offered, one, sale) in enumerate(sales, start=1):
        refused = _buy(tx, offered, one, sale)
        if refused:
            return refused.at(line)
    return [sale for _, _, sale in sales]


def _record_sale(tx: Tx, offered: Offered, taken: Quote, at: datetime) -> Sale:
    programme_id = offered.programme.programme_id
    [sale_id] = ledger.reserve_items(tx, 1)
    if offered.is_parked:
        accrue_incentive(
            tx,
            programme_id,
            offered.receivable_id,
            balance_won=offered.retained_won,
            since=offered.parked_since or offered.root_funded_on or taken.quoted_on,
            item_id=sale_id,
            day=taken.quoted_on,
        )
    tx.run(
        _SQL["take_from_retained"],
        programme_id=programme_id,
        receivable_id=offered.receivable_id,
        won=taken.amount_won,
        parked=offered.is_parked,
        day=taken.quoted_on,
    )
    kept = ("receivable_id", "amount_won", "days", "rate_annual", "interest_won", "proceeds_won")
    agreed = {name: getattr(taken, name) for name in kept}
    tx.run(
        _SQL["add_sale"],
        **agreed,
        programme_id=programme_id,
        sale_id=sale_id,
        quote_id=taken.quote_id,
        seller_id=offered.holder_id,
        sold_on=taken.quoted_on,
        matures_on=taken.matures_on,
        base_rate_annual=taken.base_rate_annual,
        auction_rate_annual=taken.auction_rate_annual,
        fee_rate_annual=min(offered.terms.system_fee_rate_annual, taken.rate_annual),
        rounding=str(offered.terms.rounding),
        from_deposit=offered.is_parked,
        accepted_at=at,
    )
    return Sale(programme_id, sale_id, from_deposit=offered.is_parked, **agreed)


def _buy(tx: Tx, offered: Offered, taken: Quote, sale: Sale) -> Refusal | None:
    """The deposit buys what is parked; funders buy the rest, as their facilities allow."""
    key = {"programme_id": sale.programme_id, "sale_id": sale.sale_id}
    common = {**key, "receivable_id": sale.receivable_id, "day": taken.quoted_on}
    if sale.from_deposit:
        tx.run(
            _SQL["add_purchases"],
            **common,
            from_deposit=True,
            facility_id=[None],
            own_account_id=[offered.programme.deposit_account_id],
            part_won=[sale.amount_won],
            part_interest_won=[sale.interest_won],
        )
        return None
    facilities = lock_facilities(tx, FacilityKind.PURCHASE, sale.programme_id)
    fee = min(offered.terms.system_fee_rate_annual, taken.rate_annual)
    rate = Price(taken.rate_annual, fee, taken.base_rate_annual, taken.auction_rate_annual)
    allotted = _allotted(tx, sale.programme_id, taken)
    parts = plan_parts(
        sale.amount_won, rate, sale.days, offered.terms, facilities, taken.quoted_on, allotted
    )
    if isinstance(parts, Refusal):
        return parts
    tx.run(
        _SQL["add_purchases"],
        **common,
        from_deposit=False,
        facility_id=[part.facility_id for part in parts],
        own_account_id=[part.own_account_id for part in parts],
        part_won=[part.amount_won for part in parts],
        part_interest_won=[part.interest_won for part in parts],
    )
    move_facilities(tx, [Move(part.facility_id, blocked_won=part.amount_won) for part in parts])
    return None


def _allotted(tx: Tx, programme_id: int, taken: Quote) -> dict[int, tuple[Decimal, int]] | None:
    if taken.auction_rate_annual is None:
        return None
    rows = tx.rows(_SQL["list_allotted"], programme_id=programme_id, day=taken.quoted_on)
    return {row["facility_id"]: (row["rate_annual"], row["left_won"]) for row in rows}


def sell(
    database: Database,
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
