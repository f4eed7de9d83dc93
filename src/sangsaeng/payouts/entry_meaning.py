"""What an entry on our accounts means: a payout, its return, a buyer's money, or nobody knows.

A look-alike proves nothing: an entry is a payout's only under the payout's own id and amount, and a
buyer's only under a reference of a programme on that programme's own account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.model import AttemptState, Identify, Meaning, Receipt
from sangsaeng.payouts.rails.model import BankEvent, EntryBooked, Statement
from sangsaeng.programmes.model import AccountPurpose, OwnBankAccount, Programme
from sangsaeng.programmes.service import get_programme
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding

_SQL = load(__package__)


def takes_deposits(programme: Programme) -> bool:
    """Whether the programme's buyer deposits cash before it issues."""
    return variants()[programme.variant].funding is Funding.BEFORE_ISSUE


def list_openings(
    tx: Tx, own: Mapping[str, OwnBankAccount], events: Sequence[BankEvent]
) -> list[EntryBooked]:
    """What an account held before its first statement, as an entry of its own: unexplained, but
    in the books."""
    found = []
    for event in events:
        held = own.get(event.account_number) if isinstance(event, Statement) else None
        if held is None or not isinstance(event, Statement) or event.opening_won == 0:
            continue
        if tx.the(_SQL["is_known"], own_account_id=held.own_account_id)["yes"]:
            continue
        found.append(
            EntryBooked(
                bank_code=event.bank_code,
                account_number=event.account_number,
                entry_ref=f"opening-{event.statement_id}",
                amount_won=abs(event.opening_won),
                direction="credit" if event.opening_won > 0 else "debit",
                booked_on=event.from_on - timedelta(days=1),
                value_on=event.from_on,
            )
        )
    return found


def read_entry(
    tx: Tx,
    own_accounts: Mapping[str, OwnBankAccount],
    attempts: Mapping[str, Row],
    entry: EntryBooked,
    identify: Identify,
) -> tuple[Meaning, int, Receipt | None]:
    """What an entry is, the programme it belongs to (0: none known), and the buyer's receipt.

    Each meaning is taken once an attempt: a second debit, return or arrival under the same id, or
    a debit for a payout already sent again, is money nobody has explained.
    """
    own = own_accounts[entry.account_number]
    attempt = attempts.get(entry.original_end_to_end_id or entry.end_to_end_id or "")
    if attempt is not None and attempt["amount_won"] == entry.amount_won:
        meaning = _meaning(entry, attempt, own.own_account_id)
        if meaning is not None:
            return meaning, attempt["programme_id"], None
    if entry.direction == "credit" and not entry.is_return:
        if own.purpose in (AccountPurpose.OPERATING, AccountPurpose.FUNDING):
            return Meaning.INSTITUTION_FUNDS, 0, None
        receipt = identify(entry) if own.purpose is AccountPurpose.SETTLEMENT else None
        if receipt is not None and _is_for(tx, receipt, own.own_account_id):
            return Meaning.RECEIPT, receipt.programme_id, receipt
    return Meaning.UNIDENTIFIED, 0, None


def _meaning(entry: EntryBooked, attempt: Row, own_account_id: int) -> Meaning | None:
    leaves_here = attempt["own_account_id"] == own_account_id
    if entry.direction == "debit":
        superseded = attempt["state"] == AttemptState.REJECTED and attempt["superseded"]
        if not leaves_here or attempt["booked_on"] is not None or superseded:
            return None
        attempt["booked_on"] = entry.booked_on
        return Meaning.PAYOUT
    if attempt["payee_own_account_id"] == own_account_id and not entry.is_return:
        if attempt["arrived"]:
            return None
        attempt["arrived"] = True
        return Meaning.TRANSFER_IN
    if entry.is_return and leaves_here and not attempt["sent_back"]:
        attempt["sent_back"] = True
        return Meaning.PAYOUT_RETURN
    return None


def _is_for(tx: Tx, receipt: Receipt, own_account_id: int) -> bool:
    """A reference of a programme counts on that programme's own settlement account, and only for
    what its variant is paid by: a day's money, or cash deposited before issue."""
    programme = get_programme(tx, receipt.programme_id)
    if isinstance(programme, Refusal) or programme.settlement_account_id != own_account_id:
        return False
    if receipt.root_id is not None:
        key = {"programme_id": receipt.programme_id, "root_id": receipt.root_id}
        if not tx.the(_SQL["is_root"], **key)["yes"]:
            return False
    return receipt.is_deposit is takes_deposits(programme)
