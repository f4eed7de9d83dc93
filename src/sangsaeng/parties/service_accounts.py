"""The accounts a company is paid on, named by itself; checked by its bank or by two people.

The first account is named by one person alone: what stands behind it is the bank's word that it is
the company's own. From the first verified one on, money knows a way, and changing it takes two.
"""

from __future__ import annotations

from datetime import date, datetime

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.holder_inquiry import HolderInquiry, decide_holder
from sangsaeng.parties.model import AccountState, BankAccount, HolderCheck
from sangsaeng.parties.service import (
    get_company,
    list_accounts,
    record_account,
    record_holder_check,
)

_SQL = load(__package__)
# Enough for slips of the hand; more would make the bank's answers a way to search for holders.
MOST_TRIES = 5
_AT_ONCE = 100


def name_first_account(
    tx: Tx, company_id: int, bank_code: str, account_number: str, today: date
) -> BankAccount | Refusal:
    """An account of a company that has none verified so far.

    Refused: `first_account_stands`, `too_many_accounts_tried`, and as `record_account`.
    """
    tx.run(_SQL["lock_company"], company_id=company_id)
    accounts = list_accounts(tx, company_id)
    if any(account.usable_from is not None for account in accounts):
        return refuse("first_account_stands", "account_number")
    if len(accounts) >= MOST_TRIES:
        return refuse("too_many_accounts_tried", "account_number", most=MOST_TRIES)
    return _name(tx, company_id, bank_code, account_number, today)


def name_other_account(
    tx: Tx, company_id: int, bank_code: str, account_number: str, today: date
) -> BankAccount | Refusal:
    """An account in the place of the one in use, after its cooling-off. Refused: as
    `record_account`."""
    return _name(tx, company_id, bank_code, account_number, today)


def record_said(
    tx: Tx,
    company_id: int,
    bank_account_id: int,
    outcome: HolderCheck,
    asked_at: str,
    today: date,
    calendar: Calendar,
) -> BankAccount | Refusal:
    """What the bank said to people who asked it about an account. A match makes a company that came
    by a link its own: what waited for it is claimed now.

    Refused: `unknown_account`, `account_checked_already` for one that is not waiting for it.
    """
    tx.run(_SQL["lock_company"], company_id=company_id)
    account = _find(tx, company_id, bank_account_id)
    if account is None:
        return refuse("unknown_account", "bank_account_id", account=str(bank_account_id))
    if account.state is not AccountState.UNCHECKED:
        return refuse("account_checked_already", "bank_account_id", state=str(account.state))
    checked = record_holder_check(tx, account, outcome, asked_at, today, calendar)
    confirm_company(tx, company_id, today)
    return checked


def confirm_company(tx: Tx, company_id: int, today: date) -> int:
    """A company that has people is on the system once its bank, asked by business number, or the
    operator has said that it is itself; how many receivables that waited are its own by it."""
    return int(tx.the(_SQL["confirm_company"], company_id=company_id, today=today)["claimed"])


def ask_about_unchecked(
    database: Transactions, inquiry: HolderInquiry, at: datetime, today: date, calendar: Calendar
) -> int:
    """Ask the banks about every account that waits for it; how many now have an answer.

    The bank is asked outside of any transaction, so that a slow one holds nobody up. Where it does
    not answer the account waits for the next call.
    """
    answered, after = 0, 0
    while True:
        with database.transaction() as tx:
            rows = tx.rows(_SQL["list_unchecked"], after=after, most=_AT_ONCE)
            accounts = [_find(tx, row["company_id"], row["bank_account_id"]) for row in rows]
        for row, account in zip(rows, accounts, strict=True):
            after = row["bank_account_id"]
            if account is None:
                continue
            said = inquiry.ask(account, row["business_number"], at)
            outcome = decide_holder(said, row["name"])
            if outcome is HolderCheck.UNAVAILABLE:
                continue
            about = (row["company_id"], after, outcome, inquiry.asked_at, today, calendar)
            with database.transaction() as tx:
                answered += not isinstance(record_said(tx, *about), Refusal)
        if len(rows) < _AT_ONCE:
            return answered


def _name(
    tx: Tx, company_id: int, bank_code: str, account_number: str, today: date
) -> BankAccount | Refusal:
    holder = get_company(tx, company_id).name
    return record_account(tx, company_id, bank_code, account_number, holder, today)


def _find(tx: Tx, company_id: int, bank_account_id: int) -> BankAccount | None:
    accounts = list_accounts(tx, company_id)
    return next((one for one in accounts if one.bank_account_id == bank_account_id), None)
