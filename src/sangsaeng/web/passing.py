"""Passing on, as a screen prepares it: every way of saying whom to pay becomes one spreadsheet."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.columns import columns_of
from sangsaeng.receivables.evidence.model import PassOnLine, Sheet
from sangsaeng.receivables.evidence.spreadsheet import read_pass_on_lines
from sangsaeng.web.amounts import parse_won
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

# What a form carries from page to page; a list of 20,000 lines weighs 2 MB.
LARGEST_BYTES = 6 * 1024 * 1024
# base64 makes four of three; the rest are the form's own fields.
MOST_BODY_BYTES = 9 * 1024 * 1024
# Cells pasted without headings get a line of them, so that they count one line less.
PASTED, BARE, PICKED = "pasted.csv", "pasted-without-headings.csv", "picked.csv"
_OURS = frozenset({PASTED, BARE, PICKED})
AMOUNT_OF = "amount_of."
_HEADINGS = ("payee_number", "payee_name", "amount_won", "matures_on")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class File:
    """A spreadsheet as it goes on: its name and its bytes."""

    name: str
    data: bytes

    @property
    def content(self) -> str:
        """Its bytes as a form carries them."""
        return base64.b64encode(self.data).decode()

    @property
    def lines_added(self) -> int:
        """Lines above the user's own."""
        return 1 if self.name == BARE else 0

    @property
    def is_picked(self) -> bool:
        """Whether payees were picked, so that nobody ever saw a line of it."""
        return self.name == PICKED


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right, where its writer finds it: on which line, or beside which payee that
    was picked, in which column of theirs (`field`, where the heading is none of theirs)."""

    refusal: Refusal
    line: int | None = None
    payee: str | None = None
    heading: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A spreadsheet that was read: its lines, and everything that is wrong by line."""

    file: File
    sheet: Sheet[PassOnLine]
    refusals: Sequence[Refusal]
    invited: Sequence[str] = ()

    @property
    def wrong_lines(self) -> int:
        """How many lines have something to put right."""
        return len({one.line for one in self.refusals if one.line is not None})

    def faults(self, refusals: Sequence[Refusal]) -> list[Fault]:
        """Refusals of this file, each where its writer finds it."""
        return [self._fault(one) for one in refusals]

    def _fault(self, one: Refusal) -> Fault:
        if one.line is None:
            return Fault(one)
        known = one.field in {column.field for column in columns_of("pass_on")}
        field = one.field if known else None
        if self.file.is_picked:
            row = self.sheet.rows[one.line - 1]
            return Fault(one, payee=str(row[self.sheet.columns["payee_name"]]), field=field)
        added = self.file.lines_added
        if added and "first_line" in one.facts:
            first = int(one.facts["first_line"]) - added
            one = replace(one, facts={**one.facts, "first_line": str(first)})
        line = (one.line or 0) - added
        heading = self.sheet.heading(field) if field and not added else None
        return Fault(one, line, heading=heading, field=field)

    @property
    def mended(self) -> Sheet[PassOnLine]:
        """The sheet with all that is to be put right."""
        return replace(self.sheet, refusals=list(self.refusals))


def file_in(form: Submitted, payees: Iterable[Mapping[str, Any]]) -> File | Refusal:
    """The file of a form: uploaded, carried along, pasted, or made from payees that were picked."""
    upload = form.upload("file")
    if upload is not None:
        if len(upload.data) > LARGEST_BYTES:
            limit_mb = LARGEST_BYTES // (1024 * 1024)
            return refuse("file_too_large", "file", filename=upload.name[:100], limit_mb=limit_mb)
        name = _named(upload.name)
        return File(f"file-{name}" if name in _OURS else name, upload.data)
    emptied = next((one.name for one in form.files.get("file", []) if one.name), "")
    if emptied:
        return refuse("file_empty", "file", filename=emptied[:100])
    if form.text("content"):
        try:
            data = base64.b64decode(form.text("content"), validate=True)
        except (ValueError, binascii.Error):
            return refuse("form_malformed", "file")
        return File(_named(form.text("file_name")), data)
    if form.text("cells"):
        return _pasted(form.text("cells").encode())
    picked = _picked(form, payees)
    if picked is not None:
        return picked
    return refuse("pass_on_nothing", "file")


def check(visit: Visit, key: Mapping[str, int], file: File) -> Checked | Refusal:
    """What a spreadsheet says, and what would be refused of it; a Refusal: it cannot be read."""
    sheet = read_pass_on_lines(file.data, file.name)
    if isinstance(sheet, Refusal):
        return replace(sheet, field="file")
    if sheet.refusals:
        return Checked(file, sheet, sheet.refusals)
    if not sheet.lines:
        return refuse("pass_on_nothing", "file")
    tried = visit.dry_run("receivables.pass_on_sheet", given(key, file, sheet.total_won))
    refusals = tried if isinstance(tried, list) else []
    return Checked(file, sheet, refusals)


def given(key: Mapping[str, int], file: File, total_won: int) -> dict[str, Any]:
    """What the act `receivables.pass_on_sheet` is given."""
    return {
        **key,
        "file_name": file.name,
        "content": file.content,
        "total_won": total_won,
    }


def earnings(
    visit: Visit, key: Mapping[str, int], lines: Iterable[tuple[int, date]]
) -> dict[str, int] | None:
    """What passing on these parts, won and day of each, would earn in won: each is rounded by
    itself, as it will be paid. None where it cannot be told."""
    parts = list(lines)
    if not parts:
        return None
    (first_won, first_on), *more = parts
    about: dict[str, Any] = {**key, "amount_won": first_won, "matures_on": first_on}
    about["more_won"] = [won for won, _ in more] or None
    about["more_on"] = [day for _, day in more] or None
    try:
        seen = visit.one("preview.pass_on", **about)
    except RefusedError:
        return None
    credit = seen["credit"]
    return {
        "refund_won": seen["interest_refund_won"],
        "incentive_won": seen["deposit_incentive_won"],
        "credit_won": credit["taken_won"] if credit["net_won"] is None else credit["net_won"],
    }


def _picked(form: Submitted, payees: Iterable[Mapping[str, Any]]) -> File | None:
    """Past payees with an amount beside them, as a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    found = False
    for payee in payees:
        written = form.text(f"{AMOUNT_OF}{payee['payee_number']}")
        if not written:
            continue
        found = True
        amount = parse_won(written)
        row = (payee["payee_number"], payee["payee"], written if amount is None else amount)
        writer.writerow([*row, form.text("matures_on")])
    return File(PICKED, text.getvalue().encode()) if found else None


def _pasted(data: bytes) -> File:
    """Cells without headings are number, name, amount and day, in this order: pasted with tabs, or
    typed with commas, since a keyboard's tab leaves the field. Where some of the headings stand
    there, the others are missing."""
    read = read_pass_on_lines(data, PASTED)
    wanted = ", ".join(column.en for column in columns_of("pass_on") if column.required)
    if isinstance(read, Refusal) and read.facts.get("missing_en") == wanted:
        between = "\t" if b"\t" in data else ","
        return File(BARE, between.join(_HEADINGS).encode() + b"\n" + data)
    return File(PASTED, data)


def _named(name: str) -> str:
    return name[-_LONGEST_NAME:] or PASTED
