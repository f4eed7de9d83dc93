"""Money on our accounts that nothing explained: listed, and told whose it is by a person.

The entry stays as the bank told it. Identifying takes it out of the unidentified money of no
programme and gives it to the programme it belongs to: two lines, so that each programme's books
balance by themselves.
"""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.payouts.entry_meaning import takes_deposits
from sangsaeng.payouts.model import Receipt
from sangsaeng.programmes.service import get_programme

_SQL = load(__package__)


def list_unidentified(database: Transactions) -> list[Row]:
    """Entries waiting for an explanation, the oldest first."""
    with database.transaction() as tx:
        return tx.rows(_SQL["list_unidentified"])


def identify(
    database: Transactions, entry_id: int, receipt: Receipt, today: date
) -> Receipt | Refusal:
    """An incoming entry is a buyer's money after all; the caller then covers its roots.

    Refusals in order: unknown_entry (or already explained), unknown_programme,
    entry_on_other_account.
    """
    with database.transaction() as tx:
        entry = get_unidentified(tx, entry_id)
        if isinstance(entry, Refusal):
            return entry
        programme = get_programme(tx, receipt.programme_id)
        if isinstance(programme, Refusal):
            return programme
        own = entry["own_account_id"]
        if programme.settlement_account_id != own:
            return refuse("entry_on_other_account", "programme_id", entry=str(entry_id))
        # A buyer that deposits cash before it issues has deposited this, too.
        kind = AccountKind.BUYER_DEPOSIT if takes_deposits(programme) else AccountKind.BUYER_MONEY
        money = account(kind, receipt.programme_id)
        if kind is AccountKind.BUYER_DEPOSIT:
            ledger.change_guarded(tx, receipt.programme_id, money, entry["amount_won"])
        post_identified(tx, entry, receipt.programme_id, LineKind.RECEIPT, money, today)
        return receipt


def get_unidentified(tx: Tx, entry_id: int) -> Row | Refusal:
    """An incoming entry nobody has explained, with its own account and amount; or
    `unknown_entry`."""
    entry = tx.row(_SQL["get_unidentified"], entry_id=entry_id)
    return entry or refuse("unknown_entry", "entry_id", entry=str(entry_id))


def post_identified(
    tx: Tx, entry: Row, programme_id: int, kind: LineKind, credit: int, today: date
) -> None:
    """Two lines under the entry's own number: out of no programme's money, into a programme's."""
    own = entry["own_account_id"]
    bank, waits = account(AccountKind.BANK, own), account(AccountKind.UNIDENTIFIED, own)
    moves = [(0, LineKind.IDENTIFIED, waits, bank), (programme_id, kind, bank, credit)]
    ledger.post_lines(
        tx,
        [
            Line(number, what, entry["entry_id"], debit, into, entry["amount_won"], today)
            for number, what, debit, into in moves
        ],
    )
