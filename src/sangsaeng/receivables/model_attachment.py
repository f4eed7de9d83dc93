"""Orders of creditors against a company, and what they lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AttachmentKind(StrEnum):
    """What a court ordered: an attachment of what it is owed, or a provisional one."""

    ATTACHMENT = "attachment"
    PROVISIONAL = "provisional_attachment"


@dataclass(frozen=True, slots=True)
class Portion:
    """What a company retains of one receivable and is free to be locked, in won."""

    programme_id: int
    receivable_id: int
    matures_on: date
    free_won: int


@dataclass(frozen=True, slots=True)
class Lock:
    """What one order locks of one receivable."""

    attachment_id: int
    programme_id: int
    lock_id: int
    receivable_id: int
    locked_won: int
    released_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """An order as it was served, and everything it ever locked."""

    attachment_id: int
    company_id: int
    kind: AttachmentKind
    reference: str
    amount_won: int
    served_on: date
    released_on: date | None
    locks: tuple[Lock, ...]

    @property
    def locked_won(self) -> int:
        """What it holds now."""
        return sum(lock.locked_won for lock in self.locks if lock.released_on is None)

    @property
    def found_nothing_won(self) -> int:
        """What of the order found nothing of the company's own."""
        return self.amount_won - self.locked_won if self.released_on is None else 0


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A lock that is being released. `was_in_hand`: a run has had its receivable in hand and left
    the locked part in the book."""

    lock_id: int
    programme_id: int
    receivable_id: int
    locked_won: int
    matures_on: date
    was_in_hand: bool


@dataclass(frozen=True, slots=True)
class LaterOrder:
    """An order served after the one released, and what of it has found nothing so far."""

    attachment_id: int
    missing_won: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How a lock ends: its holder's again (`freed_won`), to be paid by the next run
    (`to_pay_won`), or locked on by later orders (`taken`: order, won). They add up to the lock."""

    lock: HeldLock
    freed_won: int
    to_pay_won: int
    taken: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Released:
    """What the end of an order did, in won."""

    attachment_id: int
    freed_won: int
    to_pay_won: int
    locked_on_won: int
