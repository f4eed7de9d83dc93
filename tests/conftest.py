"""Servers and fresh databases for every test that needs a book.

Each worker has an embedded server of its own in a temporary folder, or uses the outside one named
in SANGSAENG_TEST_DATABASE_URL (an owner's login to a maintenance database). The schema is migrated
once, into a template; a test gets a copy. A guardian stops a server whose worker was killed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from clusters import DEBIAN_BINARIES, Cluster, running, temporary_home
from sangsaeng.database.connection import Database
from sangsaeng.database.migrations import drop_database
from sangsaeng.database.sealing import NAMED_BY, use_keys
from sangsaeng.database.server import Server
from sangsaeng.kernel.calendar import KOREA

TESTS = Path(__file__).parent
OUTSIDE = os.environ.get("SANGSAENG_TEST_DATABASE_URL")

# One key file for the whole run: workers, and the processes that tests start, inherit it.
if NAMED_BY not in os.environ:
    _folder = tempfile.mkdtemp(prefix="sangsaeng-keys-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    use_keys(Path(_folder) / "keys.json", datetime(2026, 1, 2, tzinfo=KOREA))

# The suite tells the same stories every time, so that a red run can be looked at; new ones are
# told by the profile for nights.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nights",
    settings.get_profile("ci"),
    derandomize=False,
    max_examples=1000,
    stateful_step_count=60,
)
settings.load_profile(os.environ.get("SANGSAENG_TEST_PROFILE", "ci"))


def _outside_url(database: str) -> str:
    assert OUTSIDE is not None
    parts = urlsplit(OUTSIDE)
    path = parts.path if database == "postgres" else f"/{database}"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, parts.fragment))


class WholeFiles(LoadFileScheduling):
    """One worker runs a whole file: scenes are set once, and stories told in order stay in order.

    All of browser/ goes to one worker, so that its book is played once. (Marks for groups are not
    heeded by pytest-xdist 3.8 under pytest 9.2: its issue 1386.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "browser" if "browser/" in file else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    """How two workers share the suite."""
    return WholeFiles(config, log)


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


@pytest.fixture(scope="session")
def database_of(cluster: Cluster) -> Callable[[], AbstractContextManager[Database]]:
    """Opens a fresh book each time it is called: for properties, which need many."""

    @contextmanager
    def fresh() -> Iterator[Database]:
        with cluster.fresh() as url, Database(url, size=2) as opened:
            yield opened

    return fresh


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
