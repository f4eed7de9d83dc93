"""Payouts, their attempts, and what entries on our accounts mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from sangsaeng.payouts.rails.model import EntryBooked


class Purpose(IntEnum):
    """What a payout pays; with its source it is the payout's key."""

    SETTLEMENT = 1
    INCENTIVE_AT_CHANGE = 2
    INCENTIVE = 3
    PARKING_TRANSFER = 4
    SALE_PROCEEDS = 5
    REPAYMENT = 6
    INTEREST_REFUND = 7
    SYSTEM_FEE = 8
    ADVANCE_TRANSFER = 9
    RECOVERY_TRANSFER = 10
    RELEASED_PORTION = 11
    WITHHELD_TAX = 12
    OUTCOMES = 13


class Next(StrEnum):
    """What happens to a payout that is stuck: its bank is asked, its payee names another account,
    it is sent again by itself, or a person looks at it."""

    ASKED = "asked"
    ACCOUNT = "other_account"
    AGAIN = "again"
    PERSON = "person"


class AttemptState(StrEnum):
    """How one try to pay stands. `credited` only on the bank's word that the money has moved."""

    INSTRUCTED = "instructed"
    SENT = "sent"
    UNKNOWN = "unknown"
    CREDITED = "credited"
    REJECTED = "rejected"
    RETURNED = "returned"


class Meaning(StrEnum):
    """What an entry on one of our accounts is."""

    PAYOUT = "payout"
    PAYOUT_RETURN = "payout_return"
    TRANSFER_IN = "transfer_in"
    RECEIPT = "receipt"
    INSTITUTION_FUNDS = "institution_funds"
    UNIDENTIFIED = "unidentified"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money from a buyer, recognised by its reference: for a root, a day, or its cash deposit."""

    programme_id: int
    root_id: int | None = None
    due_on: date | None = None
    is_deposit: bool = False


# Tells which receipt an incoming entry is; None when nothing says so.
Identify = Callable[[EntryBooked], Receipt | None]


@dataclass(frozen=True, slots=True)
class Order:
    """A payout that is owed: (programme, purpose, source) is its key, so it is owed once (G7)."""

    programme_id: int
    purpose: Purpose
    source_id: int
    amount_won: int
    own_account_id: int
    payee_id: int | None = None
    payee_own_account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Payable:
    """A payout that waits to be instructed, and the account it goes to."""

    programme_id: int
    purpose: Purpose
    source_id: int
    attempt_no: int
    amount_won: int
    own_account_id: int
    run_id: int
    bank_account_id: int | None
    bank_code: str
    account_number: str
    holder_name: str
    business_number: str | None

    @property
    def end_to_end_id(self) -> str:
        """Ours, derived: a rerun gives the same id. Letters, digits and hyphens, <= 35."""
        return f"SS{self.programme_id}-{int(self.purpose)}-{self.source_id}-{self.attempt_no}"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One bank statement against the ledger."""

    own_account_id: int
    statement_ref: str
    to_on: date
    closing_won: int
    ledger_won: int
    stopped_for: str | None
