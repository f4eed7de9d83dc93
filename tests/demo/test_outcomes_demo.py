"""The demonstration of pay for success, small, as a newcomer runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sangsaeng.cli.main import app


@pytest.fixture
def home(book_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home on the test's own server."""
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", book_url)
    monkeypatch.setenv("SANGSAENG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path / "home"


def test_a_programme_goes_from_its_call_into_the_tail(home: Path) -> None:
    small = ["outcomes", "demo", "--suppliers", "5", "--sites-each", "2"]
    done = CliRunner().invoke(app, small)
    assert done.exit_code == 0, done.output
    # One fraud, one dispute upheld, one closed site: a reader sees each.
    assert "ten times the price" in done.output and "not there any more" in done.output
    assert "Reckoned again it comes to the same: 0 won" in done.output
    folder = home / "demo" / "outcomes"
    report = (folder / "report.txt").read_text("utf-8")
    assert "5 selected" in report and "Clawed back 480,000,000" in report
    ocds = json.loads((folder / "ocds.json").read_text("utf-8"))
    assert len(ocds["releases"][0]["awards"]) == 5
    assert json.loads((folder / "indigo.json").read_text("utf-8"))


def test_the_same_programme_has_the_same_money_each_time(home: Path) -> None:
    small = ["outcomes", "demo", "--suppliers", "4", "--sites-each", "2", "--json"]
    first, second = (json.loads(CliRunner().invoke(app, small).stdout) for _ in range(2))
    assert first == second
    assert first["holds"] and first["fraud_paid_won"] == first["fraud_reserved_won"] == 0
    assert first["reserved_won"] == 4 * 132_000_000
    assert (first["refund_won"], first["penalty_won"]) == (80_000_000, 400_000_000)
