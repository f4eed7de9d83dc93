"""The guarantee is blocked by an issue, released by the buyer's money or a cancellation, and bounds
what an institution stands for; promises made stand, whatever becomes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from psycopg.errors import CheckViolation

from books import MONDAY, Book, open_book, table_digests
from sangsaeng.database.connection import Database
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue
from sangsaeng.receivables.service_amend import amend
from sangsaeng.receivables.service_taking_back import cancel

DUE = MONDAY + timedelta(days=7)


def _guarantees(book: Book) -> list[Facility]:
    with book.database.transaction() as tx:
        return list_facilities(tx, FacilityKind.GUARANTEE)


def _taken(book: Book) -> list[tuple[int, int]]:
    return [(one.blocked_won, one.used_won) for one in _guarantees(book)]


def _limit(book: Book, won: int, ends_on: date | None = None) -> None:
    with book.database.transaction() as tx:
        for held in list_facilities(tx, FacilityKind.GUARANTEE):
            told = (held.facility_id, book.today, won, ends_on, held.least_rate_annual)
            assert isinstance(change_facility(tx, *told), Facility)


def _set_up(book: Book, asked: Facility) -> Facility:
    with book.database.transaction() as tx:
        made = set_up_facility(tx, asked, book.today)
    assert isinstance(made, Facility), made
    return made


def _forget_guarantees(owner: psycopg.Connection) -> None:
    """A book from before guarantees were kept."""
    owner.execute(
        "DELETE FROM programmes.facility_change WHERE facility_id IN"
        " (SELECT facility_id FROM programmes.facility WHERE kind = 'guarantee')"
    )
    owner.execute("DELETE FROM programmes.facility WHERE kind = 'guarantee'")


def _issue(book: Book, programme: int, *amounts: int) -> Written | list[Refusal]:
    lines = [
        book.line("T1", won, DUE, book.invoice("T1", "buyer", won), line_no=number)
        for number, won in enumerate(amounts, 2)
    ]
    return issue(book.database, programme, lines, book.today)


def _codes(done: Written | list[Refusal]) -> list[tuple[str, int | None]]:
    assert isinstance(done, list), done
    return [(one.code, one.line) for one in done]


@pytest.fixture
def book(database: Database) -> Book:
    opened = open_book(database)
    opened.company("T1")
    return opened


def test_an_issue_blocks_what_it_promises_and_money_or_consent_releases_it(book: Book) -> None:
    programme = book.programme(policy="institution_advances")
    paid, cancelled = (book.issue(programme, "T1", won, DUE) for won in (700, 200))
    child = book.pass_on(programme, paid, "T2", 300, DUE)
    assert _taken(book) == [(900, 0)]
    holders = [book.companies["T1"].company_id]
    assert cancel(book.database, programme, cancelled, holders, book.today) is None
    assert _taken(book) == [(700, 0)]
    book.company("T2")
    assert (
        cancel(book.database, programme, child, [book.companies["T2"].company_id], MONDAY) is None
    )
    assert _taken(book) == [(700, 0)], "what is passed on and back is not the guarantee's"
    book.fund(programme, paid, 700)
    assert _taken(book) == [(0, 0)]
    assert book.broken_proofs() == []


def test_where_nobody_guarantees_nothing_is_blocked(book: Book) -> None:
    at_own_risk = book.programme(policy="unpaid_no_recourse")
    cash = book.programme("payer", "cash_deposit", policy="institution_advances")
    book.deposit(cash, 500)
    book.issue(at_own_risk, "T1", 700, DUE)
    root = book.issue(cash, "T1", 500, DUE, buyer="payer")
    assert _taken(book) == [(0, 0)]
    holder = book.companies["T1"].company_id
    assert cancel(book.database, cash, root, [holder], book.today) is None
    assert _taken(book) == [(0, 0)]


def test_the_first_line_that_does_not_fit_is_named_and_nothing_is_issued(
    book: Book, book_url: str
) -> None:
    programme = book.programme(policy="institution_advances")
    _limit(book, 1_000)
    book.issue(programme, "T1", 400, DUE)
    before = table_digests(book_url)
    done = _issue(book, programme, 300, 301, 5)
    assert _codes(done) == [("guarantee_limit", 3)]
    assert isinstance(done, list) and dict(done[0].facts) == {"free": 300, "amount": 301}
    assert table_digests(book_url) == before
    assert isinstance(_issue(book, programme, 300, 300), Written)
    assert _codes(_issue(book, programme, 1)) == [("guarantee_limit", 2)]
    assert book.broken_proofs() == []


def test_a_guarantee_that_ended_or_has_not_begun_takes_nothing_new(
    book: Book, book_url: str
) -> None:
    programme = book.programme(policy="institution_advances")
    book.issue(programme, "T1", 400, DUE)
    _limit(book, 1_000, ends_on=MONDAY)
    assert isinstance(_issue(book, programme, 10), Written)
    book.today += timedelta(days=1)
    before = table_digests(book_url)
    assert _codes(_issue(book, programme, 10)) == [("guarantee_lapsed", 2)]
    assert table_digests(book_url) == before
    assert _taken(book) == [(410, 0)], "promises made stand"
    _limit(book, 100)
    assert _taken(book) == [(410, 0)], "a lowered limit touches no old promise"
    assert _codes(_issue(book, programme, 1)) == [("guarantee_limit", 2)]


def test_without_any_guarantee_nothing_is_issued(
    book: Book, book_url: str, owner: psycopg.Connection
) -> None:
    programme = book.programme(policy="institution_advances")
    _forget_guarantees(owner)
    before = table_digests(book_url)
    assert _codes(_issue(book, programme, 10)) == [("no_guarantee", 2)]
    assert table_digests(book_url) == before


def test_a_cap_bounds_all_programmes_of_the_buyer_together(book: Book) -> None:
    first = book.programme(policy="institution_advances")
    book.issue(first, "T1", 300, DUE)
    (own,) = _guarantees(book)
    cap = _set_up(book, replace(own, programme_id=None, limit_won=1_000))
    assert cap.blocked_won == 300, "it begins with what stands"
    second = book.programme(policy="institution_advances")
    assert isinstance(_issue(book, second, 600), Written)
    assert _codes(_issue(book, first, 101)) == [("guarantee_limit", 2)]
    assert isinstance(_issue(book, first, 100), Written)
    assert _taken(book) == [(400, 0), (1_000, 0), (600, 0)]
    assert book.broken_proofs() == []


def test_a_cap_alone_is_a_guarantee_and_a_facility_set_up_later_takes_its_own_over(
    book: Book, owner: psycopg.Connection
) -> None:
    first = book.programme(policy="institution_advances")
    (own,) = _guarantees(book)
    _forget_guarantees(owner)
    _set_up(book, replace(own, programme_id=None, limit_won=1_000))
    root, other = (book.issue(first, "T1", won, DUE) for won in (400, 100))
    assert _taken(book) == [(500, 0)]
    _set_up(book, replace(own, limit_won=450))
    assert sorted(_taken(book)) == [(500, 0), (500, 0)]
    assert book.broken_proofs() == []
    book.fund(first, root, 400)
    assert _taken(book) == [(100, 0), (100, 0)]
    holder = book.companies["T1"].company_id
    assert cancel(book.database, first, other, [holder], book.today) is None
    assert _taken(book) == [(0, 0), (0, 0)]


def test_an_amendment_fits_a_guarantee_that_is_taken_in_full(book: Book) -> None:
    programme = book.programme(policy="institution_advances")
    _limit(book, 700)
    root = book.issue(programme, "T1", 700, DUE)
    holder = [book.companies["T1"].company_id]
    later = DUE + timedelta(days=2)
    amended = amend(book.database, programme, root, 700, later, holder, book.today)
    assert isinstance(amended, Written)
    assert _taken(book) == [(700, 0)]
    assert book.broken_proofs() == []


def test_an_amendment_beyond_the_guarantee_leaves_the_old_promise_as_it_was(
    book: Book, book_url: str
) -> None:
    programme = book.programme(policy="institution_advances")
    evidence = book.invoice("T1", "buyer", 900)
    line = book.line("T1", 700, DUE, evidence)
    done = issue(book.database, programme, [line], book.today)
    assert isinstance(done, Written)
    _limit(book, 800)
    before = table_digests(book_url)
    told = (done.receivable_ids[0], 801, DUE, [book.companies["T1"].company_id], book.today)
    refused = amend(book.database, programme, *told)
    assert isinstance(refused, Refusal) and refused.code == "guarantee_limit"
    assert table_digests(book_url) == before


def test_many_issues_at_once_never_pass_the_limit(book: Book) -> None:
    programmes = [book.programme(policy="institution_advances") for _ in range(2)]
    own = _guarantees(book)[0]
    _limit(book, 1_000)
    _set_up(book, replace(own, programme_id=None, limit_won=1_500))
    asked = [(number, book.invoice("T1", "buyer", 100)) for number in range(40)]

    def one(number: int, evidence: object) -> int:
        line = book.line("T1", 100, DUE, evidence)  # type: ignore[arg-type]
        done = issue(book.database, programmes[number % 2], [line], book.today)
        if isinstance(done, list):
            assert done[0].code == "guarantee_limit"
            return 0
        return done.total_won

    with ThreadPoolExecutor(6) as pool:
        issued = sum(pool.map(lambda told: one(*told), asked))
    assert issued == 1_500
    assert book.broken_proofs() == []


def test_the_database_itself_refuses_more_than_the_limit(
    book: Book, owner: psycopg.Connection
) -> None:
    book.programme(policy="institution_advances")
    with pytest.raises(CheckViolation) as broken:
        owner.execute(
            "UPDATE programmes.facility SET blocked_won = %s WHERE kind = 'guarantee'",
            (LARGEST_WON + 1,),
        )
    assert broken.value.diag.constraint_name == "facility_limit"
