"""What courts order over a company, and when it ends. An order reaches what the company has in
every programme, so the operator enters it for all institutions."""

from __future__ import annotations

from datetime import date

from sangsaeng.acts.fields import BusinessNumber, Day, ItemId, Line, Won
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import company_named, operator
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import Insolvency, InsolvencyKind
from sangsaeng.programmes.service_insolvency import (
    decide_not_ahead,
    end_insolvency,
    record_insolvency,
)
from sangsaeng.receivables.model_attachment import AttachmentKind
from sangsaeng.receivables.service_attachment import (
    get_attachment,
    record_attachment,
    release_attachment,
)

_ADD, _RELEASE = "attachments.add", "attachments.release"
_OPEN, _END = "insolvencies.add", "insolvencies.end"


class AttachmentServed(Given):
    """A creditor's order: the company's own unpaid portions are locked up to its amount."""

    company_number: BusinessNumber
    kind: AttachmentKind = AttachmentKind.ATTACHMENT
    reference: Line
    amount_won: Won


class AttachmentRecorded(Answer):
    """What the order holds, and what of it found nothing, in won."""

    attachment_id: int
    locked_won: int
    found_nothing_won: int


class AttachmentNamed(Given):
    """One order of a creditor."""

    attachment_id: ItemId


class AttachmentReleased(Answer):
    """What of an order's locks is the holder's again, is paid by the next run, or is held on by
    later orders, in won."""

    attachment_id: int
    freed_won: int
    to_pay_won: int
    locked_on_won: int


class ProceedingOpened(Given):
    """A court has opened a proceeding: as a buyer the company issues nothing from that day."""

    company_number: BusinessNumber
    kind: InsolvencyKind = InsolvencyKind.REHABILITATION
    reference: Line
    since: Day


class ProceedingEnded(Given):
    """A proceeding has ended, on a day or today."""

    company_number: BusinessNumber
    reference: Line
    ended_on: Day | None = None


class Proceeding(Answer):
    """A court's proceeding over a company; `ended_on` null: it goes on."""

    kind: InsolvencyKind
    reference: str
    since: date
    ended_on: date | None


def _add(acting: Acting, given: AttachmentServed) -> AttachmentRecorded | Refused:
    refused = operator(acting, _ADD)
    if refused:
        return refused
    company = company_named(acting, given.company_number, "company_number")
    if isinstance(company, Refusal):
        return company
    order = (given.kind, given.reference, given.amount_won)
    done = record_attachment(acting.database, company.company_id, *order, acting.today)
    if isinstance(done, Refusal):
        return done
    return AttachmentRecorded(
        attachment_id=done.attachment_id,
        locked_won=done.locked_won,
        found_nothing_won=done.found_nothing_won,
    )


def _release(acting: Acting, given: AttachmentNamed) -> AttachmentReleased | Refused:
    refused = operator(acting, _RELEASE)
    if refused:
        return refused
    order = get_attachment(acting.tx, given.attachment_id)
    if isinstance(order, Refusal):
        return order
    acting.touches(order.company_id)
    done = release_attachment(acting.database, given.attachment_id, acting.today)
    if isinstance(done, Refusal):
        return done
    return AttachmentReleased(
        **{name: getattr(done, name) for name in AttachmentReleased.model_fields}
    )


def _open(acting: Acting, given: ProceedingOpened) -> Proceeding | Refused:
    refused = operator(acting, _OPEN) or decide_not_ahead(given.since, acting.today)
    if refused:
        return refused
    company = company_named(acting, given.company_number, "company_number")
    if isinstance(company, Refusal):
        return company
    case = (given.kind, given.reference, given.since)
    return _proceeding(record_insolvency(acting.tx, company.company_id, *case))


def _end(acting: Acting, given: ProceedingEnded) -> Proceeding | Refused:
    refused = operator(acting, _END)
    if refused:
        return refused
    company = company_named(acting, given.company_number, "company_number")
    if isinstance(company, Refusal):
        return company
    day = given.ended_on or acting.today
    case = (company.company_id, given.reference)
    return _proceeding(end_insolvency(acting.tx, *case, day, acting.today))


def _proceeding(found: Insolvency | Refusal) -> Proceeding | Refused:
    if isinstance(found, Refusal):
        return found
    return Proceeding(**{name: getattr(found, name) for name in Proceeding.model_fields})


_APPROVE = frozenset({Role.OPERATIONS, Role.CREDIT})

ACTS = (
    Act(
        code=_ADD,
        path="/attachments/add",
        given=AttachmentServed,
        answer=AttachmentRecorded,
        enter=frozenset({Role.OPERATIONS}),
        approve=_APPROVE,
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_add,
    ),
    Act(
        code=_RELEASE,
        path="/attachments/release",
        given=AttachmentNamed,
        answer=AttachmentReleased,
        enter=frozenset({Role.OPERATIONS}),
        approve=_APPROVE,
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_release,
    ),
    Act(
        code=_OPEN,
        path="/insolvencies/add",
        given=ProceedingOpened,
        answer=Proceeding,
        enter=frozenset({Role.OPERATIONS}),
        approve=_APPROVE,
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_open,
    ),
    Act(
        code=_END,
        path="/insolvencies/end",
        given=ProceedingEnded,
        answer=Proceeding,
        enter=frozenset({Role.OPERATIONS}),
        approve=_APPROVE,
        consent=Consent.ANOTHER,
        steps_up=True,
        execute=_end,
    ),
)
