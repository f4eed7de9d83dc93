"""The living example, served: its pages, its teller and its worker, over a clock tests may push."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import uvicorn

from api.served import face_url
from sangsaeng.api.app import make_app
from sangsaeng.api.settings import Settings
from sangsaeng.api.transport import configure
from sangsaeng.cli.living.cast import Scale
from sangsaeng.cli.living.play import play
from sangsaeng.cli.living.teller import Teller
from sangsaeng.cli.safety.cast import Size
from sangsaeng.cli.working import all_chores
from sangsaeng.database.connection import Database
from sangsaeng.jobs import service_work
from sangsaeng.jobs.clock import Clock
from sangsaeng.jobs.worker import Worker
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.signin.service_personas import Persona, list_personas
from sangsaeng.web.serving import add_portal

# A Friday morning, as good as any: the story's days are counted back from it.
MORNING = datetime.combine(date(2026, 11, 20), clock_time(10), KOREA)
SMALL = Scale((3, 8, 4), 3, Size(5, 2))


@dataclass
class Moments:
    """The outside's clock: it runs, and can be pushed ahead."""

    began: float = field(default_factory=time.monotonic)
    pushed: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The moment outside of the book."""
        return MORNING + timedelta(seconds=time.monotonic() - self.began) + self.pushed

    def push(self, by: timedelta) -> None:
        """Let time pass."""
        self.pushed += by


@dataclass
class Living:
    """A played book behind a server."""

    url: str
    database: Database
    moments: Moments
    personas: Mapping[str, Persona]

    def value(self, statement: str, **values: object) -> object:
        """The only value of the only row, past every policy."""
        with self.database.transaction() as tx:
            (found,) = tx.the(statement, **values).values()  # type: ignore[arg-type]
        return found


def play_living(url: str, folder: Path, scale: Scale = SMALL) -> None:
    """Play the example in an empty book."""
    with Database(url, settings={"synchronous_commit": "off"}) as database:
        lived = play(database, MORNING, scale, folder, lambda *_: None)
    assert lived.holds, lived.problems


@contextmanager
def open_living(url: str, folder: Path) -> Iterator[Living]:
    """Serve a played book, with everything that works behind it."""
    moments = Moments()
    with (
        Database(url) as database,
        serving_living(database, moments) as address,
        working(database, moments, folder),
    ):
        personas = {one.title_code: one for one in list_personas(database)}
        yield Living(address, database, moments, personas)


@contextmanager
def serving_living(database: Database, moments: Moments) -> Iterator[str]:
    """The portal with the web's login alone, on a free port; its address has the name to which
    passkeys are bound."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        address = f"http://localhost:{bound.getsockname()[1]}"
        settings = Settings(origins=(address,), insecure_development=True, demonstration=True)
        with Database(face_url(database.url), role=None) as web:
            app = make_app(web, Clock(database, moments.now).now, settings)
            add_portal(app, app.state.counter)
            server = uvicorn.Server(configure(app))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
            thread.start()
            try:
                yield address
            finally:
                server.should_exit = True
                thread.join(20)


@contextmanager
def working(database: Database, moments: Moments, folder: Path) -> Iterator[None]:
    """The teller and a worker, as `serve --demo` has them."""
    stop = threading.Event()
    settings = service_work.Settings(packs_folder=folder)
    clock = Clock(database, moments.now)
    worker = Worker(database, settings, all_chores(), clock.now)
    teller = Teller(database, Clock(database, moments.now), moments.now)
    threads = [
        threading.Thread(target=run, args=(stop,), daemon=True) for run in (teller.run, worker.run)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
