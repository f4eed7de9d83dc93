"""How calls travel: the key, the company, retries that are safe, and problems as exceptions."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

_RETRY_STATUSES = frozenset({429, 503})
_TRIES = 5


class Problem(Exception):
    """The API said no (RFC 9457). `code` is stable; `ko` and `en` are sentences for people."""

    def __init__(self, status: int, data: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {data.get('code')}: {data.get('detail')}")
        self.status = status
        self.code = str(data.get("code", ""))
        self.data = dict(data)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Every fault of a list, with its field and 1-based line."""
        return list(self.data.get("errors", ()))


class Transport:
    """A connection with a machine's key, or with the cookie of a signed-in person.

    A writing call carries an idempotency key, its own or one made here, so that repeating it after
    a broken connection does nothing twice.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        company: str | None = None,
        language: str = "en",
        client: httpx.Client | None = None,
    ) -> None:
        self._http = client or httpx.Client(base_url=base_url, timeout=60.0)
        self._http.headers["Accept-Language"] = language
        if key is not None:
            self._http.headers["Authorization"] = f"Bearer {key}"
        if company is not None:
            self._http.headers["Sangsaeng-Company"] = company

    def call(
        self,
        verb: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> Any:
        """One call; a busy server or a lost connection is tried again with the same key."""
        headers = {} if verb == "GET" else {"Idempotency-Key": idempotency_key or str(uuid.uuid4())}
        asked = {**(query or {}), **({"dry_run": "true"} if dry_run else {})}
        content = {} if body is None else {"json": body}
        for again in range(_TRIES):
            last = again == _TRIES - 1
            try:
                answer = self._http.request(verb, path, params=asked, headers=headers, **content)
            except httpx.TransportError:
                if last:
                    raise
                time.sleep(0.2 * 2**again)
                continue
            if answer.status_code not in _RETRY_STATUSES or last:
                return _read(answer)
            time.sleep(float(answer.headers.get("Retry-After", 0.2 * 2**again)))
        raise AssertionError("unreachable")

    def pages(
        self, verb: str, path: str, query: Mapping[str, Any] | None = None, **_: Any
    ) -> Iterator[Any]:
        """Every row of a list, page after page."""
        asked = dict(query or {})
        while True:
            page = self.call(verb, path, asked)
            yield from page["rows"]
            if page.get("next_cursor") is None:
                return
            asked["cursor"] = page["next_cursor"]

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def compact(query: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was not given."""
    return {name: value for name, value in query.items() if value is not None}


def _read(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        data = answer.json()
    except ValueError:
        data = {"code": "not_a_problem", "detail": answer.text[:200]}
    raise Problem(answer.status_code, data)
