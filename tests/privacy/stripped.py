"""Every reading statement of the product with its filters taken out (G12).

A statement keeps its tables and joins, and loses what a slip of the hand could lose: WHERE,
HAVING, LIMIT and the FILTER of aggregates. What then comes back is what row-level security alone
lets through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

import sqlglot
from sqlglot import exp

_NAME = re.compile(r"^-- name: ([a-z_0-9]+)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)s")


def _sql_files() -> Iterator[tuple[str, str]]:
    def walk(folder: object, path: str) -> Iterator[tuple[str, str]]:
        for entry in sorted(folder.iterdir(), key=lambda one: one.name):  # type: ignore[attr-defined]
            if entry.name == "migrations":
                continue
            if entry.is_dir():
                yield from walk(entry, f"{path}/{entry.name}")
            elif entry.name.endswith(".sql"):
                yield f"{path}/{entry.name}", entry.read_text("utf-8")

    yield from walk(resources.files("sangsaeng"), "sangsaeng")


def statements() -> dict[str, str]:
    """Every SELECT of the product, stripped, by file and name; placeholders are NULL."""
    found = {}
    for path, text in _sql_files():
        parts = _NAME.split(text)
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            stripped = strip(body)
            if stripped is not None:
                found[f"{path}:{name}"] = stripped
    return found


def strip(statement: str) -> str | None:
    """One statement without its filters; None when it is no SELECT."""
    text = _PLACEHOLDER.sub("NULL", statement).replace("%%", "%").strip().rstrip(";")
    try:
        tree = sqlglot.parse_one(text, read="postgres")
    except sqlglot.errors.ParseError:
        return None
    if tree.find(exp.Insert, exp.Update, exp.Delete) or not isinstance(tree, exp.Query):
        return None
    for select in tree.find_all(exp.Select):
        for part in ("where", "having", "limit", "locks"):
            select.set(part, None)
    tree = tree.transform(lambda node: node.this if isinstance(node, exp.Filter) else node)
    return tree.sql(dialect="postgres")
