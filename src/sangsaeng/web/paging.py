"""Where a long list goes on, and what was asked of it in the address."""

from __future__ import annotations

from urllib.parse import urlencode

from sangsaeng.web.visits import Rows, Visit


def later_of(visit: Visit, rows: Rows) -> str | None:
    """The address of the next page of a list, with the same question; None at the end."""
    if rows.next_cursor is None:
        return None
    request = visit.call.request
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    return f"{request.url.path}?{urlencode([*asked, ('cursor', rows.next_cursor)])}"
