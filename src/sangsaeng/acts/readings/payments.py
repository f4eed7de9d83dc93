"""Payouts, bank accounts of companies, and what the bank says of the scheme's own accounts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from sangsaeng.acts.fields import Day, ItemId, Number, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, Order, read_page
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.parties.rules import decide_payout_account
from sangsaeng.parties.service import list_accounts
from sangsaeng.payouts.model import Purpose
from sangsaeng.programmes.service import get_calendar

_SQL = load(__package__)
_SHOWN_DIGITS = 4

PayoutState = Literal[
    "waiting", "instructed", "sent", "unknown", "credited", "rejected", "returned"
]


class PayoutFilters(Given):
    """Which payouts, by the days they were ordered."""

    programme_id: ProgrammeId | None = None
    state: PayoutState | None = None
    from_on: Day | None = None
    until: Day | None = None


class PayoutRow(Answer):
    """A payout and its newest attempt. `source_id`: what it pays: a receivable, a purchase, a lock
    or a run, by `purpose`."""

    programme_id: int
    purpose: str
    source_id: int
    amount_won: int
    booked_on: date
    state: PayoutState
    reason: str | None
    attempt_no: int | None
    end_to_end_id: str | None
    bank_account_id: int | None
    credited_on: date | None


class ProgrammePayoutFilters(Given):
    """Which payouts of a programme; `company_id`: its payee."""

    programme_id: ProgrammeId
    company_id: ItemId | None = None
    state: PayoutState | None = None
    from_on: Day | None = None
    until: Day | None = None


class ProgrammePayoutRow(PayoutRow):
    """A payout with its payee: a company, or an own account of the scheme."""

    payee_id: int | None
    payee: str | None
    payee_own_account_id: int | None


class PayoutCount(Answer):
    """How many payouts of a programme stand so, and what they come to."""

    programme_id: int
    state: PayoutState
    payout_count: int
    won: int


class AccountRow(Answer):
    """A bank account of the company, its number in full. `usable_from`: after the cooling-off;
    `paid_now`: what is paid today goes to it."""

    bank_account_id: int
    company_id: int
    bank_code: str
    account_number: str
    holder_name: str
    registered_on: date
    is_first: bool
    state: str
    usable_from: date | None
    paid_now: bool


class AccountFilters(Given):
    """Whose accounts."""

    company_id: ItemId


class StatementFilters(Given):
    """Which own account, and which days."""

    own_account_id: Number | None = None
    from_on: Day | None = None
    until: Day | None = None


class StatementRow(Answer):
    """A bank's statement of an own account; `ledger_won`: the ledger's balance at its end."""

    own_account_id: int
    statement_no: int
    statement_ref: str
    from_on: date
    to_on: date
    opening_won: int
    closing_won: int
    entry_count: int
    ledger_won: int


class EntryRow(Answer):
    """An entry on an own account, and what the book took it for."""

    entry_id: int
    own_account_id: int
    entry_ref: str
    direction: Literal["debit", "credit"]
    amount_won: int
    booked_on: date
    end_to_end_id: str | None
    remittance: str
    counterparty: str
    meaning: str
    programme_id: int


class UnidentifiedRow(Answer):
    """An entry that nobody has explained."""

    entry_id: int
    own_account_id: int
    direction: Literal["debit", "credit"]
    amount_won: int
    booked_on: date
    remittance: str
    counterparty: str


_PAYOUTS = Order(
    "payouts.list",
    {"booked_on": date, "programme_id": int, "purpose": int, "source_id": int},
    newest_first=True,
)
_IN_PROGRAMME = Order("payouts.in_programme", {"purpose": int, "source_id": int})
_BY_STATE = Order("payouts.by_state", {"programme_id": int, "state": str})
_ACCOUNTS = Order("accounts.list", {"bank_account_id": int})
_ACCOUNTS_RUN = Order("accounts.in_programme", {"bank_account_id": int})
_STATEMENTS = Order(
    "bank.statements", {"to_on": date, "own_account_id": int, "statement_no": int}, True
)
_ENTRIES = Order("bank.entries", {"entry_id": int}, newest_first=True)
_UNIDENTIFIED = Order("unidentified.list", {"entry_id": int})


def _named(page: Page | Refused) -> Page | Refused:
    if not isinstance(page, Page):
        return page
    rows = [{**row, "purpose": Purpose(row["purpose"]).name.lower()} for row in page.rows]
    return Page(rows, page.next_cursor)


def _accounts(asked: Asked) -> Page | Refused:
    return _ACCOUNTS.cut(asked, _accounts_of(asked, asked.company_id))


def _accounts_run(asked: Asked) -> Page | Refused:
    rows = _accounts_of(asked, asked.filters.company_id)
    return _ACCOUNTS_RUN.cut(asked, [_masked(row) for row in rows])


def _accounts_of(asked: Asked, company_id: int) -> list[dict[str, Any]]:
    """By the rule that payouts go by."""
    accounts = list_accounts(asked.tx, company_id)
    today = asked.at.astimezone(KOREA).date()
    paid = decide_payout_account(accounts, today, get_calendar(asked.tx))
    return [{**asdict(one), "paid_now": one == paid} for one in accounts]


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    number = row["account_number"]
    shown = number[-_SHOWN_DIGITS:]
    return {**row, "account_number": shown.rjust(len(number), "*")}


def _by_state(asked: Asked) -> Page | Refused:
    rows = asked.tx.rows(_SQL["count_payouts_by_state"], me=asked.company_id)
    return _BY_STATE.cut(asked, rows)


READINGS = (
    Reading(
        code=_PAYOUTS.code,
        path="/payouts",
        read=OWN,
        filters=PayoutFilters,
        row=PayoutRow,
        list_page=lambda asked: _named(read_page(asked, _PAYOUTS, _SQL["list_my_payouts"])),
    ),
    Reading(
        code=_IN_PROGRAMME.code,
        path="/programmes/{programme_id}/payouts",
        read=RUNS,
        of_others=True,
        filters=ProgrammePayoutFilters,
        row=ProgrammePayoutRow,
        list_page=lambda asked: _named(
            read_page(asked, _IN_PROGRAMME, _SQL["list_payouts_in_programme"])
        ),
        subject=lambda filters: filters.company_id,
    ),
    Reading(
        code=_BY_STATE.code,
        path="/payouts/by-state",
        read=RUNS,
        of_others=True,
        row=PayoutCount,
        list_page=_by_state,
    ),
    Reading(
        code=_ACCOUNTS.code,
        path="/accounts",
        read=OWN,
        row=AccountRow,
        list_page=_accounts,
    ),
    Reading(
        code=_ACCOUNTS_RUN.code,
        path="/companies/{company_id}/accounts",
        read=RUNS,
        of_others=True,
        filters=AccountFilters,
        row=AccountRow,
        list_page=_accounts_run,
        subject=lambda filters: filters.company_id,
    ),
    Reading(
        code=_STATEMENTS.code,
        path="/bank/statements",
        read=RUNS | {Role.FOUNDATION},
        of_others=True,
        filters=StatementFilters,
        row=StatementRow,
        list_page=lambda asked: read_page(asked, _STATEMENTS, _SQL["list_statements_of"]),
    ),
    Reading(
        code=_ENTRIES.code,
        path="/bank/entries",
        read=RUNS,
        of_others=True,
        filters=StatementFilters,
        row=EntryRow,
        list_page=lambda asked: read_page(asked, _ENTRIES, _SQL["list_entries_of"]),
    ),
    Reading(
        code=_UNIDENTIFIED.code,
        path="/bank/unidentified",
        read=RUNS,
        of_others=True,
        row=UnidentifiedRow,
        list_page=lambda asked: read_page(asked, _UNIDENTIFIED, _SQL["list_my_unidentified"]),
    ),
)
