"""A paper as data: what it says of itself, tables with typed columns, notes, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Cell = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds: text, whole won, a count, a day, or a rate (0.042 is 4.2 %)."""

    TEXT = "text"
    WON = "won"
    COUNT = "count"
    DAY = "day"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, in the paper's language, and what stands below it."""

    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns; `totals` is a last row, None where nothing is added up. `none` is
    said in place of no rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None = None
    none: str = "–"

    def __post_init__(self) -> None:
        """Every row has a cell for every column."""
        rows = self.rows if self.totals is None else (*self.rows, self.totals)
        assert all(len(row) == len(self.columns) for row in rows)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a text, a table, a note: whichever there is."""

    heading: str
    text: str = ""
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language. `issuer` is the business header: its name first, then its number
    and address; `about` are pairs of label and value; `signed` the line under the signature."""

    title: str
    number: str = ""
    issuer: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    signed: str = ""


def totals_of(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...], name: str) -> Table:
    """A table whose last row adds up every column of won."""
    sums: list[Cell] = [
        sum(value for row in rows if isinstance(value := row[place], int))
        if column.kind is Kind.WON
        else None
        for place, column in enumerate(columns)
    ]
    sums[0] = name
    return Table(columns, rows, tuple(sums) if rows else None)
