"""The web server's settings: bounds of headers, of connections, and of idle and half-open ones."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address, ip_network
from typing import Any

import uvicorn
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sangsaeng.api.calls import choose_language
from sangsaeng.api.guarding import HEADERS
from sangsaeng.api.problems import problem, refuse_busy

FIRST_REQUEST_SECONDS = 10
KEEP_ALIVE_SECONDS = 15
MOST_AT_ONCE = 256
MOST_OF_ONE_PEER = 64
_HEADER_BYTES = 32 * 1024
# A process that has not answered for so long is replaced. Shorter, and on a busy machine one that
# is still starting is ended and started for ever.
_SILENT_SECONDS = 60


class PatientOnceProtocol(H11Protocol):
    """HTTP/1.1 where a request's head that never ends is not waited for: without this, a client
    that sends half of one keeps its connection, and its place among MOST_AT_ONCE, for ever.

    One address has at most MOST_OF_ONE_PEER of these places, unless it is the proxy's."""

    seconds: float = FIRST_REQUEST_SECONDS
    most_of_one: int = MOST_OF_ONE_PEER
    most: int = MOST_AT_ONCE
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The clock of the first request begins."""
        super().connection_made(transport)
        if self._is_one_too_many():
            transport.close()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A whole head stops the clock; the first part of the next one starts it again."""
        before = self.cycle
        full = max(len(self.connections), len(self.tasks)) >= self.most
        self.app = _say_busy if full else self.config.loaded_app
        super().data_received(data)
        if self.cycle is not before:
            self._stop()
        elif self._late is None and (before is None or before.response_complete):
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop()
        super().connection_lost(exc)

    def _is_one_too_many(self) -> bool:
        peer = _peer_of(self)
        if peer is None or (self.config.proxy_headers and _stands_in(peer, self.config)):
            return False
        same = sum(_peer_of(one) == peer for one in self.connections)
        return same > self.most_of_one

    def _wait(self) -> None:
        self._late = self.loop.call_later(self.seconds, self._drop)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _drop(self) -> None:
        self._late = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()


def _peer_of(connection: Any) -> str | None:
    return connection.client[0] if connection.client else None


def _stands_in(peer: str, config: uvicorn.Config) -> bool:
    """Whether an address is one of the proxies', who count their own clients."""
    said = config.forwarded_allow_ips
    for one in said.split(",") if isinstance(said, str) else said or ():
        try:
            if one.strip() == "*" or ip_address(peer) in ip_network(one.strip(), strict=False):
                return True
        except ValueError:
            continue
    return False


async def _say_busy(scope: Scope, receive: Receive, send: Send) -> None:
    """Every place is taken."""
    language = choose_language(Headers(scope=scope).get("accept-language", ""))
    said = problem([refuse_busy()], language, None, {**HEADERS, "connection": "close"})
    await said(scope, receive, send)


def configure(app: ASGIApp | str, **more: Any) -> uvicorn.Config:
    """The one way our server is set up; `app` may be named, for processes of its own."""
    return uvicorn.Config(
        app,
        **{
            "http": PatientOnceProtocol,
            "ws": "none",
            "lifespan": "off",
            "access_log": False,
            "server_header": False,
            "proxy_headers": False,
            "log_config": None,
            "timeout_keep_alive": KEEP_ALIVE_SECONDS,
            "h11_max_incomplete_event_size": _HEADER_BYTES,
            "timeout_graceful_shutdown": 20,
            "timeout_worker_healthcheck": _SILENT_SECONDS,
            **more,
        },
    )
