"""Row-level security alone keeps companies apart: no statement without its filters shows more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import stripped

from books import Book
from clusters import Cluster
from lived import a_book_that_has_lived
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.database.migrations import create_database, drop_database

# Columns that name a receivable, a sale or a company; those of a tree above one's own edge
# (root_id, parent_id) are numbers without a row behind them.
_RECEIVABLE = frozenset({"receivable_id"})
_COMPANY = frozenset({"company_id", "holder_id", "issuer_id", "seller_id", "payee_id", "other_id"})
# At least so many statements must run for the test to say something.
LEAST_RUN = 150


@dataclass
class World:
    """The lived book, with a rival beside it that shares nothing but the institution."""

    book: Book
    database: Database
    url: str


@pytest.fixture(scope="module")
def world(cluster: Cluster) -> Iterator[World]:
    name = f"{cluster.prefix}_stripped"
    create_database(cluster.url_of("postgres"), name, cluster.template)
    try:
        with Database(cluster.url_of(name)) as database:
            book = a_book_that_has_lived(database).book
            rival = book.programme("rival", policy="unpaid_no_recourse")
            for company in ("R1", "R2"):
                book.company(company)
            later = book.today + timedelta(days=30)
            root = book.issue(rival, "R1", 77_777, later, buyer="rival")
            book.pass_on(rival, root, "R2", 11_111, later)
            yield World(book, database, cluster.url_of(name))
    finally:
        drop_database(cluster.url_of("postgres"), name)


def _rows(world: World, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(world.url) as owner:
        return owner.execute(sql).fetchall()  # type: ignore[call-overload, no-any-return]


def _known_to(world: World, me: int) -> tuple[set[int], set[int]]:
    """Receivables and companies a company may see, from the book's own facts and not from the
    tables that the policies read."""
    edges = _rows(
        world,
        "SELECT r.receivable_id, r.issuer_id, r.holder_id, p.buyer_id, p.institution_id,"
        " p.foundation_id FROM receivables.receivable r JOIN programmes.programme p"
        " USING (programme_id)",
    )
    programmes = _rows(
        world, "SELECT buyer_id, institution_id, foundation_id FROM programmes.programme"
    )
    providers = _rows(
        world,
        "SELECT f.provider_id, p.buyer_id, p.institution_id, p.foundation_id"
        " FROM programmes.facility f JOIN programmes.programme p USING (programme_id)",
    )
    receivables, companies = set(), {me}
    for receivable_id, issuer, holder, *above in edges:
        if me in (issuer, holder):
            receivables.add(receivable_id)
            companies |= {issuer, holder}
        if me == holder:
            companies |= set(above)
    for sides in (*programmes, *providers):
        if me in sides:
            companies |= set(sides)
    return receivables, companies


def test_every_statement_without_its_filters_shows_a_company_its_own(world: World) -> None:
    everyone = {
        row[0]: row[1:]
        for row in _rows(world, "SELECT company_id, name, business_number FROM parties.company")
    }
    names = [n for n in world.book.companies if n[0] in "SR"] + ["buyer", "rival"]
    statements = stripped.statements()
    wrong, ran = [], set()
    for name in names:
        me = world.book.companies[name].company_id
        receivables, companies = _known_to(world, me)
        strange = {
            text for one, texts in everyone.items() if one not in companies for text in texts
        }
        for where, sql in statements.items():
            for row in _seen(world, me, sql, ran, where):
                for column, value in row.items():
                    if (
                        (column in _RECEIVABLE and value is not None and value not in receivables)
                        or (column in _COMPANY and value is not None and value not in companies)
                        or (isinstance(value, str) and value in strange)
                    ):
                        wrong.append(f"{name} sees {column}={value} by {where}")
    assert not wrong, "\n".join(sorted(set(wrong))[:40])
    assert len(ran) >= LEAST_RUN, f"only {len(ran)} statements ran"


def _seen(world: World, me: int, sql: str, ran: set[str], where: str) -> list[dict[str, Any]]:
    try:
        with world.database.asked_by(Asking(WEB, me)) as tx:
            rows = tx.rows(sql)  # type: ignore[arg-type]
    except psycopg.Error:
        return []
    ran.add(where)
    return rows


@pytest.mark.parametrize("role", ["sangsaeng_web", "sangsaeng_desk", "sangsaeng_door"])
def test_nobody_named_sees_nothing(world: World, role: str) -> None:
    """Fail-closed: a transaction that forgot to say who asks reads no row of a company's tables."""
    tables = _rows(
        world,
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND c.relrowsecurity AND n.nspname NOT LIKE 'pg_%' ORDER BY 1",
    )
    # What the book is, and its clock, is nobody's own.
    open_to_all = {"parties.office", "jobs.installation"}
    people = {"parties.company"} if role == "sangsaeng_door" else set()
    seen = []
    with psycopg.connect(world.url, autocommit=True) as owner:
        owner.execute(f"SET ROLE {role}")
        for (table,) in tables:
            try:
                count = owner.execute(f"SELECT count(*) FROM {table}").fetchone()
            except psycopg.errors.InsufficientPrivilege:
                continue
            if count is not None and count[0] and table not in open_to_all | people:
                seen.append(f"{table}: {count[0]}")
    assert len(tables) > 50
    assert not seen, seen
