"""Files in, promises out: tax-invoice XML and spreadsheets, the same use cases as single calls.

A file is taken whole or not at all; everything wrong with it comes back at once, by line and field,
and the sheet itself for the corrected-file download.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.service import get_company
from sangsaeng.programmes.service import get_programme
from sangsaeng.receivables.evidence.model import (
    Invoice,
    InvoiceKind,
    IssueLine,
    PassOnLine,
    Sheet,
    fingerprint_of,
)
from sangsaeng.receivables.evidence.spreadsheet import read_issue_lines, read_pass_on_lines
from sangsaeng.receivables.evidence.tax_invoice_xml import parse_tax_invoice
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import issue, issue_lines, once, pass_on, shown_lines

_SQL = load(__package__)
# From an invoice's date to the settlement day that the programme gives it.
MaturityRule = Callable[[date], date]
# PurposeCode 01 (영수): the supplier has its money; 02 (청구) asks for it.
PAID = "01"


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What became of a file: what was written, or everything that is wrong with it.

    `notices`: approval numbers of amended invoices among XML files; they make no promise, they
    stop new ones on their originals.
    """

    written: Written | None
    refusals: tuple[Refusal, ...]
    notices: tuple[str, ...] = ()


def issue_xml_files(
    database: Transactions,
    programme_id: int,
    files: Sequence[bytes],
    maturity: MaturityRule,
    today: date,
    key: str | None = None,
) -> FileTaken:
    """Issue one root for each tax invoice; a refusal's line is the file's place in the call."""
    lines: list[PromiseLine] = []
    refusals: list[Refusal] = []
    notices: list[Invoice] = []
    for number, data in enumerate(files, start=1):
        invoice = parse_tax_invoice(data)
        if isinstance(invoice, Refusal):
            refusals.append(invoice.at(number))
        elif invoice.is_amendment:
            notices.append(invoice)
        elif invoice.purpose_code == PAID:
            shown = invoice.approval_number or ""
            refused = refuse("invoice_already_paid", "purpose_code", number=shown)
            refusals.append(refused.at(number))
        else:
            lines.append(_line_of_invoice(number, invoice, maturity))
    if refusals:
        return FileTaken(None, tuple(refusals))
    if not lines and not notices:
        return FileTaken(None, (refuse("nothing_to_do"),))
    noticed = tuple(one.original_approval_number or "" for one in notices)

    def work(tx: Tx) -> Written | list[Refusal]:
        # The notices first: an original in the same call is then no longer promised on.
        programme = get_programme(tx, programme_id)
        if isinstance(programme, Refusal):
            return [programme]
        for notice in notices:
            original = {
                "approval_number": notice.original_approval_number,
                "supplier_number": notice.supplier_number,
                "buyer_number": notice.buyer_number,
            }
            tx.run(_SQL["add_notice"], **original, day=today)
            tx.run(_SQL["amend_by_number"], **original, day=today)
        return issue_lines(tx, programme_id, lines, today) if lines else Written((), 0, 0)

    given = {"programme_id": programme_id, "lines": shown_lines(lines), "notices": list(noticed)}
    return _taken(once(database, key, "issue_xml_files", given, work), noticed)


def issue_sheet(
    database: Transactions,
    programme_id: int,
    data: bytes,
    filename: str,
    today: date,
    key: str | None = None,
) -> tuple[FileTaken, Sheet[IssueLine] | None]:
    """Issue one root for each line of a buyer's spreadsheet."""
    sheet = read_issue_lines(data, filename)
    if isinstance(sheet, Refusal):
        return FileTaken(None, (sheet,)), None
    if sheet.refusals:
        return FileTaken(None, tuple(sheet.refusals)), sheet
    with database.transaction() as tx:
        programme = get_programme(tx, programme_id)
        if isinstance(programme, Refusal):
            return FileTaken(None, (programme,)), sheet
        buyer_number = get_company(tx, programme.buyer_id).business_number
    lines = [line_of_issue(number, line, buyer_number) for number, line in sheet.lines]
    return _taken(issue(database, programme_id, lines, today, key)), sheet


def pass_on_sheet(
    database: Transactions,
    programme_id: int,
    parent_id: int,
    data: bytes,
    filename: str,
    today: date,
    key: str | None = None,
) -> tuple[FileTaken, Sheet[PassOnLine] | None]:
    """Pass parts of one receivable on, one for each line of the holder's own spreadsheet."""
    sheet = read_pass_on_lines(data, filename)
    if isinstance(sheet, Refusal):
        return FileTaken(None, (sheet,)), None
    if sheet.refusals:
        return FileTaken(None, tuple(sheet.refusals)), sheet
    with database.transaction() as tx:
        holder_number = _holder_number(tx, programme_id, parent_id)
    if isinstance(holder_number, Refusal):
        return FileTaken(None, (holder_number,)), sheet
    lines = [line_of_pass_on(number, line, holder_number) for number, line in sheet.lines]
    return _taken(pass_on(database, programme_id, parent_id, lines, today, key)), sheet


def _taken(done: Written | list[Refusal], notices: tuple[str, ...] = ()) -> FileTaken:
    if isinstance(done, list):
        return FileTaken(None, tuple(done), notices)
    return FileTaken(done, (), notices)


def _holder_number(tx: Tx, programme_id: int, receivable_id: int) -> str | Refusal:
    row = tx.row(_SQL["get_receivable"], programme_id=programme_id, receivable_id=receivable_id)
    if row is None:
        return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))
    return str(row["holder_number"])


def _line_of_invoice(number: int, invoice: Invoice, maturity: MaturityRule) -> PromiseLine:
    return PromiseLine(
        line_no=number,
        payee_number=invoice.supplier_number,
        payee_name=invoice.supplier_name,
        amount_won=invoice.total_won,
        matures_on=maturity(invoice.written_on),
        evidence=Evidence(
            fingerprint=invoice.fingerprint,
            approval_number=invoice.approval_number,
            kind=str(invoice.kind),
            supplier_number=invoice.supplier_number,
            buyer_number=invoice.buyer_number,
            written_on=invoice.written_on,
            total_won=invoice.total_won,
        ),
    )


def line_of_issue(number: int, line: IssueLine, buyer_number: str) -> PromiseLine:
    """A buyer's line as a promise, with its invoice or statement as evidence."""
    return PromiseLine(
        line_no=number,
        payee_number=line.supplier_number,
        payee_name=line.supplier_name,
        amount_won=line.amount_won,
        matures_on=line.matures_on,
        evidence=_evidence(
            line.supplier_number,
            buyer_number,
            line.approval_number,
            line.written_on,
            line.total_won,
        ),
    )


def line_of_pass_on(number: int, line: PassOnLine, holder_number: str) -> PromiseLine:
    """A holder's line as a promise; with an approval number its invoice is the evidence."""
    evidence = None
    if line.approval_number is not None:
        assert line.written_on is not None and line.total_won is not None
        evidence = _evidence(
            line.payee_number,
            holder_number,
            line.approval_number,
            line.written_on,
            line.total_won,
        )
    return PromiseLine(
        line_no=number,
        payee_number=line.payee_number,
        payee_name=line.payee_name,
        amount_won=line.amount_won,
        matures_on=line.matures_on,
        evidence=evidence,
    )


def _evidence(
    supplier_number: str,
    buyer_number: str,
    approval_number: str | None,
    written_on: date,
    total_won: int,
) -> Evidence:
    kind = InvoiceKind.TAX_INVOICE if approval_number else InvoiceKind.STATEMENT
    return Evidence(
        fingerprint=fingerprint_of(
            supplier_number, buyer_number, written_on, total_won, approval_number
        ),
        approval_number=approval_number,
        kind=str(kind),
        supplier_number=supplier_number,
        buyer_number=buyer_number,
        written_on=written_on,
        total_won=total_won,
    )
