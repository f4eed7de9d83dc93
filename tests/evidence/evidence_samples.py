"""Invented invoices, lines and files for the tests of evidence."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from hypothesis import strategies as st

from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.evidence.model import (
    Cell,
    Invoice,
    InvoiceKind,
    IssueLine,
    PassOnLine,
    Signature,
)

DATA = Path(__file__).parent.parent / "data" / "evidence"
SAMPLE_XML = (DATA / "tax-invoice-kec-sample.xml").read_bytes()

ISSUE_HEADINGS = {
    "supplier_number": "사업자등록번호",
    "supplier_name": "상호",
    "approval_number": "승인번호",
    "written_on": "작성일자",
    "supply_won": "공급가액",
    "tax_won": "세액",
    "total_won": "합계금액",
    "amount_won": "발행금액",
    "matures_on": "만기일",
    "note": "비고",
}
PASS_ON_HEADINGS = {
    "payee_number": "받는 기업 사업자등록번호",
    "payee_name": "받는 기업 상호",
    "amount_won": "금액",
    "matures_on": "결제일",
    "approval_number": "승인번호",
    "written_on": "작성일자",
    "total_won": "합계금액",
    "contact": "연락처",
    "note": "비고",
}

company_numbers = st.integers(1, 900_000).map(invented_business_number)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
# Letters a person may put in a name, and the signs that make a spreadsheet run it.
names = (
    st.text("가나다상사산업(주)㈜ABCxyz 0123=+-@&<>\"',;._/\\'", min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and text[0] not in "#'" and not text.startswith('="'))
)


@st.composite
def approval_numbers(draw: st.DrawFn) -> str:
    tail = draw(st.text("0123456789ABCDEF", min_size=16, max_size=16))
    return f"{draw(days):%Y%m%d}{tail}"


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    amended = draw(st.booleans())
    smallest = -(10**12) if amended else 1
    supply_won = draw(st.integers(smallest, 10**12))
    tax_won = draw(st.integers(-(10**11) if amended else 0, 10**11))
    supplier, buyer = draw(st.lists(company_numbers, min_size=2, max_size=2, unique=True))
    return Invoice(
        approval_number=draw(approval_numbers()),
        kind=InvoiceKind.TAX_INVOICE,
        type_code=f"0{2 if amended else 1}0{draw(st.integers(1, 5))}",
        amendment_code=f"0{draw(st.integers(1, 6))}" if amended else None,
        original_approval_number=draw(approval_numbers()) if amended else None,
        purpose_code=draw(st.sampled_from(("01", "02"))),
        written_on=draw(days),
        supplier_number=supplier,
        buyer_number=buyer,
        supplier_name=draw(names),
        buyer_name=draw(names),
        supply_won=supply_won,
        tax_won=tax_won,
        total_won=supply_won + tax_won,
        signature=Signature.ABSENT,
    )


@st.composite
def issue_lines(draw: st.DrawFn) -> IssueLine:
    supply_won = draw(st.integers(1, 10**12))
    tax_won = draw(st.integers(0, 10**11))
    written_on, matures_on = sorted((draw(days), draw(days)))
    total_won = supply_won + tax_won
    return IssueLine(
        supplier_number=draw(company_numbers),
        supplier_name=draw(names),
        approval_number=draw(approval_numbers()),
        written_on=written_on,
        supply_won=supply_won,
        tax_won=tax_won,
        total_won=total_won,
        amount_won=draw(st.integers(1, total_won)),
        matures_on=matures_on,
        note=draw(st.none() | names),
    )


@st.composite
def pass_on_lines(draw: st.DrawFn) -> PassOnLine:
    has_invoice = draw(st.booleans())
    written_on, matures_on = sorted((draw(days), draw(days)))
    amount_won = draw(st.integers(1, 10**12))
    return PassOnLine(
        payee_number=draw(company_numbers),
        payee_name=draw(names),
        amount_won=amount_won,
        matures_on=matures_on,
        approval_number=draw(approval_numbers()) if has_invoice else None,
        written_on=written_on if has_invoice else None,
        total_won=amount_won + draw(st.integers(0, 10**9)) if has_invoice else None,
        contact=draw(st.sampled_from((None, "01012345678", "0212345678", "pay@example.com"))),
        note=draw(st.none() | names),
    )


def ways_to_write(value: object) -> list[Cell]:
    """The same value as people and programs put it into a cell."""
    if value is None:
        return ["", " "]
    if isinstance(value, bool):
        return [value]
    if isinstance(value, int):
        return [value, str(value), f"{value:,}", f"￦{value:,}", f"{value}원", f" {value} "]
    if isinstance(value, date):
        return [
            value,
            value.isoformat(),
            f"{value:%Y%m%d}",
            int(f"{value:%Y%m%d}"),
            f"{value.year}.{value.month}.{value.day}",
            f"{value.year}. {value.month}. {value.day}.",
            f"{value.year}년 {value.month}월 {value.day}일",
        ]
    text = str(value)
    if len(text) == 10 and text.isdigit() and text.startswith(("1", "2", "3", "4", "5")):
        return [text, f"{text[:3]}-{text[3:5]}-{text[5:]}", int(text)]
    return [text]


@dataclass(frozen=True)
class Formula:
    """A formula and what the spreadsheet program last showed for it."""

    text: str
    shown: str


def as_xlsx(rows: Iterable[Sequence[Cell | Formula]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    # A file that tells the time would make hypothesis see a new file in every run.
    book.set_properties({"created": datetime.fromisoformat("2000-01-01")})
    page = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Formula):
                page.write_formula(number, column, cell.text, None, cell.shown)
            elif isinstance(cell, datetime | date):
                page.write_datetime(number, column, cell, day)
            elif isinstance(cell, str):
                page.write_string(number, column, cell)
            else:
                page.write(number, column, cell)
    book.close()
    return file.getvalue()


def as_csv(rows: Iterable[Sequence[Cell]], encoding: str, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    for row in rows:
        writer.writerow([str(cell) for cell in row])
    return text.getvalue().encode(encoding)


def said_in_both_languages(refusals: Iterable[Refusal]) -> None:
    """Every refusal can be put to a person, with no blank left over."""
    for refusal in refusals:
        for language in LANGUAGES:
            assert explain(refusal, language)
