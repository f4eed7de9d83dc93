"""No page asks the database more than so often, however many rows it shows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from sangsaeng.acts.model import Office, Role
from sangsaeng.cli.bench.portal import walk
from sangsaeng.database.connection import Database, Tx

from .desk_story import a_settlement_day

# The first screen and the board are made of a dozen readings each, every one of which says who asks
# and tells the log: some sixty statements. Other pages make up to 35. Forty rows asked one by one
# pass either.
_MOST, _MADE_OF_MANY = 45, 80
_ROWS = 40


def _most(page: str) -> int:
    path = page.split(" ")[1]
    return _MADE_OF_MANY if path == "/" or path.startswith("/board") else _MOST


def test_no_page_asks_once_for_each_row(
    database_of: Callable[[], AbstractContextManager[Database]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(name: str) -> None:
        done = getattr(Tx, name)

        def ask(self: Tx, statement: Any, **values: object) -> Any:
            asked.append(statement)
            return done(self, statement, **values)

        monkeypatch.setattr(Tx, name, ask)

    with database_of() as database, a_settlement_day(database) as day:
        book, portal = day.portal.book, day.portal
        root = book.issue(day.programme_id, "S1", 90_000_000, book.today + timedelta(days=30))
        for _ in range(_ROWS):
            book.pass_on(day.programme_id, root, "S2", 1_000_000, book.today + timedelta(days=31))
        book.settle()
        book.pay()
        portal.people.office(book.foundation_id, Office.FOUNDATION)
        sides = {
            "buyer": (book.companies["buyer"].company_id, (Role.ENTERER, Role.APPROVER)),
            "supplier": (book.companies["S1"].company_id, (Role.ENTERER, Role.APPROVER)),
            "institution": (book.institution_id, (Role.OPERATIONS,)),
            "foundation": (book.foundation_id, (Role.FOUNDATION,)),
        }
        counted("rows")
        counted("run")
        seen: dict[str, int] = {}
        for name, (company_id, roles) in sides.items():
            before = len(asked)
            for path, answer in walk(portal.visitor(name, company_id, *roles).client):
                assert answer.status_code < 500, (name, path)
                seen[f"{name} {path}"] = len(asked) - before
                before = len(asked)
    slow = {page: count for page, count in seen.items() if count > _most(page)}
    assert not slow, slow
    assert len(seen) > 100 and max(seen.values()) > _MOST
