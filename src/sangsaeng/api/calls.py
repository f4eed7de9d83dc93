"""One request: its body within bounds, its language, who asks, and one place that answers."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import psycopg
from psycopg_pool import PoolTimeout, TooManyRequests
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sangsaeng.acts.model import Caller
from sangsaeng.api.bodies import read_body, read_query
from sangsaeng.api.problems import RefusedError, problem, refuse_busy
from sangsaeng.api.settings import Settings
from sangsaeng.api.turns import LARGE_BYTES, Turns
from sangsaeng.database.connection import Database
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.hashing import Hashing
from sangsaeng.signin.oidc import OidcClient

M = TypeVar("M", bound=BaseModel)
Clock = Callable[[], datetime]
Handler = Callable[[Request], Awaitable[Response]]
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_LANGUAGE = re.compile(
    r"\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{1,3})?))?"
)
# What a form holds: signing in, joining, recovering, and what belongs to a person itself.
SMALL_BYTES = 16 * 1024
# Read to the end, up to these many times the bound, so that the client hears the answer.
_DRAINED = 4
# What is worth another try shortly.
BUSY = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.SerializationFailure,
    psycopg.errors.QueryCanceled,
    psycopg.errors.TooManyConnections,
    PoolTimeout,
    TooManyRequests,
)
_log = logging.getLogger("sangsaeng.api")


@dataclass(frozen=True, slots=True)
class Counter:
    """What every request is served with. `callers` finds out who asks; `hashing` is the process's
    one, so that only so many passwords are hashed at once;
    `providers` are the institutions' own sign-ins by name; `real_clock` is what telephones show,
    where `clock` may be a sandbox's; `turns`: whose large body is read now."""

    database: Database
    clock: Clock
    settings: Settings
    callers: Callable[[Call], Caller]
    hashing: Hashing
    providers: Mapping[str, OidcClient] = field(default_factory=dict)
    real_clock: Clock | None = None
    turns: Turns = field(default_factory=Turns)


def _nothing() -> None:
    """A small body took no turn."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, its body read. `known`: who asks, where that was found out before the body was
    read; `parsed` is told when a large body has become values."""

    counter: Counter
    request: Request
    body: bytes
    at: datetime
    language: Language
    known: Caller | None = None
    parsed: Callable[[], None] = _nothing

    @property
    def database(self) -> Database:
        """The pool of the web's login."""
        return self.counter.database

    @property
    def code_at(self) -> datetime:
        """The moment that a telephone makes its codes of."""
        real_clock = self.counter.real_clock
        return self.at if real_clock is None else real_clock()

    def header(self, name: str) -> str | None:
        """A header's value; said twice it is no header."""
        said = self.request.headers.getlist(name)
        return said[0] if len(said) == 1 else None

    def caller(self) -> Caller:
        """Who asks, or RefusedError."""
        return self.known or self.counter.callers(self)

    def given(self, model: type[M]) -> M:
        """The body as the model, or RefusedError."""
        kind = (self.header("content-type") or "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise RefusedError(refuse("body_not_json"))
        try:
            return _or_refused(read_body(model, self.body))
        finally:
            self.parsed()

    def asked(self, model: type[M], but: type[BaseModel] | None = None) -> M:
        """Path and query parameters as the model, without those of `but`; or RefusedError."""
        left_out = but.model_fields if but else {}
        query = self.request.query_params.multi_items()
        wanted = [pair for pair in query if pair[0] not in left_out]
        return _or_refused(read_query(model, self.request.path_params, wanted))

    def asked_of(self, model: type[M]) -> M:
        """Only those query parameters that the model has; or RefusedError."""
        query = self.request.query_params.multi_items()
        wanted = [pair for pair in query if pair[0] in model.model_fields]
        return _or_refused(read_query(model, {}, wanted))

    def request_key(self, needed: bool) -> str | None:
        """The Idempotency-Key, or RefusedError where one is needed."""
        said = self.request.headers.getlist("idempotency-key")
        if not said:
            if needed:
                raise RefusedError(refuse("idempotency_key_missing"))
            return None
        if len(said) > 1 or not _KEY.fullmatch(said[0]):
            raise RefusedError(refuse("idempotency_key_invalid"))
        return said[0]


def _or_refused(read: M | list[Refusal]) -> M:
    if isinstance(read, list):
        raise RefusedError(*read)
    return read


def choose_language(accepted: str) -> Language:
    """The language a client would rather read; Korean where it says nothing of either."""
    best: tuple[float, Language] = (0, "ko")
    for part in accepted[:200].split(","):
        said = _LANGUAGE.fullmatch(part)
        if said is None:
            continue
        language, weight = said[1].lower(), float(said[2] or 1)
        if language == "en" and weight > best[0]:
            best = (weight, "en")
        elif language in ("ko", "*") and weight > best[0]:
            best = (weight, "ko")
    return best[1]


def endpoint(
    counter: Counter,
    work: Callable[[Call], Response],
    first: Callable[[Call], Any] | None = None,
    most_body_bytes: int = SMALL_BYTES,
) -> Handler:
    """A use case as a handler: reads the body, works in a thread, answers every failure once.

    `first`: who asks is found out before anything of a body is read, so that a stranger costs
    neither memory nor time.
    """

    async def handle(request: Request) -> Response:
        language = choose_language(request.headers.get("accept-language", ""))
        try:
            call = Call(counter, request, b"", counter.clock(), language)
            found = await run_in_threadpool(first, call) if first else None
            body = await read_within(request, counter.settings, most_body_bytes)
            known = found if isinstance(found, Caller) else None
            call = replace(call, body=body, at=counter.clock(), known=known)
            if len(body) <= LARGE_BYTES:
                return await run_in_threadpool(work, call)
            async with counter.turns.turn() as parsed:
                return await run_in_threadpool(work, replace(call, parsed=parsed))
        except RefusedError as refused:
            return problem(refused.refusals, language, refused.also)
        except ClientDisconnect:
            return problem([refuse("body_late")], language)
        except BUSY:
            return problem([refuse_busy()], language)
        except psycopg.OperationalError:
            _log.exception("the connection to the database was lost")
            return problem([refuse("connection_lost")], language)

    return handle


async def read_within(request: Request, settings: Settings, most: int) -> bytes:
    """The body, within its bounds of size and time."""
    drained, size = max(most * _DRAINED, settings.most_body_bytes), 0
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for part in request.stream():
                size += len(part)
                if size <= most:
                    parts.append(part)
                elif size > drained:
                    break
    except TimeoutError:
        raise RefusedError(refuse("body_late")) from None
    if size > most:
        raise RefusedError(refuse("body_too_large", None, most=most))
    return b"".join(parts)
