"""Promises from files: tax invoices as the tax office has them, and spreadsheets.

A file is opaque to whoever approves it, so its sum is stated beside it, counts against limits, and
must be what the file comes to.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from sangsaeng.acts.fields import Day, ItemId, Name, ProgrammeId, WonOrNone
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import checked_for, names_too_many, programme_bought_in, receivable_held
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.check_levels import Step
from sangsaeng.parties.service import get_company
from sangsaeng.receivables.evidence.model import Invoice
from sangsaeng.receivables.evidence.sheet_files import LARGEST_FILE_BYTES
from sangsaeng.receivables.evidence.tax_invoice_xml import LARGEST_INVOICE_BYTES, parse_tax_invoice
from sangsaeng.receivables.service_files import (
    FileTaken,
    issue_sheet,
    issue_xml_files,
    pass_on_sheet,
)

MOST_FILES = 500
_LATEST_DAYS = 366


def _is_base64(text: str) -> str:
    try:
        b64decode(text, validate=True)
    except Error:
        raise ValueError("base64 without line breaks") from None
    return text


def _base64_of(most_bytes: int) -> Any:
    longest = (most_bytes + 2) // 3 * 4
    return Field(min_length=4, max_length=longest, description="base64 (RFC 4648, section 4)")


Document = Annotated[str, _base64_of(LARGEST_INVOICE_BYTES), AfterValidator(_is_base64)]
SheetFile = Annotated[str, _base64_of(LARGEST_FILE_BYTES), AfterValidator(_is_base64)]


class IssueFiles(Given):
    """Tax invoices as XML, one root each: all of them or none. An amended invoice makes no promise;
    it stops new ones on its original. Due on `matures_on`, else so many days after each was
    written."""

    programme_id: ProgrammeId
    documents: Annotated[list[Document], Field(min_length=1, max_length=MOST_FILES)]
    total_won: WonOrNone
    matures_on: Day | None = None
    matures_after_days: Annotated[int, Field(ge=0, le=_LATEST_DAYS)] = 30


class IssueSheet(Given):
    """A buyer's spreadsheet of approved invoices (.xlsx or .csv): all of its lines or none."""

    programme_id: ProgrammeId
    file_name: Name
    content: SheetFile
    total_won: WonOrNone


class PassOnSheet(IssueSheet):
    """A holder's spreadsheet of its suppliers (.xlsx or .csv): all of its lines or none."""

    receivable_id: ItemId


class Taken(Answer):
    """What a file made, in its order; `invited`: payees not on the system yet (not told by a dry
    run); `notices`: approval numbers of invoices that were amended since."""

    receivable_ids: list[int]
    total_won: int
    invited: int | None
    notices: list[str]


def _issue_files(acting: Acting, given: IssueFiles) -> Taken | Refused:
    programme = programme_bought_in(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    documents = [b64decode(one) for one in given.documents]
    buyer = get_company(acting.tx, programme.buyer_id)
    strange = _of_others(documents, buyer.business_number)
    if strange:
        return strange

    def maturity(written_on: date) -> date:
        return given.matures_on or written_on + timedelta(days=given.matures_after_days)

    taken = issue_xml_files(acting.database, given.programme_id, documents, maturity, acting.today)
    return _taken(acting, taken, given.total_won)


def _of_others(documents: Sequence[bytes], buyer_number: str) -> list[Refusal]:
    """A buyer brings its own invoices only: a notice of amendment stops promises on its original,
    and must not stop those of others."""
    found = [parse_tax_invoice(one) for one in documents]
    return [
        refuse("evidence_other_parties", "approval_number").at(line)
        for line, one in enumerate(found, start=1)
        if isinstance(one, Invoice) and one.buyer_number != buyer_number
    ]


def _issue_sheet(acting: Acting, given: IssueSheet) -> Taken | Refused:
    programme = programme_bought_in(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    file = (b64decode(given.content), given.file_name)
    taken, _ = issue_sheet(acting.database, given.programme_id, *file, acting.today)
    return _taken(acting, taken, given.total_won)


def _pass_on_sheet(acting: Acting, given: PassOnSheet) -> Taken | Refused:
    key = (given.programme_id, given.receivable_id)
    refused = receivable_held(acting, *key)
    if refused:
        return refused
    shallow = checked_for(acting, Step.PASS_ON, given.total_won)
    if shallow:
        return shallow
    file = (b64decode(given.content), given.file_name)
    taken, _ = pass_on_sheet(acting.database, *key, *file, acting.today)
    return _taken(acting, taken, given.total_won)


def _taken(acting: Acting, taken: FileTaken, stated_won: int) -> Taken | Refused:
    if taken.refusals:
        return taken.refusals
    assert taken.written is not None
    total_won = taken.written.total_won
    if total_won != stated_won:
        return refuse("stated_sum_differs", "total_won", stated=stated_won, found=total_won)
    refused = names_too_many(acting)
    if refused:
        return refused
    return Taken(
        receivable_ids=list(taken.written.receivable_ids),
        total_won=total_won,
        invited=None if acting.rehearsed else taken.written.invited,
        notices=list(taken.notices),
    )


ACTS = (
    Act(
        code="receivables.issue_files",
        path="/receivables/issue-files",
        given=IssueFiles,
        answer=Taken,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.total_won,
        programme_of=lambda given: given.programme_id,
        execute=_issue_files,
    ),
    Act(
        code="receivables.issue_sheet",
        path="/receivables/issue-sheet",
        given=IssueSheet,
        answer=Taken,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.total_won,
        programme_of=lambda given: given.programme_id,
        execute=_issue_sheet,
    ),
    Act(
        code="receivables.pass_on_sheet",
        path="/receivables/pass-on-sheet",
        given=PassOnSheet,
        answer=Taken,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.total_won,
        programme_of=lambda given: given.programme_id,
        execute=_pass_on_sheet,
    ),
)
