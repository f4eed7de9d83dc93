"""The command line on the test's own server: each test has a database of its own as the book."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import Run
from typer.testing import CliRunner, Result

from sangsaeng.cli.main import app


@pytest.fixture
def run(book_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command line in English with the test's book; gives the result."""
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", book_url)
    monkeypatch.setenv("SANGSAENG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    runner = CliRunner()

    def call(*arguments: str) -> Result:
        return runner.invoke(app, list(arguments))

    return call
