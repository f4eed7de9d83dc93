"""The door, for every test of signing in."""

from __future__ import annotations

import pytest
from doors import Door

from sangsaeng.database.connection import Database


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)
