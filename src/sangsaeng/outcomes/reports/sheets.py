"""A programme's figures as one workbook: awards, determinations, payables, hazards, and the report.

Pure but for the bytes: the same figures give the same file. Text that a spreadsheet program would
run as a formula is written as text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.outcomes.reports.model import (
    AwardFigures,
    DeterminationFigures,
    Figures,
    HazardFigures,
    PayableFigures,
)
from sangsaeng.outcomes.reports.virtuous_cycle import render_report, render_text

# The file's own date would make two exports of the same figures differ.
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
# A sheet is read beside its columns' names; wider ones are cut by nobody.
_WIDTH = 18


def render_workbook(figures: Figures, language: Language) -> bytes:
    """The workbook: its first sheet is the report as people read it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _MADE_AT})
    styles = {
        "bold": book.add_format({"bold": True}),
        "won": book.add_format({"num_format": "#,##0"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    page = book.add_worksheet(sentence("sheet_report", language))
    for line, text in enumerate(render_text(render_report(figures), language).splitlines()):
        page.write_string(line, 0, text)
    for code, columns, rows in _tables(figures):
        page = book.add_worksheet(sentence(code, language))
        page.write_row(0, 0, columns, styles["bold"])
        page.set_column(0, len(columns), _WIDTH)
        page.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(page, line, column, cell, styles)
    book.close()
    return file.getvalue()


def _tables(figures: Figures) -> list[tuple[str, list[str], list[list[Any]]]]:
    return [
        ("sheet_awards", *_table(figures, AwardFigures, figures.awards)),
        ("sheet_determinations", *_table(figures, DeterminationFigures, figures.determinations)),
        ("sheet_payables", *_table(figures, PayableFigures, figures.payables)),
        ("sheet_hazards", *_table(figures, HazardFigures, figures.hazards)),
    ]


def _table(
    figures: Figures, shape: type[Any], rows: Sequence[Any]
) -> tuple[list[str], list[list[Any]]]:
    """A column a field, under the field's name, which programs read too; a company by its name."""
    names = [one.name for one in fields(shape)]
    return names, [[_cell(figures, name, getattr(row, name)) for name in names] for row in rows]


def _cell(figures: Figures, name: str, value: Any) -> Any:
    if name in ("supplier_id", "company_id"):
        known = figures.companies.get(value)
        return known.name if known else str(value)
    if name == "metrics":
        return ", ".join(str(one.get("code")) for one in value)
    return value


def _write(page: Any, line: int, column: int, cell: Any, styles: Mapping[str, Format]) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(line, column, cell)
    elif isinstance(cell, date):
        page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), styles["day"])  # noqa: DTZ001
    elif isinstance(cell, int | Decimal):
        page.write_number(line, column, cell, styles["won"])
    else:
        page.write_string(line, column, str(cell))
