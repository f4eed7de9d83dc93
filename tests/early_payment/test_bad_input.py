"""What a sale refuses: each with its own code, and nothing in the book is other than before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from early_payment_stage import funder

from books import Book, noon, open_book, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.service import accept, accept_many, quote, quote_many, sell
from sangsaeng.early_payment.service_cut_off import cancel_sale, pay_sales
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service import record_suspension
from sangsaeng.receivables.model_attachment import Attachment, AttachmentKind
from sangsaeng.receivables.service_attachment import record_attachment
from sangsaeng.receivables.service_taking_back import cancel, record_amendment_notice

DAY, FUNDED, DUE = date(2026, 4, 8), date(2026, 5, 8), date(2026, 6, 5)
AT = noon(DAY)


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, DAY)


def to_day(book: Book, day: date) -> None:
    """The days between pass with their settlements."""
    while book.today < day:
        if book.calendar.is_business_day(book.today):
            book.end_day()
        book.today += timedelta(days=1)


def company(book: Book, name: str = "T1") -> int:
    return book.company(name).company_id


def with_root(book: Book, **terms: Any) -> tuple[int, int]:
    """A programme, and a root of 9,000,000 that T1 holds."""
    programme = book.programme("B", **terms)
    company(book)
    return programme, book.issue(programme, "T1", 9_000_000, FUNDED, "B")


def quoted(
    book: Book,
    programme: int,
    receivable: int,
    won: int | None = None,
    seller: str = "T1",
    at: datetime | None = None,
) -> Quote:
    at = at or noon(book.today)
    made = quote(book.database, programme, receivable, won, company(book, seller), at)
    assert isinstance(made, Quote), made
    return made


def limit(book: Book, change: str) -> None:
    """Something of every facility is changed by the owner's hand."""
    with psycopg.connect(book.database.url, autocommit=True) as owner:
        owner.execute(f"UPDATE programmes.facility SET {change}".encode())


def refusal(book: Book, ask: Callable[[], object]) -> Refusal:
    """What was answered; the whole book is the same before and after."""
    before = table_digests(book.database.url)
    answer = ask()
    if isinstance(answer, list):
        (answer,) = answer
    assert isinstance(answer, Refusal), answer
    assert table_digests(book.database.url) == before
    return answer


def asked(
    book: Book,
    programme: int,
    receivable: int,
    won: Any = 1_000_000,
    seller: str = "T1",
    at: datetime | None = None,
) -> str:
    """The code that a quote and a sale are refused with: one and the same, and nothing changed."""
    who = company(book, seller)
    given = (book.database, programme, receivable, won, who, at or noon(book.today))
    first, second = refusal(book, lambda: quote(*given)), refusal(book, lambda: sell(*given))
    assert first == second
    return first.code


def test_an_amount_that_is_no_amount(book: Book) -> None:
    programme, root = with_root(book)
    for won in (0, -1, True, 10**15 + 1, "1000", 1.0):
        assert asked(book, programme, root, won) == "not_a_whole_won"


def test_what_does_not_exist_is_not_sold(book: Book) -> None:
    programme, root = with_root(book)
    assert asked(book, 99, root) == "unknown_programme"
    assert asked(book, programme, 10**9) == "unknown_receivable"


def test_more_than_is_retained(book: Book) -> None:
    programme, root = with_root(book)
    assert asked(book, programme, root, 9_000_001) == "more_than_retained"
    book.pass_on(programme, root, "T2", 5_000_000, FUNDED)
    assert asked(book, programme, root, 4_000_001) == "more_than_retained"


def test_all_of_what_is_sold_already(book: Book) -> None:
    programme, root = with_root(book)
    assert isinstance(sell(book.database, programme, root, None, company(book), AT), Sale)
    assert asked(book, programme, root, None) == "more_than_retained"
    other = book.issue(programme, "T1", 1_000, FUNDED, "B")
    attach(book, "T1", 1_000)
    assert asked(book, programme, other, None) == "attached"


def test_lines_of_a_list_count_against_each_other(book: Book) -> None:
    programme, root = with_root(book)
    wanted: list[tuple[int, int | None]] = [(root, 5_000_000), (root, 4_000_001)]
    given = (book.database, programme, wanted, company(book), AT)
    refused = refusal(book, lambda: quote_many(*given))
    assert (refused.code, refused.line) == ("more_than_retained", 2)


def test_of_a_list_of_quotes_all_are_sold_or_none(book: Book) -> None:
    programme, root = with_root(book)
    first, second = (quoted(book, programme, root, 5_000_000) for _ in range(2))
    both = [first.quote_id, second.quote_id]
    given = (book.database, programme, both, company(book), AT)
    refused = refusal(book, lambda: accept_many(*given))
    assert (refused.code, refused.line) == ("more_than_retained", 2)
    given = (book.database, programme, [], company(book), AT)
    assert refusal(book, lambda: accept_many(*given)).code == "nothing_to_do"


def attach(book: Book, name: str, won: int) -> None:
    order = record_attachment(
        book.database, company(book, name), AttachmentKind.PROVISIONAL, "2026-1", won, book.today
    )
    assert isinstance(order, Attachment), order


def test_of_a_portion_that_creditors_attached_only_the_rest_is_sold(book: Book) -> None:
    programme, root = with_root(book)
    attach(book, "T1", 3_000_000)
    assert asked(book, programme, root, 6_000_001) == "attached"
    assert quoted(book, programme, root).amount_won == 6_000_000


def test_a_parked_and_attached_portion_is_not_sold(book: Book) -> None:
    programme, root = with_root(book)
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE)
    company(book, "T2")
    to_day(book, FUNDED)
    book.fund(programme, root, 9_000_000)
    book.end_day()
    book.today += timedelta(days=3)
    attach(book, "T2", 4_000_000)
    assert asked(book, programme, child, 1, "T2") == "attached"
    assert book.broken_proofs() == []


def test_an_attachment_after_the_quote_is_kept(book: Book) -> None:
    programme, root = with_root(book)
    made = quoted(book, programme, root)
    attach(book, "T1", 1)
    given = (book.database, programme, made.quote_id, company(book), AT)
    assert refusal(book, lambda: accept(*given)).code == "attached"


def test_the_first_tier_of_a_government_root_does_not_sell_and_the_second_does(book: Book) -> None:
    programme = book.programme("G", variant="government")
    company(book)
    root = book.issue(programme, "T1", 9_000_000, FUNDED, "G")
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE)
    given = (book.database, programme, root, 1_000_000, company(book), AT)
    refused = refusal(book, lambda: quote(*given))
    assert refused.code == "government_first_tier_sale"
    assert "§22⑥" in str(refused.facts["article"])
    done = sell(book.database, programme, child, 1_000_000, company(book, "T2"), AT)
    assert isinstance(done, Sale), done


def test_after_the_cut_off_of_the_terms(book: Book) -> None:
    programme, root = with_root(book, cut_off_at=time(15, 30))
    late = datetime.combine(DAY, time(15, 30), KOREA)
    assert asked(book, programme, root, at=late) == "after_cut_off"
    in_time = late - timedelta(microseconds=1)
    made = quoted(book, programme, root, at=in_time)
    # No quote is firm beyond the cut-off.
    assert made.valid_until == in_time
    given = (book.database, programme, made.quote_id, company(book), late)
    assert refusal(book, lambda: accept(*given)).code == "stale_quote"


def test_after_the_days_sales_went_to_the_banks(book: Book) -> None:
    programme, root = with_root(book)
    made = quoted(book, programme, root, 1_000)
    pay_sales(book.database, DAY)
    assert asked(book, programme, root) == "after_cut_off"
    given = (book.database, programme, made.quote_id, company(book), AT)
    assert refusal(book, lambda: accept(*given)).code == "after_cut_off"
    # A second cut-off of the day does nothing, nor does one of a day that has not come.
    tomorrow = DAY + timedelta(days=1)
    refused = refusal(book, lambda: pay_sales(book.database, tomorrow, DAY))
    assert refused.code == "day_in_the_future"
    before = table_digests(book.database.url)
    assert pay_sales(book.database, DAY) is None
    assert table_digests(book.database.url) == before


def test_after_the_day_was_settled(book: Book) -> None:
    programme, root = with_root(book)
    book.end_day()
    assert asked(book, programme, root) == "after_cut_off"


def test_on_a_lapsed_facility(book: Book) -> None:
    programme, root = with_root(book)
    made = quoted(book, programme, root, 1_000_000)
    limit(book, "ends_on = date '2026-04-07'")
    given = (book.database, programme, made.quote_id, company(book), AT)
    refused = refusal(book, lambda: accept(*given))
    assert (refused.code, refused.facts["until"]) == ("facility_lapsed", "2026-04-07")
    limit(book, "ends_on = date '2026-04-08'")
    # Its last day still counts.
    assert isinstance(accept(*given), Sale)


def test_over_the_facilities_of_the_programme(book: Book) -> None:
    programme, root = with_root(book)
    book.limit_facilities(1_000_000)
    funder(book, programme, "F1", "9001", 500_000)
    made = quoted(book, programme, root, 1_500_001)
    given = (book.database, programme, made.quote_id, company(book), AT)
    refused = refusal(book, lambda: accept(*given))
    # What funders have left is not a seller's to know.
    assert (refused.code, dict(refused.facts)) == ("programme_cap", {"amount": 1_500_001})
    assert isinstance(sell(book.database, programme, root, 1_500_000, company(book), AT), Sale)
    assert book.broken_proofs() == []


def test_over_a_funders_cap_on_the_buyer_in_all_programmes_together(book: Book) -> None:
    programme, root = with_root(book)
    book.limit_facilities(0)
    funder(book, programme, "F1", "9001", 9_000_000, cap_won=2_000_000)
    made = quoted(book, programme, root, 2_000_001)
    given = (book.database, programme, made.quote_id, company(book), AT)
    assert refusal(book, lambda: accept(*given)).code == "buyer_cap"
    assert isinstance(sell(book.database, programme, root, 2_000_000, company(book), AT), Sale)
    assert book.broken_proofs() == []


def test_at_a_price_at_which_nobody_buys(book: Book) -> None:
    programme, root = with_root(book)
    limit(book, "least_rate_annual = 0.0421")
    made = quoted(book, programme, root, 1_000_000)
    given = (book.database, programme, made.quote_id, company(book), AT)
    assert refusal(book, lambda: accept(*given)).code == "no_funder"


def test_with_a_stale_quote(book: Book) -> None:
    programme, root = with_root(book, quote_valid_minutes=10)
    made = quoted(book, programme, root, 1_000_000)
    assert made.valid_until == AT + timedelta(minutes=10)
    late = made.valid_until + timedelta(microseconds=1)

    def code(quote_id: int, number: int, at: datetime) -> str:
        given = (book.database, number, quote_id, company(book), at)
        return refusal(book, lambda: accept(*given)).code

    assert code(made.quote_id, programme, late) == "stale_quote"
    assert code(made.quote_id, programme, AT + timedelta(days=1)) == "stale_quote"
    assert code(10**9, programme, AT) == "quote_not_open"
    assert code(made.quote_id, programme + 1, AT) == "quote_not_open"
    # To the last moment of its validity it is executed; then it is taken.
    on_time = accept(book.database, programme, made.quote_id, company(book), made.valid_until)
    assert isinstance(on_time, Sale), on_time
    assert code(made.quote_id, programme, AT) == "quote_not_open"


def test_a_number_that_stands_twice_in_a_list_is_taken_by_its_first_line(book: Book) -> None:
    programme, root = with_root(book)
    one = quoted(book, programme, root, 1_000).quote_id
    given = (book.database, programme, [one, one], company(book), AT)
    refused = refusal(book, lambda: accept_many(*given))
    assert (refused.code, refused.line, refused.facts["value"]) == ("quote_not_open", 2, str(one))


def test_a_part_whose_price_leaves_nothing_to_pay(book: Book) -> None:
    programme, root = with_root(book, early_payment="12.2")
    given = (book.database, programme, root, 1_000, company(book), AT)
    refused = refusal(book, lambda: quote(*given))
    assert (refused.code, dict(refused.facts)) == (
        "price_eats_amount",
        {"amount": 1_000, "interest": 1_000 * 122 * 30 // 3_650},
    )


def test_a_sixth_part(book: Book) -> None:
    programme, root = with_root(book)
    sales = [sell(book.database, programme, root, 1_000, company(book), AT) for _ in range(5)]
    assert all(isinstance(one, Sale) for one in sales)
    assert asked(book, programme, root) == "too_many_partial_sales"
    # One that was taken back does not count.
    last = sales[-1]
    assert isinstance(last, Sale)
    assert cancel_sale(book.database, programme, last.sale_id, company(book), AT) is None
    assert isinstance(sell(book.database, programme, root, 1_000, company(book), AT), Sale)


def test_what_is_due_already(book: Book) -> None:
    programme, root = with_root(book)
    for day in (FUNDED, DUE):
        assert asked(book, programme, root, at=noon(day)) == "already_due"


def test_while_the_roots_money_is_awaited(book: Book) -> None:
    programme, root = with_root(book)
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE)
    book.today = FUNDED + timedelta(days=3)
    assert asked(book, programme, child, seller="T2") == "settlement_running"


def test_what_was_cancelled(book: Book) -> None:
    programme, root = with_root(book)
    made = quoted(book, programme, root, 1_000)
    assert cancel(book.database, programme, root, [company(book)], DAY) is None
    assert asked(book, programme, root) == "cancelled"
    given = (book.database, programme, made.quote_id, company(book), AT)
    assert refusal(book, lambda: accept(*given)).code == "cancelled"


def test_what_nobody_has_claimed_yet(book: Book) -> None:
    programme, root = with_root(book)
    child = book.pass_on(programme, root, "newcomer", 4_000_000, DUE)
    with psycopg.connect(book.database.url) as owner:
        row = owner.execute(
            "SELECT holder_id FROM receivables.receivable WHERE receivable_id = %s", [child]
        ).fetchone()
    assert row is not None
    given = (book.database, programme, child, 1_000, row[0], AT)
    assert refusal(book, lambda: quote(*given)).code == "unclaimed_yet"


def test_on_an_invoice_that_was_amended(book: Book) -> None:
    programme, root = with_root(book)
    assert record_amendment_notice(book.database, programme, root, DAY) is None
    assert asked(book, programme, root) == "invoice_amended"


def test_of_a_buyer_that_is_suspended_nothing_new_is_bought_but_what_is_parked(book: Book) -> None:
    programme, root = with_root(book)
    child = book.pass_on(programme, root, "T2", 4_000_000, DUE)
    other = book.issue(programme, "T1", 1_000_000, DUE, "B")
    company(book, "T2")
    to_day(book, FUNDED)
    book.fund(programme, root, 9_000_000)
    book.end_day()
    book.today += timedelta(days=3)
    until = book.today + timedelta(days=9)
    with book.database.transaction() as tx:
        record_suspension(tx, book.companies["B"].company_id, book.today, until, "a test", 10**8)
    assert asked(book, programme, other) == "buyer_suspended"
    seller = company(book)
    told = sell(book.database, programme, other, 1, seller, noon(book.today))
    assert isinstance(told, Refusal) and told.facts["until"] == until.isoformat()
    done = sell(book.database, programme, child, 1_000_000, company(book, "T2"), noon(book.today))
    assert isinstance(done, Sale) and done.from_deposit


def test_a_rate_of_nothing_costs_nothing(book: Book) -> None:
    programme, root = with_root(book, early_payment="0")
    done = sell(book.database, programme, root, 1, company(book), AT)
    assert isinstance(done, Sale) and (done.interest_won, done.proceeds_won) == (0, 1)
    assert done.rate_annual == Decimal(0)
