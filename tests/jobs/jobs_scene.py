"""An institution that runs its installation, with two people who hand the worker jobs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.jobs.service_chores import Chore
from sangsaeng.jobs.service_work import Settings
from sangsaeng.jobs.worker import Worker

OPERATES = frozenset({Office.OPERATOR, Office.INSTITUTION})


@dataclass
class JobScene:
    """The book, its people, and the moment everything is done at."""

    database: Database
    book: Book = field(init=False)
    people: People = field(init=False)
    operations: Caller = field(init=False)
    treasury: Caller = field(init=False)
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.book = open_book(self.database)
        self.people = People(self.book)
        who = self.book.institution_id
        self.operations = self.people.caller(who, Role.OPERATIONS, offices=OPERATES)
        self.treasury = self.people.caller(who, Role.TREASURY, offices=OPERATES)
        self.at = noon(self.book.today)

    def enter(self, caller: Caller, code: str, **given: Any) -> Entered | list[Any]:
        """One person enters an act now."""
        fresh = replace(caller, stepped_up_at=self.at)
        act = acts()[code]
        data = act.given.model_validate(given, strict=False)
        return enter(self.database, fresh, act, data, self.at)

    def hand_over(self, code: str, **given: Any) -> int:
        """Two people of the institution hand the worker a job; its number."""
        entered = self.enter(self.operations, code, **given)
        assert isinstance(entered, Entered) and entered.state == "waiting", entered
        other = replace(self.treasury, stepped_up_at=self.at)
        done = decide(self.database, other, entered.act_id, entered.digest, True, self.at)
        assert isinstance(done, Entered) and done.answer is not None, done
        return int(done.answer["job_id"])

    def refusals(self, code: str, caller: Caller | None = None, **given: Any) -> list[str]:
        """The codes with which an act is refused to one who enters it."""
        done = self.enter(caller or self.operations, code, **given)
        assert isinstance(done, list), done
        return [one.code for one in done]

    def worker(self, settings: Settings | None = None, **chores: Chore) -> Worker:
        """A worker whose clock is the scene's."""
        return Worker(self.database, settings or Settings(), chores, lambda: self.at)

    def read(self, caller: Caller, code: str, **filters: Any) -> list[dict[str, Any]]:
        """What a reading shows, as its answers' JSON."""
        reading = all_readings()[code]
        given = reading.filters.model_validate(filters, strict=False) if reading.filters else None
        with self.database.asked_by(Asking(WEB, caller.company_id, caller.person_id)) as tx:
            page = reading.list_page(Asked(tx, caller.company_id, self.at, given))
            assert isinstance(page, Page), page
            return [reading.row(**row).model_dump(mode="json") for row in page.rows]

    def job(self, job_id: int) -> dict[str, Any]:
        """A job as the institution reads it."""
        return self.read(self.operations, "jobs.one", job_id=job_id)[0]

    def count(self, statement: str) -> int:
        """A number out of the book."""
        with self.database.transaction() as tx:
            return int(tx.the(statement)["n"])  # type: ignore[arg-type]
