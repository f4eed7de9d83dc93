"""What a piece of evidence says, as values: invoices, spreadsheet lines and their sheet.

Fields follow the national tax invoice: supply (공급가액), tax (세액), total (합계금액), approval
number (승인번호), written on (작성일자).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from sangsaeng.kernel.refusals import Refusal

# `date` covers datetime, `float` covers int and bool: what a spreadsheet cell can hold.
Cell = str | float | date | time | timedelta


class InvoiceKind(StrEnum):
    """A tax invoice, or the settlement statement of the distribution variant, which has none."""

    TAX_INVOICE = "tax_invoice"
    STATEMENT = "statement"


class Signature(StrEnum):
    """A signature that does not verify is a refusal, so it is not a state of an invoice."""

    ABSENT = "absent"
    VALID = "valid"


def fingerprint_of(
    supplier_number: str,
    buyer_number: str,
    written_on: date,
    total_won: int,
    approval_number: str | None,
) -> str:
    """SHA-256 in hex of what identifies an invoice, the same whichever file it was read from.

    Two institutions compare it without showing each other the invoice (guarantee G8).
    """
    parts = (
        "invoice-1",
        supplier_number,
        buyer_number,
        written_on.isoformat(),
        str(total_won),
        approval_number or "-",
    )
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Invoice:
    """One tax invoice or settlement statement, checked: supply_won + tax_won = total_won.

    `approval_number` has 24 characters, or is None for a statement. `type_code` is 0101-0105, or
    0201-0205 when amended; only then are `amendment_code` ("01".."06") and
    `original_approval_number` given and the amounts may be negative. `purpose_code` is "01" (영수,
    paid) or "02" (청구, claimed).
    """

    approval_number: str | None
    kind: InvoiceKind
    type_code: str
    amendment_code: str | None
    original_approval_number: str | None
    purpose_code: str
    written_on: date
    supplier_number: str
    buyer_number: str
    supplier_name: str
    buyer_name: str
    supply_won: int
    tax_won: int
    total_won: int
    signature: Signature

    @property
    def is_amendment(self) -> bool:
        """An amended invoice is a notice about its original, never new value."""
        return self.amendment_code is not None

    @property
    def fingerprint(self) -> str:
        """See `fingerprint_of`."""
        return fingerprint_of(
            self.supplier_number,
            self.buyer_number,
            self.written_on,
            self.total_won,
            self.approval_number,
        )


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One line of a buyer's list of approved invoices: amount_won of the invoice is issued.

    `supply_won` and `tax_won` are None when the sheet has no such column. No approval number means
    a settlement statement.
    """

    supplier_number: str
    supplier_name: str
    approval_number: str | None
    written_on: date
    supply_won: int | None
    tax_won: int | None
    total_won: int
    amount_won: int
    matures_on: date
    note: str | None


@dataclass(frozen=True, slots=True)
class PassOnLine:
    """One line of a holder's list of suppliers to pass on to.

    With an approval number, `written_on` and `total_won` are given too. `contact` is an e-mail
    address or a phone number of digits only.
    """

    payee_number: str
    payee_name: str
    amount_won: int
    matures_on: date
    approval_number: str | None
    written_on: date | None
    total_won: int | None
    contact: str | None
    note: str | None


LineT = TypeVar("LineT", IssueLine, PassOnLine)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[LineT]):
    """A spreadsheet as read: its good lines, everything wrong with the others, and its own cells.

    Line numbers are the user's (1-based, blank rows counted). `refusals` carry `.line` and
    `.field`; a line with a refusal is not in `lines`. `columns` maps a field to its column in
    `rows`, the cells as they were sent. `mend_column` is the column an earlier corrected file had
    added. `total_won` sums `amount_won` over `lines`.
    """

    lines: list[tuple[int, LineT]]
    refusals: list[Refusal]
    columns: Mapping[str, int]
    header_line: int
    mend_column: int | None
    rows: list[list[Cell]]
    total_won: int

    def heading(self, field: str) -> str | None:
        """The user's own heading of a field's column, or None when the sheet has no such column."""
        column = self.columns.get(field)
        return None if column is None else str(self.rows[self.header_line - 1][column]).strip()
