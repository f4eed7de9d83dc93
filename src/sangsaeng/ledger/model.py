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
    PURCHASED = 120
    INCENTIVE_COST = 130
    ADVANCE = 140
    LATE_INTEREST_CLAIM = 141
    COMMITMENT = 150
    STAGE1_ADVANCE = 151
    CLAWBACK_DUE = 152
    OUTGOING = 201
    RETURNED = 202
    UNIDENTIFIED = 203
    INSTITUTION_FUNDS = 204
    PROCEEDS_DUE = 206
    CLAIM = 210
    SOLD = 211
    PARKED = 212
    FUNDED = 213
    BUYER_MONEY = 220
    BUYER_DEPOSIT = 221
    INCENTIVE_DUE = 230
    REFUND_DUE = 231
    UNEARNED = 240
    EARNED = 241
    FEE = 242
    LATE_INTEREST_EARNED = 243
    WITHHELD_TAX = 250
    POOL = 260
    RUNNING_RESERVE = 261
    STAGE1_RESERVE = 262
    SUCCESS_RESERVE = 263
    PARTY_PAYABLE = 264
    RETENTION = 265


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
    SALE_CANCELLED = 21
    PURCHASE_CANCELLED = 22
    DISCOUNT_CANCELLED = 23
    PROCEEDS_PAID = 24
    DEPOSIT_SALE_INTEREST = 25
    REFUND_PAID = 26
    FEE_TRANSFER = 27
    TAX_WITHHELD = 28
    # Nothing books it yet: what is withheld is listed for its month, not paid in by the program.
    TAX_REMITTED = 29
    ADVANCE = 30
    ADVANCE_TRANSFER = 31
    RECOVERY = 32
    RECOVERY_TRANSFER = 33
    LATE_INTEREST = 34
    LATE_INTEREST_RECOVERED = 35
    RELEASED_PAID = 36
    INCENTIVE_TAX_WITHHELD = 37
    INCENTIVE_TAX_WITHHELD_AT_CHANGE = 38
    WITHHELD_TAX_TRANSFER = 39
    SET_OFF = 40
    COMMITTED = 50
    COMMITMENT_PAID = 51
    RUNNING_RESERVED = 52
    STAGE1_RESERVED = 53
    SUCCESS_RESERVED = 54
    ADVANCED = 55
    COST_COVERED = 56
    COST_PAYABLE = 57
    STAGE1_RELEASED = 58
    ADVANCE_REPAID = 59
    REWARD_EARNED = 60
    REWARD_RETAINED = 61
    SUCCESS_RELEASED = 62
    PARTY_PAID = 63
    FEE_EARNED = 64
    RUNNING_RELEASED = 65
    RETENTION_RELEASED = 66
    RETENTION_FORFEITED = 67
    CLAWBACK_REFUND = 68
    CLAWBACK_PENALTY = 69
    CLAWBACK_PAID = 70
    CLAWBACK_LOST = 71
    PAID_BY_RECEIVABLE = 72
    POOL_RETURNED = 73
    COMMITMENT_ENDED = 74
    ADVANCE_LOST = 75
    PAYABLE_ENDED = 76
    RECEIVABLE_ENDED = 77
    RETENTION_RESTORED = 78


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
