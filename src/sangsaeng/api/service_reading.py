"""Reading lists and documents under row-level security; a look at another's data is an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sangsaeng.acts.model import Caller
from sangsaeng.acts.rules import may_read
from sangsaeng.acts.shape import Asked, Page, Reading
from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.service import record_event
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.refusals import Refusal

Refusals = list[Refusal]


def read(
    database: Database,
    caller: Caller,
    reading: Reading,
    filters: Any,
    at: datetime,
    after: tuple[Any, ...] | None = None,
    limit: int = 100,
) -> Page | Refusals:
    """One page, as of one moment; or `not_permitted`, or what the list refuses."""
    refused = may_read(caller, reading)
    subject = None if reading.subject is None else reading.subject(filters)
    told = reading.of_others and bool(caller.offices)
    asking = Asking(WEB, caller.company_id, caller.person_id)
    event = Event(
        happened_at=at,
        action=reading.code,
        outcome=Outcome.DENIED if refused else Outcome.DONE,
        person_id=caller.person_id,
        key_id=caller.key_id,
        company_id=caller.company_id,
        subject_id=None if subject == caller.company_id else subject,
        programme_id=getattr(filters, "programme_id", None) if told else None,
        code=refused.code if refused else None,
    )
    if refused:
        with database.asked_by(asking) as tx:
            record_event(tx, event)
        return [refused]
    with database.asked_by(asking, snapshot=True) as tx:
        asked = Asked(tx, caller.company_id, at, filters, after, limit, caller.person_id)
        found = reading.list_page(asked)
        if told or event.subject_id is not None:
            record_event(tx, event)
    if isinstance(found, Page):
        return found
    return [found] if isinstance(found, Refusal) else list(found)
