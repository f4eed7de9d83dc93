"""The console is in the log too: every command that opened the book is one event.

What it did and how it ended is known only when the command is over, so the book stays open until
then. Nobody at the console has signed in; the event holds the number of the system's user.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

import psycopg
import typer

from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.service import record_event
from sangsaeng.cli.face import StoppedError
from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.service import find_companies


@dataclass
class _Watch:
    """A command under way: what it was given, and the book it opened."""

    command: str
    given: Mapping[str, Any]
    opened: ExitStack
    database: Database | None = None


_COMMAND: ContextVar[_Watch | None] = ContextVar("command", default=None)


@dataclass(frozen=True)
class Opening:
    """Where what a command opens is kept until the command is over."""

    stack: ExitStack
    _watch: _Watch | None = field(default=None)

    def book(self, database: Database) -> None:
        """This is the institution's book: the command's event belongs into it."""
        if self._watch is not None:
            self._watch.database = database


@contextmanager
def opening() -> Iterator[Opening]:
    """Until the command is over; outside a command, until the block is."""
    watch = _COMMAND.get()
    if watch is not None:
        yield Opening(watch.opened, watch)
        return
    with ExitStack() as stack:
        yield Opening(stack)


def watch_commands(app: typer.Typer, named: str = "console") -> None:
    """Have every command of the command line, and of its groups, leave its event."""
    for command in app.registered_commands:
        assert command.callback is not None and command.name is not None
        command.callback = _watched(f"{named}.{command.name}", command.callback)
    for group in app.registered_groups:
        assert group.typer_instance is not None
        watch_commands(group.typer_instance, f"{named}.{group.name}")


def _watched(action: str, callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **given: Any) -> Any:
        with ExitStack() as opened:
            watch = _Watch(action, given, opened)
            before = _COMMAND.set(watch)
            try:
                done = callback(*args, **given)
            except typer.Exit as ended:
                code = ended.refusal_code if isinstance(ended, StoppedError) else None
                _tell(watch, Outcome.REFUSED if ended.exit_code else Outcome.DONE, code)
                raise
            except BaseException:
                with suppress(psycopg.Error):
                    _tell(watch, Outcome.FAILED)
                raise
            finally:
                _COMMAND.reset(before)
            _tell(watch, Outcome.DONE)
            return done

    return run


def _tell(watch: _Watch, outcome: Outcome, code: str | None = None) -> None:
    if watch.database is None:
        return
    with watch.database.transaction() as tx:
        event = Event(
            happened_at=datetime.now(KOREA),
            action=watch.command,
            outcome=outcome,
            subject_id=_company(tx, watch.given),
            programme_id=watch.given.get("programme_id"),
            code=code,
            facts={"uid": os.getuid()},
        )
        record_event(tx, event)


def _company(tx: Tx, given: Mapping[str, Any]) -> int | None:
    """Whose data it was, where the command named a company that is in the book."""
    typed = given.get("company") or given.get("number")
    digits = parse_business_number(typed, "company") if isinstance(typed, str) else None
    if digits is None or isinstance(digits, Refusal):
        return None
    found = find_companies(tx, [digits]).get(digits)
    return None if found is None else found.company_id
