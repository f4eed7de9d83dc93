"""Who a page greets: the session's person by name, in its language, with its companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.people import unseal_person
from sangsaeng.signin.model import Membership, Session
from sangsaeng.signin.service_sessions import AT_THE_DOOR, find_session

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Profile:
    """The person of a session. `language`: the one it chose when it came in."""

    session: Session
    name: str
    language: str
    companies: Sequence[Membership]


def get_profile(database: Database, token: str, at: datetime) -> Profile | Refusal:
    """Everything a page says of its reader, in one transaction: `session_unknown`."""
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        person = tx.the(_SQL["get_profile"], person_id=session.person_id)
        about = {"person_id": session.person_id, "company_id": session.company_id}
        rows = tx.rows(_SQL["list_companies_of"], **about)
        name = unseal_person(tx.keys, person["sealed"]).name
    companies = [Membership(**{**row, "roles": tuple(map(Role, row["roles"]))}) for row in rows]
    return Profile(session, name, person["language"], companies)
