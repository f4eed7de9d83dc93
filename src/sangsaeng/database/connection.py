"""Connections and transactions. One use case = one transaction; it commits before it answers.

The application works as `sangsaeng_app`, which may add to the journals and never change them; the
owner's role only migrates. With an outside server both may be one login: the pool then takes the
application's role on every connection.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol

import psycopg
from psycopg import sql
from psycopg.pq import PipelineStatus
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from sangsaeng.database.sealing import Keys, keys_of_process
from sangsaeng.database.statements import load

Row = dict[str, Any]
APP_ROLE = "sangsaeng_app"
DOOR, WEB, DESK = "sangsaeng_door", "sangsaeng_web", "sangsaeng_desk"
_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, said to the database for one transaction; row-level security goes by it (G12).

    `role`: DOOR signs people in, WEB reads, DESK acts. `act_id`: the act being executed.
    """

    role: LiteralString
    company_id: int | None = None
    person_id: int | None = None
    act_id: int | None = None


class Transactions(Protocol):
    """What use cases open their transaction on: a Database, or a transaction already open."""

    def transaction(self) -> AbstractContextManager[Tx]:
        """A transaction; it commits at the end of the block."""


class Tx:
    """An open transaction. Desks hand it their own named statements."""

    def __init__(
        self, connection: psycopg.Connection[Row], keys: Callable[[], Keys] = keys_of_process
    ) -> None:
        self._connection = connection
        self._keys = keys

    @property
    def keys(self) -> Keys:
        """The keys that seal this book's values. Raises KeysMissingError."""
        return self._keys()

    def run(self, statement: LiteralString, **values: object) -> int:
        """Execute; the number of rows it touched, which within `together` is not known (-1)."""
        return self._connection.execute(statement, values).rowcount

    def rows(self, statement: LiteralString, **values: object) -> list[Row]:
        """All rows of the answer."""
        return self._connection.execute(statement, values).fetchall()

    def row(self, statement: LiteralString, **values: object) -> Row | None:
        """The one row of the answer, or None; a second row is a bug."""
        found = self.rows(statement, **values)
        assert len(found) <= 1, "more than one row"
        return found[0] if found else None

    def the(self, statement: LiteralString, **values: object) -> Row:
        """The one row that must be there."""
        found = self.row(statement, **values)
        assert found is not None, "the row is missing"
        return found

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A part of this transaction that is undone by itself when the block raises: so a use case
        that opens its own transaction runs inside one already open."""
        assert not self._is_together(), "counts are not known in a pipeline"
        with self._connection.transaction():
            yield self

    @contextmanager
    def together(self) -> Iterator[None]:
        """Statements whose answers nobody reads go to the server in one journey; the first that
        fails raises at the end of the block, and none after it was done."""
        with self._connection.pipeline():
            yield

    def _is_together(self) -> bool:
        return self._connection.pgconn.pipeline_status != PipelineStatus.OFF

    def enter(self, asking: Asking) -> None:
        """Work for somebody from here to the end of the transaction."""
        ids = {"company": asking.company_id, "person": asking.person_id, "act": asking.act_id}
        said = {name: "" if one is None else str(one) for name, one in ids.items()}
        self.run(_SQL["enter"], role=asking.role, **said)

    def snapshot(self) -> None:
        """Read everything that follows as of one moment; the first thing a transaction does."""
        self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


class Database:
    """A pool of connections that work as the application's role.

    `keys`: of its sealed values; without them those of the process are read when first needed.
    """

    def __init__(
        self,
        url: str,
        size: int = 8,
        role: str | None = APP_ROLE,
        settings: Mapping[str, str] = {},
        keys: Keys | None = None,
    ) -> None:
        self.url = url
        self._keys: Callable[[], Keys] = keys_of_process if keys is None else lambda: keys
        self._role = role
        self._settings = dict(settings)
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=1,
            max_size=size,
            open=True,
            configure=self._configure,
            check=_check,
            kwargs={"row_factory": dict_row, "autocommit": True},
        )

    def _configure(self, connection: psycopg.Connection[Row]) -> None:
        for name, value in self._settings.items():
            connection.execute(
                sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
        if self._role is not None:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(self._role)))

    @property
    def keys(self) -> Keys:
        """The keys that seal this book's values. Raises KeysMissingError."""
        return self._keys()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Begin; commit at the end of the block, before the caller answers anyone."""
        with self._pool.connection() as connection, connection.transaction():
            yield Tx(connection, self._keys)

    @contextmanager
    def asked_by(self, asking: Asking, snapshot: bool = False) -> Iterator[Tx]:
        """As `transaction`, for somebody: row-level security shows and takes what is theirs.
        `snapshot`: everything is read as of one moment."""
        with self._pool.connection() as connection, ExitStack() as opened:
            tx = Tx(connection, self._keys)
            with tx.together():
                # Connection.transaction() would go on in the pipeline, and no count be known in it.
                opened.enter_context(psycopg.Transaction(connection))
                if snapshot:
                    tx.snapshot()
                tx.enter(asking)
            yield tx

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check(connection: psycopg.Connection[Row]) -> None:
    """A server that has closed a connection has said so, and its word waits to be read: only then
    is it asked, which costs a journey."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)
