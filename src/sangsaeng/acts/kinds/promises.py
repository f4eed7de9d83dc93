"""Issuing receivables on approved invoices, and passing parts of them on."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sangsaeng.acts.fields import BusinessNumber, Day, ItemId, Line, Name, ProgrammeId, Won
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import checked_for, names_too_many, programme_bought_in, receivable_held
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.check_levels import Step
from sangsaeng.parties.service import get_company
from sangsaeng.receivables.evidence.model import IssueLine, PassOnLine
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_files import line_of_issue, line_of_pass_on

MOST_LINES = 10_000
ApprovalNumber = Annotated[str, Field(pattern=r"^[0-9]{8}-?[0-9A-Za-z]{8}-?[0-9A-Za-z]{8}$")]


class InvoiceLine(Given):
    """One approved invoice: `amount_won` of its total is promised to its supplier. Without an
    approval number it is a settlement statement."""

    supplier_number: BusinessNumber
    supplier_name: Name
    approval_number: ApprovalNumber | None = None
    written_on: Day
    total_won: Won
    amount_won: Won
    matures_on: Day
    note: Line | None = None


class Issue(Given):
    """A buyer's list of approved invoices: all of them or none."""

    programme_id: ProgrammeId
    lines: Annotated[list[InvoiceLine], Field(min_length=1, max_length=MOST_LINES)]


class PayeeLine(Given):
    """One supplier: `amount_won` is passed on to it, due on `matures_on` at the earliest when the
    receivable itself is. An approval number needs the invoice's day and total."""

    payee_number: BusinessNumber
    payee_name: Name
    amount_won: Won
    matures_on: Day
    approval_number: ApprovalNumber | None = None
    written_on: Day | None = None
    total_won: Won | None = None
    note: Line | None = None

    @model_validator(mode="after")
    def _says_its_invoice(self) -> Self:
        if self.approval_number and (self.written_on is None or self.total_won is None):
            # The kind of pydantic's own error for a field that is not there.
            raise PydanticCustomError("missing", "the day and the total of its invoice")
        return self


class PassOn(Given):
    """Parts of one receivable for the holder's own suppliers: all of them or none."""

    programme_id: ProgrammeId
    receivable_id: ItemId
    lines: Annotated[list[PayeeLine], Field(min_length=1, max_length=MOST_LINES)]


class Promised(Answer):
    """What was made, in the order of the lines; `invited`: payees not on the system yet (not told
    by a dry run)."""

    receivable_ids: list[int]
    total_won: int
    invited: int | None


def _issue(acting: Acting, given: Issue) -> Promised | Refused:
    programme = programme_bought_in(acting, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    buyer = get_company(acting.tx, programme.buyer_id)
    lines = [
        line_of_issue(number, _invoice(line), buyer.business_number)
        for number, line in enumerate(given.lines, start=1)
    ]
    done = issue(acting.database, given.programme_id, lines, acting.today)
    return _promised(acting, done)


def _pass_on(acting: Acting, given: PassOn) -> Promised | Refused:
    refused = receivable_held(acting, given.programme_id, given.receivable_id)
    if refused:
        return refused
    shallow = checked_for(acting, Step.PASS_ON, _sum(given))
    if shallow:
        return shallow
    holder = get_company(acting.tx, acting.company_id)
    lines = [
        line_of_pass_on(number, _payee(line), holder.business_number)
        for number, line in enumerate(given.lines, start=1)
    ]
    key = (given.programme_id, given.receivable_id)
    return _promised(acting, pass_on(acting.database, *key, lines, acting.today))


def _invoice(line: InvoiceLine) -> IssueLine:
    fields = line.model_dump()
    number = fields.pop("supplier_number")
    return IssueLine(supplier_number=number, supply_won=None, tax_won=None, **fields)


def _payee(line: PayeeLine) -> PassOnLine:
    fields = line.model_dump()
    number = fields.pop("payee_number")
    return PassOnLine(payee_number=number, contact=None, **fields)


def _promised(acting: Acting, done: Written | list[Refusal]) -> Promised | Refused:
    if isinstance(done, list):
        return done
    refused = names_too_many(acting)
    if refused:
        return refused
    return Promised(
        receivable_ids=list(done.receivable_ids),
        total_won=done.total_won,
        invited=None if acting.rehearsed else done.invited,
    )


def _sum(given: Issue | PassOn) -> int:
    return sum(line.amount_won for line in given.lines)


ACTS = (
    Act(
        code="receivables.issue",
        path="/receivables/issue",
        given=Issue,
        answer=Promised,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=_sum,
        programme_of=lambda given: given.programme_id,
        execute=_issue,
    ),
    Act(
        code="receivables.pass_on",
        path="/receivables/pass-on",
        given=PassOn,
        answer=Promised,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=_sum,
        programme_of=lambda given: given.programme_id,
        execute=_pass_on,
    ),
)
