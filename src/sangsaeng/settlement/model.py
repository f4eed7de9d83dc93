"""A settlement run's steps and what it proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RunState(StrEnum):
    """Steps of a run, in order; a stopped run waits for a person."""

    OPENED = "opened"
    FROZEN = "frozen"
    POSTED = "posted"
    PROVEN = "proven"
    RELEASED = "released"
    STOPPED = "stopped"


class CallState(StrEnum):
    """A funding call: due, in grace until the end of the next business day, unpaid, funded."""

    DUE = "due"
    GRACE = "grace"
    UNPAID = "unpaid"
    FUNDED = "funded"


@dataclass(frozen=True, slots=True)
class Run:
    """The run of a day: it settles what came due after `previous_day`, the run before it."""

    run_id: int
    day: date
    state: RunState
    previous_day: date
    first_xid: int
    stop_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a finished run did, in rows and won."""

    settled_count: int
    paid_won: int
    parked_won: int
    payout_count: int


@dataclass(frozen=True, slots=True)
class Equation:
    """One line of a proof: a rule of the guarantee with both its sides in won."""

    rule: str
    what: str
    left_won: int
    right_won: int

    @property
    def holds(self) -> bool:
        """Both sides are the same."""
        return self.left_won == self.right_won
