"""Where notices lead opens for everybody who may hear them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database

from .visiting import Portal, visited


@pytest.fixture
def portal(database: Database) -> Iterator[Portal]:
    """An empty book."""
    with visited(database) as portal:
        yield portal


def test_a_company_that_holds_nothing_still_sees_its_money_and_its_account(portal: Portal) -> None:
    buyer = portal.book.company("buyer").company_id
    kim = portal.visitor("kim", buyer, Role.VIEWER)
    assert 'href="/money"' not in kim.get("/")
    for path in ("/money?tab=paid", "/money", "/account", "/me", "/notices", "/me/notices"):
        kim.get(path)
