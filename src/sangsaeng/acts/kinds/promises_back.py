"""Taking promises back, amending and refusing them."""

from __future__ import annotations

from collections.abc import Sequence

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId, Won
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.owning import holder_agrees, receivable_held, receivable_issued
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.acts.standing import face_won
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.service_amend import amend
from sangsaeng.receivables.service_taking_back import cancel, refuse_receivable


class ReceivableNamed(Given):
    """One receivable."""

    programme_id: ProgrammeId
    receivable_id: ItemId


class Amend(ReceivableNamed):
    """What stands in the place of a receivable: another amount and day for the same holder."""

    amount_won: Won
    matures_on: Day


class Cancelled(Answer):
    """The receivable that is no longer there."""

    cancelled: int


class Amended(Answer):
    """The new receivable, and the one it replaces."""

    receivable_id: int
    replaces: int


def _holder(tx: Tx, company_id: int, given: ReceivableNamed) -> Sequence[int] | Refusal:
    """Common terms of 2009-12-22: nothing is cancelled by its issuer alone."""
    found = holder_agrees(tx, company_id, given.programme_id, given.receivable_id)
    return found if isinstance(found, Refusal) else [found]


def _cancel(acting: Acting, given: ReceivableNamed) -> Cancelled | Refused:
    key = (given.programme_id, given.receivable_id)
    refused = receivable_issued(acting, *key) or cancel(
        acting.database, *key, sorted(acting.agreed), acting.today
    )
    return refused or Cancelled(cancelled=given.receivable_id)


def _amend(acting: Acting, given: Amend) -> Amended | Refused:
    key = (given.programme_id, given.receivable_id)
    refused = receivable_issued(acting, *key)
    if refused:
        return refused
    wanted = (given.amount_won, given.matures_on)
    done = amend(acting.database, *key, *wanted, sorted(acting.agreed), acting.today)
    if isinstance(done, Refusal):
        return done
    return Amended(receivable_id=done.receivable_ids[0], replaces=given.receivable_id)


def _refuse(acting: Acting, given: ReceivableNamed) -> Cancelled | Refused:
    key = (given.programme_id, given.receivable_id)
    refused = receivable_held(acting, *key) or refuse_receivable(
        acting.database, *key, acting.company_id, acting.today
    )
    return refused or Cancelled(cancelled=given.receivable_id)


ACTS = (
    Act(
        code="receivables.cancel",
        path="/receivables/cancel",
        given=ReceivableNamed,
        answer=Cancelled,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        standing_won=face_won,
        agree=_holder,
        execute=_cancel,
    ),
    Act(
        code="receivables.amend",
        path="/receivables/amend",
        given=Amend,
        answer=Amended,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.amount_won,
        standing_won=face_won,
        programme_of=lambda given: given.programme_id,
        agree=_holder,
        execute=_amend,
    ),
    Act(
        code="receivables.refuse",
        path="/receivables/refuse",
        given=ReceivableNamed,
        answer=Cancelled,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        standing_won=face_won,
        execute=_refuse,
    ),
)
