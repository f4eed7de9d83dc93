"""What every answer carries and no answer tells: headers, the request's number, the access log."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sangsaeng.api.calls import choose_language
from sangsaeng.api.problems import problem
from sangsaeng.api.settings import Settings
from sangsaeng.kernel.refusals import refuse

_JSON_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": _JSON_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_PORT = re.compile(r":[0-9]*\Z")
# What follows opens a door: a link of an invitation is known to who has it, and to no log.
_LINK = re.compile(r"\A(/join/).+")
_YEARS = "max-age=63072000; includeSubDomains"
_access = logging.getLogger("sangsaeng.access")
_log = logging.getLogger("sangsaeng.api")


class Guard:
    """The outermost layer: a fixed header is set unless the answer brought its own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing that goes wrong inside is told outside."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, began, status = secrets.token_hex(8), time.monotonic(), 0
        # A page that failed says it, so that it can be told to who looks after the system.
        scope.setdefault("state", {})["request_number"] = number

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add(MutableHeaders(scope=message), number)
            await send(message)

        language = choose_language(Headers(scope=scope).get("accept-language", ""))
        try:
            if self._is_ours(scope):
                await self.app(scope, receive, send_guarded)
            else:
                await problem([refuse("host_unknown")], language)(scope, receive, send_guarded)
        except Exception:
            _log.exception("request %s failed", number)
            if status:
                raise
            await problem([refuse("machine_broke")], language)(scope, receive, send_guarded)
        finally:
            # The path alone: a query may hold what a log must not keep.
            spent = (time.monotonic() - began) * 1000
            where = _LINK.sub(r"\1…", scope["path"])[:200].encode("unicode_escape").decode()
            _access.info("%s %s %s %d %.1f ms", number, scope["method"], where, status, spent)

    def _is_ours(self, scope: Scope) -> bool:
        host = _PORT.sub("", Headers(scope=scope).get("host", "")).lower()
        return not self.settings.hosts or host in self.settings.hosts

    def _add(self, headers: MutableHeaders, number: str) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers["x-request-id"] = number
        if not self.settings.insecure_development:
            headers.setdefault("strict-transport-security", _YEARS)
