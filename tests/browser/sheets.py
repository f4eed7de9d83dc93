"""Spreadsheets as people at companies make them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from browser.living import MORNING, Living


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """One sheet of cells, the headings first."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [str(one) for one in row])
    path.write_bytes(data.getvalue())
    return path


def pass_on_sheet(living: Living, path: Path, amounts: Sequence[int], due: str) -> Path:
    """Parts for the tier-2 company of the demonstration."""
    payee = living.personas["persona_tier_2_owner"]
    rows: list[Sequence[object]] = [("사업자등록번호", "상호", "금액", "결제일")]
    rows += [(payee.business_number, payee.company_name, won, due) for won in amounts]
    return write_xlsx(path, rows)


def issue_rows(
    living: Living, amounts: Sequence[int], written: date | None = None
) -> list[Sequence[object]]:
    """Invoices of the tier-1 company, written some days ago, due in a month."""
    supplier = living.personas["persona_tier_1_enters"]
    written = written or MORNING.date() - timedelta(days=4)
    headings = ("사업자등록번호", "상호", "승인번호", "작성일자", "합계금액", "결제일")
    rows: list[Sequence[object]] = [headings]
    for number, won in enumerate(amounts):
        approval = f"{written:%Y%m%d}41000099{won % 10**7:07}{number % 10}"
        due = MORNING.date() + timedelta(days=32)
        who = (supplier.business_number, supplier.company_name)
        rows.append((*who, approval, written, won, due))
    return rows
