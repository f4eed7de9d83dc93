"""Reading spreadsheets of invoices to issue and of suppliers to pass on to.

Every fault of every line is found in one reading, each with its line and field, so that the user
mends the file once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.cells import READERS, is_blank
from sangsaeng.receivables.evidence.columns import Header, SheetKind, columns_of, is_total
from sangsaeng.receivables.evidence.model import Cell, IssueLine, LineT, PassOnLine, Sheet
from sangsaeng.receivables.evidence.sheet_files import Rows, read_rows

# One line's fields by name while it is being checked; None is a blank cell.
Values = dict[str, Any]
_Reader = Callable[[Cell, str], object]


@dataclass(slots=True)
class _Seen:
    """What earlier lines of the same file said, to find repeats and overdrawn invoices."""

    lines: dict[tuple[object, ...], int] = field(default_factory=dict)
    invoices: dict[str, tuple[int, tuple[object, ...]]] = field(default_factory=dict)
    drawn_won: dict[str, int] = field(default_factory=dict)


def read_issue_lines(data: bytes, filename: str) -> Sheet[IssueLine] | Refusal:
    """A buyer's list of approved invoices (.xlsx or .csv), or why the file cannot be read at all.

    A blank amount means the whole invoice. `filename` is only shown to the user.
    """
    found = read_rows(data, filename, "issue")
    if isinstance(found, Refusal):
        return found
    return _read_sheet(found, "issue", _check_issue, IssueLine)


def read_pass_on_lines(data: bytes, filename: str) -> Sheet[PassOnLine] | Refusal:
    """A holder's list of suppliers to pass on to (.xlsx or .csv), or why it cannot be read at all.

    A line with an approval number must also give the invoice's date and total.
    """
    found = read_rows(data, filename, "pass_on")
    if isinstance(found, Refusal):
        return found
    return _read_sheet(found, "pass_on", _check_pass_on, PassOnLine)


def _read_sheet(
    found: tuple[Rows, Header],
    kind: SheetKind,
    check: Callable[[Values, list[Refusal]], None],
    make: type[LineT],
) -> Sheet[LineT]:
    rows, header = found
    plan = [
        (column.field, column.required, header.columns[column.field], READERS[column.read])
        for column in columns_of(kind)
        if column.field in header.columns
    ]
    absent = [c.field for c in columns_of(kind) if c.field not in header.columns]
    number_field = "supplier_number" if kind == "issue" else "payee_number"
    number_column = header.columns[number_field]
    lines: list[tuple[int, LineT]] = []
    refusals: list[Refusal] = []
    seen = _Seen()
    for line, row in enumerate(rows[header.row + 1 :], header.row + 2):
        if _is_no_line(row, number_column, header.mend_column):
            continue
        values, faults = read_line(row, plan, absent)
        check(values, faults)
        if not faults:
            faults = _check_against_seen(values, values[number_field], seen, line)
        if faults:
            refusals.extend(fault.at(line) for fault in faults)
        else:
            lines.append((line, make(**values)))
    total_won = sum(each.amount_won for _, each in lines)
    return Sheet(
        lines, refusals, header.columns, header.row + 1, header.mend_column, rows, total_won
    )


def _is_no_line(row: Sequence[Cell], number_column: int, mend_column: int | None) -> bool:
    """A blank row, or a totals row: it begins with the word and names no company."""
    if number_column < len(row) and not is_blank(row[number_column]):
        return is_total(row[number_column])
    for index, cell in enumerate(row):
        if index != mend_column and not is_blank(cell):
            return is_total(cell)
    return True


def read_line(
    row: Sequence[Cell], plan: Sequence[tuple[str, bool, int, _Reader]], absent: Sequence[str]
) -> tuple[Values, list[Refusal]]:
    """One line by its plan (field, whether it must be there, column, how it is read): its values
    and everything wrong with it; a field without a column is None."""
    values: Values = dict.fromkeys(absent)
    faults: list[Refusal] = []
    width = len(row)
    for name, required, column, read in plan:
        values[name] = None
        cell = row[column] if column < width else ""
        if is_blank(cell):
            if required:
                faults.append(refuse("cell_blank", name))
            continue
        value = read(cell, name)
        if isinstance(value, Refusal):
            faults.append(value)
        elif value is None and required:
            faults.append(refuse("cell_blank", name))
        else:
            values[name] = value
    return values, faults


def _check_issue(values: Values, faults: list[Refusal]) -> None:
    """Add what is wrong between the cells of a line; a cell that was refused is None."""
    supply_won, tax_won, total_won = values["supply_won"], values["tax_won"], values["total_won"]
    if values["amount_won"] is None:
        values["amount_won"] = total_won
    if None not in (supply_won, tax_won, total_won) and supply_won + tax_won != total_won:
        expected_won = supply_won + tax_won
        faults.append(
            refuse("total_mismatch", "total_won", expected_won=expected_won, stated_won=total_won)
        )
    _check_amount_and_days(values, faults)


def _check_pass_on(values: Values, faults: list[Refusal]) -> None:
    """As `_check_issue`; an invoice that is named must be described."""
    if values["approval_number"] is not None:
        refused = {fault.field for fault in faults}
        for name in ("written_on", "total_won"):
            if values[name] is None and name not in refused:
                faults.append(refuse("cell_blank", name))
    _check_amount_and_days(values, faults)


def _check_amount_and_days(values: Values, faults: list[Refusal]) -> None:
    written_on, matures_on = values["written_on"], values["matures_on"]
    total_won, amount_won = values["total_won"], values["amount_won"]
    if None not in (written_on, matures_on) and matures_on < written_on:
        faults.append(
            refuse("matures_before_written", "matures_on", written_on=written_on.isoformat())
        )
    if None not in (total_won, amount_won) and amount_won > total_won:
        faults.append(
            refuse("amount_over_invoice", "amount_won", amount_won=amount_won, total_won=total_won)
        )


def _check_against_seen(values: Values, party: str, seen: _Seen, line: int) -> list[Refusal]:
    """Repeats within the file (guarantee G8); a note tells apart lines without an invoice."""
    approval_number: str | None = values["approval_number"]
    amount_won: int = values["amount_won"]
    told_apart_by = approval_number or (values["written_on"], values["note"])
    same_line = (told_apart_by, party, amount_won, values["matures_on"])
    first_line = seen.lines.setdefault(same_line, line)
    if first_line != line:
        return [refuse("duplicate_in_file", "approval_number", first_line=str(first_line))]
    if approval_number is None:
        return []
    invoice = (party, values["written_on"], values["total_won"])
    first_line, said_first = seen.invoices.setdefault(approval_number, (line, invoice))
    if said_first != invoice:
        return [refuse("invoice_differs_in_file", "approval_number", first_line=str(first_line))]
    drawn_won = seen.drawn_won.get(approval_number, 0) + amount_won
    if drawn_won > values["total_won"]:
        return [
            refuse(
                "invoice_overdrawn_in_file",
                "amount_won",
                drawn_won=drawn_won,
                total_won=values["total_won"],
                first_line=str(first_line),
            )
        ]
    seen.drawn_won[approval_number] = drawn_won
    return []
