"""A worker that kills itself with signal 9 at a named point; started by the crash tests.

    python driver.py URL DAY MODULE FUNCTION NTH before|after WORK

WORK: `settle`, or `pay` with a bank whose books are a file, so that they outlive the worker.
"""

from __future__ import annotations

import importlib
import os
import pickle
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from books import noon
from sangsaeng.database.connection import Database
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.oversight.book import Desk, hear_banks, pay_out
from sangsaeng.payouts.rails.routing import RoutingLimits
from sangsaeng.settlement.service_run import settle_day
from watched_bank import WatchedBank


class FileBank:
    """A bank in another building: what it did is on its own disk before it answers."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _bank(self) -> WatchedBank:
        bank = pickle.loads(self._path.read_bytes())
        assert isinstance(bank, WatchedBank)
        return bank

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Execute, write the books, answer."""
        bank = self._bank()
        answer = bank.send(batch_bytes, message_id)
        self._path.write_bytes(pickle.dumps(bank))
        return answer

    def fetch(self) -> list[tuple[str, bytes]]:
        """Messages not yet acknowledged."""
        return self._bank().fetch()

    def acknowledge(self, message_ref: str) -> None:
        """A message was recorded."""
        bank = self._bank()
        bank.acknowledge(message_ref)
        self._path.write_bytes(pickle.dumps(bank))

    def begin_day(self, day: date) -> None:
        """The bank opens."""
        bank = self._bank()
        bank.day = day
        self._path.write_bytes(pickle.dumps(bank))

    def close_day(self) -> None:
        """Statements of the day."""
        bank = self._bank()
        bank.close_day()
        self._path.write_bytes(pickle.dumps(bank))

    def ask(self, end_to_end_id: str) -> bytes:
        """What became of an instruction."""
        return self._bank().ask(end_to_end_id)


def die_at(module: str, function: str, nth: int, after: bool) -> None:
    """Wrap a function so that its n-th call ends this process at once."""
    # The driver itself runs as __main__: a second import would be another module.
    holder: Any = FileBank if module == "bank" else importlib.import_module(module)
    original = getattr(holder, function)
    calls = 0

    def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth and not after:
            os.kill(os.getpid(), 9)
        done = original(*arguments, **named)
        if calls == nth:
            os.kill(os.getpid(), 9)
        return done

    setattr(holder, function, wrapped)


def work(url: str, day: date, what: str, bank: Path) -> None:
    """One day's settlement, or its payouts."""
    with Database(url, size=3) as database:
        if what == "settle":
            print(settle_day(database, day, trees_per_chunk=1))
            return
        limits = RoutingLimits(netted_limit_won=LARGEST_WON)
        there = FileBank(bank)
        desk = Desk(database, {"simulated": there}, ("simulated",), limits)
        # A lost answer is made good by the statement, and what waited for it goes the day after.
        for on in (day, day + timedelta(days=1)):
            there.begin_day(on)
            pay_out(desk, noon(on))
            there.close_day()
            hear_banks(desk, noon(on))


if __name__ == "__main__":
    address, on, at_module, at_function, at_call, when, wanted, books = sys.argv[1:]
    if at_function != "-":
        die_at(at_module, at_function, int(at_call), when == "after")
    work(address, date.fromisoformat(on), wanted, Path(books))
