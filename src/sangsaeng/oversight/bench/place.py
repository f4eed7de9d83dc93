"""Where benchmarks run: a database of their own on the embedded server, or on the given one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sangsaeng.database.migrations import create_database, drop_database, migrate
from sangsaeng.database.sealing import use_keys
from sangsaeng.database.server import embedded
from sangsaeng.kernel.calendar import KOREA

_NAME = "sangsaeng_bench"


@contextmanager
def bench_database(home: str) -> Iterator[str]:
    """The owner's address of a fresh, migrated database; it is dropped at the end.

    The embedded server runs with fsync on: what is measured is what an institution gets.
    """
    with embedded(Path(home)) as server:
        drop_database(server.url(), _NAME)
        create_database(server.url(), _NAME)
        use_keys(Path(home) / "keys.json", datetime.now(KOREA))
        url = server.url(_NAME)
        migrate(url)
        try:
            yield url
        finally:
            if not os.environ.get("SANGSAENG_BENCH_KEEP"):
                drop_database(server.url(), _NAME)
