"""The accounts a company is paid on: the first, another one, and what the bank says of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import BusinessNumber, ItemId
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.serving import find_served
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import AccountState, BankAccount, HolderCheck
from sangsaeng.parties.service_accounts import name_first_account, name_other_account, record_said
from sangsaeng.programmes.service import get_calendar

_ASKED_BY_PEOPLE = "two people of an institution"
_CHECK = "accounts.check"


class Account(Given):
    """An account at any bank, in the company's own name."""

    bank_code: Annotated[str, Field(min_length=3, max_length=3)]
    account_number: Annotated[
        str, Field(min_length=1, max_length=24, json_schema_extra={"x-confidential": True})
    ]


class Check(Given):
    """What the bank said when the operator asked it about an account's holder."""

    business_number: BusinessNumber
    bank_account_id: ItemId
    outcome: HolderCheck


class AccountAnswer(Answer):
    """The account as it stands; the first day it is paid into, once its holder is confirmed."""

    bank_account_id: int
    state: AccountState
    is_first: bool
    usable_from: str | None


def _first(acting: Acting, given: Account) -> AccountAnswer | Refused:
    about = (given.bank_code, given.account_number, acting.today)
    return _answer(name_first_account(acting.tx, acting.company_id, *about))


def _change(acting: Acting, given: Account) -> AccountAnswer | Refused:
    about = (given.bank_code, given.account_number, acting.today)
    return _answer(name_other_account(acting.tx, acting.company_id, *about))


def _check(acting: Acting, given: Check) -> AccountAnswer | Refused:
    company_id = find_served(acting, given.business_number, _CHECK)
    if isinstance(company_id, Refusal):
        return company_id
    done = record_said(
        acting.tx,
        company_id,
        given.bank_account_id,
        given.outcome,
        _ASKED_BY_PEOPLE,
        acting.today,
        get_calendar(acting.tx),
    )
    return _answer(done)


def _answer(account: BankAccount | Refusal) -> AccountAnswer | Refused:
    if isinstance(account, Refusal):
        return account
    usable_from = account.usable_from
    return AccountAnswer(
        bank_account_id=account.bank_account_id,
        state=account.state,
        is_first=account.is_first,
        usable_from=None if usable_from is None else usable_from.isoformat(),
    )


_OWN = frozenset({Role.APPROVER, Role.ADMINISTRATOR})

ACTS = (
    Act(
        code="accounts.first",
        path="/accounts/first",
        given=Account,
        answer=AccountAnswer,
        enter=_OWN,
        # Nothing goes there before the company's bank, or two people, have said whose it is.
        consent=Consent.NOBODY,
        by_key=False,
        execute=_first,
    ),
    Act(
        code="accounts.change",
        path="/accounts/change",
        given=Account,
        answer=AccountAnswer,
        enter=_OWN,
        approve=_OWN | {Role.OPERATIONS},
        consent=Consent.INSTITUTION,
        steps_up=True,
        by_key=False,
        execute=_change,
    ),
    Act(
        code=_CHECK,
        path="/accounts/check",
        given=Check,
        answer=AccountAnswer,
        enter=frozenset({Role.OPERATIONS}),
        approve=frozenset({Role.OPERATIONS}),
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        execute=_check,
    ),
)
