"""The columns a sheet may have (`columns.yaml`) and finding them under the user's own headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.papers.formula_guard import unguard
from sangsaeng.receivables.evidence.model import Cell

# "issue" or "pass_on"; another desk's kind is named with the package its columns.yaml stands in:
# "sangsaeng.outcomes.sheets:claims".
SheetKind = str
# Above the headings people put a title, a date, a logo, a note or two.
HEADER_WITHIN_ROWS = 20

_UNIT = re.compile(r"\((?:원|필수|선택|won|krw|required|optional)\)")
_MARKS = re.compile(r"[\s*:·_()\[\]./-]")


@dataclass(frozen=True, slots=True)
class Column:
    """One field a sheet may have; `read` names how its cells are read."""

    field: str
    read: str
    required: bool
    ko: str
    en: str
    headings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings stand (0-based row) and which column (0-based) holds which field."""

    row: int
    columns: Mapping[str, int]
    mend_column: int | None


def plain_heading(cell: Cell) -> str:
    """A heading without blanks, marks, capitals and its unit: ` 합계금액 (원)` is 합계금액."""
    if not isinstance(cell, str) or len(cell) > 100:
        return ""
    text = unicodedata.normalize("NFKC", unguard(cell.strip())).casefold()
    return _MARKS.sub("", _UNIT.sub("", text))


@cache
def _data(package: str = __package__) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    text = resources.files(package).joinpath("columns.yaml").read_text("utf-8")
    data: Mapping[str, Mapping[str, Mapping[str, object]]] = yaml.safe_load(text)
    return data


def _ranked(headings: object) -> dict[str, int]:
    assert isinstance(headings, list)
    ranked: dict[str, int] = {}
    for rank, heading in enumerate(headings):
        ranked.setdefault(plain_heading(heading), rank)
    return ranked


@cache
def columns_of(kind: SheetKind) -> tuple[Column, ...]:
    """The fields of one kind of sheet, in the order of the data file."""
    package, _, name = kind.rpartition(":")
    return tuple(
        Column(
            field,
            str(said["read"]),
            bool(said["required"]),
            str(said["ko"]),
            str(said["en"]),
            _ranked(said["headings"]),
        )
        for field, said in _data(package or __package__)[name].items()
    )


@cache
def _mend_headings() -> frozenset[str]:
    return frozenset(_ranked(_data()["mend"]["headings"]))


@cache
def _totals() -> frozenset[str]:
    return frozenset(_ranked(_data()["totals"]["first_cells"]))


def is_total(cell: Cell) -> bool:
    """Whether a row that begins with this cell is a totals row and not a line."""
    return plain_heading(cell) in _totals()


def _match(kind: SheetKind, row: Sequence[Cell]) -> tuple[dict[str, int], int | None]:
    best: dict[str, tuple[int, int]] = {}
    mend_column = None
    for index, cell in enumerate(row[:200]):
        heading = plain_heading(cell)
        if not heading:
            continue
        if mend_column is None and heading in _mend_headings():
            mend_column = index
            continue
        for column in columns_of(kind):
            rank = column.headings.get(heading)
            if rank is not None and (rank, index) < best.get(column.field, (1000, 0)):
                best[column.field] = (rank, index)
    return {field: index for field, (_, index) in best.items()}, mend_column


def find_header(kind: SheetKind, rows: Sequence[Sequence[Cell]]) -> Header | Refusal:
    """The first of the top rows with every required heading, or which headings are missing.

    Refuses `header_missing` with the columns' names in both languages, measured against the row
    that has most of them.
    """
    nearest: dict[str, int] = {}
    for number, row in enumerate(rows[:HEADER_WITHIN_ROWS]):
        found, mend_column = _match(kind, row)
        if all(column.field in found for column in columns_of(kind) if column.required):
            return Header(number, found, mend_column)
        if len(found) > len(nearest):
            nearest = found
    missing = [c for c in columns_of(kind) if c.required and c.field not in nearest]
    return refuse(
        "header_missing",
        missing[0].field,
        missing_ko=", ".join(column.ko for column in missing),
        missing_en=", ".join(column.en for column in missing),
    )


def headings_found(kind: SheetKind, rows: Sequence[Sequence[Cell]]) -> int:
    """How many fields the best of the top rows names: tells one delimiter from another."""
    return max((len(_match(kind, row)[0]) for row in rows[:HEADER_WITHIN_ROWS]), default=0)
