"""Reading one cell: a spreadsheet's own numbers and dates, or text as people type it.

Numbers arrive as 64-bit floating point. Whole ones up to 2^53 are exact and accepted; everything
else is refused, since a digit may be gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from sangsaeng.kernel.money import check_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.papers.formula_guard import unguard
from sangsaeng.receivables.evidence import fields
from sangsaeng.receivables.evidence.model import Cell

LARGEST_EXACT = 2**53
_FORMULA_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
    | {"#GETTING_DATA", "#ERROR!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!"}
)
# A number too long to be exact, as a spreadsheet shows it: 2.02604084100001E+23.
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
# The first three digits are a tax office from 101 on, so a number cell can lose at most two zeros.
_SHORTEST_BUSINESS_NUMBER = 8


def is_blank(cell: Cell) -> bool:
    """An empty cell, or one of nothing but blanks."""
    return isinstance(cell, str) and (not cell or cell.isspace())


def cell_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-04-08."""
    if isinstance(cell, str):
        return unguard(cell.strip()).strip()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) <= LARGEST_EXACT
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _error_in(text: str, field: str) -> Refusal | None:
    if text[:1] == "#" and text.upper() in _FORMULA_ERRORS:
        return refuse("cell_error", field, value=text)
    return None


def _read_won(cell: Cell, field: str) -> int | Refusal:
    """One won or more."""
    if isinstance(cell, float) and cell.is_integer() and 0 < cell <= LARGEST_EXACT:
        return check_won(int(cell), field)
    text = cell_text(cell)
    if error := _error_in(text, field):
        return error
    won = fields.parse_won(text, field)
    return won if isinstance(won, Refusal) else check_won(won, field)


def _read_won_or_none(cell: Cell, field: str) -> int | Refusal:
    """Nought or more: the tax of a zero-rated supply is 0."""
    text = cell_text(cell)
    if error := _error_in(text, field):
        return error
    won = fields.parse_won(text, field)
    return won if won == 0 or isinstance(won, Refusal) else check_won(won, field)


def _read_date(cell: Cell, field: str) -> date | Refusal:
    if isinstance(cell, date):
        found = fields.make_date(cell.year, cell.month, cell.day)
        return found or refuse("date_invalid", field, value=cell_text(cell)[:40])
    text = cell_text(cell)
    return _error_in(text, field) or fields.parse_date(text, field)


def _read_business_number(cell: Cell, field: str) -> str | Refusal:
    text = cell_text(cell)
    if _SHORTEST_BUSINESS_NUMBER <= len(text) < 10 and text.isascii() and text.isdigit():
        text = text.zfill(10)
    return _error_in(text, field) or fields.parse_party_number(text, field)


def _read_approval_number(cell: Cell, field: str) -> str | Refusal:
    text = cell_text(cell)
    if _ROUNDED.fullmatch(text):
        return refuse("approval_number_rounded", field)
    return _error_in(text, field) or fields.parse_approval_number(text, field)


def _read_contact(cell: Cell, field: str) -> str | Refusal:
    text = cell_text(cell)
    return _error_in(text, field) or fields.parse_contact(text, field)


def _read_text(cell: Cell, field: str) -> str | Refusal | None:
    text = cell_text(cell)
    return _error_in(text, field) or fields.parse_text(text, field) or None


# `read` in columns.yaml -> how; every reader takes a cell that is not blank.
READERS: Mapping[str, Callable[[Cell, str], object]] = {
    "won": _read_won,
    "won_or_none": _read_won_or_none,
    "date": _read_date,
    "business_number": _read_business_number,
    "approval_number": _read_approval_number,
    "contact": _read_contact,
    "text": _read_text,
}
