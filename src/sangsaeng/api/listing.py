"""Lists and documents: `GET /v1{path}` of every reading of the registry."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import Field, TypeAdapter
from starlette.responses import Response

from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.pages import parse_cursor
from sangsaeng.acts.shape import Reading
from sangsaeng.api.calls import Call
from sangsaeng.api.problems import RefusedError
from sangsaeng.api.service_reading import read
from sangsaeng.kernel.refusals import Refusal

MOST_ROWS = 1_000
JSON_LINES = "application/jsonl"


class NoFilters(Given):
    """A list without filters."""


class Paging(Given):
    """`cursor`: the `next_cursor` of the page before. `download`: the page as a file, one row a
    line (JSON Lines); where the next begins is then in the header Link alone."""

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 100
    cursor: Annotated[str, Field(max_length=2_000)] | None = None
    download: bool = False


def read_list(call: Call, reading: Reading) -> Response:
    """One page of a list, with a link to the next."""
    paging = call.asked_of(Paging)
    filters = call.asked(reading.filters or NoFilters, but=Paging)
    after = None if paging.cursor is None else parse_cursor(paging.cursor)
    if isinstance(after, Refusal):
        raise RefusedError(after)
    caller = call.caller()
    page = read(call.database, caller, reading, filters, call.at, after, paging.limit)
    if isinstance(page, list):
        raise RefusedError(*page)
    adapter = _rows_of(reading.row)
    rows = adapter.validate_python(list(page.rows))
    headers = {} if page.next_cursor is None else {"link": _next(call, page.next_cursor)}
    if paging.download:
        lines = b"".join(row.model_dump_json().encode() + b"\n" for row in rows)
        return Response(lines, 200, {**headers, **_attached(reading.code)}, JSON_LINES)
    data = adapter.dump_json(rows)
    cursor = b"null" if page.next_cursor is None else b'"' + page.next_cursor.encode() + b'"'
    return _json(b'{"rows":' + data + b',"next_cursor":' + cursor + b"}", headers)


def read_one(call: Call, reading: Reading) -> Response:
    """One document."""
    filters = call.asked(reading.filters or NoFilters)
    page = read(call.database, call.caller(), reading, filters, call.at)
    if isinstance(page, list):
        raise RefusedError(*page)
    row = _rows_of(reading.row)
    return _json(row.dump_json(row.validate_python(list(page.rows[:1])))[1:-1], {})


@cache
def _rows_of(row: type[Answer]) -> TypeAdapter[list[Any]]:
    return TypeAdapter(list[row])  # type: ignore[valid-type]


def _next(call: Call, cursor: str) -> str:
    pairs = [pair for pair in call.request.query_params.multi_items() if pair[0] != "cursor"]
    return f'<{call.request.url.path}?{urlencode([*pairs, ("cursor", cursor)])}>; rel="next"'


def _attached(code: str) -> dict[str, str]:
    """Saved, never shown: its name is ours, whatever the rows hold."""
    name = code.replace(".", "-").replace("_", "-")
    return {"content-disposition": f'attachment; filename="{name}.jsonl"'}


def _json(data: bytes, headers: dict[str, str]) -> Response:
    return Response(data, 200, headers, "application/json")
