"""The buyer's money makes the institution whole again: principal first, then late interest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from advance_stage import (
    A_WEEK,
    DAY,
    DUE,
    GRACE,
    balance,
    call,
    claim,
    claims,
    guaranteed,
    operating,
    recovered,
    states,
    suspended,
    taken,
)

from books import MONDAY, Book, open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.model import AccountKind
from sangsaeng.settlement.receipts import reference_of_root
from sangsaeng.settlement.service_advance import accrue_late_interest
from sangsaeng.settlement.service_funding import cover_roots


@pytest.fixture
def book(database: Database) -> Book:
    opened = open_book(database)
    for name in ("T1", "T2", "T3"):
        opened.company(name)
    return opened


def test_a_buyer_that_pays_the_call_in_its_grace_day_is_not_suspended_for_a_day_s_interest(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = guaranteed(book)
    book.issue(programme, "T1", 36_500_000, DUE)
    book.today = DUE
    book.end_day()
    assert states(book, owner) == ["grace"]
    told = call(book)
    assert told["missing_won"] == 36_500_000
    book.today = GRACE
    book.pay_in(36_500_000, str(told["reference"]))
    book.end_day()
    assert states(book, owner) == ["funded"]
    assert not suspended(book, GRACE + DAY)
    # Three days at 15.5 %: the buyer still owes them, and they bear nothing themselves.
    assert claim(book) == (0, 46_500)
    assert claim(book, GRACE + 50 * DAY) == (0, 46_500)
    assert taken(book) == (0, 0)
    assert book.broken_proofs() == []


def test_a_call_that_is_not_paid_back_in_grace_is_unpaid_and_recovered_later(
    book: Book, owner: psycopg.Connection
) -> None:
    programme = guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    book.today = DUE
    book.end_day()
    book.fund(programme, root, 899)
    book.today = GRACE
    book.end_day()
    assert states(book, owner) == ["unpaid"]
    assert not suspended(book, GRACE)
    assert suspended(book, GRACE + DAY)
    assert call(book)["missing_won"] == 1
    book.today = GRACE + DAY
    book.fund(programme, root, 1)
    book.end_day()
    assert states(book, owner) == ["funded"]
    assert suspended(book, GRACE + A_WEEK), "the ban stands"
    assert book.received_won("T1") == 900
    assert book.broken_proofs() == []


def test_money_goes_to_what_it_names_then_to_principal_then_to_interest_then_to_roots(
    book: Book,
) -> None:
    programme = guaranteed(book)
    first = book.issue(programme, "T1", 365_000, MONDAY)
    second = book.issue(programme, "T1", 100_000, DUE)
    third = book.issue(programme, "T1", 50_000, GRACE + A_WEEK)
    book.end_day()
    book.today = DUE
    book.end_day()
    book.today = MONDAY + timedelta(days=10)
    # To the root it names, though another advance is older.
    book.fund(programme, second, 40_000)
    assert claim(book)[0] == 365_000 + 60_000
    assert recovered(book) == {first: 0, second: 40_000}
    # What is left over of it goes to the oldest.
    book.fund(programme, second, 70_000)
    assert recovered(book) == {first: 10_000, second: 100_000}
    # Then late interest: 365,000 x 15.5 % x 10 / 365, and 100,000 x 15.5 % x 6 / 365 once rounded.
    book.pay_in(355_000 + 1_000, reference_of_root(programme, first))
    assert claim(book) == (0, 1_550 + 254 - 1_000)
    # Then whole roots; what is named is covered first even while interest is open.
    book.fund(programme, third, 50_000)
    assert claim(book) == (0, 804)
    assert taken(book) == (0, 0)
    book.fund(programme, third, 803)
    book.fund(programme, third, 2)
    assert (claims(book), balance(book, AccountKind.BUYER_MONEY)) == ([], -1)
    book.pay()
    assert book.broken_proofs() == []


def test_money_for_a_day_s_call_recovers_that_day_first_and_covers_its_roots_whole(
    book: Book,
) -> None:
    programme = guaranteed(book)
    older = book.issue(programme, "T1", 400, MONDAY)
    called = book.issue(programme, "T1", 300, DUE)
    book.end_day()
    book.today = DUE
    book.end_day()
    reference = f"SF{programme:06d}{DUE:%Y%m%d}"
    book.pay_in(350, reference)
    assert recovered(book) == {older: 50, called: 300}
    book.issue(programme, "T1", 20, GRACE)
    book.pay_in(25, f"SF{programme:06d}{GRACE:%Y%m%d}")
    assert recovered(book) == {older: 55, called: 300}
    assert taken(book) == (0, 345)
    book.today = GRACE
    book.end_day()
    assert book.broken_proofs() == []


def test_recovered_money_moves_to_the_institution_s_own_account_outside_of_any_run(
    book: Book,
) -> None:
    programme = guaranteed(book)
    root = book.issue(programme, "T1", 900, DUE)
    before = operating(book)
    book.today = DUE
    book.end_day()
    book.today = GRACE
    book.fund(programme, root, 900)
    assert operating(book) == before - 900
    book.pay()
    assert operating(book) == before
    assert balance(book, AccountKind.OUTGOING) == balance(book, AccountKind.INCOMING) == 0
    assert book.broken_proofs() == []


def test_late_interest_is_booked_on_demand_and_not_twice(book: Book) -> None:
    programme = guaranteed(book)
    book.issue(programme, "T1", 999_999, DUE)
    book.today = DUE
    book.end_day()
    booked = 0
    for days in (1, 1, 5, 40):
        booked += accrue_late_interest(book.database, DUE + timedelta(days=days))
    assert booked == 999_999 * 155 * 40 // 365_000
    assert accrue_late_interest(book.database, DUE + timedelta(days=20)) == 0
    assert claim(book, DUE + timedelta(days=40)) == (999_999, booked)
    assert balance(book, AccountKind.LATE_INTEREST_CLAIM) == booked
    assert book.broken_proofs() == []


def test_late_interest_is_not_booked_for_a_day_that_is_still_to_come(book: Book) -> None:
    programme = guaranteed(book)
    book.issue(programme, "T1", 36_500_000, DUE)
    book.today = DUE
    book.end_day()
    a_typing_error = DUE.replace(year=DUE.year + 100)
    refused = accrue_late_interest(book.database, a_typing_error, today=DUE + DAY)
    assert isinstance(refused, Refusal) and refused.code == "day_in_the_future"
    assert balance(book, AccountKind.LATE_INTEREST_CLAIM) == 0
    assert accrue_late_interest(book.database, DUE + DAY, today=DUE + DAY) == 15_500


def test_a_run_made_up_for_after_interest_was_booked_past_its_day_charges_no_day_twice(
    book: Book,
) -> None:
    programme = guaranteed(book)
    root = book.issue(programme, "T1", 36_500_000, DUE)
    book.today = DUE
    book.end_day()
    assert accrue_late_interest(book.database, DUE + 10 * DAY) == 155_000
    book.today = DUE + 5 * DAY
    book.fund(programme, root, 18_250_000)
    # Five days on the whole and fifteen on the half, of which ten days' worth stands booked.
    assert claim(book, DUE + 10 * DAY) == (18_250_000, 155_000)
    expected = 5 * 15_500 + 15 * 7_750
    assert claim(book, DUE + 20 * DAY) == (18_250_000, expected)
    assert accrue_late_interest(book.database, DUE + 20 * DAY) == expected - 155_000
    book.pay()
    assert book.broken_proofs() == []


def test_money_that_comes_from_many_sides_at_once_is_given_out_once(book: Book) -> None:
    programme = guaranteed(book)
    roots = [book.issue(programme, "T1", 1_000, DUE) for _ in range(4)]
    book.today = DUE
    book.end_day()
    book.today = DUE + A_WEEK
    entries = [(roots[number % 4], 130) for number in range(24)]
    with psycopg.connect(book.database.url, autocommit=True) as owner:
        owner.execute(
            "INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won,"
            " booked_on) SELECT %s, 20, n, ledger.account(203, 1), ledger.account(220, %s), 130,"
            " %s FROM generate_series(1, 24) n",
            (programme, programme, book.today),
        )

    def give(root: int, _won: int) -> None:
        cover_roots(book.database, programme, book.today, root)
        accrue_late_interest(book.database, book.today)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda told: give(*told), entries))
    assert claim(book)[0] == 4_000 - 24 * 130
    assert taken(book) == (0, 4_000 - 24 * 130)
    broken = [one for one in book.broken_proofs() if "g7" in one]
    assert broken == []
