"""Registering companies and accounts; recording account-holder checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.sealing import Keys
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.model import (
    AccountState,
    BankAccount,
    Company,
    CompanySize,
    HolderCheck,
)
from sangsaeng.parties.rules import (
    check_account,
    check_company,
    decide_state_after_check,
    decide_usable_from,
)
from sangsaeng.parties.sealed import seal_account, unseal_account

_SQL = load(__package__)


def _company(row: Row) -> Company:
    return Company(**{**row, "size": CompanySize(row["size"])})


def _account(row: Row, keys: Keys) -> BankAccount:
    number, holder = unseal_account(keys, row)
    return BankAccount(
        bank_account_id=row["bank_account_id"],
        company_id=row["company_id"],
        bank_code=row["bank_code"],
        account_number=number,
        holder_name=holder,
        registered_on=row["registered_on"],
        is_first=row["is_first"],
        state=AccountState(row["state"]),
        usable_from=row["usable_from"],
    )


def find_companies(tx: Tx, numbers: Iterable[str]) -> dict[str, Company]:
    """Those of the business numbers that are known, by number."""
    rows = tx.rows(_SQL["find_companies"], numbers=sorted(set(numbers)))
    return {row["business_number"]: _company(row) for row in rows}


def get_company(tx: Tx, company_id: int) -> Company:
    """A company that is there."""
    return _company(tx.the(_SQL["get_company"], company_id=company_id))


def list_companies(tx: Tx, ids: Iterable[int]) -> dict[int, Company]:
    """Companies by id."""
    rows = tx.rows(_SQL["list_companies"], ids=sorted(set(ids)))
    return {row["company_id"]: _company(row) for row in rows}


def ensure_companies(
    tx: Tx, named: Mapping[str, tuple[str, str]], joined_on: date | None = None
) -> dict[str, Company]:
    """Companies by business number; unknown ones are added (invited, unless `joined_on` is given).
    `named`: number -> (name, size), all checked before."""
    known = find_companies(tx, named)
    missing = sorted(set(named) - set(known))
    if not missing:
        return known
    tx.run(
        _SQL["add_companies"],
        company_id=reserve_items(tx, len(missing)),
        business_number=missing,
        name=[named[number][0] for number in missing],
        size=[named[number][1] for number in missing],
        joined_on=[joined_on] * len(missing),
    )
    return known | find_companies(tx, missing)


def record_joined(
    tx: Tx, business_number: str, name: str, size: str, joined_on: date
) -> Company | Refusal:
    """A company comes on the system, invited before or not."""
    entry = check_company(business_number, name, size)
    if isinstance(entry, Refusal):
        return entry
    number = entry.business_number
    company = ensure_companies(tx, {number: (entry.name, entry.size)}, joined_on)[number]
    if company.joined_on is None:
        tx.run(
            _SQL["join_company"],
            company_id=company.company_id,
            joined_on=joined_on,
            name=entry.name,
            size=str(entry.size),
        )
        company = replace(company, joined_on=joined_on, name=entry.name, size=entry.size)
    return company


def record_account(
    tx: Tx, company_id: int, bank_code: str, account_number: str, holder_name: str, today: date
) -> BankAccount | Refusal:
    """A company names an account at any bank; it is not used before its holder is checked."""
    entry = check_account(bank_code, account_number, today)
    if isinstance(entry, Refusal):
        return entry
    tx.run(_SQL["lock_company"], company_id=company_id)
    accounts = list_accounts(tx, company_id)
    if any(
        (a.bank_code, a.account_number) == (entry.bank_code, entry.account_number) for a in accounts
    ):
        return refuse("account_known", "account_number")
    account = BankAccount(
        bank_account_id=reserve_items(tx, 1)[0],
        company_id=company_id,
        bank_code=entry.bank_code,
        account_number=entry.account_number,
        holder_name=holder_name,
        registered_on=today,
        is_first=not accounts,
        state=AccountState.UNCHECKED,
    )
    tx.run(
        _SQL["add_account"],
        bank_account_id=account.bank_account_id,
        company_id=company_id,
        bank_code=account.bank_code,
        registered_on=today,
        is_first=account.is_first,
        **seal_account(tx.keys, account.bank_account_id, account.account_number, holder_name),
    )
    return account


def record_holder_check(
    tx: Tx,
    account: BankAccount,
    outcome: HolderCheck,
    asked_at: str,
    today: date,
    calendar: Calendar,
) -> BankAccount:
    """What the bank said about the holder; a match makes the account usable, a changed one only
    after its cooling-off."""
    tx.run(
        _SQL["add_holder_check"],
        check_id=reserve_items(tx, 1)[0],
        bank_account_id=account.bank_account_id,
        checked_on=today,
        outcome=str(outcome),
        asked_at=asked_at,
    )
    state = decide_state_after_check(outcome, account.state)
    usable_from = account.usable_from if outcome is not HolderCheck.MISMATCHED else None
    if outcome is HolderCheck.MATCHED and usable_from is None:
        usable_from = decide_usable_from(account.registered_on, account.is_first, calendar)
    if state is AccountState.REFUSED:
        usable_from = None
    return _set_state(tx, account, state, usable_from)


def record_account_closed(tx: Tx, bank_account_id: int) -> None:
    """The bank sent a payout back: this account is not used again."""
    account = _account(tx.the(_SQL["get_account"], bank_account_id=bank_account_id), tx.keys)
    _set_state(tx, account, AccountState.CLOSED, account.usable_from)


def _set_state(
    tx: Tx, account: BankAccount, state: AccountState, usable_from: date | None
) -> BankAccount:
    tx.run(
        _SQL["set_account_state"],
        bank_account_id=account.bank_account_id,
        state=str(state),
        usable_from=usable_from,
    )
    return replace(account, state=state, usable_from=usable_from)


def list_accounts(tx: Tx, company_id: int) -> list[BankAccount]:
    """A company's accounts, the newest first."""
    rows = tx.rows(_SQL["list_accounts"], company_id=company_id)
    return [_account(row, tx.keys) for row in rows]


def list_accounts_of(tx: Tx, ids: Iterable[int]) -> dict[int, list[BankAccount]]:
    """Accounts of many companies, the newest first."""
    found: dict[int, list[BankAccount]] = {}
    for row in tx.rows(_SQL["list_accounts_of"], ids=sorted(set(ids))):
        found.setdefault(row["company_id"], []).append(_account(row, tx.keys))
    return found
