"""What the tests of advances share: days, and how to look at what a buyer owes."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg

from books import MONDAY, OWN_ON, Book
from sangsaeng.ledger.model import AccountKind
from sangsaeng.ledger.service import list_balances
from sangsaeng.programmes.model import FacilityKind
from sangsaeng.programmes.service import standing_on
from sangsaeng.programmes.service_facility import list_facilities
from sangsaeng.settlement.service_advance import Claim, list_claims
from sangsaeng.settlement.service_funding import list_calls

DUE = MONDAY + timedelta(days=4)  # a Friday
GRACE = DUE + timedelta(days=3)
A_WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def guaranteed(book: Book, **terms: object) -> int:
    """A programme whose institution advances, without a limit to speak of."""
    return book.programme(policy="institution_advances", **terms)


def taken(book: Book) -> tuple[int, int]:
    """What of the guarantee is blocked, and used."""
    with book.database.transaction() as tx:
        (held,) = list_facilities(tx, FacilityKind.GUARANTEE)
    return held.blocked_won, held.used_won


def claims(book: Book, day: date | None = None) -> list[Claim]:
    """What institutions may claim."""
    with book.database.transaction() as tx:
        return list_claims(tx, day or book.today)


def claim(book: Book, day: date | None = None) -> tuple[int, int]:
    """The same in all: principal and late interest in won."""
    return sum(one.principal_won for one in claims(book, day)), sum(
        one.late_interest_won for one in claims(book, day)
    )


def balance(book: Book, kind: AccountKind) -> int:
    """A kind of account in all, debit less credit."""
    with book.database.transaction() as tx:
        return sum(row["balance_won"] for row in list_balances(tx) if row["kind"] == kind)


def call(book: Book) -> dict[str, object]:
    """The oldest open call."""
    with book.database.transaction() as tx:
        return list_calls(tx, book.today)[0]


def states(book: Book, owner: psycopg.Connection) -> list[str]:
    """How the calls stand, oldest first."""
    rows = owner.execute("SELECT state FROM settlement.funding_call ORDER BY due_on").fetchall()
    return [state for (state,) in rows]


def suspended(book: Book, day: date) -> bool:
    """Whether the buyer may issue nothing on a day."""
    with book.database.transaction() as tx:
        return standing_on(tx, book.companies["buyer"].company_id, day).suspended


def operating(book: Book) -> int:
    """What the bank says the institution's own account holds."""
    return book.bank._balance[OWN_ON]


def recovered(book: Book) -> dict[int, int]:
    """What came back of each advance."""
    with psycopg.connect(book.database.url) as connection:
        rows = connection.execute("SELECT root_id, recovered_won FROM settlement.advance")
        return dict(rows.fetchall())
