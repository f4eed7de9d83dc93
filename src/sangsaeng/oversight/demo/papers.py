"""The files of the demonstration: tax invoices in the national form, lists of suppliers.

They are written by the project's own writers, the same bytes every time, and stay for the reader.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import xlsxwriter

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.demo.cast import Actor, Cast
from sangsaeng.receivables.evidence.model import Cell, Invoice, InvoiceKind, Signature
from sangsaeng.receivables.evidence.sheet_files import read_rows
from sangsaeng.receivables.evidence.tax_invoice_writer import render_tax_invoice

# The invoice's date -> the settlement day that the buyer's payment rule gives it.
MATURITY: Mapping[date, date] = {
    date(2026, 8, 24): date(2026, 9, 10),
    date(2026, 8, 25): date(2026, 9, 18),
    date(2026, 8, 26): date(2026, 9, 23),
    date(2026, 8, 27): date(2026, 9, 30),
    date(2026, 8, 28): date(2026, 10, 2),
}
INVOICES_EACH = 3
# The first tier-1 supplier's first invoice carries the list of 200 suppliers.
_LARGEST_SUPPLY_WON = 1_100_000_000
LIST_LINES = 200
FAULTY_LIST_LINES = 12
_LIST_DAYS = (date(2026, 9, 15), date(2026, 9, 21), date(2026, 9, 30), date(2026, 10, 7))
_MADE_AT = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file by name."""

    name: str
    data: bytes


def write_invoices(cast: Cast) -> list[Paper]:
    """Three invoices of each tier-1 supplier, in the order of their issue."""
    days = list(MATURITY)
    papers = []
    for number in range(len(cast.tiers[0]) * INVOICES_EACH):
        supplier = cast.tiers[0][number % len(cast.tiers[0])]
        # The first two are the parents of the lists and fall due first.
        written_on = days[0] if number < 2 else days[number % len(days)]
        supply_won = _LARGEST_SUPPLY_WON if number == 0 else 40_000_000 + number * 2_119_000
        invoice = _invoice(supplier, cast.buyer, written_on, supply_won, number + 1)
        papers.append(Paper(f"{number + 1:02d}-{supplier.name}.xml", render_tax_invoice(invoice)))
    return papers


def tamper(paper: Paper) -> Paper:
    """The same invoice with a larger total, as somebody might write into the file."""
    head, total, tail = paper.data.partition(b"<GrandTotalAmount>")
    assert total
    return Paper(f"tampered-{paper.name}", head + total + b"9" + tail)


def approval_number(written_on: date, serial: int) -> str:
    """24 characters, the first eight the day."""
    return f"{written_on:%Y%m%d}{serial:016d}"


def _invoice(
    supplier: Actor, buyer: Actor, written_on: date, supply_won: int, serial: int
) -> Invoice:
    tax_won = supply_won // 10
    return Invoice(
        approval_number=approval_number(written_on, serial),
        kind=InvoiceKind.TAX_INVOICE,
        type_code="0101",
        amendment_code=None,
        original_approval_number=None,
        purpose_code="02",
        written_on=written_on,
        supplier_number=supplier.business_number,
        buyer_number=buyer.business_number,
        supplier_name=supplier.name,
        buyer_name=buyer.name,
        supply_won=supply_won,
        tax_won=tax_won,
        total_won=supply_won + tax_won,
        signature=Signature.ABSENT,
    )


def write_list(cast: Cast) -> Paper:
    """200 deliveries of the second tier, as the first supplier's own spreadsheet."""
    rows = [_list_row(cast, number, 50_000) for number in range(LIST_LINES)]
    return Paper("pass-on-200-lines.xlsx", _workbook(cast.headings, rows))


def write_faulty_list(cast: Cast) -> Paper:
    """Twelve lines, three of them wrong: a check digit, a fraction of a won, a day that is none."""
    rows = [_list_row(cast, number, 60_000) for number in range(FAULTY_LIST_LINES)]
    number = str(rows[2][0])
    rows[2][0] = number[:9] + str((int(number[9]) + 1) % 10)
    rows[5][2] = "1,250,000.5"
    rows[8][3] = "2026-09-31"
    return Paper("pass-on-with-3-faults.xlsx", _workbook(cast.headings, rows))


def mend(cast: Cast, corrected: Paper) -> Paper:
    """The corrected-file download with its three marked cells mended, as its owner would."""
    found = read_rows(corrected.data, corrected.name, "pass_on")
    assert not isinstance(found, Refusal), found
    rows, header = found
    right = [_list_row(cast, number, 60_000) for number in range(FAULTY_LIST_LINES)]
    for line, field, value in (
        (3, "payee_number", right[2][0]),
        (6, "amount_won", right[5][2]),
        (9, "matures_on", right[8][3]),
    ):
        rows[header.row + line][header.columns[field]] = value
    return Paper("pass-on-mended.xlsx", _workbook([str(cell) for cell in rows[0]], rows[1:]))


def _list_row(cast: Cast, number: int, first_serial: int) -> list[Cell]:
    payee = cast.tiers[1][number % len(cast.tiers[1])]
    written_on = date(2026, 8, 24 + number % 5)
    amount_won = 1_900_000 + number * 37_000 % 3_100_000
    return [
        payee.business_number,
        payee.name,
        amount_won,
        _LIST_DAYS[number % len(_LIST_DAYS)],
        approval_number(written_on, first_serial + number),
        written_on,
        amount_won,
        cast.delivery.format(number=number // len(cast.tiers[1]) + 1),
    ]


def _workbook(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": _MADE_AT})
    page = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    won = book.add_format({"num_format": "#,##0"})
    page.write_row(0, 0, headings, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif isinstance(cell, str):
                page.write_string(line, column, cell)
            else:
                page.write(line, column, cell, won)
    page.set_column(0, len(headings), 18)
    page.freeze_panes(1, 0)
    book.close()
    return file.getvalue()
