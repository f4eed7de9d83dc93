"""Fixtures of the notices' tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from telling import Stage

from sangsaeng.database.connection import Database


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    """A book with people that can be told."""
    return Stage(database, tmp_path / "letters")
