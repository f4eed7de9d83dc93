"""One institution's working day on a book: settle, instruct, send, hear the bank, again.

The faces, the replay and the demo all go through here, so that none has an order of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_paying import order_paid
from sangsaeng.payouts.model import Reconciled
from sangsaeng.payouts.rails.routing import RoutingLimits
from sangsaeng.payouts.rails.transports import Transport, TransportDown
from sangsaeng.payouts.service_bank import Recorded, record_message
from sangsaeng.payouts.service_dispatch import instruct, list_waiting, send
from sangsaeng.programmes.service import get_calendar
from sangsaeng.settlement.receipts import identify_receipt
from sangsaeng.settlement.service_funding import cover_roots
from sangsaeng.statutes.loader import integer_on

# A file rail's entries come within the day; a payment silent longer than this is asked for.
ASKED_AFTER = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Desk:
    """The book and the ways to banks."""

    database: Database
    transports: Mapping[str, Transport]
    rails: Sequence[str]
    limits: RoutingLimits


def limits_on(tx: Tx, day: date) -> RoutingLimits | Refusal:
    """The routing limits of a day: the law values in force and the closed days."""
    netted = integer_on("netted_item_limit_won", day)
    if isinstance(netted, Refusal):
        return netted
    closed = frozenset(get_calendar(tx).closed_days)
    return RoutingLimits(netted_limit_won=netted, closed_days=closed)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a round with the banks brought."""

    messages: int
    new_entries: int
    came_back: int
    reconciled: tuple[Reconciled, ...]
    unreadable: tuple[Refusal, ...]


def hear_banks(desk: Desk, at: datetime, answers: Sequence[tuple[str, str, bytes]] = ()) -> Heard:
    """Record every waiting message and `answers`; buyers' money goes to its roots at once."""
    waiting = list(answers)
    for rail, transport in desk.transports.items():
        waiting += [(rail, reference, data) for reference, data in transport.fetch()]
    recorded: list[Recorded] = []
    unreadable: list[Refusal] = []
    for rail, reference, data in waiting:
        done = record_message(desk.database, rail, reference, data, at, identify_receipt)
        if isinstance(done, Refusal):
            unreadable.append(done)
            continue
        recorded.append(done)
        for receipt, _ in done.receipts:
            if not receipt.is_deposit:
                cover_roots(
                    desk.database,
                    receipt.programme_id,
                    at.date(),
                    receipt.root_id,
                    receipt.due_on,
                )
        desk.transports[rail].acknowledge(reference)
    return Heard(
        messages=len(waiting),
        new_entries=sum(one.new_entries for one in recorded),
        came_back=sum(len(one.came_back) for one in recorded),
        reconciled=tuple(r for one in recorded for r in one.reconciled),
        unreadable=tuple(unreadable),
    )


def ask_waiting(desk: Desk, at: datetime) -> int:
    """Ask the banks what became of payments they have been silent about; how many were asked."""
    asked = list_waiting(desk.database, at - ASKED_AFTER)
    for attempt in asked:
        rail, about = attempt["rail"], attempt["end_to_end_id"]
        if rail not in desk.transports:
            continue
        try:
            answer = desk.transports[rail].ask(about)
        except TransportDown:
            continue
        reference = f"ask-{about}-{at:%Y%m%d%H%M}"
        record_message(desk.database, rail, reference, answer, at, identify_receipt)
    return len(asked)


def pay_out(desk: Desk, at: datetime, most_rounds: int = 20) -> int:
    """Instruct, send and hear until nothing moves: money parked in the first round is paid out in
    the next. How many payouts were instructed."""
    total = 0
    ask_waiting(desk, at)
    order_paid(desk.database, at.date())
    for _ in range(most_rounds):
        done = instruct(desk.database, desk.rails, desk.limits, at)
        answers = send(desk.database, desk.transports, at)
        heard = hear_banks(desk, at, answers)
        total += done.item_count
        if done.item_count == 0 and heard.new_entries == 0:
            break
    return total
