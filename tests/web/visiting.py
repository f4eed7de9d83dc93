"""People who visit the portal of a book: each with a session of its own, over the real pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

import httpx

from api.served import face_url, serving
from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Role
from sangsaeng.api.app import make_app
from sangsaeng.api.callers import csrf_token_of
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person
from sangsaeng.signin.model import How
from sangsaeng.signin.service_sessions import begin_session
from sangsaeng.web.serving import add_portal

ORIGIN = "http://portal.example"
SETTINGS = Settings(origins=(ORIGIN,), insecure_development=True, body_seconds=5)


@dataclass
class Visitor:
    """A browser with a session."""

    client: httpx.Client
    token: str
    company_id: int
    person_id: int

    def get(self, path: str, status: int = 200) -> str:
        """The page at a path, its markup's escapes undone."""
        answer = self.client.get(path)
        assert answer.status_code == status, (answer.status_code, answer.text[:2000])
        return unescape(answer.text)

    def post(self, path: str, files: Any = None, **fields: Any) -> httpx.Response:
        """A form of ours, sent; what comes back is not followed."""
        data = {
            "csrf_token": csrf_token_of(self.token),
            "company_id": str(self.company_id),
            **{name: str(value) for name, value in fields.items()},
        }
        headers = {"origin": ORIGIN}
        answer: httpx.Response = self.client.post(
            path, data=data, files=files, headers=headers, follow_redirects=False
        )
        return answer


@dataclass
class Portal:
    """The pages over a book, and who may visit them."""

    book: Book
    people: People
    web: Database
    at: datetime
    url: str = ""
    settings: Settings = SETTINGS
    visitors: dict[str, Visitor] = field(default_factory=dict)
    clients: list[httpx.Client] = field(default_factory=list)

    def visitor(self, name: str, company_id: int, *roles: Role) -> Visitor:
        """A person of a company with these roles, signed in and proved."""
        if name in self.visitors:
            return self.visitors[name]
        person_id = self.person(name, company_id, *roles)
        with self.web.asked_by(Asking(DOOR)) as tx:
            begun = begin_session(tx, person_id, How.PASSWORD_TOTP, self.at, "test")
        found = Visitor(self.client(begun.token), begun.token, company_id, person_id)
        self.visitors[name] = found
        return found

    def client(self, token: str | None = None) -> httpx.Client:
        """A browser, with a session or a stranger's."""
        headers = {"accept-language": "en"}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)
        if token:
            client.cookies.set(self.settings.cookie, token)
        self.clients.append(client)
        return client

    def person(self, name: str, company_id: int, *roles: Role) -> int:
        """A person with a name and powers."""
        caller = self.people.caller(company_id, *roles)
        assert caller.person_id is not None
        with self.book.database.transaction() as tx:
            facts = PersonFacts(name, f"{name}-{caller.person_id}@example.invalid")
            tx.run(
                "UPDATE parties.person SET sealed = %(sealed)s WHERE person_id = %(person_id)s",
                sealed=seal_person(tx.keys, facts),
                person_id=caller.person_id,
            )
            assert digest_of_email(tx.keys, facts.email)
        return caller.person_id


@contextmanager
def visited(database: Database, settings: Settings = SETTINGS) -> Iterator[Portal]:
    """The portal over an empty book with a programme."""
    book = open_book(database)
    portal = Portal(book, People(book), database, noon(book.today), settings=settings)
    with Database(face_url(database.url), role=None) as web:
        portal.web = web
        app = make_app(web, lambda: portal.at, settings)
        add_portal(app, app.state.counter)
        with serving(app) as portal.url:
            yield portal
            for client in portal.clients:
                client.close()


def text_of(markup: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()
