"""How calls travel: the key, the session, retries that are safe, and problems as exceptions."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar
from urllib.parse import quote, urlsplit

import httpx

Row = TypeVar("Row")
_BUSY = frozenset({429, 502, 503, 504})
_TRIES = 5
_LONGEST_WAIT_S = 60.0
_TOKEN = "csrf_token"  # noqa: S105  a field's name


class Problem(Exception):
    """The API said no (RFC 9457). `code` is stable; `data` has the sentences `ko` and `en`."""

    def __init__(self, status: int, data: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {data.get('code')}: {data.get('detail')}")
        self.status = status
        self.code = str(data.get("code", ""))
        self.data = dict(data)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Every fault of a list, with its field and its line, the first being 1."""
        return list(self.data.get("errors", ()))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A part of a list; the next one begins at `next_cursor`, None after the last."""

    rows: list[Row]
    next_cursor: str | None


class Pages(Generic[Row]):
    """A list: iterate over its rows, or over `pages` to note how far it was read."""

    def __init__(self, transport: Transport, path: str, query: Mapping[str, Any]) -> None:
        self._transport, self._path, self._query = transport, path, dict(query)

    def pages(self) -> Iterator[Page[Row]]:
        """One page after the other, each as of its own moment."""
        asked = dict(self._query)
        while True:
            data = self._transport.call("GET", self._path, query=asked)
            page: Page[Row] = Page(data["rows"], data["next_cursor"])
            yield page
            if page.next_cursor is None:
                return
            asked["cursor"] = page.next_cursor

    def __iter__(self) -> Iterator[Row]:
        """Every row."""
        for page in self.pages():
            yield from page.rows


class Transport:
    """A connection with a machine's key, or with the session of a person that signs in.

    A step carries an idempotency key, its own or one made here, so that sending it again after a
    lost connection does nothing twice; what has none is not sent again. `repeated`: the last step
    had been done before.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None = None,
        company: int | None = None,
        language: str = "en",
        client: httpx.Client | None = None,
    ) -> None:
        self._http = client or httpx.Client(base_url=base_url, timeout=120.0)
        self._http.headers["Accept-Language"] = language
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._csrf: str | None = None
        self._is_machine = key is not None
        self.repeated = False
        if key is not None:
            self._http.headers["Authorization"] = f"Bearer {key}"
        if company is not None:
            self._http.headers["Sangsaeng-Company"] = str(company)

    def call(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        step: bool = False,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> Any:
        """One call; the answer's JSON. Raises Problem."""
        headers = self._headers(verb)
        if step:
            headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        if dry_run:
            asked["dry_run"] = True
        request = self._http.build_request(verb, path, params=asked, json=body, headers=headers)
        answer = self._send(request, again=step or verb == "GET")
        self.repeated = answer.headers.get("Idempotency-Hit") == "true"
        data = _read(answer)
        if isinstance(data, dict) and _TOKEN in data:
            self._csrf = data[_TOKEN]
        return data

    def pages(self, path: str, query: Mapping[str, Any] | None = None) -> Pages[Any]:
        """A list."""
        return Pages(self, path, query or {})

    def close(self) -> None:
        """Close the connection; a session stays until it is ended."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _headers(self, verb: str) -> dict[str, str]:
        """What shows that a person's writing comes from where its session does."""
        if verb == "GET" or self._is_machine:
            return {}
        return {"Origin": self._origin, **({"X-CSRF-Token": self._csrf} if self._csrf else {})}

    def _send(self, request: httpx.Request, again: bool) -> httpx.Response:
        for tries in range(1, _TRIES + 1):
            wait = 0.2 * 2**tries
            try:
                answer = self._http.send(request)
            except httpx.TransportError as lost:
                # Where no connection was made, nothing has been done.
                if tries == _TRIES or not (again or isinstance(lost, httpx.ConnectError)):
                    raise
            else:
                wait = _seconds(answer, wait)
                if not again or answer.status_code not in _BUSY:
                    return answer
                if tries == _TRIES or wait > _LONGEST_WAIT_S:
                    return answer
            time.sleep(wait)
        raise AssertionError("unreachable")


def part(value: object) -> str:
    """A value as a part of a path."""
    return quote(str(value), safe="")


def _seconds(answer: httpx.Response, otherwise: float) -> float:
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isdigit() else otherwise


def _read(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        data = answer.json()
    except ValueError:
        data = None
    if not isinstance(data, dict):
        data = {"code": "not_a_problem", "detail": answer.text[:200]}
    raise Problem(answer.status_code, data)
