"""From an uploaded file's bytes to rows of cells: .xlsx, and text with commas, tabs or semicolons.

Everything that could hurt is refused before it is opened: size, archive bombs, other formats.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from python_calamine import CalamineWorkbook

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.columns import (
    HEADER_WITHIN_ROWS,
    Header,
    SheetKind,
    find_header,
    headings_found,
)
from sangsaeng.receivables.evidence.model import Cell
from sangsaeng.receivables.evidence.workbook_guard import (
    LARGEST_AREA_CELLS,
    SafeWorkbook,
    make_workbook_safe,
)

# 20,000 lines weigh 2 MB; 20 MB leaves room for pictures and styles.
LARGEST_FILE_BYTES = 20_000_000
# The largest month of a purchasing corporation's approved invoices, several times over.
MOST_LINES = 20_000
# Blank rows are kept, so that line numbers stay the user's, but not without end.
_MOST_ROWS = 100_000
# Headings are looked for on the first sheets only; the others are notes and code lists.
_MOST_SHEETS = 5
_DELIMITERS = ",\t;"
_OTHER_FORMATS = (
    b"\xd0\xcf\x11\xe0",  # .xls, and any .xlsx behind a password
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
)
_MARKUP = ("<?xml", "<html", "<!doctype", "<table")

Rows = list[list[Cell]]
Found = tuple[Rows, Header]


def read_rows(data: bytes, filename: str, kind: SheetKind) -> Found | Refusal:
    """All rows of the sheet that has the headings of `kind`, and where those headings are.

    Refuses file_too_large, file_empty, file_format_unknown, file_unsafe, file_broken,
    csv_quotes_broken, header_missing and too_many_lines; `filename` is only shown to the user.
    """
    shown = filename[:100]
    if len(data) > LARGEST_FILE_BYTES:
        limit_mb = LARGEST_FILE_BYTES // 1_000_000
        return refuse("file_too_large", filename=shown, limit_mb=limit_mb)
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf"):
        return refuse("file_empty", filename=shown)
    if data.startswith(_OTHER_FORMATS):
        return refuse("file_format_unknown", filename=shown)
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        safe = make_workbook_safe(data, shown)
        if isinstance(safe, Refusal):
            return safe
        found = _first_with_header(_sheets(safe), kind, shown)
    else:
        text = _decode(data)
        if text is None or "\0" in text or text.lstrip()[:9].lower().startswith(_MARKUP):
            return refuse("file_format_unknown", filename=shown)
        rows = _text_rows(text, kind, shown)
        if isinstance(rows, Refusal):
            return rows
        found = _first_with_header(iter([rows]), kind, shown)
    if isinstance(found, Refusal):
        return found
    rows, header = found
    if sum(1 for row in rows[header.row + 1 :] if any(row)) > MOST_LINES:
        return refuse("too_many_lines", filename=shown, limit=MOST_LINES)
    return found


def _first_with_header(
    sheets: Iterator[Rows | None], kind: SheetKind, filename: str
) -> Found | Refusal:
    nearest: Refusal | None = None
    for rows in sheets:
        if rows is None:
            return refuse("file_broken", filename=filename)
        if not any(any(row) for row in rows):
            continue
        header = find_header(kind, rows)
        if isinstance(header, Header):
            return rows, header
        nearest = nearest or header
    return nearest or refuse("file_empty", filename=filename)


def _sheets(safe: SafeWorkbook) -> Iterator[Rows | None]:
    """Sheet after sheet; None when the reader cannot read on."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(safe.data))
        for number in range(min(len(book.sheet_names), _MOST_SHEETS)):
            rows = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
            for (row, column), error in _errors(safe, number):
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = error
            yield rows
    except BaseException as broken:
        # A fault inside the reader arrives as PanicException, which is no Exception.
        if not isinstance(broken, Exception) and type(broken).__name__ != "PanicException":
            raise
        yield None


def _errors(safe: SafeWorkbook, number: int) -> Sequence[tuple[tuple[int, int], str]]:
    return list(safe.errors[number].items()) if number < len(safe.errors) else ()


def _decode(data: bytes) -> str | None:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else CP949 (which holds EUC-KR), else UTF-16."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codecs = ["utf-16"]
    elif b"\0" in data[:200]:
        codecs = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        codecs = ["utf-8-sig", "cp949"]
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _top(text: str, delimiter: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    try:
        for record in islice(_records(text, delimiter), HEADER_WITHIN_ROWS):
            rows.append(list(record))
    except csv.Error:
        pass
    return rows


def _text_rows(text: str, kind: SheetKind, filename: str) -> Rows | Refusal:
    delimiter = max(_DELIMITERS, key=lambda each: headings_found(kind, _top(text, each)))
    rows: Rows = []
    cells = 0
    try:
        for record in _records(text, delimiter):
            rows.append(list(record))
            cells += len(record)
            if len(rows) > _MOST_ROWS or cells > LARGEST_AREA_CELLS:
                return refuse("too_many_lines", filename=filename, limit=MOST_LINES)
    except csv.Error:
        # Read on, a stray quotation mark would swallow the lines after it.
        return refuse("csv_quotes_broken", filename=filename).at(len(rows) + 1)
    return rows
