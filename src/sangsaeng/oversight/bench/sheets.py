"""Spreadsheets for benchmarks of files: a buyer's invoices, and how they are rendered."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from sangsaeng.kernel.business_number import invented_business_number

SUPPLIERS = 5_000
_FIELDS = {
    "issue": (
        "supplier_number",
        "supplier_name",
        "approval_number",
        "written_on",
        "supply_won",
        "tax_won",
        "total_won",
        "amount_won",
        "matures_on",
    ),
    "pass_on": ("payee_number", "payee_name", "amount_won", "matures_on"),
}


def bench_approval(day: date, batch: int, number: int) -> str:
    """The approval number of an invoice of a batch."""
    return f"{day:%Y%m%d}{batch:06d}{number:010d}"


def issue_rows(day: date, due: date, count: int, batch: int) -> list[list[Any]]:
    """So many invoices of the days before `day`, by SUPPLIERS suppliers in turn."""
    return [
        [
            invented_business_number(1 + n % SUPPLIERS),
            f"bench supplier {n % SUPPLIERS}",
            bench_approval(day, batch, n),
            day - timedelta(days=n % 5),
            1_000_000 + n,
            100_000,
            1_100_000 + n,
            1_100_000 + n,
            due,
        ]
        for n in range(count)
    ]


def render_xlsx(kind: str, rows: list[list[Any]]) -> bytes:
    """Rows of `issue` or `pass_on` as a workbook."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(_FIELDS[kind]))
        for at, row in enumerate(rows, start=1):
            sheet.write_row(
                at, 0, [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
            )
    return sink.getvalue()


def render_csv(kind: str, rows: list[list[Any]]) -> bytes:
    """Rows of `issue` or `pass_on` as a text with commas."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    writer.writerow(list(_FIELDS[kind]))
    writer.writerows(rows)
    return sink.getvalue().encode("utf-8-sig")


def issue_body(programme_id: int, rows: list[list[Any]]) -> dict[str, Any]:
    """The same rows as the body of one call of the API."""
    names = _FIELDS["issue"]
    left_out = {"supply_won", "tax_won"}
    lines = [
        {name: _plain(cell) for name, cell in zip(names, row, strict=True) if name not in left_out}
        for row in rows
    ]
    return {"programme_id": programme_id, "lines": lines}


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
