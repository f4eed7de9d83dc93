"""Workers' words from outside, without sign-in: counted by where they come from, so that nobody
tries tokens and nobody floods the hotline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sangsaeng.database.connection import DOOR, Asking, Database, Row, Tx
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.service_confirmations import (
    Answered,
    answer_confirmation,
    look_at_link,
    note_to_hotline,
)
from sangsaeng.signin.service_tries import Try, reserve_try, take_back
from sangsaeng.signin.tokens import digest_of

_T = TypeVar("_T")
_LINK, _HOTLINE = "worker_link", "hotline"


def look_at_worker_link(database: Database, token: str, at: datetime, source: str) -> Row | Refusal:
    """What a worker is asked. Refusals in order: worker_waits, link_over."""
    return _tried(
        database, token, _LINK, source, at, lambda tx: look_at_link(tx, digest_of(token), at)
    )


def answer_worker_link(
    database: Database, token: str, answered: Answered, at: datetime, source: str
) -> Refusal | None:
    """A worker's word, once. Refusals in order: worker_waits, link_over."""
    return _tried(
        database,
        token,
        _LINK,
        source,
        at,
        lambda tx: answer_confirmation(tx, digest_of(token), answered, at),
    )


def send_to_hotline(
    database: Database,
    about: tuple[int, int | None],
    text: str,
    at: datetime,
    source: str,
) -> Refusal | None:
    """A note about a programme and, where known, a match (`about`). Every note counts as a try of
    the place it comes from. Refusals in order: worker_waits, unknown_outcome_programme."""
    with database.asked_by(Asking(DOOR)) as tx:
        # Counted by the place alone: no flood from one closes the hotline for another.
        tried = reserve_try(tx, digest_of(text), source, _HOTLINE, at)
        if isinstance(tried, Refusal):
            return _waits(tried)
        return note_to_hotline(tx, *about, text, at)


def _waits(refused: Refusal) -> Refusal:
    """The pause as it is said to somebody who has no way to sign in."""
    return refuse("worker_waits", None, wait_seconds=refused.facts["wait_seconds"])


def _tried(
    database: Database,
    token: str,
    purpose: str,
    source: str,
    at: datetime,
    work: Callable[[Tx], _T | Refusal],
) -> _T | Refusal:
    """Counted as failed before it is looked at, and taken back when the link led somewhere."""
    with database.asked_by(Asking(DOOR)) as tx:
        tried = reserve_try(tx, digest_of(token), source, purpose, at)
        if isinstance(tried, Refusal):
            return _waits(tried)
        done = work(tx)
        if not isinstance(done, Refusal):
            assert isinstance(tried, Try)
            take_back(tx, tried)
        return done
