"""The payer's two keys: paying what is owed (row 18), by account or by a receivable, and saying
what money that came in is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_clawbacks import record_recovered
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import post_received
from sangsaeng.outcomes.service_paying import (
    approve_payment,
    list_open_payables,
    post_paid_by_receivable,
)
from sangsaeng.outcomes.service_reopening import reopen_payables
from sangsaeng.parties.service import get_company
from sangsaeng.programmes.service import get_programme as get_payments_programme
from sangsaeng.receivables.evidence.model import IssueLine
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue
from sangsaeng.receivables.service_files import line_of_issue

_SQL = load(__package__)


class MoneyIn(StrEnum):
    """What money on a programme's account is."""

    DEPOSIT = "deposit"
    ADVANCE_REPAID = "advance_repaid"
    CLAWBACK = "clawback"


def pay(
    tx: Tx, programme_id: int, payer_id: int, payable_ids: Sequence[int], at: datetime
) -> int | Refusal:
    """Approve payables to be paid to the parties' own accounts; their sum in won. They leave by the
    next exchange with the bank.

    Refusals in order: unknown_outcome_programme, unknown_payable, payable_paid, payable_ended,
    newer_determination, finding_unsettled, receivable_not_settled (what a payer promised is
    reimbursed once it is paid).
    """
    found = _payable_now(tx, programme_id, payer_id, payable_ids, at)
    if isinstance(found, Refusal):
        return found
    about = {"programme_id": programme_id, "payable_ids": list(payable_ids)}
    unsettled = tx.row(_SQL["first_unsettled_root"], **about)
    if unsettled is not None:
        number = str(unsettled["payable_id"])
        return refuse("receivable_not_settled", "payable_ids", value=number)
    # From here it must succeed.
    total = approve_payment(tx, programme_id, payable_ids, at.astimezone(KOREA).date())
    assert not isinstance(total, Refusal), total
    for row in found:
        _record(tx, programme_id, row, {"by": "account", "amount_won": row["amount_won"]}, at)
    return total


def pay_by_receivable(
    tx: Tx,
    programme_id: int,
    payer_id: int,
    payable_id: int,
    payments_programme_id: int,
    line: IssueLine,
    at: datetime,
) -> tuple[int, int] | Refusal | list[Refusal]:
    """Pay a payable with a root of the payer's, who is the buyer of a mutual benefit payment
    programme: the root's number, and that of what the programme owes the payer from now on. The
    party can pass it on to its own installers. `line` names the invoice or statement; its amount
    is the payable's.

    Refusals in order: unknown_outcome_programme, unknown_payable, payable_paid, payable_ended,
    newer_determination, finding_unsettled, payable_is_own, unknown_programme, invoice_of_another,
    then those of `receivables.issue`.
    """
    found = _payable_now(tx, programme_id, payer_id, [payable_id], at)
    if isinstance(found, Refusal):
        return found
    payable = found[0]
    if payable["company_id"] == payer_id:
        return refuse("payable_is_own", "payable_id", value=str(payable_id))
    payments = get_payments_programme(tx, payments_programme_id)
    if isinstance(payments, Refusal):
        return payments
    if payments.buyer_id != payer_id:
        value = str(payments_programme_id)
        return refuse("unknown_programme", "payments_programme_id", value=value)
    party = get_company(tx, payable["company_id"])
    same = (party.business_number, payable["amount_won"])
    if (line.supplier_number, line.amount_won) != same:
        return refuse("invoice_of_another", "payable_id", value=str(payable_id))
    buyer_number = get_company(tx, payer_id).business_number
    today = at.astimezone(KOREA).date()
    promise = line_of_issue(1, line, buyer_number)
    done = issue(tx, payments_programme_id, [promise], today)
    if not isinstance(done, Written):
        return done
    root = (payments_programme_id, done.receivable_ids[0])
    number = post_paid_by_receivable(tx, programme_id, payable, payer_id, root, today)
    facts = {"by": "receivable", "receivable_id": root[1], "amount_won": payable["amount_won"]}
    _record(tx, programme_id, payable, facts, at)
    return root[1], number


def record_received(
    tx: Tx,
    programme_id: int,
    payer_id: int,
    entry_id: int,
    what: MoneyIn,
    award_id: int | None,
    at: datetime,
) -> int | Refusal:
    """Say what an unidentified bank entry on the programme's account is; its amount in won.

    Refusals in order: unknown_outcome_programme, award_not_wanted, unknown_award, those of
    `post_received`.
    """
    programme = paid_by(tx, programme_id, payer_id)
    if isinstance(programme, Refusal):
        return programme
    if what is MoneyIn.DEPOSIT and award_id is not None:
        return refuse("award_not_wanted", "award_id")
    if what is not MoneyIn.DEPOSIT:
        award = get_award(tx, programme_id, award_id or 0)
        if isinstance(award, Refusal):
            return award
    today, clawback = at.astimezone(KOREA).date(), what is MoneyIn.CLAWBACK
    amount = post_received(tx, programme_id, entry_id, award_id, clawback, today)
    if isinstance(amount, Refusal):
        return amount
    if clawback and award_id is not None:
        record_recovered(tx, programme_id, award_id, amount, at)
    facts = {"entry_id": entry_id, "amount_won": amount}
    subject, number = ("award", award_id) if award_id else ("programme", programme_id)
    record_change(tx, Change(programme_id, subject, number, str(what), award_id, facts=facts), at)
    return amount


def _payable_now(
    tx: Tx, programme_id: int, payer_id: int, payable_ids: Sequence[int], at: datetime
) -> list[Row] | Refusal:
    programme = paid_by(tx, programme_id, payer_id)
    if isinstance(programme, Refusal):
        return programme
    reopen_payables(tx, programme_id, at)
    found = list_open_payables(tx, programme_id, payable_ids)
    if isinstance(found, Refusal):
        return found
    about = {"programme_id": programme_id, "payable_ids": list(payable_ids)}
    superseded = tx.row(_SQL["first_superseded"], **about)
    if superseded is not None:
        number = str(superseded["payable_id"])
        return refuse("newer_determination", "payable_ids", value=number)
    stopping = tx.row(_SQL["first_stopping_finding"], **about)
    if stopping is not None:
        return refuse(
            "finding_unsettled",
            "payable_ids",
            value=str(stopping["payable_id"]),
            finding=str(stopping["finding_id"]),
            control=stopping["control"],
        )
    return found


def paid_by(tx: Tx, programme_id: int, payer_id: int) -> Programme | Refusal:
    """A programme that a company pays, or `unknown_outcome_programme`."""
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Programme) and programme.payer_id != payer_id:
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    return programme


def _record(
    tx: Tx, programme_id: int, payable: Row, facts: dict[str, str | int], at: datetime
) -> None:
    number, award_id = payable["payable_id"], payable["award_id"]
    change = Change(programme_id, "payable", number, "payment_approved", award_id, facts=facts)
    record_change(tx, change, at)
