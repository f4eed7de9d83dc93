"""What an institution agrees: programmes with their accounts, terms from a day on, who may fund."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.institutions import institution_on
from sangsaeng.programmes.model import AccountPurpose, OwnBankAccount, Programme, Terms
from sangsaeng.programmes.rules import decide_own_accounts, decide_terms
from sangsaeng.programmes.service import (
    get_programme,
    list_own_accounts,
    record_own_account,
    record_programme,
    record_terms,
)

_SQL = load(__package__)


def add_own_account(
    tx: Tx,
    purpose: AccountPurpose,
    owner_id: int,
    bank_code: str,
    account_number: str,
    name: str,
    today: date,
    asker_id: int | None = None,
) -> OwnBankAccount | Refusal:
    """Register one of the scheme's own accounts. `asker_id`: the company that asks; None: the
    console. Refusals in order: bank_code_unknown, account_known; account_not_taken, where it is
    none of the asker's own."""
    institution = institution_on(bank_code, today, "bank")
    if isinstance(institution, Refusal):
        return institution
    tx.run(_SQL["agreements_one_by_one"])
    known = {(one.bank_code, one.account_number): one.owner_id for one in list_own_accounts(tx)}
    owner = known.get((bank_code, account_number))
    if owner is not None and asker_id in (None, owner):
        return refuse("account_known", "number")
    if owner is not None:
        return refuse("account_not_taken")
    return record_own_account(tx, purpose, owner_id, bank_code, account_number, name)


def open_programme(tx: Tx, asked: Programme, buyer_size: str) -> Programme | Refusal:
    """Open an agreement on the scheme's own accounts.

    Refusals in order: own_account_unfit, then those of `rules.decide_open`.
    """
    tx.run(_SQL["agreements_one_by_one"])
    refused = decide_own_accounts(asked, list_own_accounts(tx))
    return refused or record_programme(tx, asked, buyer_size)


def add_terms(tx: Tx, programme_id: int, asked: Terms) -> Terms | Refusal:
    """Add terms to an agreement; their number is given here (`terms_id` of `asked` is not read).

    Refusals in order: those of `rules.decide_terms`, unknown_programme, terms_that_day_known.
    """
    refused = decide_terms(asked)
    if refused:
        return refused
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    tx.run(_SQL["agreements_one_by_one"])
    day = asked.in_force_from
    found = tx.the(_SQL["next_terms_id"], programme_id=programme_id, day=day)
    if found["taken"]:
        return refuse("terms_that_day_known", "from", day=day.isoformat())
    terms = replace(asked, terms_id=int(found["next_id"]))
    record_terms(tx, programme_id, terms)
    return terms


def admit_funder(tx: Tx, programme_id: int, company_id: int, today: date) -> bool:
    """Let a company see a programme and its terms, so that it can stand ready in it; whether it was
    not let in before."""
    key = {"programme_id": programme_id, "company_id": company_id}
    return tx.run(_SQL["admit"], **key, day=today) > 0
