"""What goes to a bank and what comes back, the same for every rail. No I/O.

An `Instruction` becomes bytes by one rail; the bank's bytes become `BankEvent`s by the same rail.
The desk above knows only these types, so a new rail changes nothing there (G7: every matured
portion is paid by exactly one payout that ends in a credit the bank has confirmed).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal

from sangsaeng.kernel.refusals import Refusal

Direction = Literal["debit", "credit"]


class Reason(StrEnum):
    """Why money did not reach the payee, whatever code the bank used for it."""

    CLOSED_ACCOUNT = "closed_account"
    NO_SUCH_ACCOUNT = "no_such_account"
    NAME_MISMATCH = "name_mismatch"
    SUSPENDED = "suspended"
    ACCOUNT_INVALID = "account_invalid"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    LIMIT_EXCEEDED = "limit_exceeded"
    DUPLICATE = "duplicate"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of ours that a payout leaves from. `bank_code` is KFTC's three digits."""

    own_account_id: int
    bank_code: str
    account_number: str
    name: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """One transfer to one payee.

    `end_to_end_id` (1-35 characters) is ours and stored before anything is sent; an unknown
    result is asked for under it and never sent again under another.
    """

    end_to_end_id: str
    amount_won: int
    debtor: OwnAccount
    payee_bank_code: str
    payee_account_number: str
    payee_name: str
    payee_business_number: str | None
    purpose_text: str
    execute_on: date


@dataclass(frozen=True, slots=True)
class Batch:
    """What leaves in one sending, at the moment `created_at`, which has its time zone.

    `message_id` (1-35 characters) and the moment are derived, so a rerun writes the same bytes
    and the bank recognises them.
    """

    message_id: str
    rail: str
    created_at: datetime
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The bank took it and will execute it. Without `end_to_end_id`: the whole message."""

    end_to_end_id: str | None
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The bank will not execute this instruction; no money left. `reason` is in its own words.

    `Reason.DUPLICATE` here means the bank holds another instruction under the same id: ask.
    """

    end_to_end_id: str
    reason_code: Reason
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BatchRejected:
    """The bank refused the whole message, or only the payment block `block_id` of it."""

    message_id: str
    reason_code: Reason
    reason: str = ""
    block_id: str | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The bank had this message already: it counts as sent, and its first verdict stands."""

    message_id: str


@dataclass(frozen=True, slots=True)
class EntryBooked:
    """One movement on one of our accounts.

    `entry_ref` is the bank's own reference, unique on the account. A return carries the id of the
    payment it sends back in `original_end_to_end_id` and leaves `end_to_end_id` empty, so that
    nothing takes it for the payment itself. `bank_code` is None where the bank names itself only
    by a BIC.
    """

    bank_code: str | None
    account_number: str
    entry_ref: str
    amount_won: int
    direction: Direction
    booked_on: date
    value_on: date
    end_to_end_id: str | None = None
    message_id: str | None = None
    counterparty_name: str | None = None
    counterparty_account: str | None = None
    remittance_text: str = ""
    is_return: bool = False
    original_end_to_end_id: str | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that had left comes back; the money itself arrives as an `EntryBooked`."""

    end_to_end_id: str
    reason_code: Reason
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A bank's statement of one account. Balances are signed won; what the entries add up to is
    for the reconciler to compare (opening + credits - debits = closing), not for the reader."""

    bank_code: str | None
    account_number: str
    statement_id: str
    sequence_number: int
    opening_won: int
    closing_won: int
    entries: tuple[EntryBooked, ...]
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Unknown:
    """Asked, or sent without an answer: the bank has not said what became of it."""

    end_to_end_id: str


@dataclass(frozen=True, slots=True)
class Credited:
    """The bank confirms in its answer that the payee's account has been credited."""

    end_to_end_id: str
    bank_reference: str


BankEvent = (
    Accepted
    | Rejected
    | BatchRejected
    | Duplicate
    | EntryBooked
    | Returned
    | Statement
    | Unknown
    | Credited
)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens_at` until before `closes_at`, Korean time."""

    opens_at: time
    closes_at: time

    def is_open(self, at: time) -> bool:
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True, slots=True)
class Charset:
    """What a rail's fields can hold.

    `encoding` is the narrowest character set on the way (cp949 where the bank prints in EUC-KR);
    lengths are characters.
    """

    account_pattern: str
    name_length: int
    purpose_length: int
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class WireItem:
    """One transfer as a bank will read it in our bytes: the check before release."""

    end_to_end_id: str
    amount_won: int
    payee_bank_code: str
    payee_account_number: str
    payee_name: str


@dataclass(frozen=True, slots=True)
class Rail:
    """One way to a bank. Found by package scan under the name `RAIL`.

    `limit_won_per_item` is the default of a dated value the caller may override in `validate`;
    `hours` None means a message is taken at any hour; `answers_at_once` means that sending
    returns the outcome and no mailbox follows.
    """

    code: str
    limit_won_per_item: int
    batch_limit: int
    answers_at_once: bool
    hours: Hours | None
    charset: Charset
    render: Callable[[Batch], bytes]
    parse: Callable[[bytes], Sequence[BankEvent] | Refusal]
    parse_back: Callable[[bytes], Sequence[WireItem] | Refusal]
    check: Callable[[Charset, Instruction, int], Refusal | None]

    def validate(
        self, instruction: Instruction, limit_won_per_item: int | None = None
    ) -> Refusal | None:
        """Whether this rail can carry the instruction as it stands; never changes it.

        Refusals, in order: payout_id_unwritable, not_a_whole_won, rail_limit_exceeded,
        payee_bank_code_invalid, payee_account_invalid, payee_name_unwritable,
        business_number_invalid, purpose_unwritable, debtor_account_invalid.
        """
        limit_won = self.limit_won_per_item if limit_won_per_item is None else limit_won_per_item
        return self.check(self.charset, instruction, limit_won)

    def render_batch(self, batch: Batch) -> bytes:
        """The bytes for the bank; the same batch gives the same bytes. Instructions must have
        passed `validate`; their ids must differ."""
        ids = {instruction.end_to_end_id for instruction in batch.instructions}
        assert batch.rail == self.code, f"a batch for {batch.rail} on rail {self.code}"
        assert 0 < len(batch.instructions) <= self.batch_limit, "batch size"
        assert len(ids) == len(batch.instructions), "an end-to-end id stands twice in the batch"
        return self.render(batch)

    def parse_message(self, data: bytes) -> tuple[BankEvent, ...] | Refusal:
        """What the bank says in one message. Garbage gives `bank_message_unreadable`."""
        events = self.parse(data)
        return events if isinstance(events, Refusal) else tuple(events)

    def read_back(self, data: bytes) -> tuple[WireItem, ...] | Refusal:
        """Our own bytes read as the bank reads them, for control totals before release."""
        items = self.parse_back(data)
        return items if isinstance(items, Refusal) else tuple(items)
