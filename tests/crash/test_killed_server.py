"""Kill -9 of PostgreSQL itself, postmaster and children: it comes back, and the day goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import psycopg
import pytest
from crash_scene import DAY, ledger_rows, set_the_scene

from books import Book
from clusters import FAST, temporary_home
from sangsaeng.database import server as embedded
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import migrate
from sangsaeng.database.server import Server
from sangsaeng.oversight.verify import verify
from sangsaeng.settlement import service_run
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.service_run import settle_day

# A crash of the server alone loses nothing that the kernel has; fsync is for power cuts.
SETTINGS = tuple(one for one in FAST if not one.startswith(("synchronous", "full_page")))
STEPS = ["_freeze", "_post_chunk", "_finish", "_prove", "_release"]


def _start(home: Path) -> Server:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return embedded.start(home, SETTINGS)


def _kill_all(server: Server) -> None:
    """Signal 9 to the postmaster and every child; the postmaster, our child, stays a zombie."""
    postmaster = int((server.home / "data" / "postmaster.pid").read_text().split()[0])
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(postmaster)], capture_output=True, text=True, check=False
    )
    for pid in [postmaster, *map(int, listed.stdout.split())]:
        os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 5
    while embedded._process_state(postmaster) not in ("Z", None):
        assert time.monotonic() < until
        time.sleep(0.01)


def _prepared(server: Server) -> Book:
    migrate(server.url())
    with Database(server.url(), size=2) as database:
        return set_the_scene(database)


def test_a_day_goes_on_after_the_server_is_killed_at_every_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with temporary_home() as home:
        server = _start(home)
        try:
            _prepared(server)
            for step in STEPS:
                _settle_until_killed(server, step)
                server = _start(home)
            with Database(server.url(), size=2) as database:
                assert isinstance(settle_day(database, DAY, trees_per_chunk=1), Totals)
                assert [str(one) for one in verify(database) if not one.holds] == []
            killed = ledger_rows(server.url())
        finally:
            embedded.stop(server, signal.SIGQUIT)
    with temporary_home() as home:
        server = _start(home)
        try:
            _prepared(server)
            with Database(server.url(), size=2) as database:
                assert isinstance(settle_day(database, DAY, trees_per_chunk=1), Totals)
            assert ledger_rows(server.url()) == killed
        finally:
            embedded.stop(server, signal.SIGQUIT)


def _settle_until_killed(server: Server, step: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        original = getattr(service_run, step)

        def then_the_server_dies(*arguments: object) -> object:
            original(*arguments)
            _kill_all(server)
            raise ConnectionError

        patch.setattr(service_run, step, then_the_server_dies)
        with Database(server.url(), size=2) as database, pytest.raises(ConnectionError):
            settle_day(database, DAY, trees_per_chunk=1)


def test_a_new_server_starts_beside_the_zombie_of_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Python would reap the zombie at the next chance; another parent need not.
    monkeypatch.setattr(subprocess, "_cleanup", lambda: None)
    with temporary_home() as home:
        server = _start(home)
        old = int((server.home / "data" / "postmaster.pid").read_text().split()[0])
        _kill_all(server)
        assert embedded._process_state(old) == "Z"
        server = _start(home)
        try:
            with psycopg.connect(server.url()) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            assert embedded._process_state(old) == "Z"
        finally:
            embedded.stop(server, signal.SIGQUIT)
        os.waitpid(old, 0)


def test_the_last_user_stops_the_server_and_a_killed_user_does_not_keep_it() -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from sangsaeng.database.server import embedded\n"
        "with embedded(Path(sys.argv[1]), ('fsync=off',)):\n"
        "    print('up', flush=True)\n    time.sleep(60)\n"
    )
    with temporary_home() as home:
        command = [sys.executable, "-c", program, str(home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout is not None and killed.stdout.readline() == "up\n"
            killed.kill()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            with embedded.embedded(home, ("fsync=off",)) as server:
                assert embedded._answers(server.socket_folder)
        assert not embedded._answers(server.socket_folder)
