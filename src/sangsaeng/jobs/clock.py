"""The one clock of the faces and the worker: the real time, or the sandbox's, which runs ahead."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Lock

from sangsaeng.database.connection import Transactions
from sangsaeng.jobs.service_clock import read_installation
from sangsaeng.kernel.calendar import KOREA

_LOOKED_AT_EVERY_S = 1


def real_now() -> datetime:
    """The moment outside of every sandbox."""
    return datetime.now(KOREA)


class Clock:
    """Reads the book at most once a second, and never goes back in one process."""

    def __init__(self, database: Transactions, real_now: Callable[[], datetime] = real_now) -> None:
        self._database, self._real_now = database, real_now
        self._lock = Lock()
        self._ahead = timedelta(0)
        self._looked_at: float | None = None
        self._last: datetime | None = None

    def now(self) -> datetime:
        """The moment, in Korea."""
        with self._lock:
            tick = time.monotonic()
            if self._looked_at is None or tick - self._looked_at >= _LOOKED_AT_EVERY_S:
                self._ahead = max(self._ahead, read_installation(self._database).clock_ahead)
                self._looked_at = tick
            said = (self._real_now() + self._ahead).astimezone(KOREA)
            self._last = said if self._last is None else max(said, self._last)
            return self._last

    def today(self) -> date:
        """The day in Korea."""
        return self.now().date()

    def look_again(self) -> None:
        """Read the book at the next asking: its clock was moved just now."""
        with self._lock:
            self._looked_at = None
