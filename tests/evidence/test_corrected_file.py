"""The corrected file is the user's own file with advice: nothing lost, nothing run, read again."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time

import pytest
from evidence_samples import ISSUE_HEADINGS, as_csv, as_xlsx
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.messages import LANGUAGES, Language, explain, sentence
from sangsaeng.papers.formula_guard import guard, looks_like_formula, unguard
from sangsaeng.receivables.evidence.columns import find_header
from sangsaeng.receivables.evidence.corrected_file import (
    render_corrected_csv,
    render_corrected_xlsx,
)
from sangsaeng.receivables.evidence.model import Cell, IssueLine, Sheet
from sangsaeng.receivables.evidence.spreadsheet import read_issue_lines

Render = Callable[[Sheet[IssueLine], Language], bytes]
HEADINGS = list(ISSUE_HEADINGS.values())
FIRST_MOMENT = datetime.fromisoformat("2024-01-01")
RENDERERS = pytest.mark.parametrize("render", [render_corrected_csv, render_corrected_xlsx])

texts = st.text("가나다ABab01 =+-@'\"#,;.\t\n＝／_", max_size=12)
cells: st.SearchStrategy[Cell] = st.one_of(
    texts,
    st.sampled_from(("1,000", "=1+1", "-5", "'=x", '="0012"', "합계", "#REF!", "202604081234")),
    st.integers(-(10**6), 10**12),
    st.sampled_from((1.5, -0.25, 2.5e23, True, False, clock_time(9, 30))),
    st.dates(date(1990, 1, 1), date(2110, 12, 31)),
    st.integers(0, 10**8).map(lambda seconds: FIRST_MOMENT + timedelta(seconds=seconds)),
)


def read(data: bytes) -> Sheet[IssueLine]:
    sheet = read_issue_lines(data, "invoices")
    assert isinstance(sheet, Sheet), sheet
    return sheet


@st.composite
def sheets(draw: st.DrawFn) -> Sheet[IssueLine]:
    """Right lines with cells here and there replaced by anything at all."""
    rows: list[list[Cell]] = [draw(st.lists(texts, max_size=3)), [*HEADINGS, "내부 코드"]]
    for serial in range(draw(st.integers(0, 5))):
        row: list[Cell] = [
            invented_business_number(serial + 1),
            "새벽정밀",
            f"20260408{serial:016d}",
        ]
        row += ["2026-04-08", 100, 10, 110, 110, "2026-05-08", "", draw(cells)]
        for place in draw(st.lists(st.integers(0, len(row) - 1), max_size=3)):
            row[place] = draw(cells)
        rows.extend(([row], [row, []])[draw(st.booleans())])
    as_file = draw(st.sampled_from((as_xlsx, lambda rows: as_csv(rows, "utf-8", ";"))))
    return read(as_file(rows))


def seen(sheet: Sheet[IssueLine]) -> object:
    return sheet.lines, sheet.refusals, sheet.total_won, sheet.header_line


@settings(max_examples=80)
@given(sheets(), st.sampled_from(LANGUAGES))
def test_the_corrected_file_is_read_as_the_first_was(
    sheet: Sheet[IssueLine], language: Language
) -> None:
    for render in (render_corrected_xlsx, render_corrected_csv):
        data = render(sheet, language)
        again = read(data)
        assert seen(again) == seen(sheet)
        assert again.mend_column == 0
        assert {field: place - 1 for field, place in again.columns.items()} == sheet.columns
        assert render(sheet, language) == data
        assert seen(read(render(again, language))) == seen(sheet)
        assert read(render(again, language)).columns == again.columns


@settings(max_examples=40)
@given(sheets(), st.sampled_from(LANGUAGES))
def test_the_users_own_cells_come_back_as_they_were(
    sheet: Sheet[IssueLine], language: Language
) -> None:
    again = read(render_corrected_xlsx(sheet, language)).rows
    for mine, back in zip(sheet.rows, again, strict=False):
        kept: Sequence[Cell] = back[1:]
        assert [*kept, *[""] * (len(mine) - len(kept))][: len(mine)] == mine


@given(texts)
def test_no_text_is_left_that_a_spreadsheet_would_run(text: str) -> None:
    assert not looks_like_formula(guard(text))
    if looks_like_formula(text):
        assert guard(text) == f"'{text}"
        assert unguard(guard(text)) == unguard(text)


@pytest.mark.parametrize(
    "text", ["=1", "+1+1", "-1+1", "@x", "\t=1", " =1", "＝1", "＋1", "－1", "＠x"]
)
def test_every_sign_that_starts_a_formula_is_defused(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "-1,000", "-0.5", "가=1", "1+1", "", " "])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


def faulty_sheet() -> Sheet[IssueLine]:
    row: list[Cell] = ["1208147522", '=HYPERLINK("http://example.com","x")', "", "2026-04-08"]
    row += [100, 10, 111, "=cmd|' /C calc'!A0", "2026-05-08", "@SUM(A1)"]
    return read(as_csv([HEADINGS, row], "utf-8", ","))


@pytest.mark.parametrize("language", LANGUAGES)
@RENDERERS
def test_the_first_column_says_everything_to_mend_under_the_users_headings(
    render: Render, language: Language
) -> None:
    sheet = faulty_sheet()
    rows = read(render(sheet, language)).rows
    said = str(rows[1][0])
    assert len(sheet.refusals) == 3
    for refusal in sheet.refusals:
        assert refusal.field is not None
        assert f"{ISSUE_HEADINGS[refusal.field]}: {explain(refusal, language)}" in said


def test_a_formula_a_supplier_smuggled_in_is_text_in_csv() -> None:
    text = render_corrected_csv(faulty_sheet(), "ko").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(looks_like_formula(cell) for cell in row)


def test_a_formula_a_supplier_smuggled_in_is_text_in_xlsx() -> None:
    """Shown formulas would read back as their value, 0."""
    data = render_corrected_xlsx(faulty_sheet(), "ko")
    page = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert page[1][2] == '=HYPERLINK("http://example.com","x")'
    assert page[1][8] == "=cmd|' /C calc'!A0"


def test_a_line_the_user_emptied_is_gone_though_its_advice_stands() -> None:
    advised = read(render_corrected_csv(faulty_sheet(), "ko")).rows
    emptied = read(as_csv([advised[0], [advised[1][0]]], "utf-8", ","))
    assert (emptied.lines, emptied.refusals) == ([], [])


def test_the_advice_heading_is_one_the_reader_passes_over() -> None:
    for language in LANGUAGES:
        header = find_header("issue", [[sentence("mend_heading", language), *HEADINGS]])
        assert getattr(header, "mend_column", None) == 0
