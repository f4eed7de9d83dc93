"""Pages of a list, and the text that says where the next one begins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sangsaeng.acts.shape import Asked, Page
from sangsaeng.kernel.refusals import Refusal, refuse


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


def parse_cursor(text: str) -> tuple[Any, ...] | Refusal:
    """The same read back: `cursor_invalid`."""
    try:
        values = json.loads(bytes.fromhex(text))
    except ValueError:
        values = None
    if not isinstance(values, list) or not all(isinstance(v, int | str) for v in values):
        return refuse("cursor_invalid", "cursor")
    return tuple(values)
