"""Connections and transactions. One use case = one transaction; it commits before it answers.

The application works as `sangsaeng_app`, which may add to the journals and never change them; the
owner's role only migrates. With an outside server both may be one login: the pool then takes the
application's role on every connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

Row = dict[str, Any]
APP_ROLE = "sangsaeng_app"


class Tx:
    """An open transaction. Desks hand it their own named statements."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def run(self, statement: LiteralString, **values: object) -> int:
        """Execute; the number of rows it touched."""
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

    def snapshot(self) -> None:
        """Read everything that follows as of one moment; the first thing a transaction does."""
        self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


class Database:
    """A pool of connections that work as the application's role."""

    def __init__(
        self, url: str, size: int = 8, role: str | None = APP_ROLE, settings: Mapping[str, str] = {}
    ) -> None:
        self.url = url
        self._role = role
        self._settings = dict(settings)
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=1,
            max_size=size,
            open=True,
            configure=self._configure,
            check=ConnectionPool.check_connection,
            kwargs={"row_factory": dict_row, "autocommit": True},
        )

    def _configure(self, connection: psycopg.Connection[Row]) -> None:
        for name, value in self._settings.items():
            connection.execute(
                sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
        if self._role is not None:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(self._role)))

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Begin; commit at the end of the block, before the caller answers anyone."""
        with self._pool.connection() as connection, connection.transaction():
            yield Tx(connection)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
