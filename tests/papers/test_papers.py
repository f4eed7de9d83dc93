"""Papers: archival, the same twice, everything on them; tables that no spreadsheet calculates."""

from __future__ import annotations

import csv
import io
import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_samples import DAY, LARGEST, LONG, all_papers, statement
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from sangsaeng.kernel.messages import LANGUAGES, Language
from sangsaeng.papers.formula_guard import looks_like_formula, unguard
from sangsaeng.papers.model import Column, Kind, Paper, Section, Table, totals_of
from sangsaeng.papers.printing import cell_text, render_csv, render_paper, render_xlsx

MADE_ON = date(2026, 7, 1)


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(data: bytes) -> str:
    """All the text, without the spaces and breaks that wrapping makes."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_is_archival_dated_and_carries_every_cell_in_our_fonts(
    language: Language,
) -> None:
    for paper in all_papers(language):
        data = render_paper(paper, language, MADE_ON)
        read = PdfReader(io.BytesIO(data))
        assert read.xmp_metadata is not None
        assert "<pdfaid:part>2<" in read.xmp_metadata.rdf_root.toxml()
        assert read.metadata is not None and read.metadata.creation_date is not None
        assert read.metadata.creation_date.date() == MADE_ON
        text = text_of(data)
        assert squeezed(paper.title) in text and "1/1" in text
        said = [*paper.issuer, *(value for _, value in paper.about), *paper.notes]
        for section in paper.sections:
            said += [section.heading, section.text, section.note]
            if section.table is not None:
                for row in (*section.table.rows, section.table.totals or ()):
                    kinds = [column.kind for column in section.table.columns]
                    said += [cell_text(v, k) for v, k in zip(row, kinds, strict=False)]
        missing = [one for one in said if squeezed(one) not in text]
        assert not missing
        for page in read.pages:
            fonts: Any = page["/Resources"]["/Font"]
            names = [str(entry.get_object()["/BaseFont"]) for entry in fonts.values()]
            assert names and all("Pretendard" in name for name in names)


def test_the_same_paper_is_the_same_bytes() -> None:
    (one, *_), (again, *_) = all_papers("ko"), all_papers("ko")
    assert render_paper(one, "ko", MADE_ON) == render_paper(again, "ko", MADE_ON)
    table = one.sections[0].table
    assert table is not None
    assert render_xlsx(table) == render_xlsx(table) and render_csv(table) == render_csv(table)


def test_a_long_statement_has_its_pages_counted_and_is_made_quickly() -> None:
    paper = statement(500, "ko")
    read = PdfReader(io.BytesIO(render_paper(paper, "ko", MADE_ON)))
    last = len(read.pages)
    assert last > 5
    for number, page in enumerate(read.pages, 1):
        assert f"{number}/{last}" in squeezed(page.extract_text())
    text = squeezed(read.pages[-1].extract_text())
    assert f"{LARGEST:,}" in text

    def once() -> float:
        start = time.process_time()
        render_paper(paper, "ko", MADE_ON)
        return time.process_time() - start

    # Under half a second by the clock on a free machine; processor time of all threads, with
    # room for a crowded one.
    assert min(once() for _ in range(3)) < 2


def test_large_sums_stand_apart_however_many_columns() -> None:
    columns = (Column("name"), *(Column(f"won {n}", Kind.WON) for n in range(7)))
    rows = ((LONG, *(LARGEST - n for n in range(7))),)
    table = totals_of(columns, rows, "total")
    paper = Paper("wide", sections=(Section("s", table=table),))
    text = text_of(render_paper(paper, "en", MADE_ON))
    assert all(text.count(f"{LARGEST - n:,}") == 2 for n in range(7))


def test_a_letter_the_font_has_not_is_a_box_and_the_paper_says_so() -> None:
    paper = Paper("\u682a A", sections=(Section("s", text="x"),))
    text = text_of(render_paper(paper, "en", MADE_ON))
    assert "\u25a1A" in text and "Aletterthefontdoesnothave" in text
    assert "Aletterthefont" not in text_of(render_paper(Paper("A"), "en", MADE_ON))


def test_a_statement_that_does_not_add_up_is_not_printed() -> None:
    with pytest.raises(AssertionError):
        Table((Column("a"), Column("b")), (("only one",),))
    columns = (Column("a"), Column("won", Kind.WON), Column("n", Kind.COUNT))
    table = totals_of(columns, (("x", 1, 5), ("y", 2, 5), ("z", None, 5)), "total")
    assert table.totals == ("total", 3, None)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
RISKY = st.sampled_from(["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "=HYPERLINK(1)", "＝1"])


@given(st.lists(st.one_of(TEXTS, RISKY), min_size=1, max_size=5))
def test_no_cell_of_a_csv_or_a_sheet_is_calculated(texts: list[str]) -> None:
    table = Table((Column("=heading"),), tuple((text,) for text in texts))
    data = render_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert not any(looks_like_formula(cell) for row in rows for cell in row)
    assert [unguard(row[0]) if row else "" for row in rows[1:]] == texts
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(render_xlsx(table))).get_sheet_by_index(0)
    formulas = [cell for row in sheet.to_python() for cell in row if not isinstance(cell, str)]
    assert not formulas


def test_a_sheet_has_won_as_numbers_and_days_as_days() -> None:
    columns = (
        Column("name"),
        Column("won", Kind.WON),
        Column("day", Kind.DAY),
        Column("rate", Kind.RATE),
    )
    table = totals_of(columns, (("=A", LARGEST, DAY, Decimal("0.042")),), "total")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(render_xlsx(table)))
    rows = workbook.get_sheet_by_index(0).to_python()
    assert rows[1][:3] == ["=A", LARGEST, DAY] and not isinstance(rows[1][2], datetime)
    assert str(rows[1][3]) == "0.042" and rows[2][1] == LARGEST
    lines = render_csv(table).decode("utf-8-sig").splitlines()
    assert lines[1:] == [f"'=A,{LARGEST},2026-06-05,0.042", f"total,{LARGEST},,"]
