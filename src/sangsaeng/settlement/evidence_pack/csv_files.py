"""Rows as CSV files that a spreadsheet program opens as they are: no cell becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

from sangsaeng.papers.formula_guard import guard

Columns = Mapping[str, Mapping[str, str]]
_MARK = b"\xef\xbb\xbf"


@cache
def columns_of_files() -> Mapping[str, Columns]:
    """File -> column -> what it holds, in Korean and English; in the order of `columns.yaml`."""
    text = (resources.files(__package__) / "columns.yaml").read_text("utf-8")
    found: Mapping[str, Columns] = yaml.safe_load(text)
    return found


def render_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A heading and a line a row, in UTF-8 with the mark that spreadsheet programs look for."""
    names = list(columns)
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return _MARK + page.getvalue().encode("utf-8")


def render_columns(files: Mapping[str, Columns]) -> bytes:
    """What every column of every file holds, in both languages."""
    rows: Sequence[Mapping[str, Any]] = [
        {"file": f"{file}.csv", "column": name, **said}
        for file, columns in files.items()
        for name, said in columns.items()
    ]
    return render_csv(("file", "column", "ko", "en"), rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return guard(str(value))
