"""Reading sheets of pay for success: one file, all of its lines or every fault of them.

Headings, formats and hostile files are the sheet reader's of receivables; here are the columns
and the cells that only this scheme has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_call import Plan, PlannedMetric
from sangsaeng.outcomes.model_claim import ClaimLine
from sangsaeng.outcomes.rules_observing import Observed
from sangsaeng.receivables.evidence.cells import READERS, cell_text, is_blank
from sangsaeng.receivables.evidence.columns import columns_of, is_total
from sangsaeng.receivables.evidence.model import Cell
from sangsaeng.receivables.evidence.sheet_files import read_rows
from sangsaeng.receivables.evidence.spreadsheet import Values, read_line

# Lines by the user's own numbers, 1-based, blank rows counted.
Lines = list[tuple[int, Values]]
_SHOWN = 40
# Commas stand only between thousands: in a wrong place they are a slip of the hand, and a slip is
# never made into another number.
_QUANTITY = re.compile(r"-?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?")
_NUMBER = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4}")
# As many people as the act takes of one site.
_MOST_PEOPLE = 100_000
_MONTH = re.compile(r"(20[0-9]{2})[-./ ]?(0[1-9]|1[0-2])")
_CODE = re.compile(r"[a-z][a-z0-9_]{1,40}")
_WEIGHT = re.compile(r"([a-z][a-z0-9_]{1,40})[ :=]+([01](?:\.[0-9]{1,6})?)")
_BETWEEN = re.compile(r"[,;\n]+")


class Refusals:
    """Everything wrong with a file."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.all = refusals


def read_claims(data: bytes, filename: str) -> list[tuple[int, ClaimLine]] | list[Refusal]:
    """A supplier's claim, a metric at a site a line."""
    found = _read(data, filename, "claims")
    if isinstance(found, Refusals):
        return found.all
    return [(line, ClaimLine(**values)) for line, values in found]


def read_observations(data: bytes, filename: str) -> list[tuple[int, Observed]] | list[Refusal]:
    """Months of any sites, a metric at a site in a month a line."""
    found = _read(data, filename, "observations")
    if isinstance(found, Refusals):
        return found.all
    return [(line, Observed(**values)) for line, values in found]


def read_application(data: bytes, filename: str) -> tuple[Plan, int, int] | list[Refusal]:
    """An application of one line: the plan, and the won asked for stage 1 and for success. Who
    stands behind the supplier is never in a sheet: it is entered, and sealed at once."""
    found = _read(data, filename, "applications")
    if isinstance(found, Refusals):
        return found.all
    if len(found) != 1:
        return [refuse("one_line_wanted", lines=len(found))]
    line, values = found[0]
    stage1_won, success_won = values.pop("stage1_won"), values.pop("success_won")
    try:
        return Plan(**values), stage1_won, success_won
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = str(first["loc"][0]) if first["loc"] else None
        return [refuse("plan_unreadable", place, what=str(first["msg"])[:200]).at(line)]


def _read(data: bytes, filename: str, name: str) -> Lines | Refusals:
    kind = f"{__package__}:{name}"
    found = read_rows(data, filename, kind)
    if isinstance(found, Refusal):
        return Refusals([found])
    rows, header = found
    plan = [
        (column.field, column.required, header.columns[column.field], _READERS[column.read])
        for column in columns_of(kind)
        if column.field in header.columns
    ]
    absent = [each.field for each in columns_of(kind) if each.field not in header.columns]
    lines: Lines = []
    refusals: list[Refusal] = []
    for number, row in enumerate(rows[header.row + 1 :], header.row + 2):
        cells = [cell for cell in row if not is_blank(cell)]
        if not cells or is_total(cells[0]):
            continue
        values, faults = read_line(row, plan, absent)
        refusals.extend(fault.at(number) for fault in faults)
        lines.append((number, values))
    if not lines:
        refusals.append(refuse("file_empty", filename=filename[:100]))
    return Refusals(refusals) if refusals else lines


def _read_number(cell: Cell, field: str) -> int | Refusal:
    text = cell_text(cell)
    if not _NUMBER.fullmatch(text):
        return refuse("number_unreadable", field, value=text[:_SHOWN])
    return int(text.replace(",", ""))


def _read_people(cell: Cell, field: str) -> int | Refusal:
    found = _read_number(cell, field)
    if isinstance(found, int) and found > _MOST_PEOPLE:
        return refuse("people_too_many", field, value=found, most=_MOST_PEOPLE)
    return found


def _read_quantity(cell: Cell, field: str) -> Decimal | Refusal:
    """A spreadsheet's number is read as it is shown: the shortest text that gives it back."""
    text = cell_text(cell)
    if not _QUANTITY.fullmatch(text):
        return refuse("quantity_unreadable", field, value=text[:_SHOWN])
    return Decimal(text.replace(",", ""))


def _read_achieved(cell: Cell, field: str) -> Decimal | Refusal:
    found = _read_quantity(cell, field)
    if isinstance(found, Decimal) and found < 0:
        return refuse("negative_quantity", field, value=str(found))
    return found


def _read_month(cell: Cell, field: str) -> date | Refusal:
    if isinstance(cell, date):
        return date(cell.year, cell.month, 1)
    text = cell_text(cell)
    match = _MONTH.fullmatch(text)
    if match is None:
        return refuse("month_unreadable", field, value=text[:_SHOWN])
    return date(int(match[1]), int(match[2]), 1)


def _read_code(cell: Cell, field: str) -> str | Refusal:
    text = cell_text(cell)
    if not _CODE.fullmatch(text):
        return refuse("code_unreadable", field, value=text[:_SHOWN])
    return text


def _read_codes(cell: Cell, field: str) -> list[str] | Refusal:
    parts = [part.strip() for part in _BETWEEN.split(cell_text(cell)) if part.strip()]
    wrong = [part for part in parts if not _CODE.fullmatch(part)]
    if wrong or not parts:
        return refuse("code_unreadable", field, value=(wrong or [""])[0][:_SHOWN])
    return parts


def _read_weights(cell: Cell, field: str) -> list[PlannedMetric] | Refusal:
    found: list[PlannedMetric] = []
    for part in _BETWEEN.split(cell_text(cell)):
        if not part.strip():
            continue
        match = _WEIGHT.fullmatch(part.strip())
        if match is None or Decimal(match[2]) > 1:
            return refuse("weights_unreadable", field, value=part.strip()[:_SHOWN])
        found.append(PlannedMetric(metric=match[1], weight=match[2]))
    return found


_READERS: Mapping[str, Callable[[Cell, str], Any]] = {
    **READERS,
    "number": _read_number,
    "people": _read_people,
    "quantity": _read_quantity,
    "achieved": _read_achieved,
    "month": _read_month,
    "code": _read_code,
    "codes": _read_codes,
    "weights": _read_weights,
}
