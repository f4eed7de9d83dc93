"""The payer's treasury: what is owed is paid by two keys, and money that came in is named."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, Line, ProgrammeId, Won
from sangsaeng.acts.kinds.promises import ApprovalNumber
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.acts.standing_outcomes import entry_won, payable_won, payables_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.service_payables import (
    MoneyIn,
    paid_by,
    pay,
    pay_by_receivable,
    record_received,
)
from sangsaeng.outcomes.service_paying import list_open_payables
from sangsaeng.parties.service import get_company
from sangsaeng.receivables.evidence.model import IssueLine

_TREASURY = frozenset({Role.TREASURY})
# A programme has fewer payables a quarter than suppliers, verifiers and retentions together.
_MOST_AT_ONCE = 1_000


class PaymentsApproved(Given):
    """Payables to be paid to the parties' own accounts, all of them or none. `total_won`: what
    they come to, so that nobody approves another sum than was meant."""

    programme_id: ProgrammeId
    payable_ids: Annotated[list[ItemId], Field(min_length=1, max_length=_MOST_AT_ONCE)]
    total_won: Won


class PaymentsStated(Answer):
    """How many payables leave with the next exchange with the bank, and their sum."""

    count: int
    total_won: int


class ByReceivable(Given):
    """One payable is paid by a root in a mutual benefit payment programme whose buyer the payer is,
    due on `matures_on`. With an approval number the supplier's tax invoice is its evidence;
    without, a settlement statement."""

    programme_id: ProgrammeId
    payable_id: ItemId
    payments_programme_id: ProgrammeId
    matures_on: Day
    approval_number: ApprovalNumber | None = None
    written_on: Day
    total_won: Won
    note: Line | None = None


class ByReceivableStated(Answer):
    """The root the party holds, and what the programme owes the payer for it."""

    receivable_id: int
    reimbursement_id: int
    amount_won: int


class MoneyNamed(Given):
    """What an unidentified entry on the programme's bank account is: the payer's deposit, or, with
    its award, an advance repaid or a clawback paid."""

    programme_id: ProgrammeId
    entry_id: ItemId
    what: MoneyIn
    award_id: ItemId | None = None


class MoneyStated(Answer):
    """The amount that was named."""

    amount_won: int


def _pay(acting: Acting, given: PaymentsApproved) -> PaymentsStated | Refused:
    named = sorted(set(given.payable_ids))
    done = pay(acting.tx, given.programme_id, acting.company_id, named, acting.at)
    if isinstance(done, Refusal):
        return done
    if done != given.total_won:
        return refuse("stated_sum_differs", "total_won", stated=given.total_won, found=done)
    return PaymentsStated(count=len(named), total_won=done)


def _by_receivable(acting: Acting, given: ByReceivable) -> ByReceivableStated | Refused:
    programme = paid_by(acting.tx, given.programme_id, acting.company_id)
    if isinstance(programme, Refusal):
        return programme
    found = list_open_payables(acting.tx, given.programme_id, [given.payable_id])
    if isinstance(found, Refusal):
        return found
    party = get_company(acting.tx, found[0]["company_id"])
    line = IssueLine(
        supplier_number=party.business_number,
        supplier_name=party.name,
        approval_number=given.approval_number,
        written_on=given.written_on,
        supply_won=None,
        tax_won=None,
        total_won=given.total_won,
        amount_won=found[0]["amount_won"],
        matures_on=given.matures_on,
        note=given.note,
    )
    about = (given.programme_id, acting.company_id, given.payable_id)
    done = pay_by_receivable(acting.tx, *about, given.payments_programme_id, line, acting.at)
    if not isinstance(done, tuple):
        return done
    acting.touches(party.company_id)
    return ByReceivableStated(
        receivable_id=done[0], reimbursement_id=done[1], amount_won=line.amount_won
    )


def _name_money(acting: Acting, given: MoneyNamed) -> MoneyStated | Refused:
    about = (given.programme_id, acting.company_id, given.entry_id, given.what, given.award_id)
    done = record_received(acting.tx, *about, acting.at)
    if isinstance(done, int):
        return MoneyStated(amount_won=done)
    if done.code == "entry_on_other_account":
        # An entry on another account is answered as one that is not there.
        return refuse("unknown_entry", "entry_id", entry=str(given.entry_id))
    return done


ACTS = (
    Act(
        code="outcomes.payments.pay",
        path="/outcomes/payments/pay",
        given=PaymentsApproved,
        answer=PaymentsStated,
        enter=_TREASURY,
        approve=_TREASURY,
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.total_won,
        standing_won=payables_won,
        programme_of=lambda given: given.programme_id,
        execute=_pay,
    ),
    Act(
        code="outcomes.payments.pay_by_receivable",
        path="/outcomes/payments/pay-by-receivable",
        given=ByReceivable,
        answer=ByReceivableStated,
        enter=_TREASURY,
        approve=_TREASURY,
        consent=Consent.ANOTHER,
        steps_up=True,
        standing_won=payable_won,
        programme_of=lambda given: given.programme_id,
        execute=_by_receivable,
    ),
    Act(
        code="outcomes.deposits.record",
        path="/outcomes/deposits/record",
        given=MoneyNamed,
        answer=MoneyStated,
        enter=_TREASURY,
        approve=_TREASURY,
        consent=Consent.ANOTHER,
        steps_up=True,
        standing_won=entry_won,
        programme_of=lambda given: given.programme_id,
        execute=_name_money,
    ),
)
