"""`serve`: processes with the web's login alone, replaced when they die, gone with their parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest

from sangsaeng.api.worker import OWNER_URL, URL
from sangsaeng.cli.serving import bind_port, check_face_login, choose_settings
from sangsaeng.database.connection import DESK, Asking, Database
from sangsaeng.kernel.refusals import Refusal

from .served import face_url


@contextmanager
def _serving(book_url: str, home: Path, *arguments: str) -> Iterator[tuple[str, int]]:
    environment = {
        **os.environ,
        OWNER_URL: book_url,
        URL: face_url(book_url),
        "SANGSAENG_HOME": str(home),
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "sangsaeng.cli.main", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        [*command, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            while not said.endswith("}\n"):
                line = process.stdout.readline()
                assert line, process.stderr.read() if process.stderr else ""
                said += line
            url = json.loads(said)["url"]
            _until(lambda: _healthy(url), 60)
            yield url, process.pid
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", verify=False).status_code == 200
    except httpx.TransportError:
        return False


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    """Those that serve: the helper that multiprocessing starts is none of them."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        int(child)
        for child in found
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_workers_serve_with_the_webs_login_and_are_replaced(book_url: str, tmp_path: Path) -> None:
    with _serving(book_url, tmp_path, "--workers", "2") as (url, pid):
        _until(lambda: len(_children(pid)) == 2)
        children = _children(pid)
        for child in children:
            told = Path(f"/proc/{child}/environ").read_bytes().decode()
            assert f"{URL}=" in told and f"{OWNER_URL}=" not in told
        os.kill(children[0], signal.SIGKILL)
        _until(lambda: len(set(_children(pid)) - {children[0]}) == 2)
        assert _healthy(url)
        children = _children(pid)
    _until(lambda: all(_gone(child) for child in children))


def test_a_worker_that_is_slow_to_start_is_waited_for(
    book_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = "import sys, time\nif 'spawn_main' in str(sys.orig_argv):\n    time.sleep(6)\n"
    (tmp_path / "sitecustomize.py").write_text(slow)
    known = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{known}")
    with _serving(book_url, tmp_path, "--workers", "1") as (url, _):
        assert _healthy(url)


def test_of_two_that_want_one_port_the_second_is_told_before_it_says_where() -> None:
    first = bind_port("127.0.0.1", 0)
    assert not isinstance(first, Refusal)
    with first:
        second = bind_port("127.0.0.1", first.getsockname()[1])
    assert isinstance(second, Refusal) and second.code == "port_unusable"
    nowhere = bind_port("203.0.113.1", 0)
    assert isinstance(nowhere, Refusal) and nowhere.code == "port_unusable"


def test_workers_do_not_outlive_a_parent_that_was_killed(book_url: str, tmp_path: Path) -> None:
    with _serving(book_url, tmp_path, "--workers", "1") as (url, pid):
        children = _children(pid)
        assert children
        os.kill(pid, signal.SIGKILL)
        _until(lambda: all(_gone(child) for child in children))
        assert not _healthy(url)


def _as(owner_url: str, user: str) -> str:
    parts = urlsplit(owner_url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}"))


@pytest.fixture
def login(owner: psycopg.Connection) -> Iterator[str]:
    name = f"web_login_{os.getpid()}"
    owner.execute(f"CREATE ROLE {name} LOGIN NOINHERIT")  # type: ignore[arg-type]
    yield name
    owner.execute(f"DROP ROLE {name}")  # type: ignore[arg-type]


def test_a_login_that_could_do_more_is_not_served_with(
    book_url: str, owner: psycopg.Connection, login: str
) -> None:
    def code() -> str | None:
        refused = check_face_login(_as(book_url, login))
        return refused.code if refused else None

    assert code() == "face_login_too_weak"
    owner.execute(f"GRANT sangsaeng_face TO {login}")  # type: ignore[arg-type]
    assert code() is None
    owner.execute(f"GRANT sangsaeng_app TO {login}")  # type: ignore[arg-type]
    assert code() == "face_login_too_strong"
    owner.execute(f"REVOKE sangsaeng_app FROM {login}")  # type: ignore[arg-type]
    owner.execute(f"ALTER ROLE {login} BYPASSRLS")  # type: ignore[arg-type]
    assert code() == "face_login_too_strong"
    refused = check_face_login(book_url)
    assert refused is not None and refused.code == "face_login_too_strong"


def test_without_saying_who_asks_the_webs_login_can_do_nothing(book_url: str) -> None:
    with Database(face_url(book_url), size=1, role=None) as web:
        for table in ("parties.company", "parties.person", "receivables.receivable", "ledger.line"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), web.transaction() as tx:
                tx.rows(f"SELECT * FROM {table}")  # type: ignore[arg-type]
        with pytest.raises(psycopg.errors.InsufficientPrivilege), web.transaction() as tx:
            tx.enter(Asking("sangsaeng_app"))
        with web.asked_by(Asking(DESK)) as tx:
            assert tx.rows("SELECT * FROM parties.company") == []
        # What one transaction was, the next on the same connection is not.
        with pytest.raises(psycopg.errors.InsufficientPrivilege), web.transaction() as tx:
            tx.rows("SELECT * FROM parties.company")


@pytest.mark.parametrize(
    ("host", "origins", "code"),
    [
        ("0.0.0.0", [], "origin_missing"),
        ("::", [], "origin_missing"),
        ("127.0.0.1", ["http://pay.example"], "origin_not_https"),
        ("127.0.0.1", ["https://pay.example/"], "origin_not_https"),
        ("127.0.0.1", ["https://"], "origin_not_https"),
    ],
)
def test_other_machines_come_by_https(host: str, origins: list[str], code: str) -> None:
    refused = choose_settings(host, origins)
    assert isinstance(refused, Refusal) and refused.code == code


def test_plain_http_is_for_this_machine_alone() -> None:
    here, there = choose_settings("127.0.0.1", []), choose_settings("::", ["https://pay.example"])
    assert not isinstance(here, Refusal) and here.insecure_development
    assert not isinstance(there, Refusal) and not there.insecure_development
    assert (there.cookie, there.rp_id) == ("__Host-sangsaeng", "pay.example")
