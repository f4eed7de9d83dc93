"""The chart of accounts and the kinds of lines; the tables `account_kind`, `line_kind` agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

# An account's number is kind x 10^15 + its owner's number; the database's ledger.account agrees.
_OWNERS = 10**15


class AccountKind(IntEnum):
    """Who owes whom. 1xx are debited (assets), 2xx are credited (liabilities)."""

    BANK = 101
    INCOMING = 102
    UNDERTAKING = 110
    INCENTIVE_COST = 130
    OUTGOING = 201
    RETURNED = 202
    UNIDENTIFIED = 203
    INSTITUTION_FUNDS = 204
    CLAIM = 210
    SOLD = 211
    PARKED = 212
    FUNDED = 213
    BUYER_MONEY = 220
    BUYER_DEPOSIT = 221
    INCENTIVE_DUE = 230


class LineKind(IntEnum):
    """What a two-legged line records."""

    ISSUE = 1
    PASS_ON = 2
    PASS_ON_PARKED = 3
    CANCEL = 4
    RECEIPT = 5
    ALLOCATE = 6
    DEPOSIT_CAPTURE = 7
    PARKING_TRANSFER = 8
    PAYOUT_DEBITED = 9
    TRANSFER_CREDITED = 10
    PAYOUT_RETURNED = 11
    PAYOUT_REJECTED = 12
    PAYOUT_RESENT = 13
    INCENTIVE_PAID_AT_CHANGE = 14
    INCENTIVE = 15
    INCENTIVE_PAID = 16
    IDENTIFIED = 17
    BUYER_DEPOSITED = 18
    CORRECTION = 20


class Phase(IntEnum):
    """Of settling a receivable: its tree is funded; its own settlement day has come."""

    FUNDED = 1
    PAID = 2


def account(kind: AccountKind, owner: int) -> int:
    """The number of an account."""
    assert 0 <= owner < _OWNERS
    return kind * _OWNERS + owner


@dataclass(frozen=True, slots=True)
class Line:
    """One movement; (programme, kind, item) is its key, so a rerun cannot write it twice."""

    programme_id: int
    kind: LineKind
    item_id: int
    debit: int
    credit: int
    amount_won: int
    booked_on: date
    receivable_id: int | None = None
