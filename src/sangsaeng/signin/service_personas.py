"""Whom a visitor of a demonstration may be: one click signs in, and counts as proved.

The database itself keeps this out of every other book: a persona and its sessions need the mark of
a demonstration, and only a book that was an empty sandbox can have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.people import unseal_person
from sangsaeng.signin.model import How, Session, SignedIn
from sangsaeng.signin.service_sessions import (
    AT_THE_DOOR,
    begin_session,
    find_session,
    step_up,
    tell,
)

_SQL = load(__package__)
_ACTION = "signin.persona"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody a visitor may be. `title_code`: the sentence that says who that is."""

    person_id: int
    company_id: int
    company_name: str
    business_number: str
    name: str
    title_code: str
    roles: tuple[Role, ...]


def mark_demonstration(tx: Tx, at: datetime) -> Refusal | None:
    """Make a sandbox a demonstration; done again it changes nothing. Refused: `not_a_sandbox`."""
    tx.run(_SQL["mark_demonstration"], at=at)
    return None if tx.the(_SQL["is_demonstration"])["yes"] else refuse("not_a_sandbox")


def add_persona(tx: Tx, person_id: int, company_id: int, position: int, title_code: str) -> None:
    """A person of a demonstration that visitors may be. Raises CheckViolation or
    ForeignKeyViolation in any other book."""
    about = {"person_id": person_id, "company_id": company_id}
    tx.run(_SQL["add_persona"], **about, position=position, title_code=title_code)


def is_demonstration(database: Database) -> bool:
    """Whether the book is one to play with."""
    with database.asked_by(AT_THE_DOOR) as tx:
        return bool(tx.the(_SQL["is_demonstration"])["yes"])


def list_personas(database: Database) -> list[Persona]:
    """Whom a visitor may be, in the order to show them; nobody in a book of earnest."""
    with database.asked_by(AT_THE_DOOR) as tx:
        rows = tx.rows(_SQL["list_personas"])
        return [
            Persona(
                **{name: row[name] for name in row if name not in ("sealed", "roles")},
                name=unseal_person(tx.keys, row["sealed"]).name,
                roles=tuple(map(Role, row["roles"])),
            )
            for row in rows
        ]


def begin_persona_session(
    database: Database, person_id: int, at: datetime, agent: str = "", source: str = ""
) -> SignedIn | Refusal:
    """Sign a visitor in as a persona; it is told to the log. Refused: `unknown_persona`, also in
    every book that is no demonstration."""
    with database.asked_by(AT_THE_DOOR) as tx:
        found = tx.row(_SQL["get_persona"], person_id=person_id)
        if found is None:
            return refuse("unknown_persona", "person_id", person=str(person_id))
        company_id = found["company_id"]
        begun = begin_session(tx, person_id, How.DEMO, at, agent, source)
        session_id = begun.session.session_id
        tell(tx, _ACTION, person_id, at, company_id=company_id, object=str(session_id))
        return begun


def step_up_persona(database: Database, token: str, at: datetime) -> Session | Refusal:
    """A visitor's session may move money for some minutes more. Refused: `session_unknown`,
    `unknown_persona` for a session that did not begin as a persona's."""
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        if session.how is not How.DEMO:
            return refuse("unknown_persona", "person_id", person=str(session.person_id))
        step_up(tx, session, at, str(How.DEMO))
        again = find_session(tx, token, at)
        assert isinstance(again, Session)
        return again
