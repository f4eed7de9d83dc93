"""People in sessions and machines with keys, made in the book without the ways that lead there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sangsaeng.acts.model import Office, Role
from sangsaeng.api.callers import csrf_token_of
from sangsaeng.api.settings import DEVELOPMENT_COOKIE
from sangsaeng.database.connection import DOOR, Asking, Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.model import Company
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person
from sangsaeng.parties.service import record_joined
from sangsaeng.parties.service_machines import KeyEntry, make_key
from sangsaeng.parties.service_powers import record_office
from sangsaeng.signin.model import How, Session
from sangsaeng.signin.service_sessions import begin_session, step_up

_SQL = load(__package__)
Headers = dict[str, str]


@dataclass
class Crowd:
    """Adds people, offices and machines to a book; `origin`: where its pages are served from."""

    database: Database
    at: datetime
    origin: str = "http://localhost:8000"
    sessions: list[Session] = field(default_factory=list)

    def company(self, number: str, name: str) -> int:
        """A company that is on the system; its number here."""
        with self.database.transaction() as tx:
            made = record_joined(tx, number, name, "large", self.at.astimezone(KOREA).date())
        assert isinstance(made, Company), made
        return made.company_id

    def person(self, company_id: int, *roles: Role, name: str = "") -> tuple[int, list[int]]:
        """A person with these roles at a company: its number, and those of its powers."""
        with self.database.transaction() as tx:
            person_id, *powers = reserve_items(tx, 1 + len(roles))
            facts = PersonFacts(name or f"person {person_id}", f"{name or person_id}@some.example")
            tx.run(
                _SQL["add_person"],
                person_id=person_id,
                sealed=seal_person(tx.keys, facts),
                email_digest=digest_of_email(tx.keys, f"{person_id}@some.example"),
                at=self.at,
            )
            for power_id, role in zip(powers, roles, strict=True):
                tx.run(
                    _SQL["add_power"],
                    power_id=power_id,
                    person_id=person_id,
                    company_id=company_id,
                    role=str(role),
                    at=self.at,
                )
        return person_id, powers

    def office(self, company_id: int, *offices: Office) -> None:
        """What a company is to the whole system."""
        with self.database.transaction() as tx:
            for office in offices:
                record_office(tx, company_id, str(office), self.at.astimezone(KOREA).date())

    def session(self, person_id: int) -> Headers:
        """What a page of ours sends for a person that has proved itself just now."""
        with self.database.asked_by(Asking(DOOR)) as tx:
            begun = begin_session(tx, person_id, How.PASSWORD_TOTP, self.at, "bench")
        self.sessions.append(begun.session)
        return {
            "cookie": f"{DEVELOPMENT_COOKIE}={begun.token}",
            "x-csrf-token": csrf_token_of(begun.token),
            "origin": self.origin,
        }

    def prove_anew(self, at: datetime) -> None:
        """Everybody proves once more that it is itself: that holds for minutes."""
        with self.database.asked_by(Asking(DOOR)) as tx:
            for session in self.sessions:
                step_up(tx, session, at, "totp")

    def machine(self, company_id: int, *scopes: str) -> tuple[int, Headers]:
        """A machine of a company: its key's number, and what it sends."""
        secret = f"key-{company_id}-{'+'.join(scopes).replace('*', '~')}"
        entry = KeyEntry(
            label="bench",
            secret_digest=hashlib.sha256(secret.encode()).digest(),
            scopes=scopes,
            limit_won=None,
            ends_at=self.at + timedelta(days=30),
        )
        with self.database.transaction() as tx:
            key_id = make_key(tx, company_id, entry, self.at, 0)
        assert not isinstance(key_id, Refusal), key_id
        return key_id, {"authorization": f"Bearer {secret}"}
