"""What a holder is told it will earn by passing on: published figures, and the settlement's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from books import MONDAY, Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.duties.model import Expected, PassOnLine, Preview
from sangsaeng.duties.service_preview import preview_pass_on
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.kernel.refusals import Refusal

NOTHING_SOLD = Expected(Decimal(0))


def _preview(
    book: Book,
    programme_id: int,
    parent_id: int,
    lines: Sequence[PassOnLine],
    expected: Expected = NOTHING_SOLD,
    tax_won: int | None = None,
) -> Preview | Refusal:
    with book.database.transaction() as tx:
        asked = (programme_id, parent_id, lines, expected, book.today, tax_won)
        return preview_pass_on(tx, *asked)


def _seen(book: Book, programme_id: int, parent_id: int, *told: object) -> Preview:
    found = _preview(book, programme_id, parent_id, *told)  # type: ignore[arg-type]
    assert isinstance(found, Preview), found
    return found


def test_the_guide_of_a_public_power_company_is_met_to_the_won(database: Database) -> None:
    book = open_book(database, date(2019, 7, 1))
    terms = {"early_payment": "0.03", "incentive": "0.008", "rounding": "nearest"}
    number = book.programme(variant="next_day_public", **terms)
    root = book.issue(number, "T1", 500_000_000, date(2019, 7, 2))
    lines = [PassOnLine(300_000_000, date(2019, 8, 15))]
    # 200,000,000 of the 300,000,000 is sold a day after the funding.
    seen = _seen(book, number, root, lines, Expected(Decimal(2) / Decimal(3), 1))
    assert seen.interest_refund_won == 706_849
    assert seen.incentives_won == (6_575, 94_247)
    assert seen.credit.gross_won == 300_000
    assert seen.old_way_interest_forgone_won == 289_315
    assert seen.refunds_belong_to_holder


def test_sold_on_the_funding_day_all_interest_comes_back(database: Database) -> None:
    book = open_book(database)
    number = book.programme()
    root = book.issue(number, "T1", 10_000_000, date(2026, 5, 8))
    lines = [PassOnLine(3_650_000, date(2026, 6, 5))]
    seen = _seen(book, number, root, lines, Expected(Decimal(1)))
    assert seen.interest_refund_won == 3_650_000 * 42 * 28 // 365_000
    assert seen.deposit_incentive_won == 0
    assert seen.early_payment_rate_annual == Decimal("0.042")


def test_what_a_lower_tier_passes_on_earns_the_first_tier_and_it_is_told_so(
    database: Database,
) -> None:
    book = open_book(database)
    for owner, own in (("first_tier", False), ("direct_parent", True)):
        number = book.programme(buyer=f"buyer of {owner}", refund_owner=owner)
        buyer = f"buyer of {owner}"
        root = book.issue(number, "T1", 10_000_000, date(2026, 5, 8), buyer)
        child = book.pass_on(number, root, "T2", 5_000_000, date(2026, 5, 28))
        lines = [PassOnLine(3_650_000, date(2026, 6, 5))]
        seen = _seen(book, number, child, lines, Expected(Decimal("0.5")))
        assert seen.refunds_belong_to_holder is own
        arising = 1_825_000 * 42 * 28 // 365_000 + 1_825_000 * 28 // 36_500
        mine = seen.interest_refund_won + seen.deposit_incentive_won
        assert (mine, seen.for_first_tier_won) == ((arising, 0) if own else (0, arising))


def test_the_preview_of_unsold_parts_is_what_the_settlement_pays(database: Database) -> None:
    book = open_book(database)
    number = book.programme(incentive="0.0123")
    # The root's day is a Saturday: it is funded on Monday, and days count from there.
    root = book.issue(number, "T1", 10_000_000, date(2026, 5, 9))
    days = (date(2026, 5, 20), date(2026, 5, 28))
    lines = [PassOnLine(won, day) for won, day in zip((1_234_567, 2_345_678), days, strict=True)]
    seen = _seen(book, number, root, lines)
    for line, payee in zip(lines, ("T2", "T3"), strict=True):
        book.pass_on(number, root, payee, line.amount_won, line.matures_on)
    for name in ("T1", "T2", "T3"):
        book.company(name)
    book.fund(number, root, 10_000_000)
    while book.today < days[-1]:
        book.today += timedelta(days=1)
        if book.calendar.is_business_day(book.today):
            book.end_day()
    rest_won = 10_000_000 - sum(line.amount_won for line in lines)
    assert book.received_won("T1") - rest_won == seen.deposit_incentive_won > 0


@pytest.mark.parametrize("rounding", ["truncate", "nearest"])
def test_the_preview_of_sold_parts_is_what_comes_back(database: Database, rounding: str) -> None:
    book = open_book(database)
    number = book.programme(incentive="0.0123", rounding=rounding)
    for name in ("T1", "T2"):
        book.company(name)
    root = book.issue(number, "T1", 10_000_000, date(2026, 5, 8))
    line = PassOnLine(3_456_789, date(2026, 5, 28))
    seen = _seen(book, number, root, [line], Expected(Decimal("0.4")))
    child = book.pass_on(number, root, "T2", line.amount_won, line.matures_on)
    book.today = date(2026, 5, 8)
    seller = book.companies["T2"].company_id
    sold = sell(database, number, child, 1_382_716, seller, noon(book.today))
    assert isinstance(sold, Sale), sold
    book.fund(number, root, 10_000_000)
    while book.today <= line.matures_on:
        if book.calendar.is_business_day(book.today):
            book.end_day()
        book.today += timedelta(days=1)
    came_back = book.received_won("T1") - (10_000_000 - line.amount_won)
    assert came_back == seen.interest_refund_won + seen.deposit_incentive_won
    assert seen.interest_refund_won == sold.interest_won


def test_once_the_parent_is_funded_days_count_from_today(database: Database) -> None:
    book = open_book(database)
    number = book.programme(refund_owner="direct_parent")
    root = book.issue(number, "T1", 10_000_000, date(2026, 5, 8))
    book.company("T2")
    child = book.pass_on(number, root, "T2", 5_000_000, date(2026, 5, 28))
    book.today = date(2026, 5, 8)
    book.fund(number, root, 10_000_000)
    book.end_day()
    book.today = date(2026, 5, 18)
    seen = _seen(book, number, child, [PassOnLine(3_650_000, date(2026, 5, 28))])
    assert seen.deposit_incentive_won == 3_650_000 * 10 // 36_500


def test_a_price_that_follows_the_base_rate_is_previewed_with_todays(database: Database) -> None:
    book = open_book(database)
    pricing = {"follows_base_rate": True, "tenor_from_days": (1, 20)}
    steps = {"tenor_add_annual": (Decimal("0.001"), Decimal("0.002"))}
    number = book.programme(early_payment="0.023", **pricing, **steps)
    root = book.issue(number, "T1", 10_000_000, date(2026, 5, 8))
    lines = [PassOnLine(1_000_000, date(2026, 6, 5))]
    seen = _seen(book, number, root, lines, Expected(Decimal(1)))
    assert seen.early_payment_rate_annual == Decimal("0.05")


def test_the_credit_is_shown_gross_and_net_and_under_its_cap(database: Database) -> None:
    book = open_book(database)
    number = book.programme()
    root = book.issue(number, "T1", 100_000_000, date(2026, 5, 8))
    line = PassOnLine(40_000_000, date(2026, 6, 5), invoice_on=date(2026, 4, 2))
    assert _seen(book, number, root, [line]).credit.gross_won == 0
    line = PassOnLine(40_000_000, date(2026, 6, 1), invoice_on=date(2026, 4, 2))
    assert _seen(book, number, root, [line]).credit.net_won == 48_000
    capped = _seen(book, number, root, [line], NOTHING_SOLD, 100_000).credit
    assert (capped.gross_won, capped.taken_won, capped.net_won) == (60_000, 10_000, 8_000)


@pytest.mark.parametrize(
    ("amounts", "matures_on", "share", "code"),
    [
        ([1], date(2026, 6, 5), "1.1", "share_out_of_range"),
        ([1], date(2026, 6, 5), "-0.1", "share_out_of_range"),
        ([], date(2026, 6, 5), "0", "nothing_to_do"),
        ([1, 0], date(2026, 6, 5), "0", "not_a_whole_won"),
        ([1], date(2026, 5, 7), "0", "maturity_order"),
        ([600, 401], date(2026, 6, 5), "0", "more_than_retained"),
    ],
)
def test_a_question_without_sense_is_refused(
    database: Database, amounts: list[int], matures_on: date, share: str, code: str
) -> None:
    book = open_book(database)
    number = book.programme()
    root = book.issue(number, "T1", 1000, date(2026, 5, 8))
    lines = [PassOnLine(won, matures_on) for won in amounts]
    refused = _preview(book, number, root, lines, Expected(Decimal(share)))
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_an_unknown_receivable_is_refused(database: Database) -> None:
    book = open_book(database)
    refused = _preview(book, book.programme(), 12345, [PassOnLine(1, MONDAY)])
    assert isinstance(refused, Refusal)
    assert refused.code == "unknown_receivable"
