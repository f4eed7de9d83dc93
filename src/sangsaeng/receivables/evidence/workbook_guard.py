"""Making a stranger's .xlsx safe before the reader opens it.

The reader lays a sheet out as a full rectangle, so a 5 kB file with cells at A1 and XFD1048576
asks for 550 GB and takes the whole process down; a shared text used a million times does the same.
So the archive is unpacked here within limits, measured, and packed anew without compression: what
was checked is what is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.safe_xml import make_parser

# 20,000 lines of 30 columns unpack to about 30 MB.
LARGEST_UNPACKED_BYTES = 200_000_000
MOST_ENTRIES = 5_000
# 20,000 lines x 200 columns; the reader takes some 100 bytes a cell.
LARGEST_AREA_CELLS = 4_000_000
# Shared texts are copied into every cell that shows them.
LARGEST_TEXT_BYTES = 1_000_000_000
WORKBOOK = "xl/workbook.xml"

_PART = re.compile(r"(?:xl/.*|_rels/.*|\[Content_Types\])\.(?:xml|rels)", re.IGNORECASE)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
# A prefix may stand before any name: <x:c r="A1"/>.
_ITEM_END = re.compile(rb"</(?:[^\s<>/:]+:)?si\s*>")
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
# Not written as Excel does, with its place first: the reader may then count places itself.
_ODD_ROW = re.compile(rb"""<(?:[^\s<>/:]+:)?row(?! r="[0-9]{1,7}"[\s/>])[\s/>]""")
_ODD_CELL = re.compile(rb"""<(?:[^\s<>/:]+:)?c(?! r="[A-Z]{1,3}[0-9]{1,7}"[\s/>])[\s/>]""")
_ERROR_CELL = re.compile(rb"""<c\s[^<>]{0,300}\bt="e"[^<>]{0,300}>""")
_ERROR_VALUE = re.compile(rb"<v>([^<]{1,20})</v>")
_MOST_ERROR_CELLS = 20_000
_LONGEST_FORMULA_BYTES = 10_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SafeWorkbook:
    """A repacked archive and, sheet by sheet, the cells that hold a formula error (0-based)."""

    data: bytes
    errors: tuple[Mapping[tuple[int, int], str], ...]


def _unpack(data: bytes, filename: str) -> Mapping[str, bytes] | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or (
                sum(entry.file_size for entry in entries) > LARGEST_UNPACKED_BYTES
            ):
                return refuse("file_unsafe", filename=filename)
            if WORKBOOK not in archive.namelist():
                return refuse("file_format_unknown", filename=filename)
            names = dict.fromkeys(e.filename for e in entries if _PART.fullmatch(e.filename))
            # zipfile stops at the stated size and then compares the checksum.
            return {name: archive.read(name) for name in names}
    except Exception:  # half-written and forged archives fail in as many ways as there are fields
        return refuse("file_broken", filename=filename)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number


def _area_cells(sheet: bytes) -> int:
    """No fewer cells than the rectangle the reader will lay out."""
    places = _PLACE.findall(sheet)
    last_row = max((int(row[:9]) for row in {row for _, row in places}), default=0)
    last_column = max(map(_column, {letters for letters, _ in places}), default=0)
    if _ODD_ROW.search(sheet) or _ODD_CELL.search(sheet):
        rows = _ROW.split(sheet)
        last_row += len(rows)
        last_column += max(len(_CELL.findall(row)) for row in rows)
    return last_row * last_column


def _is_too_large(parts: Mapping[str, bytes]) -> bool:
    sheets = [part for part in parts.values() if b"sheetData" in part]
    if any(_area_cells(sheet) > LARGEST_AREA_CELLS for sheet in sheets):
        return True
    shared = [items for part in parts.values() if len(items := _ITEM_END.split(part)) > 1]
    longest = max((len(item) for items in shared for item in items), default=0)
    # A cell with a value is four tags: <c><v></v></c>.
    return any(longest * (sheet.count(b"<") // 4) > LARGEST_TEXT_BYTES for sheet in sheets)


def _sheet_paths(parts: Mapping[str, bytes]) -> list[str]:
    """The parts that hold the sheets, in the workbook's order."""
    try:
        book = etree.fromstring(parts[WORKBOOK], make_parser())
        relations = etree.fromstring(parts["xl/_rels/workbook.xml.rels"], make_parser())
    except (etree.XMLSyntaxError, ValueError, KeyError):
        return []
    targets = {each.get("Id"): each.get("Target") or "" for each in relations}
    found = [targets.get(sheet.get(_RELATION), "") for sheet in book.iterfind(".//{*}sheet")]
    return [path[1:] if path.startswith("/") else f"xl/{path}" for path in found]


def _error_cells(sheet: bytes) -> Mapping[tuple[int, int], str]:
    """Formula errors by place; the reader shows them as blank cells."""
    if b't="e"' not in sheet:
        return {}
    found: dict[tuple[int, int], str] = {}
    for match in islice(_ERROR_CELL.finditer(sheet), _MOST_ERROR_CELLS):
        place = _PLACE.search(match.group())
        end = sheet.find(b"</c>", match.end(), match.end() + _LONGEST_FORMULA_BYTES)
        value = _ERROR_VALUE.search(sheet, match.end(), max(end, match.end()))
        if place:
            row, column = int(place.group(2)[:9]) - 1, _column(place.group(1)) - 1
            found[row, column] = value.group(1).decode("ascii", "replace") if value else "#ERROR!"
    return found


def make_workbook_safe(data: bytes, filename: str) -> SafeWorkbook | Refusal:
    """The workbook, or the refusal: file_broken, file_format_unknown or file_unsafe."""
    parts = _unpack(data, filename)
    if isinstance(parts, Refusal):
        return parts
    if _is_too_large(parts):
        return refuse("file_unsafe", filename=filename)
    repacked = io.BytesIO()
    with zipfile.ZipFile(repacked, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    errors = tuple(_error_cells(parts.get(path, b"")) for path in _sheet_paths(parts))
    return SafeWorkbook(repacked.getvalue(), errors)
