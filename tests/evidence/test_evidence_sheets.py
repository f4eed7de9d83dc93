"""A spreadsheet is read as its owner meant it, or every fault of every line is named."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from datetime import time as clock_time

import pytest
from evidence_samples import (
    ISSUE_HEADINGS,
    PASS_ON_HEADINGS,
    Formula,
    as_csv,
    as_xlsx,
    issue_lines,
    pass_on_lines,
    said_in_both_languages,
    ways_to_write,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.evidence.columns import columns_of
from sangsaeng.receivables.evidence.model import Cell, IssueLine, PassOnLine, Sheet
from sangsaeng.receivables.evidence.sheet_files import LARGEST_FILE_BYTES, MOST_LINES
from sangsaeng.receivables.evidence.spreadsheet import read_issue_lines, read_pass_on_lines

Writer = Callable[[Sequence[Sequence[Cell]]], bytes]
WRITERS: Mapping[str, Writer] = {
    "xlsx": as_xlsx,
    "utf-8": lambda rows: as_csv(rows, "utf-8", ","),
    "utf-8 with its mark": lambda rows: as_csv(rows, "utf-8-sig", ";"),
    "cp949": lambda rows: as_csv(rows, "cp949", ","),
    "euc-kr tabs": lambda rows: as_csv(rows, "euc-kr", "\t"),
    "utf-16": lambda rows: as_csv(rows, "utf-16", "\t"),
}
GOOD = IssueLine(
    supplier_number=invented_business_number(7),
    supplier_name="새벽정밀",
    approval_number="202604081000000012345678",
    written_on=date(2026, 4, 8),
    supply_won=1_000_000,
    tax_won=100_000,
    total_won=1_100_000,
    amount_won=1_100_000,
    matures_on=date(2026, 5, 8),
    note=None,
)
GOOD_CELLS: Mapping[str, Cell] = {k: "" if v is None else v for k, v in asdict(GOOD).items()}
HEADINGS = list(ISSUE_HEADINGS.values())


def issue_sheet(data: bytes) -> Sheet[IssueLine]:
    sheet = read_issue_lines(data, "invoices")
    assert isinstance(sheet, Sheet), sheet
    said_in_both_languages(sheet.refusals)
    return sheet


def refused(data: bytes) -> Refusal:
    answer = read_issue_lines(data, "invoices")
    assert isinstance(answer, Refusal)
    said_in_both_languages([answer])
    return answer


def with_cells(**cells: Cell) -> list[Cell]:
    return list({**GOOD_CELLS, **cells}.values())


def faults_of(*rows: Sequence[Cell]) -> list[tuple[int | None, str | None, str]]:
    sheet = issue_sheet(as_xlsx([HEADINGS, *rows]))
    return [(each.line, each.field, each.code) for each in sheet.refusals]


@st.composite
def written(
    draw: st.DrawFn, lines: Sequence[IssueLine | PassOnLine], headings: Mapping[str, str]
) -> list[list[Cell]]:
    """The lines as some person would write them: own order of columns, own forms, gaps, a total."""
    fields = draw(st.permutations(list(headings)))
    rows: list[list[Cell]] = [["2026년 4월분"], []] if draw(st.booleans()) else []
    rows.append([headings[field] for field in fields])
    for line in lines:
        row = [draw(st.sampled_from(ways_to_write(asdict(line)[field]))) for field in fields]
        rows.append(row)
        if draw(st.booleans()):
            rows.append([" "])
    if draw(st.booleans()):
        rows.append(["합 계", *[""] * (len(fields) - 1)])
    return rows


def distinct(line: IssueLine | PassOnLine) -> object:
    return line.approval_number or line


@settings(max_examples=60)
@given(st.data(), st.sampled_from(sorted(WRITERS)))
def test_issue_lines_are_read_as_they_were_meant(data: st.DataObject, writer: str) -> None:
    lines = data.draw(st.lists(issue_lines(), max_size=5, unique_by=distinct))
    sheet = issue_sheet(WRITERS[writer](data.draw(written(lines, ISSUE_HEADINGS))))
    assert (sheet.refusals, [line for _, line in sheet.lines]) == ([], lines)
    assert sheet.total_won == sum(line.amount_won for line in lines)
    for number, line in sheet.lines:
        name = sheet.rows[number - 1][sheet.columns["supplier_name"]]
        assert str(name).strip() == line.supplier_name


@settings(max_examples=60)
@given(st.data(), st.sampled_from(sorted(WRITERS)))
def test_pass_on_lines_are_read_as_they_were_meant(data: st.DataObject, writer: str) -> None:
    lines = data.draw(st.lists(pass_on_lines(), max_size=5, unique_by=distinct))
    file = WRITERS[writer](data.draw(written(lines, PASS_ON_HEADINGS)))
    sheet = read_pass_on_lines(file, "suppliers")
    assert isinstance(sheet, Sheet)
    assert (sheet.refusals, [line for _, line in sheet.lines]) == ([], lines)


@settings(max_examples=300)
@given(st.binary(max_size=300), st.sampled_from((b"", b"PK\3\4", b"\xff\xfe", b"\xef\xbb\xbf")))
def test_any_bytes_give_an_answer(data: bytes, start: bytes) -> None:
    refused(start + data)


@settings(max_examples=200)
@given(st.data(), st.sampled_from(("xlsx", "cp949", "utf-16")))
def test_a_damaged_file_gives_an_answer(data: st.DataObject, writer: str) -> None:
    file = WRITERS[writer]([HEADINGS, with_cells()])
    start = data.draw(st.integers(0, len(file)))
    put_in = data.draw(st.binary(max_size=6))
    answer = read_issue_lines(file[:start] + put_in + file[start + 6 :], "invoices")
    said_in_both_languages([answer] if isinstance(answer, Refusal) else answer.refusals)


def test_every_heading_of_every_field_is_found() -> None:
    for kind in ("issue", "pass_on"):
        headings = [(column.field, each) for column in columns_of(kind) for each in column.headings]
        assert len({each for _, each in headings}) == len(headings), "a heading names two fields"


def test_the_tax_offices_own_list_is_understood_once_a_settlement_day_is_added() -> None:
    """It names both parties' numbers and names; the supplier's come first."""
    top: list[list[Cell]] = [["전자세금계산서 목록조회"], ["조회기간"], [], [], []]
    heading = ["작성일자", "승인번호", "발급일자", "전송일자", "공급자사업자등록번호", "상호"]
    heading += ["대표자명", "공급받는자사업자등록번호", "상호", "합계금액", "공급가액", "세액"]
    heading += ["비고", "만기일"]
    cells: list[Cell] = ["2026-04-08", "20260408-10000000-12345678", "2026-04-09", "2026-04-09"]
    cells += [invented_business_number(7), "새벽정밀", "대표", invented_business_number(8), "한빛"]
    cells += [1_100_000, 1_000_000, 100_000, "", "2026-05-08"]
    sheet = issue_sheet(as_xlsx([*top, heading, cells]))
    assert (sheet.refusals, sheet.lines, sheet.header_line) == ([], [(7, GOOD)], 6)


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("amount_won", 1.5, "amount_unreadable"),
        ("amount_won", "1.5", "amount_unreadable"),
        ("amount_won", "1e3", "amount_unreadable"),
        ("amount_won", "12,34", "amount_unreadable"),
        ("amount_won", "1,234,0000", "amount_unreadable"),
        ("amount_won", "9" * 5_000, "amount_unreadable"),
        ("amount_won", 2.0**53 + 2, "amount_unreadable"),
        ("amount_won", "2,000,000,000,000,000", "amount_unreadable"),
        ("amount_won", True, "amount_unreadable"),
        ("amount_won", "백만원", "amount_unreadable"),
        ("amount_won", -5, "not_a_whole_won"),
        ("amount_won", "-5", "not_a_whole_won"),
        ("amount_won", 0, "not_a_whole_won"),
        ("amount_won", 1_100_001, "amount_over_invoice"),
        ("tax_won", -100_000, "not_a_whole_won"),
        ("tax_won", 100_001, "total_mismatch"),
        ("written_on", "2026-02-30", "date_invalid"),
        ("written_on", "26-04-08", "date_invalid"),
        ("written_on", 46_120, "date_invalid"),
        ("written_on", "2206-04-08", "date_invalid"),
        ("written_on", date(1999, 12, 31), "date_invalid"),
        ("written_on", clock_time(9, 30), "date_invalid"),
        ("written_on", "", "cell_blank"),
        ("matures_on", "2026-04-07", "matures_before_written"),
        ("supplier_number", "1208147522", "business_number_invalid"),
        ("supplier_number", 12, "business_number_invalid"),
        ("supplier_number", "900101-1234567", "party_not_a_business"),
        ("supplier_number", 9001011234567, "party_not_a_business"),
        ("supplier_name", " ", "cell_blank"),
        ("supplier_name", '=""', "cell_blank"),
        ("supplier_name", "가" * 201, "text_too_long"),
        ("approval_number", "2026040810000000", "approval_number_invalid"),
        ("approval_number", 2.02604081000000012e23, "approval_number_rounded"),
        ("approval_number", "2.02604E+23", "approval_number_rounded"),
        ("amount_won", "#REF!", "cell_error"),
        ("note", "#N/A", "cell_error"),
    ],
)
def test_what_is_wrong_with_a_cell_is_named(field: str, cell: Cell, code: str) -> None:
    faults = faults_of(with_cells(**{field: cell}))
    assert [(line, each) for line, _, each in faults] == [(2, code)]
    assert faults[0][1] in (field, "total_won")


def test_a_private_persons_number_is_never_repeated() -> None:
    sheet = issue_sheet(as_xlsx([HEADINGS, with_cells(supplier_number="900101-1234567")]))
    assert "1234567" not in str(sheet.refusals)


def test_all_faults_of_a_line_are_named_at_once() -> None:
    row = with_cells(supplier_number="1", supplier_name="", tax_won=7, matures_on="2026-04-01")
    assert faults_of(with_cells(), row) == [
        (3, "supplier_number", "business_number_invalid"),
        (3, "supplier_name", "cell_blank"),
        (3, "total_won", "total_mismatch"),
        (3, "matures_on", "matures_before_written"),
    ]


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#NAME?"])
def test_a_formula_error_is_not_taken_for_a_blank(error: str) -> None:
    """A blank amount means the whole invoice; #REF! must not."""
    assert faults_of(with_cells(amount_won="")) == []
    row: list[Cell | Formula] = [*with_cells()]
    row[HEADINGS.index("발행금액")] = Formula("=A9/0", error)
    sheet = issue_sheet(as_xlsx([HEADINGS, row]))
    assert sheet.lines == []
    (refusal,) = sheet.refusals
    assert (refusal.field, refusal.code, refusal.facts) == (
        "amount_won",
        "cell_error",
        {"value": error},
    )


def test_a_date_with_a_time_is_that_day() -> None:
    noon = datetime.fromisoformat("2026-04-08 12:30")
    row = with_cells(written_on=noon, matures_on="2026-05-08 00:00:00")
    assert issue_sheet(as_xlsx([HEADINGS, row])).lines == [(2, GOOD)]
    sheet = issue_sheet(as_csv([HEADINGS, row], "utf-8", ","))
    assert sheet.lines == [(2, GOOD)]


@pytest.mark.parametrize("cell", [123456782, "123456782", "012-34-56782"])
def test_a_business_number_that_lost_its_zero_gets_it_back(cell: Cell) -> None:
    sheet = issue_sheet(as_xlsx([HEADINGS, with_cells(supplier_number=cell)]))
    assert [line.supplier_number for _, line in sheet.lines] == ["0123456782"]


def test_repeats_in_a_file_are_found() -> None:
    number = GOOD.approval_number or ""
    rest = "202604081000000087654321"
    assert faults_of(
        with_cells(amount_won=600_000),
        with_cells(amount_won=600_000),
        with_cells(amount_won=600_000, matures_on=date(2026, 6, 8)),
        with_cells(amount_won=500_000),
        with_cells(supply_won=2_000_000, tax_won=0, total_won=2_000_000, amount_won=1),
        with_cells(supplier_number=invented_business_number(8), amount_won=2),
        with_cells(approval_number=rest),
        with_cells(approval_number=number.lower() + " "),
    ) == [
        (3, "approval_number", "duplicate_in_file"),
        (4, "amount_won", "invoice_overdrawn_in_file"),
        (6, "approval_number", "invoice_differs_in_file"),
        (7, "approval_number", "invoice_differs_in_file"),
        (9, "amount_won", "invoice_overdrawn_in_file"),
    ]


def test_two_equal_statements_are_told_apart_by_their_notes() -> None:
    rows = [with_cells(approval_number="", note=note) for note in ("1차", "2차", "1차")]
    assert faults_of(*rows) == [(4, "approval_number", "duplicate_in_file")]


def test_a_pass_on_line_with_an_invoice_describes_it() -> None:
    row: list[Cell] = [invented_business_number(7), "새벽정밀", 5, "20260508"]
    row += ["202604081000000012345678", "", "", "전화", ""]
    sheet = read_pass_on_lines(as_xlsx([list(PASS_ON_HEADINGS.values()), row]), "suppliers")
    assert isinstance(sheet, Sheet)
    assert [(each.field, each.code) for each in sheet.refusals] == [
        ("contact", "contact_invalid"),
        ("written_on", "cell_blank"),
        ("total_won", "cell_blank"),
    ]


@pytest.mark.parametrize(
    ("cell", "contact"),
    [
        ("010-1234-5678", "01012345678"),
        (1_012_345_678, "01012345678"),
        ("+82 10 1234 5678", "01012345678"),
        ("02) 123-4567", "021234567"),
        ("pay@example.com", "pay@example.com"),
    ],
)
def test_a_contact_is_a_phone_or_an_address(cell: Cell, contact: str) -> None:
    row: list[Cell] = [invented_business_number(7), "새벽정밀", 5, "20260508", cell]
    headings = ["사업자번호", "상호", "금액", "만기일", "연락처"]
    sheet = read_pass_on_lines(as_xlsx([headings, row]), "suppliers")
    assert isinstance(sheet, Sheet)
    assert [line.contact for _, line in sheet.lines] == [contact]


def test_missing_headings_are_named_in_both_languages() -> None:
    refusal = refused(as_xlsx([[each for each in HEADINGS if each not in ("상호", "만기일")]]))
    assert (refusal.code, refusal.field) == ("header_missing", "supplier_name")
    assert refusal.facts == {
        "missing_ko": "상호, 만기일",
        "missing_en": "supplier name, settlement day",
    }


def test_headings_below_row_20_are_not_looked_for() -> None:
    def title(rows: int) -> list[list[Cell]]:
        return [["제목"]] * rows

    assert issue_sheet(as_xlsx([*title(19), HEADINGS, with_cells()])).lines == [(21, GOOD)]
    assert refused(as_xlsx([*title(20), HEADINGS, with_cells()])).code == "header_missing"


def test_a_total_row_is_no_line_and_a_company_called_total_is() -> None:
    sheet = issue_sheet(
        as_xlsx([["비고", *HEADINGS[:-1]], ["총계", *with_cells()[:-1]], ["총계", "", "", 5]])
    )
    assert sheet.lines == [(2, replace(GOOD, note="총계"))]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "file_empty"),
        (as_xlsx([]), "file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_format_unknown"),
        (b"%PDF-1.7\n", "file_format_unknown"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_format_unknown"),
        (b"\x89PNG\r\n\x1a\n", "file_format_unknown"),
        (b"\x80\x81\xff\xfe\xfd", "file_format_unknown"),
        (as_xlsx([HEADINGS])[:3_000], "file_broken"),
        (b"PK\3\4" + bytes(100), "file_broken"),
        ('사업자번호,상호\n"끝이 없는'.encode(), "csv_quotes_broken"),
        ("그냥 글".encode("cp949"), "header_missing"),
        (b"\n" * 200_000 + b"a", "too_many_lines"),
    ],
)
def test_files_that_are_no_sheets_are_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_huge_file_is_refused_before_it_is_opened() -> None:
    assert refused(bytes(LARGEST_FILE_BYTES + 1)).code == "file_too_large"
    assert refused(b"PK\3\4" + bytes(100_000_000)).code == "file_too_large"


def test_a_file_holds_no_more_lines_than_said() -> None:
    line = ",".join(str(cell) for cell in with_cells())
    head = ",".join(HEADINGS)
    full = issue_sheet("\n".join([head, *[line] * MOST_LINES]).encode())
    assert len(full.lines) + len(full.refusals) == MOST_LINES
    assert refused("\n".join([head, *[line] * (MOST_LINES + 1)]).encode()).code == "too_many_lines"


@pytest.mark.parametrize("writer", ["xlsx", "cp949"])
def test_ten_thousand_lines_are_read_in_under_two_seconds(writer: str) -> None:
    """0.45 s (.xlsx) and 0.3 s (.csv) on one idle core; the margin is for busy machines."""
    rows = [with_cells(approval_number=f"20260408{serial:016d}") for serial in range(10_000)]
    file = WRITERS[writer]([HEADINGS, *rows])
    started = time.process_time()
    sheet = issue_sheet(file)
    assert time.process_time() - started < 2
    assert (len(sheet.lines), sheet.refusals) == (10_000, [])
