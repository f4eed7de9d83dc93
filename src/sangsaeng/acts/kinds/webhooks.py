"""Where a company is told what happens: addresses, events, secrets, and telling again.

No secret is entered or answered: what is entered and answered is kept as text. The signing secret
is made from the installation's key, and its reading `webhooks.secret` shows it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.jobs.model import Event
from sangsaeng.jobs.service_webhooks import (
    add_endpoint,
    change_events,
    end_endpoint,
    replay,
    rotate_secret,
)
from sangsaeng.kernel.refusals import Refusal

_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_URL = r"^(https://|http://(localhost|127\.[0-9.]+|\[::1\])[:/])"
Events = Annotated[list[Event], Field(min_length=1, max_length=len(Event))]
# A week is enough to change a secret at any receiver; a leaked one should not sign for longer.
MOST_HOURS = 7 * 24


class WebhookAdd(Given):
    """An address that begins with https, and what is told there. A receiver on the server's own
    machine may be told by plain http, where the installation lets it."""

    url: Annotated[str, Field(pattern=_URL, min_length=9, max_length=500)]
    events: Events


class WebhookEvents(Given):
    """What is told there from now on."""

    endpoint_id: ItemId
    events: Events


class WebhookRotation(Given):
    """A new secret; for `hours` the one before it signs too, 0: no longer."""

    endpoint_id: ItemId
    hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = 24


class WebhookEnd(Given):
    """Nothing is told there any more."""

    endpoint_id: ItemId


class WebhookReplay(Given):
    """One occurrence told again, or everything since a moment."""

    endpoint_id: ItemId
    occurrence_id: ItemId | None = None
    since: AwareDatetime | None = None


class WebhookStands(Answer):
    """An endpoint; the reading `webhooks.secret` shows what it signs with."""

    endpoint_id: int


class WebhookToldAgain(Answer):
    """How many messages are told again."""

    count: int


def _add(acting: Acting, given: WebhookAdd) -> WebhookStands | Refused:
    done = add_endpoint(acting.tx, acting.company_id, given.url, given.events, acting.at)
    return done if isinstance(done, Refusal) else WebhookStands(endpoint_id=done)


def _change_events(acting: Acting, given: WebhookEvents) -> WebhookStands | Refused:
    refused = change_events(acting.tx, acting.company_id, given.endpoint_id, given.events)
    return refused or WebhookStands(endpoint_id=given.endpoint_id)


def _rotate(acting: Acting, given: WebhookRotation) -> WebhookStands | Refused:
    whose = acting.company_id, given.endpoint_id
    done = rotate_secret(acting.tx, *whose, given.hours, acting.at)
    return done if isinstance(done, Refusal) else WebhookStands(endpoint_id=given.endpoint_id)


def _end(acting: Acting, given: WebhookEnd) -> WebhookStands | Refused:
    refused = end_endpoint(acting.tx, acting.company_id, given.endpoint_id, acting.at)
    return refused or WebhookStands(endpoint_id=given.endpoint_id)


def _replay(acting: Acting, given: WebhookReplay) -> WebhookToldAgain | Refused:
    since: datetime | None = given.since
    whose = acting.company_id, given.endpoint_id
    done = replay(acting.tx, *whose, given.occurrence_id, since)
    return done if isinstance(done, Refusal) else WebhookToldAgain(count=done)


ACTS = (
    Act(
        code="webhooks.add",
        path="/webhooks/add",
        given=WebhookAdd,
        answer=WebhookStands,
        enter=_ADMINISTRATORS,
        steps_up=True,
        by_key=False,
        execute=_add,
    ),
    Act(
        code="webhooks.change_events",
        path="/webhooks/change-events",
        given=WebhookEvents,
        answer=WebhookStands,
        enter=_ADMINISTRATORS,
        steps_up=True,
        by_key=False,
        execute=_change_events,
    ),
    Act(
        code="webhooks.rotate_secret",
        path="/webhooks/rotate-secret",
        given=WebhookRotation,
        answer=WebhookStands,
        enter=_ADMINISTRATORS,
        steps_up=True,
        by_key=False,
        execute=_rotate,
    ),
    Act(
        code="webhooks.end",
        path="/webhooks/end",
        given=WebhookEnd,
        answer=WebhookStands,
        enter=_ADMINISTRATORS,
        steps_up=True,
        by_key=False,
        execute=_end,
    ),
    Act(
        code="webhooks.replay",
        path="/webhooks/replay",
        given=WebhookReplay,
        answer=WebhookToldAgain,
        enter=_ADMINISTRATORS,
        execute=_replay,
    ),
)
