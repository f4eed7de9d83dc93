"""Pages of a list, and the text that says where the next one begins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sangsaeng.acts.shape import Asked, Page
from sangsaeng.kernel.refusals import Refusal, refuse

_LAST_NUMBER = 2**63 - 1


def page_of(asked: Asked, rows: Sequence[dict[str, Any]], *keys: str) -> Page:
    """A page of at most `asked.limit` rows out of up to one more; `keys` order the list."""
    if len(rows) <= asked.limit:
        return Page(rows)
    kept = rows[: asked.limit]
    return Page(kept, render_cursor([kept[-1][key] for key in keys]))


def render_cursor(values: Sequence[Any]) -> str:
    """Where a page ends, as text that only this system reads."""
    plain = [value if isinstance(value, int) else str(value) for value in values]
    return json.dumps(plain, separators=(",", ":")).encode().hex()


def numbers_after(asked: Asked, count: int) -> tuple[int, ...] | Refusal | None:
    """Where a page of a list that is ordered by numbers begins, None: at the start. Refused:
    `cursor_unfit`, a cursor that this list did not make."""
    if asked.after is None:
        return None
    numbers = tuple(one for one in asked.after if type(one) is int and abs(one) <= _LAST_NUMBER)
    if len(numbers) != count or len(asked.after) != count:
        return refuse("cursor_unfit", "cursor")
    return numbers


def parse_cursor(text: str) -> tuple[Any, ...] | Refusal:
    """The same read back: `cursor_invalid`."""
    try:
        values = json.loads(bytes.fromhex(text))
    except ValueError:
        values = None
    if not isinstance(values, list) or not all(isinstance(v, int | str) for v in values):
        return refuse("cursor_invalid", "cursor")
    return tuple(values)
