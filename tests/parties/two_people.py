"""A company with two administrators, an institution that is the operator too, and their acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database


class Stage:
    """A buyer with two administrators in a programme, and the institution's people."""

    def __init__(self, database: Database) -> None:
        self.book: Book = open_book(database)
        self.database = database
        self.people = People(self.book)
        self.programme_id = self.book.programme()
        self.buyer_id = self.book.companies["buyer"].company_id
        self.at: datetime = noon(self.book.today)
        self.first = self.people.caller(self.buyer_id, Role.ADMINISTRATOR)
        self.second = self.people.caller(self.buyer_id, Role.ADMINISTRATOR)
        offices = frozenset({Office.INSTITUTION, Office.OPERATOR})
        self.clerk = self.at_institution(Role.OPERATIONS, offices)
        self.other_clerk = self.at_institution(Role.OPERATIONS, offices)
        self.lender = self.at_institution(Role.CREDIT, offices)

    def at_institution(self, role: Role, offices: frozenset[Office]) -> Caller:
        return self.people.caller(self.book.institution_id, role, offices=offices)

    def supplier(self, name: str = "t1", won: int = 1_000_000) -> int:
        """A company on the system to which something was promised."""
        company = self.book.company(name)
        self.book.issue(self.programme_id, name, won, self.book.calendar.after(self.book.today))
        return company.company_id

    def enter(self, caller: Caller, code: str, **given: Any) -> Entered | list[str]:
        """The act as it stands, or the codes of the refusals."""
        act = acts()[code]
        asked = act.given.model_validate(given, strict=False)
        return _codes(enter(self.database, caller, act, asked, self.at))

    def approve(self, caller: Caller, entered: Entered | list[str]) -> Entered | list[str]:
        """What came of the approval."""
        assert isinstance(entered, Entered), entered
        done = decide(self.database, caller, entered.act_id, entered.digest, True, self.at)
        return _codes(done)

    def done(self, caller: Caller, other: Caller, code: str, **given: Any) -> dict[str, Any]:
        """The answer of an act that one entered and the other approved."""
        done = self.approve(other, self.enter(caller, code, **given))
        assert isinstance(done, Entered) and done.answer is not None, done
        return done.answer

    def count(self, statement: str) -> int:
        """A number out of the book."""
        with self.database.transaction() as tx:
            return int(tx.the(statement)["n"])  # type: ignore[arg-type]


def _codes(done: Any) -> Entered | list[str]:
    if isinstance(done, Entered):
        return [one.code for one in done.refusals] or done
    return [one.code for one in done]
