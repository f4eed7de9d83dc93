"""Opening programmes, adding terms, a buyer's standing, operator-added closed days."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.money import Rounding
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import (
    AccountPurpose,
    DefaultPolicy,
    OwnBankAccount,
    Programme,
    RefundOwner,
    Standing,
    Terms,
)
from sangsaeng.programmes.rules import decide_open
from sangsaeng.statutes.calendar import calendar

_SQL = load(__package__)
_OF_PROGRAMME = tuple(field.name for field in fields(Programme))
_OF_TERMS = tuple(field.name for field in fields(Terms))


def record_own_account(
    tx: Tx, purpose: AccountPurpose, owner_id: int, bank_code: str, account_number: str, name: str
) -> OwnBankAccount:
    """Register one of the scheme's own accounts at a bank."""
    own = OwnBankAccount(
        own_account_id=int(tx.the(_SQL["next_own_account_id"])["next_id"]),
        purpose=purpose,
        owner_id=owner_id,
        bank_code=bank_code,
        account_number=account_number,
        name=name,
    )
    tx.run(_SQL["add_own_account"], **asdict(own))
    return own


def list_own_accounts(tx: Tx) -> list[OwnBankAccount]:
    """All own accounts, by number."""
    return [
        OwnBankAccount(**{**row, "purpose": AccountPurpose(row["purpose"])})
        for row in tx.rows(_SQL["list_own_accounts"])
    ]


def deposit_account_ids(tx: Tx) -> frozenset[int]:
    """The Foundation's deposit accounts."""
    return frozenset(
        own.own_account_id for own in list_own_accounts(tx) if own.purpose is AccountPurpose.DEPOSIT
    )


def record_programme(tx: Tx, asked: Programme, buyer_size: str) -> Programme | Refusal:
    """Open an agreement; its number is given here (`programme_id` of `asked` is not read)."""
    refused = decide_open(asked.variant, asked.default_policy, asked.max_tier, buyer_size)
    if refused:
        return refused
    number = int(tx.the(_SQL["next_programme_id"])["next_id"])
    values = {**asdict(asked), "programme_id": number}
    tx.run(_SQL["add_programme"], **values)
    return Programme(**values)


def record_terms(tx: Tx, programme_id: int, terms: Terms) -> None:
    """Add terms; receivables issued before keep theirs."""
    values = asdict(terms)
    for steps in ("tenor_from_days", "tenor_add_annual"):
        values[steps] = list(values[steps])
    tx.run(_SQL["add_terms"], programme_id=programme_id, **values)


def get_programme(tx: Tx, programme_id: int) -> Programme | Refusal:
    """One agreement, or `unknown_programme`."""
    row = tx.row(_SQL["get_programme"], programme_id=programme_id)
    if row is None:
        return refuse("unknown_programme", "programme_id", value=str(programme_id))
    return programme_of(row)


def programme_of(row: Row) -> Programme:
    """An agreement out of a row that holds its columns, and perhaps others."""
    values = {name: row[name] for name in _OF_PROGRAMME}
    return Programme(**{**values, "default_policy": DefaultPolicy(row["default_policy"])})


def list_programmes(tx: Tx) -> list[dict[str, object]]:
    """Every agreement with its parties' names."""
    return tx.rows(_SQL["list_programmes"])


def terms_of(row: Row) -> Terms:
    """Terms out of a row that holds their columns, and perhaps others."""
    return Terms(
        **{
            **{name: row[name] for name in _OF_TERMS},
            "rounding": Rounding(row["rounding"]),
            "refund_owner": RefundOwner(row["refund_owner"]),
            "tenor_from_days": tuple(row["tenor_from_days"]),
            "tenor_add_annual": tuple(row["tenor_add_annual"]),
        }
    )


def terms_on(tx: Tx, programme_id: int, day: date) -> Terms | Refusal:
    """The terms in force on a day, or `no_terms_in_force`."""
    row = tx.row(_SQL["terms_on"], programme_id=programme_id, day=day)
    return terms_of(row) if row else refuse("no_terms_in_force", "day", day=day.isoformat())


def get_terms(tx: Tx, programme_id: int, terms_id: int) -> Terms:
    """Terms by their number: those a receivable was issued under."""
    return terms_of(tx.the(_SQL["get_terms"], programme_id=programme_id, terms_id=terms_id))


def standing_on(tx: Tx, buyer_id: int, day: date) -> Standing:
    """Whether a buyer may issue on a day; of several suspensions the one that reaches farthest."""
    rows = list_suspensions(tx, buyer_id, day)
    if not rows:
        return Standing(suspended=False)
    farthest = max(rows, key=lambda row: row["until"] or date.max)
    return Standing(suspended=True, since=farthest["since"], until=farthest["until"])


def list_suspensions(tx: Tx, buyer_id: int, day: date) -> list[Row]:
    """Suspensions of a buyer in force on a day: since, until (None: no end is set), reason."""
    return tx.rows(_SQL["list_suspensions"], buyer_id=buyer_id, day=day)


def record_suspension(
    tx: Tx, buyer_id: int, since: date, until: date | None, reason: str, item_id: int
) -> None:
    """Suspend a buyer everywhere (banks' common sanction of 2015-06-29: two years), or until it is
    lifted (`until` None)."""
    tx.run(
        _SQL["add_standing"],
        buyer_id=buyer_id,
        since=since,
        until=until,
        standing="suspended",
        reason=reason,
        item_id=item_id,
    )


def record_closed_day(tx: Tx, day: date, reason: str) -> None:
    """Add a closed day; promises keep their days, payment moves to the next business day."""
    tx.run(_SQL["add_closed_day"], day=day, reason=reason)


def get_calendar(tx: Tx) -> Calendar:
    """Business days: the years' data and the days operators added."""
    return calendar(row["day"] for row in tx.rows(_SQL["list_closed_days"]))
