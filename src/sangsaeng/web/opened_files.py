"""Files inside an act, opened for whoever approves it: every line as the act reads it (G13)."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.sheets.reading import read_application, read_claims, read_observations
from sangsaeng.papers.model import Cell, Column, Kind, Table
from sangsaeng.receivables.evidence.spreadsheet import read_issue_lines, read_pass_on_lines
from sangsaeng.receivables.evidence.tax_invoice_xml import parse_tax_invoice
from sangsaeng.web.rendering import day_text, label_of, won_text

# What one page shows; all of them are in the download.
SHOWN_LINES = 200
# As many as an act's own digest shows of itself.
_SHORT_DIGEST = 12
_PROMISED = "amount_won"
_ISSUED = (
    *("supplier_name", "supplier_number", "amount_won", "matures_on", "approval_number"),
    *("written_on", "total_won", "note"),
)
_PASSED_ON = (
    *("payee_name", "payee_number", "amount_won", "matures_on", "approval_number"),
    *("written_on", "total_won", "contact", "note"),
)
_INVOICES = (
    *("supplier_name", "supplier_number", "amount_won", "matures_on", "approval_number"),
    *("written_on", "total_won", "sha256"),
)
_CLAIMED = ("match_id", "metric", "numerator", "denominator")
_OBSERVED = ("match_id", "metric", "month", "numerator", "denominator", "headcount")
_APPLIED = (
    *("technology", "accident_types", "commercial_proof", "quote_won", "sites_planned"),
    *("metrics", "policy_reference", "stage1_won", "success_won"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands in an act's files. `files`: name (None: it has none) and sha256; `heads`: fields;
    `refusals`: why a file cannot be read, or what is wrong with its lines."""

    files: Sequence[tuple[str | None, str]]
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    refusals: Sequence[Refusal] = ()

    @property
    def total_won(self) -> int | None:
        """What the promises of the lines come to; None where they promise nothing."""
        if _PROMISED not in self.heads:
            return None
        place = self.heads.index(_PROMISED)
        return sum(cell for row in self.rows if isinstance(cell := row[place], int))

    @property
    def wrong_lines(self) -> bool:
        """Whether the file was read and some of its lines are wrong."""
        return any(one.line is not None for one in self.refusals)

    def table(self, language: Language) -> Table:
        """Every line as typed cells, for a file."""
        columns = tuple(Column(label_of(head, language), _kind_of(head)) for head in self.heads)
        return Table(columns, tuple(tuple(row) for row in self.rows))

    def shown_heads(self, language: Language) -> list[tuple[str, str]]:
        """Columns of the table on a page: heading and how it stands."""
        looks = {Kind.WON: "number", Kind.DAY: "day", Kind.TEXT: "text"}
        return [(label_of(head, language), looks[_kind_of(head)]) for head in self.heads]

    def foot(self, name: str) -> list[str] | None:
        """The last row of that table: what the promises come to; None where there are none."""
        if self.total_won is None:
            return None
        sums = [won_text(self.total_won) if head == _PROMISED else "" for head in self.heads]
        return [name, *sums[1:]]

    def shown_rows(self, language: Language) -> list[list[str]]:
        """The first lines as texts."""
        return [
            [_text(head, cell, language) for head, cell in zip(self.heads, row, strict=True)]
            for row in self.rows[:SHOWN_LINES]
        ]


def open_files(code: str, values: Mapping[str, Any]) -> Opened | None:
    """The files of an act by what it was given; None for an act without."""
    opener = OPENERS.get(code)
    if opener is None:
        return None
    try:
        return opener(values)
    except (Error, KeyError, TypeError, ValueError):
        # An act entered when its text looked otherwise.
        return Opened([], refusals=[refuse("files_of_another_form")])


def _issue_sheet(values: Mapping[str, Any]) -> Opened:
    data, name = _file(values)
    return _of_sheet(data, name, read_issue_lines(data, name), _ISSUED)


def _pass_on_sheet(values: Mapping[str, Any]) -> Opened:
    data, name = _file(values)
    return _of_sheet(data, name, read_pass_on_lines(data, name), _PASSED_ON)


def _of_sheet(data: bytes, name: str, sheet: Any, heads: Sequence[str]) -> Opened:
    files = [_named(data, name)]
    if isinstance(sheet, Refusal):
        return Opened(files, refusals=[sheet])
    return _opened(files, heads, [line for _, line in sheet.lines], sheet.refusals)


def _issue_files(values: Mapping[str, Any]) -> Opened:
    """Tax invoices: a notice of amendment promises nothing and has no day."""
    day = date.fromisoformat(values["matures_on"]) if values["matures_on"] else None
    days = timedelta(days=values["matures_after_days"])
    rows: list[dict[str, Any]] = []
    refusals: list[Refusal] = []
    for number, document in enumerate(values["documents"], start=1):
        data = b64decode(document, validate=True)
        found = parse_tax_invoice(data)
        if isinstance(found, Refusal):
            refusals.append(found.at(number))
            continue
        row = {head: getattr(found, head, None) for head in _INVOICES}
        row["sha256"] = sha256(data).hexdigest()
        if not found.is_amendment:
            row["amount_won"], row["matures_on"] = found.total_won, day or found.written_on + days
        rows.append(row)
    return _opened([], _INVOICES, rows, refusals)


def _claims(values: Mapping[str, Any]) -> Opened:
    return _of_lines(values, read_claims, _CLAIMED)


def _observations(values: Mapping[str, Any]) -> Opened:
    return _of_lines(values, read_observations, _OBSERVED)


def _of_lines(
    values: Mapping[str, Any], read: Callable[[bytes, str], Sequence[Any]], heads: Sequence[str]
) -> Opened:
    data, name = _file(values)
    found = read(data, name)
    refusals = [one for one in found if isinstance(one, Refusal)]
    lines = [] if refusals else [line for _, line in found]
    return _opened([_named(data, name)], heads, lines, refusals)


def _application(values: Mapping[str, Any]) -> Opened:
    data, name = _file(values)
    found = read_application(data, name)
    if isinstance(found, list):
        return Opened([_named(data, name)], refusals=found)
    plan, stage1_won, success_won = found
    sums = {"stage1_won": stage1_won, "success_won": success_won}
    metrics = [f"{one.metric} {one.weight}" for one in plan.metrics]
    row = {**plan.model_dump(), **sums, "metrics": metrics}
    return _opened([_named(data, name)], _APPLIED, [row], [])


# Acts whose text holds files that carry lines: a new one is opened by one entry here.
OPENERS: Mapping[str, Callable[[Mapping[str, Any]], Opened]] = {
    "receivables.issue_files": _issue_files,
    "receivables.issue_sheet": _issue_sheet,
    "receivables.pass_on_sheet": _pass_on_sheet,
    "outcomes.applications.save_sheet": _application,
    "outcomes.observations.record_sheet": _observations,
    "outcomes.claims.submit_sheet": _claims,
}


def _opened(
    files: Sequence[tuple[str | None, str]],
    heads: Sequence[str],
    lines: Sequence[Any],
    refusals: Sequence[Refusal],
) -> Opened:
    """Lines as rows, without the columns that nobody filled."""
    rows = [
        [
            _cell(head, line[head] if isinstance(line, Mapping) else getattr(line, head))
            for head in heads
        ]
        for line in lines
    ]
    kept = [at for at in range(len(heads)) if any(row[at] is not None for row in rows)]
    rows = [[row[at] for at in kept] for row in rows]
    return Opened(files, [heads[at] for at in kept], rows, refusals)


def _file(values: Mapping[str, Any]) -> tuple[bytes, str]:
    return b64decode(values["content"], validate=True), values["file_name"]


def _named(data: bytes, name: str) -> tuple[str | None, str]:
    return name, sha256(data).hexdigest()


def _cell(head: str, value: Any) -> Cell:
    """A value as a cell; whole numbers that are no won count or name something, and are text."""
    if value in (None, "", []):
        return None
    if head == "month":
        return f"{value:%Y-%m}"
    if isinstance(value, date):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if head.endswith("_won") else str(value)


def _kind_of(head: str) -> Kind:
    if head.endswith("_won"):
        return Kind.WON
    return Kind.DAY if head.endswith("_on") else Kind.TEXT


def _text(head: str, cell: Cell, language: Language) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return day_text(cell, language)
    if head == "sha256":
        return str(cell)[:_SHORT_DIGEST]
    return won_text(cell) if isinstance(cell, int) else str(cell)
