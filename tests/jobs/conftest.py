"""Fixtures of the jobs' tests."""

from __future__ import annotations

import pytest
from jobs_scene import JobScene

from sangsaeng.database.connection import Database


@pytest.fixture
def scene(database: Database) -> JobScene:
    """A book whose institution runs it."""
    return JobScene(database)
