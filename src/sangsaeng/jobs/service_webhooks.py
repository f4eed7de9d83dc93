"""Telling subscribers: their endpoints, and the messages on their way."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.jobs.model import Delivery, Event, Sent
from sangsaeng.jobs.rules_webhooks import decide_next, decide_url, secret_numbers
from sangsaeng.jobs.service_clock import get_installation
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items

_SQL = load(__package__)
MOST_ENDPOINTS = 10
# Messages of one endpoint in a round, one after the other; endpoints side by side, so that a slow
# receiver keeps only itself waiting.
_MOST_OF_ONE = 20
_SIDE_BY_SIDE = 8
# Longer than a round of one endpoint can last: every message has its own deadline.
_LEASE = timedelta(minutes=5)
_REST = timedelta(seconds=30)
_LONGEST_ROUND_S = 20
Send = Callable[[Delivery, Sequence[bytes], bool], Sent]


def add_endpoint(
    tx: Tx, company_id: int, url: str, events: Sequence[Event], at: datetime
) -> int | Refusal:
    """A company wants to be told at an address; the endpoint's number.

    Refused: `webhook_url_malformed`, `webhook_url_insecure`, `webhook_url_not_public`,
    `webhook_url_port`, `webhook_event_twice`, `webhook_too_many`.
    """
    refused = decide_url(url, get_installation(tx).loopback) or _twice(events)
    if refused:
        return refused
    if tx.the(_SQL["count_endpoints"], company_id=company_id)["n"] >= MOST_ENDPOINTS:
        return refuse("webhook_too_many", None, most=MOST_ENDPOINTS)
    endpoint_id = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_endpoint"],
        endpoint_id=endpoint_id,
        company_id=company_id,
        url=url,
        events=[str(event) for event in events],
        at=at,
    )
    return endpoint_id


def change_events(
    tx: Tx, company_id: int, endpoint_id: int, events: Sequence[Event]
) -> Refusal | None:
    """What is told there from now on. Refused: `webhook_event_twice`, `unknown_webhook`."""
    refused = _twice(events)
    if refused:
        return refused
    about = {"endpoint_id": endpoint_id, "company_id": company_id}
    changed = tx.row(_SQL["get_endpoint"], **about)
    if changed is None:
        return _unknown(endpoint_id)
    tx.run(_SQL["set_events"], events=[str(event) for event in events], **about)
    return None


def rotate_secret(
    tx: Tx, company_id: int, endpoint_id: int, hours: int, at: datetime
) -> int | Refusal:
    """A new secret signs at once, and for `hours` the one before it too; the new one's number.
    Refused: `unknown_webhook`."""
    about = {"endpoint_id": endpoint_id, "company_id": company_id}
    found = tx.row(_SQL["get_endpoint"], **about)
    if found is None:
        return _unknown(endpoint_id)
    until = at + timedelta(hours=hours) if hours else None
    tx.run(_SQL["rotate_secret"], until=until, **about)
    return int(found["secret_number"]) + 1


def end_endpoint(tx: Tx, company_id: int, endpoint_id: int, at: datetime) -> Refusal | None:
    """Nothing is told there any more, what waits included. Refused: `unknown_webhook`."""
    about = {"endpoint_id": endpoint_id, "company_id": company_id}
    if tx.row(_SQL["get_endpoint"], **about) is None:
        return _unknown(endpoint_id)
    tx.run(_SQL["end_endpoint"], at=at, **about)
    tx.run(_SQL["end_deliveries"], at=at, **about)
    return None


def replay(
    tx: Tx, company_id: int, endpoint_id: int, occurrence_id: int | None, since: datetime | None
) -> int | Refusal:
    """Tell again one occurrence, or all since a moment; how many.

    Refused: `webhook_replay_what`, `unknown_webhook`.
    """
    if (occurrence_id is None) is (since is None):
        return refuse("webhook_replay_what")
    about = {"endpoint_id": endpoint_id, "company_id": company_id}
    if tx.row(_SQL["get_endpoint"], **about) is None:
        return _unknown(endpoint_id)
    tx.run(_SQL["wake_endpoint"], **about)
    return tx.run(_SQL["replay"], occurrence_id=occurrence_id, since=since, **about)


def replay_by_console(
    database: Database, endpoint_id: int, occurrence_id: int | None, since: datetime | None
) -> int | Refusal:
    """The same, for the console, which works for every company."""
    with database.transaction() as tx:
        found = tx.row(_SQL["owner_of_endpoint"], endpoint_id=endpoint_id)
        if found is None:
            return _unknown(endpoint_id)
        return replay(tx, found["company_id"], endpoint_id, occurrence_id, since)


def list_endpoints(database: Database) -> list[Row]:
    """Every endpoint, with what waits and what died there."""
    with database.transaction() as tx:
        return tx.rows(_SQL["list_endpoints"])


def secret_of(tx: Tx, endpoint_id: int, number: int) -> bytes:
    """A signing secret: made from the installation's key, and kept nowhere."""
    return tx.keys.digest(f"{endpoint_id}:{number}", "webhook")


def tell_subscribers(database: Database, at: datetime, send: Send) -> int:
    """One round of messages that are due; how many arrived.

    Nothing is held open while a receiver is waited for: messages are leased, posted, and what came
    of each is kept. A worker that dies in between has them told once more, under the same id.
    """
    with database.transaction() as tx:
        rows = tx.rows(_SQL["take_deliveries"], at=at, until=at + _LEASE, most=_MOST_OF_ONE)
        loopback = get_installation(tx).loopback
        by_endpoint: dict[int, list[_Signed]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: int(row["occurrence_id"])):
            delivery = Delivery(**row)
            numbers = secret_numbers(delivery, at)
            secrets = [secret_of(tx, delivery.endpoint_id, number) for number in numbers]
            by_endpoint[delivery.endpoint_id].append(_Signed(delivery, secrets))
    rounds = [_Round(database, send, loopback, at, batch) for batch in by_endpoint.values()]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        return sum(pool.map(_Round.tell, rounds))


@dataclass(frozen=True, slots=True)
class _Signed:
    delivery: Delivery
    secrets: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Round:
    """The messages of one endpoint in one round."""

    database: Database
    send: Send
    loopback: bool
    at: datetime
    batch: Sequence[_Signed]

    def tell(self) -> int:
        """Post one after the other; after one that did not arrive the rest waits."""
        began = time.monotonic()
        for place, one in enumerate(self.batch, start=1):
            sent = self.send(one.delivery, one.secrets, self.loopback)
            self._record(one.delivery, sent)
            left = [it.delivery.occurrence_id for it in self.batch[place:]]
            if not sent.arrived:
                self._put_back(left, self.at + _REST)
                return place - 1
            if left and time.monotonic() - began > _LONGEST_ROUND_S:
                self._put_back(left, None)
                return place
        return len(self.batch)

    def _record(self, delivery: Delivery, sent: Sent) -> None:
        next_at = None if sent.arrived else decide_next(delivery.attempts, sent, self.at)
        over = sent.arrived or next_at is None
        state = "delivered" if sent.arrived else "waiting" if next_at else "dead"
        with self.database.transaction() as tx:
            tx.run(
                _SQL["record_delivery"],
                endpoint_id=delivery.endpoint_id,
                occurrence_id=delivery.occurrence_id,
                attempts=delivery.attempts,
                state=state,
                next_at=next_at or self.at,
                status=sent.status,
                error=sent.error,
                ended_at=self.at if over else None,
            )

    def _put_back(self, occurrence_ids: Sequence[int], rests_until: datetime | None) -> None:
        about = {"endpoint_id": self.batch[0].delivery.endpoint_id}
        with self.database.transaction() as tx:
            tx.run(_SQL["rest_endpoint"], until=rests_until, **about)
            next_at = rests_until or self.at
            ids = list(occurrence_ids)
            tx.run(_SQL["put_deliveries_back"], occurrence_ids=ids, next_at=next_at, **about)


def _twice(events: Sequence[Event]) -> Refusal | None:
    for place, event in enumerate(events):
        if event in events[:place]:
            return refuse("webhook_event_twice", "events", event=str(event))
    return None


def _unknown(endpoint_id: int) -> Refusal:
    return refuse("unknown_webhook", "endpoint_id", webhook=str(endpoint_id))
