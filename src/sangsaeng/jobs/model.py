"""Jobs, endpoints and messages as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What acts hand over to the worker; each is the code of its act."""

    SETTLEMENT_RUN = "settlement.run"
    SETTLEMENT_RESUME = "settlement.resume"
    FUNDING_CALL = "funding.call"
    CUT_OFF_MAKE = "cut_off.make"
    STANDING_ORDERS_RUN = "standing_orders.run"
    LATE_INTEREST_ACCRUE = "late_interest.accrue"
    PLAYBOOKS_RUN = "playbooks.run"
    BANK_EXCHANGE = "bank.exchange"
    UNIDENTIFIED_IDENTIFY = "unidentified.identify"


class State(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class Event(StrEnum):
    """What a company can ask to be told of; docs/webhooks.md has the facts of each."""

    RECEIVABLE_ISSUED = "receivable.issued"
    RECEIVABLE_PASSED_ON = "receivable.passed_on"
    RECEIVABLE_CANCELLED = "receivable.cancelled"
    SALE_ACCEPTED = "sale.accepted"
    SALE_CANCELLED = "sale.cancelled"
    PAYOUT_ORDERED = "payout.ordered"
    PAYOUT_CREDITED = "payout.credited"
    PAYOUT_RETURNED = "payout.returned"
    FUNDING_CALLED = "funding.called"
    ACT_WAITING = "act.waiting"
    ACT_EXECUTED = "act.executed"
    ACCOUNT_CHANGED = "account.changed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a worker took it. `attempts` counts this taking too; `progress`: steps done before
    that are not done twice."""

    job_id: int
    kind: str
    company_id: int
    given: Mapping[str, Any]
    attempts: int
    progress: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Installation:
    """What this book is. `clock_ahead`: how far a sandbox's clock is before the real one."""

    sandbox: bool
    clock_ahead: timedelta
    webhooks_to_loopback: bool

    @property
    def loopback(self) -> bool:
        """Whether a receiver on this very machine may be told."""
        return self.sandbox or self.webhooks_to_loopback


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one endpoint, as a worker took it."""

    endpoint_id: int
    occurrence_id: int
    url: str
    event: str
    facts: Mapping[str, Any]
    happened_at: datetime
    attempts: int
    secret_number: int
    previous_until: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one try: the receiver's status, or the code of what went wrong."""

    status: int | None = None
    error: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300
