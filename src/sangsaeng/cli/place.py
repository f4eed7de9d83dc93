"""Where the book stands: the embedded server of a home folder, or a server of the institution's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.errors import DuplicateDatabase, UniqueViolation

from sangsaeng.acts.service import prepare_book
from sangsaeng.cli.face import Face
from sangsaeng.cli.watching import opening
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import (
    MigrationFailedError,
    create_database,
    drop_database,
)
from sangsaeng.database.sealing import KeysMissingError, use_keys
from sangsaeng.database.server import ServerDidNotStartError, embedded
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse

BOOK = "sangsaeng"
KEY_FILE = "keys.json"
# Side by side on one server, two calls must not take each other's throw-away databases.
_MARK = str(os.getpid())


@dataclass(frozen=True, slots=True)
class Place:
    """A running server; `owner_url` is the address at which databases are made."""

    owner_url: str

    def url(self, database: str) -> str:
        """The owner's address of one database."""
        parts = urlsplit(self.owner_url)
        return urlunsplit(parts._replace(path=f"/{database}"))

    def exists(self, database: str) -> bool:
        """Whether there is such a database: the catalogue is asked by connecting."""
        try:
            psycopg.connect(self.url(database)).close()
        except psycopg.OperationalError as failed:
            if "does not exist" not in str(failed):
                raise
            return False
        return True

    def copy(self, database: str, template: str) -> None:
        """A new database like another one that nobody uses now."""
        create_database(self.owner_url, database, template)

    def drop(self, database: str) -> None:
        """Remove a database that this product made."""
        drop_database(self.owner_url, database)

    def throw_away(self, name: str) -> str:
        """A name for a database that ends with this call."""
        return f"{name}_{_MARK}"


@contextmanager
def open_place(face: Face, as_json: bool = False) -> Iterator[Place]:
    """The server, for as long as the block runs; an embedded one is stopped by its last user.

    A server that cannot be reached ends the command with the refusal `server_unreachable`, keys
    that cannot be used with `keys_unusable`.
    """
    with ExitStack() as opened:
        try:
            if face.database_url is None:
                owner_url = opened.enter_context(embedded(face.home)).url()
            else:
                owner_url = face.database_url
                psycopg.connect(owner_url).close()
        except (ServerDidNotStartError, psycopg.Error, OSError) as failed:
            words = str(failed).strip().splitlines() or [""]
            face.stop_refused(refuse("server_unreachable", None, why=words[0]), as_json)
        with keys_refused(face, as_json):
            use_keys(face.home / KEY_FILE, datetime.now(KOREA))
        yield Place(owner_url)


@contextmanager
def keys_refused(face: Face, as_json: bool) -> Iterator[None]:
    """Within: a key file that cannot be used ends the command with `keys_unusable`."""
    try:
        yield
    except KeysMissingError as failed:
        face.stop_refused(refuse("keys_unusable", None, why=str(failed)[:300]), as_json)


def remake(face: Face, place: Place, database: str, as_json: bool) -> None:
    """Drop a database that this product made, and make it anew with the whole schema."""
    with _schema_refused(face, as_json):
        drop_database(place.owner_url, database)
        create_database(place.owner_url, database)
        prepare_book(place.url(database))


@contextmanager
def _schema_refused(face: Face, as_json: bool) -> Iterator[None]:
    try:
        with keys_refused(face, as_json):
            yield
    except (MigrationFailedError, psycopg.Error) as failed:
        refused = refuse("schema_not_updated", None, why=str(failed)[-300:])
        face.stop_refused(refused, as_json)


@contextmanager
def open_played(face: Face, name: str, as_json: bool = False) -> Iterator[Database]:
    """A book that a demonstration made, its schema brought up to date. One that is not there ends
    the command with `living_not_played`."""
    with opening() as kept:
        place = kept.stack.enter_context(open_place(face, as_json))
        if not place.exists(name):
            face.stop_refused(refuse("living_not_played"), as_json)
        with _schema_refused(face, as_json):
            prepare_book(place.url(name))
        yield kept.stack.enter_context(Database(place.url(name)))


@contextmanager
def open_book(face: Face, as_json: bool = False) -> Iterator[Database]:
    """The institution's book, made when missing, its schema brought up to date."""
    with opening() as kept:
        place = kept.stack.enter_context(open_place(face, as_json))
        name = _book_name(face)
        with _schema_refused(face, as_json):
            if not place.exists(name):
                # Another first use at the same moment may have been faster.
                with suppress(DuplicateDatabase, UniqueViolation):
                    create_database(place.owner_url, name)
            prepare_book(place.url(name))
        database = kept.stack.enter_context(Database(place.url(name)))
        kept.book(database)
        yield database


def _book_name(face: Face) -> str:
    named = urlsplit(face.database_url or "").path.strip("/")
    return named or BOOK


def write_bytes(path: Path, data: bytes) -> Refusal | None:
    """Write a file that was asked for, or `file_unwritable`."""
    try:
        path.write_bytes(data)
    except (OSError, ValueError) as failed:
        why = getattr(failed, "strerror", None) or str(failed)
        return refuse("file_unwritable", None, file=str(path), why=why)
    return None


# The largest file anybody hands in is a pack of evidence, some tens of megabytes.
_MOST_BYTES = 256 * 2**20


def read_bytes(path: Path) -> bytes | Refusal:
    """A file's bytes, or `file_unreadable`: also for a device or a pipe, which may never end, and
    for what is larger than any file of ours."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            return refuse("file_unreadable", None, file=str(path), why="not a regular file")
        with path.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            why = f"more than {_MOST_BYTES} bytes"
            return refuse("file_unreadable", None, file=str(path), why=why)
        return data
    except (OSError, ValueError) as failed:
        why = getattr(failed, "strerror", None) or str(failed)
        return refuse("file_unreadable", None, file=str(path), why=why)
