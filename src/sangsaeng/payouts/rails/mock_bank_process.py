"""A development bank beside the demo and the tests: `mock-bank` as a process of its own.

It is a real counterparty that was not written here: it reads our files, books, returns and reports
by its own rules and its own clock. Its package is never imported; only its process is spoken to.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

from sangsaeng.payouts.rails.transports import MockBankTransport

_STARTS_WITHIN_S = 15
_LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:[0-9]+)/")
# Letters count from A = 10 in the check digits of ISO 13616.
_IBAN_MODULUS = 97


class MockBankMissing(RuntimeError):
    """The package `mock-bank` is not installed; it belongs to the development group."""


@dataclass(frozen=True, slots=True)
class MockAccount:
    """An account the bank holds. `account_number` comes from `mock_account_number`."""

    account_number: str
    name: str
    opening_won: int = 0
    behaviour: str = "accept"
    closed: bool = False


def mock_bank_installed() -> bool:
    """Whether the development bank's package is there, without importing it."""
    return find_spec("mockbank") is not None


def mock_account_number(digits: str) -> str:
    """The number of an account at the development bank: it holds only IBAN-shaped ones.

    `KR`, two check digits, `MOCK`, and 1-26 digits of ours: KR63MOCK11012345678901.
    """
    inner = f"MOCK{digits}"
    number = "".join(str(int(mark, 36)) for mark in f"{inner}KR00")
    return f"KR{98 - int(number) % _IBAN_MODULUS:02d}{inner}"


@contextmanager
def start_mock_bank(
    starts_at: datetime,
    accounts: Sequence[MockAccount],
    closed_days: frozenset[date] = frozenset(),
    cutoff: str = "16:00",
) -> Iterator[MockBankTransport]:
    """A bank on a free port of 127.0.0.1 whose clock starts at `starts_at`, Korean time.

    Holds `accounts` in won and nothing else. Ends exactly its own process on leaving, and leaves
    no file behind. Raises `MockBankMissing` where the package is absent.
    """
    if not mock_bank_installed():
        raise MockBankMissing("mock-bank is not installed")
    clock = starts_at.strftime("%Y-%m-%dT%H:%M:%S")
    options = ["--port", "0", "--timezone", "Asia/Seoul", "--cutoff", cutoff, "--clock", clock]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockbank", *options, "--keep-requests", "100"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            address = _address(process, Path(log.name))
            with MockBankTransport(address) as bank:
                _furnish(bank, accounts, closed_days)
                yield bank
        finally:
            _end(process)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        if found := _LISTENING.search(log.read_text("utf-8")):
            return found.group(1)
        time.sleep(0.02)
    raise RuntimeError(f"mock-bank did not start: {log.read_text('utf-8')[-500:]}")


def _furnish(
    bank: MockBankTransport, accounts: Sequence[MockAccount], closed_days: frozenset[date]
) -> None:
    """The bank's own sample accounts are in euro: closed, they write no statements."""
    for number in bank.account_numbers():
        bank.close_account(number)
    for position, account in enumerate(accounts, start=1):
        bank.open_account(
            {
                "id": f"WON{position}",
                "iban": account.account_number,
                "name": account.name,
                "currency": "KRW",
                "balance": account.opening_won,
                "behaviour": account.behaviour,
                "closed": account.closed,
            }
        )
    bank.set_closed_days(closed_days)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
