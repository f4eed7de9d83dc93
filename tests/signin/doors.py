"""A door for tests: a book, its people with addresses, sessions begun without proof."""

from __future__ import annotations

from datetime import datetime, timedelta

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Role
from sangsaeng.database.connection import Database
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person
from sangsaeng.signin.model import How, SignedIn, Site
from sangsaeng.signin.service_sessions import AT_THE_DOOR, begin_session, get_caller

SITE = Site("portal.example.kr", "Sangsaeng", ("https://portal.example.kr",))


class Door:
    """A book with a buyer; `at` is the clock, moved by `later`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.book: Book = open_book(database)
        self.people = People(self.book)
        self.at: datetime = noon(self.book.today)
        self.buyer_id = self.company("buyer")
        self.other_id = self.company("other")

    def company(self, name: str) -> int:
        return self.book.company(name, account=False).company_id

    def later(self, **ago: float) -> datetime:
        self.at += timedelta(**ago)
        return self.at

    def person(self, email: str, *roles: Role, company_id: int | None = None) -> int:
        """A person that can be found by its address, with roles at the buyer or another company."""
        with self.database.transaction() as tx:
            person_id = reserve_items(tx, 1)[0]
            tx.run(
                "INSERT INTO parties.person (person_id, sealed, email_digest, created_at)"
                " VALUES (%(id)s, %(sealed)s, %(digest)s, %(at)s)",
                id=person_id,
                sealed=seal_person(tx.keys, PersonFacts("Kim", email)),
                digest=digest_of_email(tx.keys, email),
                at=self.at,
            )
        self.power(person_id, *roles, company_id=company_id)
        return person_id

    def power(self, person_id: int, *roles: Role, company_id: int | None = None) -> Caller:
        return self.people.caller(
            company_id or self.buyer_id,
            *roles,
            person_id=person_id,
            at=self.at,
            looked_at=False,
        )

    def session(self, person_id: int, how: How = How.PASSKEY, **more: object) -> SignedIn:
        with self.database.asked_by(AT_THE_DOOR) as tx:
            return begin_session(tx, person_id, how, self.at, "test", **more)  # type: ignore[arg-type]

    def caller(self, token: str, company_id: int | None = None) -> Caller:
        found = get_caller(self.database, token, company_id, self.at)
        assert isinstance(found, Caller), found
        return found

    def events(self, action: str) -> list[tuple[str, str | None]]:
        """Outcome and code of the log's entries for a step, the oldest first."""
        with self.database.transaction() as tx:
            rows = tx.rows(
                "SELECT outcome, code FROM audit.event WHERE action = %(action)s ORDER BY event_id",
                action=action,
            )
        return [(row["outcome"], row["code"]) for row in rows]
