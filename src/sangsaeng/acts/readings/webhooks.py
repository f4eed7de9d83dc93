"""Where a company is told what happens, its signing secrets, and what became of each message."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.listing import ADMINISTRATORS, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.jobs.model import Event
from sangsaeng.jobs.rules_webhooks import message_id, render_secret
from sangsaeng.jobs.service_webhooks import secret_of
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)


class WebhookRow(Answer):
    """An endpoint. `previous_until`: until then the secret before the newest signs too;
    `rests_until`: it did not answer, and is tried again then."""

    endpoint_id: int
    url: str
    events: list[Event]
    previous_until: datetime | None
    rests_until: datetime | None
    made_at: datetime
    ended_at: datetime | None


class OneWebhook(Given):
    """Which endpoint."""

    endpoint_id: ItemId


class SecretRow(Answer):
    """What signs now; `previous` signs too until `previous_until`."""

    endpoint_id: int
    secret: str
    previous: str | None
    previous_until: datetime | None


class DeliveryFilters(Given):
    """Which messages of an endpoint."""

    endpoint_id: ItemId
    state: Literal["waiting", "delivered", "dead"] | None = None
    event: Event | None = None


class DeliveryRow(Answer):
    """A message: `message_id` is the `webhook-id` it is sent under, `facts` what it tells.
    `last_status` or `last_error`: what came of the last try."""

    occurrence_id: int
    message_id: str
    event: Event
    facts: dict[str, Any]
    happened_at: datetime
    state: str
    attempts: int
    next_at: datetime | None
    last_status: int | None
    last_error: str | None
    ended_at: datetime | None


_ENDPOINTS = Order("webhooks.list", {"endpoint_id": int})
_DELIVERIES = Order("webhooks.deliveries", {"occurrence_id": int}, newest_first=True)


def _secret(asked: Asked) -> Page | Refused:
    endpoint_id = asked.filters.endpoint_id
    about = {"endpoint_id": endpoint_id, "me": asked.company_id}
    row = asked.tx.row(_SQL["secret_of_endpoint"], **about)
    if row is None:
        return refuse("unknown_webhook", "endpoint_id", webhook=str(endpoint_id))
    newest, until = row["secret_number"], row["previous_until"]
    both = until is not None and asked.at < until
    numbers = (newest, newest - 1) if both else (newest,)
    shown = [render_secret(secret_of(asked.tx, endpoint_id, number)) for number in numbers]
    return one_row(
        {
            "endpoint_id": endpoint_id,
            "secret": shown[0],
            "previous": shown[1] if both else None,
            "previous_until": until if both else None,
        }
    )


def _deliveries(asked: Asked) -> Page | Refused:
    page = read_page(asked, _DELIVERIES, _SQL["list_deliveries"])
    if not isinstance(page, Page):
        return page
    rows = [{**row, "message_id": message_id(row["occurrence_id"])} for row in page.rows]
    return Page(rows, page.next_cursor)


READINGS = (
    Reading(
        code=_ENDPOINTS.code,
        path="/webhooks",
        read=ADMINISTRATORS,
        row=WebhookRow,
        list_page=lambda asked: read_page(asked, _ENDPOINTS, _SQL["list_endpoints"]),
    ),
    Reading(
        code="webhooks.secret",
        path="/webhooks/{endpoint_id}/secret",
        read=ADMINISTRATORS,
        by_key=False,
        filters=OneWebhook,
        row=SecretRow,
        one=True,
        list_page=_secret,
    ),
    Reading(
        code=_DELIVERIES.code,
        path="/webhooks/{endpoint_id}/deliveries",
        read=ADMINISTRATORS,
        filters=DeliveryFilters,
        row=DeliveryRow,
        list_page=_deliveries,
    ),
)
