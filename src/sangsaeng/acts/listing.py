"""Lists in pages: the order a list stands in, where a page begins, and who reads what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from sangsaeng.acts.model import COMPANY_ROLES, INSTITUTION_ROLES, Role
from sangsaeng.acts.pages import render_cursor
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.kernel.refusals import Refusal, refuse

# What a company sees of its own; what an institution sees of the programmes it runs.
OWN = COMPANY_ROLES
RUNS = INSTITUTION_ROLES
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
WATCHES = frozenset({Role.AUDITOR, Role.FOUNDATION})
EVERYONE = frozenset(Role)

_LAST_NUMBER = 2**63 - 1
_FIRST: Mapping[type, object] = {int: -1, date: "-infinity", datetime: "-infinity", str: ""}
_LAST: Mapping[type, object] = {int: _LAST_NUMBER, date: "infinity", datetime: "infinity"}
_CHECK_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Order:
    """The keys that order a reading's rows, and of which type each is.

    A cursor carries a check over the reading's code and the keys: one that was changed, or that is
    another reading's, is refused. The check is no secret, since a cursor opens nothing: every page
    is read with the asker's own rights.
    """

    code: str
    keys: Mapping[str, type]
    newest_first: bool = False

    def after(self, asked: Asked) -> dict[str, object] | Refusal:
        """`after_<key>` for the statement; before the first row without a cursor. Refused:
        `cursor_invalid`."""
        if asked.after is None:
            start = _LAST if self.newest_first else _FIRST
            return {f"after_{name}": start[kind] for name, kind in self.keys.items()}
        values = self._values(asked.after)
        if values is None:
            return refuse("cursor_invalid", "cursor")
        return {f"after_{name}": value for name, value in zip(self.keys, values, strict=True)}

    def page(self, asked: Asked, rows: Sequence[dict[str, Any]]) -> Page:
        """A page out of up to one row more than wanted."""
        if len(rows) <= asked.limit:
            return Page(rows)
        kept = rows[: asked.limit]
        plain = [_plain(value) for value in self._typed(kept[-1])]
        return Page(kept, render_cursor([self._check(plain), *plain]))

    def cut(self, asked: Asked, rows: Sequence[dict[str, Any]]) -> Page | Refusal:
        """A page of a list that is short enough to be read whole."""
        ordered = sorted(rows, key=self._typed, reverse=self.newest_first)
        if asked.after is not None:
            values = self._values(asked.after)
            if values is None:
                return refuse("cursor_invalid", "cursor")
            ordered = [
                row
                for row in ordered
                if (self._typed(row) < values) is self.newest_first and self._typed(row) != values
            ]
        return self.page(asked, ordered[: asked.limit + 1])

    def _typed(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.keys)

    def _check(self, plain: Sequence[int | str]) -> str:
        text = json.dumps([self.code, *plain], separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:_CHECK_DIGITS]

    def _values(self, after: tuple[Any, ...]) -> tuple[Any, ...] | None:
        check, *plain = after or ("",)
        if len(plain) != len(self.keys) or check != self._check(plain):
            return None
        try:
            return tuple(
                _read(one, kind) for one, kind in zip(plain, self.keys.values(), strict=True)
            )
        except ValueError:
            return None


def read_page(
    asked: Asked, order: Order, statement: LiteralString, **given: object
) -> Page | Refusal:
    """A page by a statement that takes `me`, `most`, `after_<key>` and its filters by name."""
    after = order.after(asked)
    if isinstance(after, Refusal):
        return after
    filters = dict(asked.filters) if asked.filters is not None else {}
    values = {**filters, **given, "me": asked.company_id, "most": asked.limit + 1, **after}
    return order.page(asked, asked.tx.rows(statement, **values))


def one_row(row: Mapping[str, Any]) -> Page:
    """A document."""
    return Page([row])


def _plain(value: object) -> int | str:
    return int(value) if isinstance(value, int) else str(value)


def _read(value: int | str, kind: type) -> object:
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LAST_NUMBER:
            raise ValueError("not a number")
        return value
    if not isinstance(value, str):
        raise ValueError("not a text")
    if kind is date:
        return date.fromisoformat(value)
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("not a moment")
        return moment
    # PostgreSQL keeps neither a NUL nor half a sign.
    if "\0" in value:
        raise ValueError("not a text")
    value.encode()
    return value
