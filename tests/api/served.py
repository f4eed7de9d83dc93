"""A real server on a free port of this machine, and a story to ask it about."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import uvicorn

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Caller, Role
from sangsaeng.api.app import make_app
from sangsaeng.api.callers import get_bearer
from sangsaeng.api.calls import Call
from sangsaeng.api.problems import RefusedError
from sangsaeng.api.settings import Settings
from sangsaeng.api.transport import configure
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import refuse

DEVELOPMENT = Settings(insecure_development=True, body_seconds=2)


@contextmanager
def serving(app: Any, **more: Any) -> Iterator[str]:
    """The application on a real server, in a thread; its address."""
    server = uvicorn.Server(configure(app, host="127.0.0.1", port=0, **more))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until and thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


def face_url(owner_url: str) -> str:
    """The same database with the web's login."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'sangsaeng_face'"
        ).fetchone()
        if found == (False,):
            connection.execute("ALTER ROLE sangsaeng_face LOGIN")
    parts = urlsplit(owner_url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"sangsaeng_face@{host}"))


@dataclass
class Told:
    """Callers by the bearer token they send: who asks is settled elsewhere."""

    known: dict[str, Caller] = field(default_factory=dict)

    def __call__(self, call: Call) -> Caller:
        found = self.known.get(get_bearer(call.request) or "")
        if found is None:
            raise RefusedError(refuse("sign_in_needed"))
        return found


@dataclass
class Scene:
    """A buyer with an enterer and an approver, a stranger, and a server they ask."""

    book: Book
    told: Told
    at: datetime
    programme_id: int
    buyer_id: int
    url: str = ""

    def client(self, who: str, **headers: str) -> httpx.Client:
        """A client of one of them."""
        said = {"authorization": f"Bearer {who}", **headers}
        return httpx.Client(base_url=self.url, headers=said, timeout=30, verify=False)

    def issue(self, won: int = 1_000_000, **other: Any) -> dict[str, Any]:
        """A body for /v1/receivables/issue."""
        line = {
            "supplier_number": self.book.number("t1"),
            "supplier_name": "t1",
            "approval_number": f"{self.book.today:%Y%m%d}1000000{won:09d}",
            "written_on": f"{self.book.today}",
            "total_won": won,
            "amount_won": won,
            "matures_on": f"{self.book.today + timedelta(days=30)}",
            **other,
        }
        return {"programme_id": self.programme_id, "lines": [line]}

    def count(self, table: str) -> int:
        """How many rows there are, past every policy."""
        with self.book.database.transaction() as tx:
            return int(tx.the(f"SELECT count(*) AS n FROM {table}")["n"])  # type: ignore[arg-type]


def make_scene(database: Database) -> Scene:
    """The people, by the names they send as tokens."""
    book = open_book(database)
    people = People(book)
    programme_id = book.programme()
    buyer_id = book.companies["buyer"].company_id
    stranger = book.company("stranger").company_id
    at = noon(book.today)
    told = Told(
        {
            "enterer": people.caller(buyer_id, Role.ENTERER),
            "approver": people.caller(buyer_id, Role.APPROVER),
            "viewer": people.caller(buyer_id, Role.VIEWER),
            "stranger": people.caller(stranger, Role.APPROVER),
        }
    )
    told.known["stale"] = replace(told.known["enterer"], stepped_up_at=None)
    return Scene(book, told, at, programme_id, buyer_id)


@contextmanager
def served(
    database: Database,
    settings: Settings = DEVELOPMENT,
    pool: Callable[[str], Database] = lambda url: Database(url, role=None),
    **more: Any,
) -> Iterator[Scene]:
    """The scene behind a real server that has the web's login alone."""
    scene = make_scene(database)
    with (
        pool(face_url(database.url)) as web,
        serving(make_app(web, lambda: scene.at, settings, scene.told), **more) as url,
    ):
        scene.url = url
        yield scene
