"""An .xlsx made to bring the process down is refused before the reader opens it."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from evidence_samples import ISSUE_HEADINGS, as_xlsx, said_in_both_languages
from hypothesis import given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.evidence.spreadsheet import read_issue_lines
from sangsaeng.receivables.evidence.workbook_guard import LARGEST_UNPACKED_BYTES

SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = list(ISSUE_HEADINGS.values())
PLAIN = as_xlsx([HEADINGS, ["가"] * 10])


def repacked(change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def with_rows(rows: bytes) -> bytes:
    return repacked(lambda sheet: sheet.replace(b"</sheetData>", rows + b"</sheetData>"))


def refused(data: bytes) -> str:
    answer = read_issue_lines(data, "invoices")
    assert isinstance(answer, Refusal), "the reader opened it"
    said_in_both_languages([answer])
    return answer.code


FAR = b"<v>1</v></c></row>"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="XFD1048576">' + FAR,
        b"<row r='1048576'><c r = 'XFD1048576'>" + FAR,
        b'<row r="1048576"><c s="0" r="xfd1048576">' + FAR,
        b'<row r="3"><c r="A3" r="XFD1048576">' + FAR,
        b'<row r="9"><c r="XFD9">' + FAR + b'<row r="9999"><c r="A9999">' + FAR,
        b'<x:row xmlns:x="u" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b"<row>" + b"<c><v>1</v></c>" * 3_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 3_000,
        b"<row><c x='r=\"A1\"'><v>1</v></c>" + b"<c\n><v>1</v></c>" * 3_000 + b"</row>"
        b"" + b"<row\t><c\t><v>1</v></c></row>" * 3_000,
    ],
    ids=lambda rows: rows[:40].decode(),
)
def test_a_cell_far_away_is_refused(rows: bytes) -> None:
    """The reader would ask for the whole rectangle: 550 GB in the first case, and abort."""
    assert refused(with_rows(rows)) == "file_unsafe"


def test_one_long_text_in_many_cells_is_refused() -> None:
    """10 kB of archive; copied into every cell it would be 20 GB."""
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, 20_003)
    )
    data = with_rows(cells)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/sharedStrings.xml":
                part = re.sub(b"<t>[^<]*</t>", b"<t>" + b"a" * 1_000_000 + b"</t>", part, count=1)
            new.writestr(name, part)
    assert refused(file.getvalue()) == "file_unsafe"


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    assert refused(repacked(lambda sheet: sheet + b" " * LARGEST_UNPACKED_BYTES)) == "file_unsafe"


def test_an_archive_that_understates_its_size_is_refused() -> None:
    """200 kB stated as 10 bytes: what is unpacked is held to what is stated."""
    data = repacked(lambda sheet: sheet + b" " * 200_000)
    place = data.rindex(b"PK\1\2", 0, data.rindex(SHEET.encode()))
    forged = data[: place + 24] + (10).to_bytes(4, "little") + data[place + 28 :]
    assert refused(forged) == "file_broken"


def test_an_archive_of_many_entries_is_refused() -> None:
    file = io.BytesIO(PLAIN)
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(5_001):
            archive.writestr(str(number), b"")
    assert refused(file.getvalue()) == "file_unsafe"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", b"<a/>")
    assert refused(file.getvalue()) == "file_format_unknown"


@settings(max_examples=150, deadline=None)
@given(
    st.data(),
    st.sampled_from((SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")),
)
def test_damage_inside_the_archive_gives_an_answer(data: st.DataObject, part: str) -> None:
    def damage(xml: bytes) -> bytes:
        start = data.draw(st.integers(0, len(xml)))
        put_in = data.draw(st.binary(max_size=6) | st.sampled_from((b'r="A9"', b"<c", b"&", b"9")))
        return xml[:start] + put_in + xml[start + data.draw(st.integers(0, 20)) :]

    answer = read_issue_lines(repacked(damage, part), "invoices")
    said_in_both_languages([answer] if isinstance(answer, Refusal) else answer.refusals)
