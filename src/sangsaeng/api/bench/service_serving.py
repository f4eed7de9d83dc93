"""A server as `serve` starts it, for a measurement: its own processes, the web's login alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

from sangsaeng.api.worker import OWNER_URL, URL
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load

_SQL = load(__package__)
_SECONDS = 60


@contextmanager
def serving(owner_url: str, home: str, workers: int = 2) -> Iterator[str]:
    """The address of a server of the book at `owner_url`; it ends with the block."""
    environment = {
        **os.environ,
        OWNER_URL: owner_url,
        URL: _face_url(owner_url),
        "SANGSAENG_HOME": home,
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "sangsaeng.cli.main", "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        [*command, "--workers", str(workers)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            while not said.endswith("}\n"):
                line = process.stdout.readline()
                assert line, "the server did not start"
                said += line
            url = str(json.loads(said)["url"])
            _wait_for(url)
            yield url
        finally:
            process.terminate()
            process.wait(60)


def _wait_for(url: str) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        with suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{url}/health", timeout=5).close()
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def _face_url(owner_url: str) -> str:
    with Database(owner_url, size=1, role=None) as owner, owner.transaction() as tx:
        tx.run(_SQL["let_face_log_in"])
    parts = urlsplit(owner_url)
    host = parts.netloc.rsplit("@", 1)[-1]
    return urlunsplit(parts._replace(netloc=f"sangsaeng_face@{host}"))
