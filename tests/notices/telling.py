"""A book with people that can be told, and a folder in which their letters lie."""

from __future__ import annotations

import email
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.cli.working import deciders_of
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.notices.channels.opening import open_channels
from sangsaeng.notices.service_planning import plan_notices
from sangsaeng.notices.service_sending import Post, send_digests, send_notices
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person

PORTAL = "https://portal.example"


@dataclass
class Stage:
    """The book at noon of its day, a fresh one or one that has `lived`; `folder`: where letters are
    put."""

    database: Database
    folder: Path
    lived: Book | None = None
    book: Book = field(init=False)
    people: People = field(init=False)
    at: datetime = field(init=False)
    post: Post = field(init=False)

    def __post_init__(self) -> None:
        self.book = self.lived or open_book(self.database)
        self.people = People(self.book)
        self.people.office(self.book.institution_id, Office.OPERATOR, Office.INSTITUTION)
        self.at = noon(self.book.today)
        channels = open_channels({"SANGSAENG_NOTICE_FOLDER": str(self.folder)})
        assert isinstance(channels, dict)
        self.post = Post(channels, PORTAL)

    def person(self, name: str, language: str = "ko", telephone: str = "") -> int:
        """A person whose address is `name@example.com`."""
        person_id = self.people.person(name)
        with self.database.transaction() as tx:
            facts = PersonFacts(name, f"{name}@example.com", telephone)
            tx.run(
                "UPDATE parties.person SET sealed = %(sealed)s, language = %(language)s"
                " WHERE person_id = %(id)s",
                sealed=seal_person(tx.keys, facts),
                language=language,
                id=person_id,
            )
            assert digest_of_email(tx.keys, facts.email)
        return person_id

    def hire(self, company: str, name: str, *roles: Role, **about: Any) -> Caller:
        """A person with roles at a company, by short names."""
        company_id = self.book.companies[company].company_id
        person_id = self.person(name, **about)
        return self.people.caller(company_id, *roles, person_id=person_id, at=self.at)

    def plan(self) -> int:
        """Look through the book."""
        return plan_notices(self.database, self.at, deciders_of)

    def send(self, **other: Any) -> int:
        """Letters leave."""
        return send_notices(self.database, self.at, replace(self.post, **other))

    def write_digests(self) -> int:
        """The day's letters are written."""
        return send_digests(self.database, self.at, self.post)

    def tell(self) -> list[EmailMessage]:
        """Plan and send; the letters that are new."""
        before = set(self.files("eml"))
        self.plan()
        self.send()
        return [self.read(path) for path in self.files("eml") if path not in before]

    def files(self, ending: str) -> list[Path]:
        """Letters that were put down, the oldest first."""
        found = self.folder.glob(f"*.{ending}")
        return sorted(found, key=lambda path: int(path.name.partition(".")[0]))

    def read(self, path: Path) -> EmailMessage:
        """A letter that was put down."""
        read = email.message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(read, EmailMessage)
        return read

    def messages(self) -> list[dict[str, str]]:
        """Messages to telephones that were put down."""
        return [json.loads(path.read_text("utf-8")) for path in self.files("json")]

    def kinds(self, person_id: int | None = None) -> list[str]:
        """The kinds of what was put down, for all or for one person, the oldest first."""
        with self.database.transaction() as tx:
            rows = tx.rows(
                "SELECT kind FROM notices.notice WHERE %(id)s::bigint IS NULL OR person_id = %(id)s"
                " ORDER BY notice_id",
                id=person_id,
            )
        return [row["kind"] for row in rows]

    def enter(self, caller: Caller, code: str, **given: Any) -> Entered | list[Any]:
        """One person enters an act now."""
        fresh = replace(caller, stepped_up_at=self.at)
        act = acts()[code]
        data = act.given.model_validate(given, strict=False)
        return enter(self.database, fresh, act, data, self.at)

    def decide(self, caller: Caller, entered: Entered, approved: bool = True) -> Any:
        """Another decides it."""
        fresh = replace(caller, stepped_up_at=self.at)
        return decide(self.database, fresh, entered.act_id, entered.digest, approved, self.at)

    def inbox(self, caller: Caller, code: str = "notices.inbox", **filters: Any) -> list[Any]:
        """What a reading shows a person, as its answers' JSON."""
        reading = all_readings()[code]
        given = reading.filters.model_validate(filters, strict=False) if reading.filters else None
        with self.database.asked_by(Asking(WEB, caller.company_id, caller.person_id)) as tx:
            asked = Asked(tx, caller.company_id, self.at, given, person_id=caller.person_id)
            page = reading.list_page(asked)
            assert isinstance(page, Page), page
            return [reading.row(**row).model_dump(mode="json") for row in page.rows]

    def later(self, **span: int) -> None:
        """The clock goes on."""
        self.at += timedelta(**span)


def text_of(letter: EmailMessage) -> str:
    """What a mail reader without HTML shows."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
