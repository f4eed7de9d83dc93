"""The user's own sheet sent back: first column what to mend, faulty cells marked, nothing lost.

Rows, columns and line numbers stay as they were sent, so the mended file can be uploaded as it is:
its first column is recognised and passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sangsaeng.kernel.messages import Language, explain, sentence
from sangsaeng.papers.formula_guard import guard, looks_like_formula
from sangsaeng.receivables.evidence.cells import cell_text
from sangsaeng.receivables.evidence.model import Cell, IssueLine, PassOnLine, Sheet

LineT = TypeVar("LineT", IssueLine, PassOnLine)

# What an .xlsx cell can hold, and the first year whose days its calendar counts rightly.
_LONGEST_CELL = 32_767
_FIRST_YEAR = 1901
# The file says when it was made; a fixed day keeps its bytes the same for the same sheet.
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _advice(sheet: Sheet[LineT], language: Language) -> dict[int, str]:
    """Line -> everything to mend on it, each said with the user's own heading."""
    said: dict[int, list[str]] = {}
    for refusal in sheet.refusals:
        if refusal.line is not None:
            heading = sheet.heading(refusal.field) if refusal.field else None
            text = explain(refusal, language)
            said.setdefault(refusal.line, []).append(f"{heading}: {text}" if heading else text)
    return {line: "\n".join(texts) for line, texts in said.items()}


def _rows(
    sheet: Sheet[LineT], language: Language
) -> Iterator[tuple[int, str, list[tuple[int, Cell]]]]:
    """Line, what to mend, and the user's cells with the column (0-based) each was sent in."""
    advice = _advice(sheet, language)
    advice[sheet.header_line] = sentence("mend_heading", language)
    for line, row in enumerate(sheet.rows, 1):
        kept: list[tuple[int, Cell]] = [
            (column, cell) for column, cell in enumerate(row) if column != sheet.mend_column
        ]
        yield line, advice.get(line, ""), kept


def render_corrected_csv(sheet: Sheet[LineT], language: Language) -> bytes:
    """The sheet as CSV in UTF-8 with its mark, which spreadsheet programs open as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for _, advice, row in _rows(sheet, language):
        writer.writerow([guard(advice)] + [_csv_text(cell) for _, cell in row])
    return text.getvalue().encode("utf-8-sig")


def _csv_text(cell: Cell) -> str:
    return guard(cell if isinstance(cell, str) else cell_text(cell))


def render_corrected_xlsx(sheet: Sheet[LineT], language: Language) -> bytes:
    """The sheet as .xlsx; no text in it is ever a formula or a link."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": _MADE_AT})
    page = book.add_worksheet()
    styles = _Styles(book)
    faulty = {(refusal.line, sheet.columns.get(refusal.field or "")) for refusal in sheet.refusals}
    for line, advice, row in _rows(sheet, language):
        if advice:
            page.write_string(line - 1, 0, advice[:_LONGEST_CELL], styles.advice)
        for place, (column, cell) in enumerate(row, 1):
            styles.write(page, (line - 1, place), cell, (line, column) in faulty)
    page.set_column(0, 0, 60)
    page.set_column(1, max((len(row) for row in sheet.rows), default=1), 16)
    page.freeze_panes(sheet.header_line, 1)
    book.close()
    return file.getvalue()


class _Styles:
    """The formats of one workbook: a faulty cell is yellow, a text like a formula stays text."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Format] = {}
        self.advice: Format = book.add_format({"text_wrap": True, "font_color": "#9C0006"})

    def _style(self, number_format: str, faulty: bool, quoted: bool = False) -> Format:
        key = (number_format, faulty, quoted)
        if key not in self._made:
            marks: dict[str, object] = {"bg_color": "#FFEB9C"} if faulty else {}
            if number_format:
                marks["num_format"] = number_format
            if quoted:
                marks["quote_prefix"] = True
            self._made[key] = self._book.add_format(marks)
        return self._made[key]

    def write(self, page: Worksheet, place: tuple[int, int], cell: Cell, faulty: bool) -> None:
        """One of the user's cells, as the kind of cell it was."""
        if isinstance(cell, bool):
            page.write_boolean(*place, cell, self._style("", faulty))
        elif isinstance(cell, int | float) and abs(cell) < 10**300:
            page.write_number(*place, cell, self._style("", faulty))
        elif isinstance(cell, datetime) and cell.year >= _FIRST_YEAR:
            page.write_datetime(*place, cell, self._style("yyyy-mm-dd hh:mm:ss", faulty))
        elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
            page.write_datetime(*place, cell, self._style("yyyy-mm-dd", faulty))
        else:
            text = _NOT_IN_XML.sub(" ", cell if isinstance(cell, str) else cell_text(cell))
            quoted = looks_like_formula(text)
            if text or faulty:
                style = self._style("", faulty, quoted)
                page.write_string(*place, text[:_LONGEST_CELL], style)
