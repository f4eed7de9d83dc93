"""Who may set up a facility, from which account it pays, and what a change of it leaves alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import psycopg
import pytest
from early_payment_stage import own_account

from books import MONDAY, Book, open_book
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.model import AccountPurpose, Facility, FacilityKind
from sangsaeng.programmes.service import record_own_account
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)


@pytest.fixture
def book(database: Database) -> Book:
    return open_book(database, MONDAY)


@pytest.fixture
def programme(book: Book) -> int:
    return book.programme("B")


def asked(book: Book, programme: int, provider: int, buyer: str = "B", **other: Any) -> Facility:
    given: dict[str, Any] = {
        "own_account_id": None,
        "least_rate_annual": Decimal("0.03"),
        "limit_won": 1_000,
        "ends_on": None,
        **other,
    }
    return Facility(
        facility_id=0,
        kind=FacilityKind.PURCHASE,
        provider_id=provider,
        buyer_id=book.companies[buyer].company_id,
        programme_id=programme,
        from_on=MONDAY,
        **given,
    )


def set_up(database: Database, facility: Facility) -> Facility | Refusal:
    with database.transaction() as tx:
        return set_up_facility(tx, facility, MONDAY)


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_funder_pays_from_a_funding_account_of_its_own_only(book: Book, programme: int) -> None:
    funder = book.company("F", "large", account=False).company_id
    others = (*book.own.values(), 99)
    for account in others:
        wanted = asked(book, programme, funder, own_account_id=account)
        assert code(set_up(book.database, wanted)) == "own_account_unfit", account
    own = own_account(book, funder, "9001")
    made = set_up(book.database, asked(book, programme, funder, own_account_id=own))
    assert isinstance(made, Facility)


def test_the_institution_may_buy_from_its_operating_account(book: Book, programme: int) -> None:
    wanted = asked(book, programme, book.institution_id)
    for purpose in (AccountPurpose.SETTLEMENT, AccountPurpose.DEPOSIT, AccountPurpose.FUNDING):
        unfit = asked(book, programme, book.institution_id, own_account_id=book.own[purpose])
        assert code(set_up(book.database, unfit)) == "own_account_unfit", purpose
    with book.database.transaction() as tx:
        other = record_own_account(
            tx, AccountPurpose.OPERATING, book.institution_id, "218", "9009", "another"
        )
    unfit = asked(book, programme, book.institution_id, own_account_id=other.own_account_id)
    assert code(set_up(book.database, unfit)) == "own_account_unfit"
    assert code(set_up(book.database, wanted)) == "funding_account_missing"
    own = book.own[AccountPurpose.OPERATING]
    made = set_up(book.database, asked(book, programme, book.institution_id, own_account_id=own))
    assert isinstance(made, Facility)


@pytest.mark.parametrize(
    "change",
    [
        "own_account_id = (SELECT own_account_id FROM programmes.own_account WHERE purpose = "
        "'deposit')",
        "provider_id = buyer_id",
    ],
)
def test_the_database_keeps_a_facility_to_its_providers_account(
    book: Book, programme: int, owner: psycopg.Connection, change: str
) -> None:
    del book, programme
    with pytest.raises(psycopg.errors.CheckViolation) as failed:
        statement = f"UPDATE programmes.facility SET {change} WHERE kind = 'purchase'"
        owner.execute(statement.encode())
    assert failed.value.diag.constraint_name == "facility_pays_from_own"


def test_facilities_set_up_at_once_all_stand(book_url: str) -> None:
    with Database(book_url, size=6) as database:
        book = open_book(database, MONDAY)
        wanted = []
        for number in range(6):
            # Of as many buyers: what one buyer's facilities wait for is not what numbers them.
            programme = book.programme(f"B{number}")
            funder = book.company(f"F{number}", "large", account=False).company_id
            own = own_account(book, funder, f"900{number}")
            one = asked(book, programme, funder, f"B{number}", own_account_id=own)
            wanted.append(one)
        start = Barrier(6)

        def act(facility: Facility) -> Facility | Refusal:
            with database.transaction() as tx:
                start.wait()
                return set_up_facility(tx, facility, MONDAY)

        with ThreadPoolExecutor(6) as pool:
            made = list(pool.map(act, wanted))
        numbers = {one.facility_id for one in made if isinstance(one, Facility)}
        assert len(numbers) == 6, made


def test_what_no_facility_can_be_set_to(book: Book, programme: int) -> None:
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx)

    def refused(**change: Any) -> str:
        with book.database.transaction() as tx:
            return code(change_facility(tx, held.facility_id, MONDAY, **change))

    assert refused(limit_won=-1) == "not_a_whole_won"
    for rate in ("-0.0001", "1", "NaN", "Infinity"):
        assert refused(least_rate_annual=Decimal(rate)) == "rate_out_of_range"
    assert refused(ends_on=MONDAY - timedelta(days=1)) == "facility_ends_before"
    funder = book.company("F", "large", account=False).company_id
    early = {"own_account_id": own_account(book, funder, "9001")}
    early |= {"ends_on": MONDAY - timedelta(days=1)}
    assert code(set_up(book.database, asked(book, programme, funder, **early))) == (
        "facility_ends_before"
    )
    with book.database.transaction() as tx:
        assert list_facilities(tx) == [held]


def test_a_change_leaves_alone_what_it_does_not_name(book: Book, programme: int) -> None:
    del programme
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx)
        number = held.facility_id
        change_facility(tx, number, MONDAY, limit_won=500)
        change_facility(tx, number, MONDAY, ends_on=MONDAY)
        changed = change_facility(tx, number, MONDAY, least_rate_annual=Decimal("0.01"))
        assert isinstance(changed, Facility)
        figures = (changed.limit_won, changed.ends_on, changed.least_rate_annual)
        assert figures == (500, MONDAY, Decimal("0.01"))
        # None is no end; a change that does not name the end leaves it.
        changed = change_facility(tx, number, MONDAY, ends_on=None)
        assert isinstance(changed, Facility) and (changed.limit_won, changed.ends_on) == (500, None)


def test_two_changes_of_different_figures_at_once_are_both_kept(book_url: str) -> None:
    with Database(book_url, size=2) as database:
        book = open_book(database, MONDAY)
        book.programme("B")
        with database.transaction() as tx:
            (held,) = list_facilities(tx)
        start = Barrier(2)

        def act(change: dict[str, Any]) -> Facility | Refusal:
            with database.transaction() as tx:
                list_facilities(tx)
                start.wait()
                return change_facility(tx, held.facility_id, MONDAY, **change)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(act, [{"limit_won": 700}, {"least_rate_annual": Decimal("0.02")}]))
        with database.transaction() as tx:
            (now,) = list_facilities(tx)
        assert (now.limit_won, now.least_rate_annual) == (700, Decimal("0.02"))
