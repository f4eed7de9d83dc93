"""The worker on the console: its chores, its end, and telling again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from cli_running import Run

_CHORES = "SELECT count(*) FROM jobs.chore WHERE last_at IS NOT NULL AND failed IS NULL"


def test_what_there_is_to_do_is_done_and_no_chore_breaks(
    run: Run, owner: psycopg.Connection
) -> None:
    assert run("work", "--once").exit_code == 0
    assert (
        owner.execute(_CHORES).fetchone()
        == owner.execute("SELECT count(*) FROM jobs.chore").fetchone()
    )


def test_a_worker_ends_in_order_when_it_is_told_to(
    book_url: str, tmp_path: Path, owner: psycopg.Connection
) -> None:
    home = {"SANGSAENG_DATABASE_URL": book_url, "SANGSAENG_HOME": str(tmp_path)}
    started = subprocess.Popen(
        [sys.executable, "-m", "sangsaeng.cli.main", "--lang", "en", "work"],
        env={**os.environ, **home},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    every = owner.execute("SELECT count(*) FROM jobs.chore").fetchone()
    try:
        until = time.monotonic() + 60
        while owner.execute(_CHORES).fetchone() != every and time.monotonic() < until:
            time.sleep(0.1)
        started.send_signal(signal.SIGTERM)
        said, complained = started.communicate(timeout=20)
    finally:
        started.kill()
        started.wait()
    assert (started.returncode, complained) == (0, "")
    assert "Ctrl-C" in said
    assert owner.execute(_CHORES).fetchone() == every


def test_a_new_book_becomes_a_sandbox_and_one_in_use_does_not(
    run: Run, owner: psycopg.Connection
) -> None:
    assert json.loads(run("sandbox", "--json").stdout) == {"sandbox": True}
    assert run("sandbox").exit_code == 0, "said again it changes nothing"
    assert owner.execute("SELECT sandbox FROM jobs.installation").fetchone() == (True,)


@pytest.mark.parametrize("words", [("--occurrence", "3"), ("--since", "2026-04-06")])
def test_telling_again_where_nobody_is_told_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert json.loads(run("webhooks", "list", "--json").stdout) == {"webhooks": []}
    assert run("webhooks", "list").exit_code == 0
    done = run("webhooks", "replay", "7", *words)
    assert done.exit_code == 1 and "unknown_webhook" in done.stderr


def test_letters_do_not_leave_with_links_that_lead_nowhere(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGSAENG_NOTICE_FOLDER", str(tmp_path / "letters"))
    refused = run("work", "--once")
    assert refused.exit_code == 1 and "SANGSAENG_PORTAL_URL" in refused.stderr
    monkeypatch.setenv("SANGSAENG_PORTAL_URL", "pay.example")
    assert "pay.example" in run("work", "--once").stderr
    monkeypatch.setenv("SANGSAENG_PORTAL_URL", "https://pay.example")
    assert run("work", "--once").exit_code == 0


def test_a_sandbox_needs_no_settings_for_its_letters(run: Run) -> None:
    assert run("sandbox").exit_code == 0
    assert run("work", "--once").exit_code == 0
