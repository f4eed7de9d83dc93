"""Hashing passwords: argon2id, at most so many at once, and as long for nobody as for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sangsaeng.kernel.refusals import Refusal, refuse


class Hashing:
    """One for a process. Each hashing takes its memory for its time, so that guessing is dear; more
    than `at_once` wait for `patience` seconds, so that strangers cannot order all of the machine.

    The defaults are RFC 9106's second choice: 64 MiB, three passes, four lanes.
    """

    def __init__(
        self,
        time_cost: int = 3,
        memory_kib: int = 65_536,
        lanes: int = 4,
        at_once: int = 2,
        patience: float = 5,
    ) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, lanes)
        self._places = BoundedSemaphore(at_once)
        self._patience = patience

    def hash(self, password: bytes) -> str | Refusal:
        """The hash with its parameters and salt: `sign_in_busy`."""
        with self._place() as got:
            return self._hasher.hash(password) if got else _busy()

    def matches(self, hashed: str | None, password: bytes) -> bool | Refusal:
        """Whether the password is the hashed one; without a hash it never is, after as long:
        `sign_in_busy`."""
        nobody = self._nobody
        with self._place() as got:
            if not got:
                return _busy()
            try:
                return self._hasher.verify(hashed or nobody, password) and hashed is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_old(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than new ones are."""
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(b"nobody has this password")

    @contextmanager
    def _place(self) -> Iterator[bool]:
        got = self._places.acquire(timeout=self._patience)
        try:
            yield got
        finally:
            if got:
                self._places.release()


def _busy() -> Refusal:
    return refuse("sign_in_busy")
