"""A paper as PDF/A-2b, and a table as xlsx and csv, all from the same typed cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.kernel.money import percent
from sangsaeng.papers.formula_guard import guard, looks_like_formula
from sangsaeng.papers.model import Cell, Kind, Paper, Section, Table
from sangsaeng.papers.typesetting import read_template, show_all, typeset

_RIGHT = frozenset({Kind.WON, Kind.COUNT, Kind.RATE})
# Columns that fit on an upright sheet, and on an A4 turned sideways; more go on an A3.
_MOST_UPRIGHT, _MOST_ON_A4 = 8, 12
# As many letters as a number or a short word has: such a column needs no wrapping.
_SHORT_TEXT = 14
# The file says when it was made; a fixed day keeps its bytes the same for the same table.
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
# What an .xlsx cell can hold, and the largest whole number a spreadsheet program keeps exactly.
_LONGEST_CELL = 32_767
_LARGEST_EXACT = 10**15
_FIRST_YEAR = 1901
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS = {Kind.WON: "#,##0", Kind.COUNT: "#,##0", Kind.DAY: "yyyy-mm-dd", Kind.RATE: "0.00##%"}


def render_paper(paper: Paper, language: Language, made_on: date, form: str = "pdf") -> Any:
    """The PDF's bytes; with `form` png a picture a page, to look at. `made_on` dates it.

    A letter that the font has not is shown as a box, and the paper says so.
    """
    content = _content(paper, language, made_on)
    fit = show_all(content)
    if fit != content:
        fit["letters"] = sentence("paper_letters_boxed", language)
    return typeset(read_template("paper.typ"), fit, made_on, form)


def cell_text(value: Cell, kind: Kind) -> str:
    """A cell as a paper shows it: won and counts grouped, days as in ISO 8601, rates in percent."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{percent(value)} %" if kind is Kind.RATE else f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, int) else value


def render_csv(table: Table) -> bytes:
    """Headings, rows and totals in UTF-8 with the mark that spreadsheet programs look for; won as
    plain digits, and no text that becomes a formula."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([guard(column.heading) for column in table.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in _all_rows(table))
    return page.getvalue().encode("utf-8-sig")


def render_xlsx(table: Table) -> bytes:
    """A sheet with won as numbers and days as days; no text in it is ever a formula or a link."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": _MADE_AT})
    page = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    plain = {kind.value: book.add_format({"num_format": said}) for kind, said in _FORMATS.items()}
    styles: dict[str, Any] = {
        **plain,
        Kind.TEXT: book.add_format(),
        "quoted": book.add_format({"quote_prefix": 1}),
    }
    for place, column in enumerate(table.columns):
        page.write_string(0, place, column.heading, bold)
        page.set_column(place, place, _wide_as(table, place))
    for number, row in enumerate(_all_rows(table), 1):
        for place, value in enumerate(row):
            _write(page, (number, place), value, table.columns[place].kind, styles)
    page.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _content(paper: Paper, language: Language, made_on: date) -> dict[str, Any]:
    widest = max((len(one.table.columns) for one in paper.sections if one.table), default=0)
    return {
        "sheet": "a3" if widest > _MOST_ON_A4 else "a4",
        "across": widest > _MOST_UPRIGHT,
        "language": language,
        "title": paper.title,
        "number": paper.number,
        "issuer": list(paper.issuer),
        "about": [list(pair) for pair in paper.about],
        "sections": [_section(one) for one in paper.sections],
        "notes": list(paper.notes),
        "signed": paper.signed,
        "page": sentence("paper_page", language),
        "made": sentence("paper_made", language, {"day": made_on.isoformat()}),
    }


def _section(section: Section) -> dict[str, Any]:
    said: dict[str, Any] = {"heading": section.heading}
    if section.text:
        said["text"] = section.text
    if section.note:
        said["note"] = section.note
    if section.table is not None:
        said["table"] = _table(section.table)
    return said


def _table(table: Table) -> dict[str, Any]:
    kinds = [column.kind for column in table.columns]
    rows = [
        [cell_text(value, kind) for value, kind in zip(row, kinds, strict=True)]
        for row in _all_rows(table)
    ]
    return {
        "headings": [column.heading for column in table.columns],
        "numeric": [kind in _RIGHT for kind in kinds],
        "wide": _wide(table),
        "rows": rows,
        "widest": [max(column, key=len) for column in zip(*rows, strict=True)],
        "total": table.totals is not None,
        "none": table.none,
    }


def _wide(table: Table) -> list[int]:
    """Which columns wrap and share what the others leave: those with long texts, or the first of
    text."""
    texts = [at for at, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    long = [at for at in texts if any(len(str(row[at])) > _SHORT_TEXT for row in table.rows)]
    return long or texts[:1] or [0]


def _all_rows(table: Table) -> list[tuple[Cell, ...]]:
    return [*table.rows, *([table.totals] if table.totals is not None else [])]


def _csv_cell(value: Cell) -> str:
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _wide_as(table: Table, place: int) -> int:
    kind = table.columns[place].kind
    # In letters; a text of 40 Hangul letters is the longest company name seen.
    longest = max((len(cell_text(row[place], kind)) for row in _all_rows(table)), default=0)
    return min(max(2 * len(table.columns[place].heading), longest + 4), 60)


def _write(
    page: Worksheet,
    place: tuple[int, int],
    value: Cell,
    kind: Kind,
    styles: Mapping[str, Any],
) -> None:
    if value is None:
        return
    if (isinstance(value, int) and abs(value) < _LARGEST_EXACT) or isinstance(value, Decimal):
        page.write_number(*place, value, styles[kind])
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        page.write_datetime(*place, value, styles[Kind.DAY])
    else:
        text = _NOT_IN_XML.sub(" ", str(value))[:_LONGEST_CELL]
        page.write_string(*place, text, styles["quoted" if looks_like_formula(text) else Kind.TEXT])
