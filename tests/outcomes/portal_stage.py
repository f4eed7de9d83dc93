"""The portal over a stage of pay for success: its people visit, each with a session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from api.served import face_url, serving
from sangsaeng.acts.model import Caller
from sangsaeng.api.app import make_app
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.parties.people import PersonFacts, seal_person
from sangsaeng.signin.model import How
from sangsaeng.signin.service_sessions import begin_session
from sangsaeng.web.admitting import LANGUAGE
from sangsaeng.web.serving import add_portal
from web.visiting import SETTINGS, Portal, Visitor


@contextmanager
def portal_over(database: Database, stage: Any) -> Iterator[Portal]:
    """The pages over a stage's book, at the stage's moment."""
    portal = Portal(stage.book, stage.stage.people, database, stage.at)
    with Database(face_url(database.url), role=None) as web:
        portal.web = web
        app = make_app(web, lambda: stage.at, SETTINGS)
        add_portal(app, app.state.counter)
        with serving(app) as portal.url:
            yield portal
            for client in portal.clients:
                client.close()


def visit(portal: Portal, caller: Caller, at: datetime) -> Visitor:
    """A person of the stage in a browser, proved now."""
    assert caller.person_id is not None
    with portal.book.database.transaction() as tx:
        facts = PersonFacts("somebody", f"{caller.person_id}@example.invalid")
        tx.run(
            "UPDATE parties.person SET sealed = %(sealed)s WHERE person_id = %(person_id)s",
            sealed=seal_person(tx.keys, facts),
            person_id=caller.person_id,
        )
    with portal.web.asked_by(Asking(DOOR)) as tx:
        begun = begin_session(tx, caller.person_id, How.PASSWORD_TOTP, at, "test")
    client = portal.client(begun.token)
    client.cookies.set(LANGUAGE, "en")
    return Visitor(client, begun.token, caller.company_id, caller.person_id)
