"""Migrations: plain SQL files, applied by dbmate under its own lock, as the owner of the schema."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

import psycopg


class MigrationFailedError(RuntimeError):
    """dbmate refused; the message is its own."""


def _dbmate() -> str:
    beside = Path(sys.executable).with_name("dbmate")
    found = str(beside) if beside.exists() else shutil.which("dbmate")
    assert found is not None, "dbmate is not installed"
    return found


def _dbmate_url(url: str) -> str:
    """dbmate wants the socket folder as `socket=` and says so about TLS by itself."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if "host" in query:
        query["socket"] = query.pop("host")
    query.setdefault("sslmode", "disable" if "socket" in query else "prefer")
    shown = urlencode(query, quote_via=quote, safe="")
    return urlunsplit(("postgres", parts.netloc, parts.path, shown, ""))


def migrate(owner_url: str) -> None:
    """Bring the schema of the database at `owner_url` up to date, and its balances, if it was
    restored from a dump. Raises MigrationFailedError."""
    folder = resources.files("sangsaeng.database") / "migrations"
    with resources.as_file(folder) as files:
        command = [_dbmate(), "--url", _dbmate_url(owner_url), "--migrations-dir", str(files)]
        command += ["--no-dump-schema", "--migration-lock"]
        command += ["--migrations-table", "sangsaeng_migration", "migrate"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MigrationFailedError((done.stdout + done.stderr)[-2000:])
    with psycopg.connect(owner_url, autocommit=True) as connection:
        # A book restored from a dump brings another cluster's transaction numbers.
        connection.execute("SELECT ledger.rebase()")


def create_database(owner_url: str, name: str, template: str | None = None) -> None:
    """A new database on the server of `owner_url`, empty or a copy of a template."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        statement = psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            psycopg.sql.Identifier(name), psycopg.sql.Identifier(template or "template1")
        )
        connection.execute(statement)


def drop_database(owner_url: str, name: str) -> None:
    """Remove a database that this product made, ending its sessions."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        statement = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
            psycopg.sql.Identifier(name)
        )
        connection.execute(statement)
