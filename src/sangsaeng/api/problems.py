"""Refusals as problems (RFC 9457): the stable code, both languages, and every fault by its line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from sangsaeng.api.statuses import RETRY_AFTER, status_of
from sangsaeng.kernel.messages import LANGUAGES, Language, explain
from sangsaeng.kernel.refusals import Refusal, refuse

PROBLEM_JSON = "application/problem+json"
# The rest of such a body is not waited for, so nothing more can come on its connection.
_UNREAD = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class RefusedError(Exception):
    """Carries refusals from wherever a request is read to the one place that answers."""

    def __init__(self, *refusals: Refusal, **also: Any) -> None:
        super().__init__(refusals[0].code)
        self.refusals = list(refusals)
        self.also: Mapping[str, Any] = also


def refuse_busy() -> Refusal:
    """Nothing was done; the same request again shortly."""
    return refuse("busy")


def fault(refusal: Refusal) -> dict[str, Any]:
    """One refusal as data: `line` counts from 1."""
    said: dict[str, str] = {language: explain(refusal, language) for language in LANGUAGES}
    return {
        "code": refusal.code,
        "field": refusal.field,
        "line": refusal.line,
        "facts": dict(refusal.facts),
        **said,
    }


def problem(
    refusals: Sequence[Refusal],
    language: Language,
    also: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that says why not: the first refusal by itself, and all of them as `errors`."""
    faults = [fault(refusal) for refusal in refusals]
    first = faults[0]
    status = status_of(first["code"])
    body = {
        "type": f"/problems/{first['code']}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": first[language],
        **first,
        "errors": faults,
        **(also or {}),
    }
    said = {"content-language": language, **(headers or {})}
    if status in RETRY_AFTER:
        wait = refusals[0].facts.get("wait_seconds", RETRY_AFTER[status])
        said["retry-after"] = str(wait)
    if status in _UNREAD:
        said["connection"] = "close"
    if status == HTTPStatus.UNAUTHORIZED:
        said["www-authenticate"] = "Bearer"
    return answer(body, status, said, PROBLEM_JSON)


def answer(
    body: Any,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A JSON answer."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(data.encode(), status, dict(headers or {}), media_type)
