"""The web server's settings: bounds of headers, of idle and of half-open connections."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

FIRST_REQUEST_SECONDS = 10
KEEP_ALIVE_SECONDS = 15
MOST_AT_ONCE = 256
_HEADER_BYTES = 32 * 1024


class PatientOnceProtocol(H11Protocol):
    """HTTP/1.1 where a request's head that never ends is not waited for: without this, a client
    that sends half of one keeps its connection, and its place among MOST_AT_ONCE, for ever."""

    seconds: float = FIRST_REQUEST_SECONDS
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The clock of the first request begins."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A whole head stops the clock; the first part of the next one starts it again."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop()
        elif self._late is None and (before is None or before.response_complete):
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop()
        super().connection_lost(exc)

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
            "limit_concurrency": MOST_AT_ONCE,
            "h11_max_incomplete_event_size": _HEADER_BYTES,
            "timeout_graceful_shutdown": 20,
            **more,
        },
    )
