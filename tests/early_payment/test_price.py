"""One price for everybody on the root buyer's name (G10), and what its arithmetic promises."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import psycopg
import pytest
from early_payment_stage import facility
from hypothesis import given, settings
from hypothesis import strategies as st

from books import Book, noon, open_book, some_terms
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Part, Price, Quote, Sale
from sangsaeng.early_payment.rules import plan_parts, price
from sangsaeng.early_payment.service import quote, quote_many, sell
from sangsaeng.kernel.money import LARGEST_WON, Rounding, interest_won
from sangsaeng.programmes.model import Terms
from sangsaeng.programmes.service_base_rate import record_base_rate

DAY = date(2026, 4, 8)
DUE = date(2026, 6, 5)
RATES = st.integers(0, 300_000).map(lambda n: Decimal(n) / 1_000_000)
DAYS = st.integers(1, 365)
WON = st.integers(1, 10**12)
STEPS = st.lists(st.tuples(st.integers(1, 365), RATES), max_size=3)
ROUNDINGS = st.sampled_from(Rounding)


@st.composite
def priced_terms(draw: st.DrawFn) -> Terms:
    """Terms with every part of a price: base rate, margin, steps of tenor, fee, auction."""
    margin, follows = draw(RATES), draw(st.booleans())
    steps = draw(STEPS)
    fee = draw(RATES)
    return some_terms(
        1,
        DAY,
        early_payment=str(margin),
        rounding=draw(ROUNDINGS),
        follows_base_rate=follows,
        tenor_from_days=tuple(begin for begin, _ in steps),
        tenor_add_annual=tuple(add for _, add in steps),
        system_fee_rate_annual=fee if follows else min(fee, margin),
        auction=draw(st.booleans()),
    )


def test_neither_seller_nor_tier_nor_receivable_is_an_argument_of_the_price() -> None:
    assert list(inspect.signature(price).parameters) == [
        "terms",
        "base_rate_annual",
        "tenor_days",
        "day",
        "auction",
    ]
    assert not {one.name for one in fields(Terms)} & {"seller_id", "holder_id", "tier", "size"}


@given(terms=priced_terms(), base=RATES, days=DAYS)
def test_a_rate_is_base_and_margin_and_the_dearest_step_reached(
    terms: Terms, base: Decimal, days: int
) -> None:
    found = price(terms, base, days, DAY)
    steps = zip(terms.tenor_from_days, terms.tenor_add_annual, strict=True)
    reached = [add for begin, add in steps if days >= begin]
    expected = terms.early_payment_rate_annual + max(reached, default=Decimal(0))
    assert found.rate_annual == expected + (base if terms.follows_base_rate else 0)
    assert found.base_rate_annual == (base if terms.follows_base_rate else None)
    # The system fee is inside: never more than the rate, never on top of it.
    assert found.fee_rate_annual == min(terms.system_fee_rate_annual, found.rate_annual)


@given(terms=priced_terms(), base=RATES, more=RATES, days=DAYS, longer=DAYS, won=WON)
def test_interest_grows_with_days_rates_and_amount(
    terms: Terms, base: Decimal, more: Decimal, days: int, longer: int, won: int
) -> None:
    def interest(given_terms: Terms, rate: Decimal, tenor: int, amount: int) -> int:
        found = price(given_terms, rate, tenor, DAY).rate_annual
        return interest_won(amount, found, tenor, given_terms.rounding)

    here = interest(terms, base, days, won)
    assert interest(terms, base, days + longer, won) >= here
    assert interest(terms, base + more, days, won) >= here
    assert interest(terms, base, days, won + 1) >= here
    margin = replace(terms, early_payment_rate_annual=terms.early_payment_rate_annual + more)
    assert interest(margin, base, days, won) >= here


@given(won=WON, rate=RATES, days=DAYS, rounding=ROUNDINGS)
def test_a_year_has_365_days_and_a_fraction_of_a_won_is_rounded_once(
    won: int, rate: Decimal, days: int, rounding: Rounding
) -> None:
    exact = Fraction(won) * Fraction(rate) * days / 365
    whole = exact.numerator // exact.denominator
    if rounding is Rounding.NEAREST and exact - whole >= Fraction(1, 2):
        whole += 1
    assert interest_won(won, rate, days, rounding) == whole


@given(
    cuts=st.lists(st.integers(1, 10**9), min_size=1, max_size=5),
    rate=RATES,
    days=DAYS,
    rounding=ROUNDINGS,
)
def test_parts_sold_apart_cost_the_whole_to_within_a_won_a_part(
    cuts: list[int], rate: Decimal, days: int, rounding: Rounding
) -> None:
    whole = interest_won(sum(cuts), rate, days, rounding)
    apart = sum(interest_won(cut, rate, days, rounding) for cut in cuts)
    assert abs(apart - whole) <= len(cuts)


@given(
    terms=priced_terms(),
    base=RATES,
    days=DAYS,
    limits=st.lists(st.integers(1, 10**10), min_size=1, max_size=6),
    data=st.data(),
)
def test_what_funders_take_adds_up_to_the_sale_to_the_won(
    terms: Terms, base: Decimal, days: int, limits: list[int], data: st.DataObject
) -> None:
    won = data.draw(st.integers(1, sum(limits)))
    among = [
        facility(number, provider_id=number, limit_won=limit)
        for number, limit in enumerate(limits, start=1)
    ]
    rate = price(terms, base, days, DAY)
    parts = plan_parts(won, rate, days, terms, among, DAY)
    assert isinstance(parts, list)
    total = interest_won(won, rate.rate_annual, days, terms.rounding)
    assert sum(part.amount_won for part in parts) == won
    assert sum(part.interest_won for part in parts) == total
    for part in parts:
        alone = interest_won(part.amount_won, rate.rate_annual, days, terms.rounding)
        assert abs(part.interest_won - alone) <= 1


@pytest.mark.parametrize(
    ("days", "rate"), [(1, "0.03"), (29, "0.03"), (30, "0.034"), (59, "0.034"), (60, "0.039")]
)
def test_a_step_of_tenor_begins_on_its_day(days: int, rate: str) -> None:
    steps = {
        "tenor_from_days": (30, 60),
        "tenor_add_annual": (Decimal("0.004"), Decimal("0.009")),
    }
    terms = some_terms(1, DAY, early_payment="0.03", **steps)
    assert price(terms, None, days, DAY).rate_annual == Decimal(rate)


def test_the_worked_example_of_the_four_tier_chain() -> None:
    # 10,000,000 for the 45 days from 21 April to 5 June at 4.2 %: 51,780.8...
    assert (DUE - date(2026, 4, 21)).days == 45
    rate = Decimal("0.042")
    assert interest_won(10_000_000, rate, 45, Rounding.TRUNCATE) == 51_780
    assert interest_won(10_000_000, rate, 45, Rounding.NEAREST) == 51_781


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, DAY)


def prices(**other: Any) -> dict[str, Any]:
    return {
        "early_payment": "0.011",
        "follows_base_rate": True,
        "tenor_from_days": [40],
        "tenor_add_annual": [Decimal("0.002")],
        "system_fee_rate_annual": Decimal("0.003"),
        **other,
    }


def chain(book: Book, programme: int, names: tuple[str, ...]) -> list[int]:
    """A root and three tiers below it, each holding 5,000,000, all due on one day."""
    for name in names:
        book.company(name)
    ids = [book.issue(programme, names[0], 20_000_000, DUE, "B")]
    for tier, name in enumerate(names[1:], start=1):
        ids.append(book.pass_on(programme, ids[-1], name, (4 - tier) * 5_000_000, DUE))
    return ids


def test_every_seller_at_every_tier_gets_the_same_quote_to_the_won(book: Book) -> None:
    programme = book.programme("B", **prices())
    names = ("T1", "T2", "T3", "T4")
    quotes = []
    # Another order of the same companies: each sits at another tier.
    for order in (names, ("T3", "T1", "T4", "T2")):
        for receivable, name in zip(chain(book, programme, order), order, strict=True):
            company = book.companies[name].company_id
            made = quote(book.database, programme, receivable, 4_321_987, company, noon(book.today))
            assert isinstance(made, Quote), made
            quotes.append((made.rate_annual, made.days, made.interest_won, made.proceeds_won))
    assert len(set(quotes)) == 1
    # 2.5 % of the Bank of Korea, 1.1 % of the terms, 0.2 % for more than 40 days.
    rate, days, interest, _ = quotes[0]
    assert (rate, days) == (Decimal("0.038"), 58)
    assert interest == interest_won(4_321_987, rate, days, Rounding.TRUNCATE)


@pytest.mark.parametrize("order", list(permutations((0, 1, 2)))[::2])
def test_the_order_of_selling_changes_nobodys_price(book: Book, order: tuple[int, ...]) -> None:
    programme = book.programme("B", **prices())
    names = ("T1", "T2", "T3", "T4")
    ids = chain(book, programme, names)
    found: dict[int, tuple[int, Decimal]] = {}
    for place in order:
        company = book.companies[names[place]].company_id
        done = sell(book.database, programme, ids[place], 1_234_567, company, noon(book.today))
        assert isinstance(done, Sale), done
        found[place] = (done.interest_won, done.rate_annual)
    assert len(set(found.values())) == 1
    assert book.broken_proofs() == []


def test_a_list_is_priced_like_its_lines_one_by_one(book: Book) -> None:
    programme = book.programme("B", **prices())
    names = ("T1", "T2", "T3", "T4")
    root = chain(book, programme, names)[0]
    company = book.companies["T1"].company_id
    wanted: list[tuple[int, int | None]] = [(root, 1_000_001), (root, 2_000_003)]
    listed = quote_many(book.database, programme, wanted, company, noon(book.today))
    assert isinstance(listed, list), listed
    for made, (_, amount) in zip(listed, wanted, strict=True):
        alone = quote(book.database, programme, root, amount, company, noon(book.today))
        assert isinstance(alone, Quote)
        assert (alone.interest_won, alone.rate_annual) == (made.interest_won, made.rate_annual)


def test_the_base_rate_of_the_day_of_sale_counts(book: Book) -> None:
    programme = book.programme("B", **prices())
    names = ("T1", "T2", "T3", "T4")
    root = chain(book, programme, names)[0]
    company = book.companies["T1"].company_id
    tomorrow = DAY + timedelta(days=1)
    with book.database.transaction() as tx:
        assert record_base_rate(tx, tomorrow, Decimal("0.0225"), "a decision", DAY) is None
    rates = []
    for day in (DAY, tomorrow):
        made = quote(book.database, programme, root, 1_000_000, company, noon(day))
        assert isinstance(made, Quote), made
        rates.append(made.rate_annual)
    assert rates == [Decimal("0.038"), Decimal("0.0355")]


_RATE_OF = (
    "SELECT early_payment.rate_of(%s, %s::numeric, %s::int[], %s::numeric[], %s, %s::numeric,"
    " %s::int, %s::numeric, %s::numeric)"
)
_INTEREST = "SELECT ledger.interest_won(%s::bigint, %s::numeric, %s::int, %s)"


@settings(max_examples=200)
@given(terms=priced_terms(), base=RATES, days=DAYS, taken=st.none() | RATES, won=WON)
def test_sql_and_python_say_the_same_rate_and_the_same_won(
    ask: Callable[[str, list[object]], Any],
    terms: Terms,
    base: Decimal,
    days: int,
    taken: Decimal | None,
    won: int,
) -> None:
    found = price(terms, base, days, DAY, None if taken is None else (DAY, taken))
    said = ask(
        _RATE_OF,
        [
            terms.follows_base_rate,
            terms.early_payment_rate_annual,
            list(terms.tenor_from_days),
            list(terms.tenor_add_annual),
            terms.auction,
            terms.system_fee_rate_annual,
            days,
            found.base_rate_annual,
            found.auction_rate_annual,
        ],
    )
    assert said == found.rate_annual
    rounding = terms.rounding
    asked = [won, found.rate_annual, days, str(rounding)]
    assert ask(_INTEREST, asked) == interest_won(won, found.rate_annual, days, rounding)


@given(won=st.integers(1, LARGEST_WON), rate=RATES, days=st.integers(0, 1000), how=ROUNDINGS)
def test_the_one_step_that_rounds_is_the_same_in_sql_up_to_the_largest_amount(
    ask: Callable[[str, list[object]], Any], won: int, rate: Decimal, days: int, how: Rounding
) -> None:
    assert ask(_INTEREST, [won, rate, days, str(how)]) == interest_won(won, rate, days, how)


@pytest.fixture(scope="module")
def ask(cluster: Any) -> Any:
    """One number from the database."""
    with cluster.fresh() as url, psycopg.connect(url, autocommit=True) as connection:

        def one(statement: Any, values: list[object]) -> Any:
            row = connection.execute(statement, values).fetchone()
            assert row is not None
            return row[0]

        yield one


def test_a_part_is_never_priced_below_nothing_nor_above_its_amount() -> None:
    terms = some_terms(1, DAY)
    among = [facility(n, provider_id=n, limit_won=1) for n in range(1, 6)]
    parts = plan_parts(5, Price(Decimal("0.9"), Decimal(0)), 300, terms, among, DAY)
    assert isinstance(parts, list) and all(isinstance(part, Part) for part in parts)
    assert all(0 <= part.interest_won <= part.amount_won for part in parts)
