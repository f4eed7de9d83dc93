"""What a buyer brings to be issued, read for its preview: tax invoices, a spreadsheet, a paste.

Nothing is kept on the server: the files are carried in the form and read anew each time.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sangsaeng.acts.kinds.promise_files import MOST_FILES
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.model import Invoice, IssueLine, Sheet
from sangsaeng.receivables.evidence.spreadsheet import read_issue_lines
from sangsaeng.receivables.evidence.tax_invoice_xml import parse_tax_invoice
from sangsaeng.web.days import day_of
from sangsaeng.web.numbers import number_in
from sangsaeng.web.submitted import Submitted, Upload

# A settlement day some weeks after the invoice, as the act has it where nobody says another.
USUAL_DAYS = 30
_LATEST_DAYS = 366
PASTED = "pasted.csv"
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the preview: of a spreadsheet by its own number, of a file by its place. What could
    not be read is None; `problems` are all that is wrong with it."""

    number: int
    source: str = ""
    supplier_number: str | None = None
    supplier_name: str | None = None
    approval_number: str | None = None
    written_on: date | None = None
    total_won: int | None = None
    amount_won: int | None = None
    matures_on: date | None = None
    amends: bool = False
    problems: Sequence[Refusal] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """What was read. `act` and `given`: what is entered; `carried`: hidden fields of the preview;
    `sheet`: where there is one to send back mended; `refusals`: of no line."""

    act: str
    given: Mapping[str, Any]
    carried: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    sheet: Sheet[IssueLine] | None = None
    refusals: Sequence[Refusal] = ()

    @property
    def good(self) -> Sequence[Line]:
        """Lines with nothing wrong."""
        return [line for line in self.lines if not line.problems]

    @property
    def wrong(self) -> Sequence[Line]:
        """Lines to mend."""
        return [line for line in self.lines if line.problems]

    @property
    def total_won(self) -> int:
        """What the good lines come to; a notice of amendment promises nothing."""
        return sum(line.amount_won or 0 for line in self.good if not line.amends)

    @property
    def right(self) -> bool:
        """Whether it can be entered as far as its files tell."""
        return bool(self.lines) and not self.wrong and not self.refusals

    def told(self, refusals: Sequence[Refusal]) -> Brought:
        """The same with what the book says against it, each at its line."""
        by_line: dict[int, list[Refusal]] = {}
        loose = list(self.refusals)
        known = {line.number for line in self.lines}
        for one in refusals:
            if one.line in known:
                by_line.setdefault(one.line, []).append(one)
            else:
                loose.append(one)
        lines = [
            replace(line, problems=[*line.problems, *by_line.get(line.number, ())])
            for line in self.lines
        ]
        sheet = self.sheet
        if sheet is not None:
            sheet = replace(sheet, refusals=[*sheet.refusals, *refusals])
        return replace(self, lines=lines, refusals=loose, sheet=sheet)


@dataclass(frozen=True, slots=True)
class Due:
    """When tax invoices are paid: on a day, or so many days after each was written."""

    matures_on: date | None = None
    after_days: int = USUAL_DAYS
    refusals: Sequence[Refusal] = field(default_factory=tuple)

    def of(self, written_on: date) -> date:
        """The settlement day of an invoice."""
        return self.matures_on or written_on + timedelta(days=self.after_days)


def due_of(form: Submitted) -> Due:
    """The choice of the settlement day as the form has it."""
    day, days = form.text("matures_on"), form.text("matures_after_days", str(USUAL_DAYS))
    refusals, matures_on, after_days = [], None, USUAL_DAYS
    if form.text("due") == "day":
        matures_on = day_of(day)
        if matures_on is None:
            refusals.append(refuse("issue_day_unreadable", "matures_on"))
    elif (after := number_in(days, 3)) is not None and after <= _LATEST_DAYS:
        after_days = after
    else:
        refusals.append(refuse("issue_days_unreadable", "matures_after_days", most=_LATEST_DAYS))
    return Due(matures_on, after_days, refusals)


def read_brought(form: Submitted, programme_id: int) -> Brought | Refusal:
    """What the form brings anew, else what the preview carries; or why it cannot be read."""
    uploads = _uploads(form)
    if isinstance(uploads, Refusal):
        return uploads
    xml = [one for one in uploads if one.data.lstrip().startswith(_XML_STARTS)]
    if xml and len(xml) < len(uploads):
        return refuse("issue_files_mixed", "files")
    if xml:
        return _of_files(xml, programme_id, due_of(form))
    if len(uploads) > 1:
        return refuse("issue_one_sheet", "files")
    return _of_sheet(uploads[0], programme_id)


def _uploads(form: Submitted) -> Sequence[Upload] | Refusal:
    sent = form.files.get("files", [])
    empty = next((one.name for one in sent if one.name and not one.data), None)
    if empty is not None:
        return refuse("file_empty", "files", filename=empty[:100])
    found = [one for one in sent if one.data]
    if not found and form.text("pasted"):
        found = [Upload(PASTED, form.text("pasted").encode())]
    if not found:
        names = form.all("carried_name")
        try:
            data = [b64decode(one, validate=True) for one in form.all("carried_data")]
        except ValueError:
            return refuse("form_malformed")
        if len(names) != len(data):
            return refuse("form_malformed")
        found = [Upload(name, one) for name, one in zip(names, data, strict=True)]
    if not found:
        return refuse("issue_nothing_chosen", "files")
    if len(found) > MOST_FILES:
        return refuse("issue_too_many_files", "files", most=MOST_FILES)
    return found


def _carried(uploads: Sequence[Upload]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for one in uploads:
        data = b64encode(one.data).decode()
        pairs += [("carried_name", one.name[:200]), ("carried_data", data)]
    return pairs


def _named(sheet: Sheet[IssueLine], number: int) -> str | None:
    """Whom a faulty line names, as its cell has it."""
    row, column = sheet.rows[number - 1], sheet.columns.get("supplier_name")
    return None if column is None or column >= len(row) else str(row[column])[:100]


def _of_files(uploads: Sequence[Upload], programme_id: int, due: Due) -> Brought:
    lines = []
    for number, one in enumerate(uploads, start=1):
        invoice = parse_tax_invoice(one.data)
        if isinstance(invoice, Refusal):
            lines.append(Line(number, one.name, problems=[invoice]))
        else:
            lines.append(_of_invoice(number, one.name, invoice, due))
    given = {
        "programme_id": programme_id,
        "documents": [b64encode(one.data).decode() for one in uploads],
        "total_won": sum(line.amount_won or 0 for line in lines if not line.amends),
        "matures_on": due.matures_on,
        "matures_after_days": due.after_days,
    }
    brought = Brought("receivables.issue_files", given, _carried(uploads), lines)
    return replace(brought, refusals=due.refusals)


def _of_invoice(number: int, name: str, invoice: Invoice, due: Due) -> Line:
    return Line(
        number,
        name,
        invoice.supplier_number,
        invoice.supplier_name,
        invoice.approval_number,
        invoice.written_on,
        invoice.total_won,
        None if invoice.is_amendment else invoice.total_won,
        None if invoice.is_amendment else due.of(invoice.written_on),
        invoice.is_amendment,
    )


def _of_sheet(upload: Upload, programme_id: int) -> Brought | Refusal:
    sheet = read_issue_lines(upload.data, upload.name)
    if isinstance(sheet, Refusal):
        return sheet if sheet.field else replace(sheet, field="files")
    faults: dict[int, list[Refusal]] = {}
    for fault in sheet.refusals:
        faults.setdefault(fault.line or 0, []).append(fault)
    lines = [
        Line(number, supplier_name=_named(sheet, number), problems=of)
        for number, of in faults.items()
        if number
    ]
    names = ("supplier_number", "supplier_name", "approval_number", "written_on")
    sums = ("total_won", "amount_won", "matures_on")
    for number, one in sheet.lines:
        lines.append(Line(number, **{name: getattr(one, name) for name in (*names, *sums)}))
    given = {
        "programme_id": programme_id,
        "file_name": upload.name[:100] or PASTED,
        "content": b64encode(upload.data).decode(),
        "total_won": sheet.total_won,
    }
    ordered = sorted(lines, key=lambda line: line.number)
    loose = faults.get(0, [])
    carried = _carried([upload])
    return Brought("receivables.issue_sheet", given, carried, ordered, sheet, loose)
