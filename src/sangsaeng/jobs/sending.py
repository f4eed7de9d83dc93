"""Posting a message to a receiver that may be anything: slow, hostile, or not where it says.

The name is looked up here, every address it stands for is looked at, and the connection goes to the
address that was looked at; so a name cannot point inside between the look and the connection. No
redirect is followed, no proxy asked; a try has one deadline in all and reads at most 64 KB.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import httpx

from sangsaeng.jobs.model import Delivery, Sent
from sangsaeng.jobs.rules_webhooks import (
    decide_url,
    is_loopback,
    is_public,
    message_id,
    render_body,
    sign,
)

MOST_READ_BYTES = 64 * 1024
_DEADLINE_S = 10
_CONNECT_S = 5
_PORT = {"https": 443, "http": 80}
LookUp = Callable[[str, int], Sequence[str]]


def look_up(host: str, port: int) -> Sequence[str]:
    """Every address a name stands for. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def real_seconds() -> int:
    """The real time in seconds of 1970: receivers compare with their own clock, a sandbox's
    receivers too."""
    return int(time.time())


class Sender:
    """Posts messages over one TLS set-up; `deadline_s` is of one try, from look-up to answer."""

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        deadline_s: int = _DEADLINE_S,
        look_up: LookUp = look_up,
        seconds: Callable[[], int] = real_seconds,
    ) -> None:
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._deadline_s, self._look_up, self._seconds = deadline_s, look_up, seconds

    def send(self, delivery: Delivery, secrets: Sequence[bytes], loopback: bool) -> Sent:
        """One try. `loopback`: a receiver on this very machine may be told."""
        refused = decide_url(delivery.url, loopback)
        if refused:
            return Sent(error=refused.code)
        parts = urlsplit(delivery.url)
        host = str(parts.hostname)
        try:
            addresses = self._look_up(host, parts.port or _PORT[parts.scheme])
        except (OSError, UnicodeError):
            return Sent(error="name_unknown")
        here = loopback and is_loopback(host)
        wrong = [one for one in addresses if not (is_loopback(one) if here else is_public(one))]
        if wrong or not addresses:
            return Sent(error="webhook_url_not_public")
        body = render_body(delivery)
        seconds = self._seconds()
        headers = {
            "Host": parts.netloc,
            "Content-Type": "application/json",
            "User-Agent": "sangsaeng-webhooks",
            "webhook-id": message_id(delivery.occurrence_id),
            "webhook-timestamp": str(seconds),
            "webhook-signature": sign(secrets, delivery.occurrence_id, seconds, body),
        }
        address = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        netloc = address if parts.port is None else f"{address}:{parts.port}"
        return self._post(parts._replace(netloc=netloc).geturl(), host, headers, body)

    def _post(self, url: str, host: str, headers: dict[str, str], body: bytes) -> Sent:
        line = _Line()
        timer = Timer(self._deadline_s, line.cut)
        timer.daemon = True
        timer.start()
        limits = httpx.Timeout(self._deadline_s, connect=min(_CONNECT_S, self._deadline_s))
        said = {"sni_hostname": host, "trace": line.trace}
        try:
            with (
                httpx.Client(
                    verify=self._tls, trust_env=False, follow_redirects=False, timeout=limits
                ) as client,
                client.stream(
                    "POST", url, headers=headers, content=body, extensions=said
                ) as response,
            ):
                _read_out(response)
                return Sent(status=response.status_code)
        except httpx.TimeoutException:
            return Sent(error="timed_out")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Sent(error="timed_out" if line.is_cut else "connection_failed")
        finally:
            timer.cancel()


def _read_out(response: httpx.Response) -> None:
    """Let a receiver finish its answer, of which only the status counts."""
    read = 0
    with suppress(httpx.HTTPError, OSError):
        # As it comes over the wire: what is packed is not unpacked.
        for part in response.iter_raw():
            read += len(part)
            if read > MOST_READ_BYTES:
                break


class _Line:
    """The connection of one try, which the deadline cuts: a receiver that sends a byte now and then
    keeps every single wait short."""

    def __init__(self) -> None:
        self.is_cut = False
        self._socket: socket.socket | None = None

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by the client at each step of the connection."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.is_cut:
                self.cut()

    def cut(self) -> None:
        """The time is over."""
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
