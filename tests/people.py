"""People of a book for tests: who works where as what, made without signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from books import Book, noon
from sangsaeng.acts.model import Caller, Office, Power, Role
from sangsaeng.database.connection import Tx
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.check_levels import newest_agreement


@dataclass
class People:
    """Adds people and offices to a book as the console would."""

    book: Book

    def person(self, name: str) -> int:
        """A person who cannot sign in: only its number is needed here."""
        with self.book.database.transaction() as tx:
            person_id = reserve_items(tx, 1)[0]
            tx.run(
                "INSERT INTO parties.person (person_id, sealed, email_digest, created_at)"
                " VALUES (%(person_id)s, '', sha256(convert_to(%(name)s, 'UTF8')), %(at)s)",
                person_id=person_id,
                name=f"{name}-{person_id}",
                at=noon(self.book.today),
            )
        return person_id

    def office(self, company_id: int, *offices: Office) -> None:
        """What a company is to the whole system."""
        with self.book.database.transaction() as tx:
            for office in offices:
                tx.run(
                    "INSERT INTO parties.office VALUES (%(id)s, %(office)s, %(day)s)"
                    " ON CONFLICT DO NOTHING",
                    id=company_id,
                    office=str(office),
                    day=self.book.today,
                )

    def _look_deep(self, tx: Tx, company_id: int, person_id: int, at: datetime) -> None:
        """Everything that a step may ask to have been looked at: the agreement, a strong sign-in,
        and who may bind the company."""
        about = {"company": company_id, "person": person_id, "at": at}
        tx.run(
            "INSERT INTO parties.agreement_opening (opening_id, company_id, version, language,"
            " shown, digest, opened_at) VALUES (%(id)s, %(company)s, %(version)s, 'ko', 'terms',"
            " encode(sha256('terms'), 'hex'), %(at)s)",
            id=reserve_items(tx, 1)[0],
            version=newest_agreement(),
            **about,
        )
        tx.run(
            "INSERT INTO parties.agreement_acceptance (company_id, version, digest, language,"
            " person_id, opened_at, accepted_at) VALUES (%(company)s, %(version)s,"
            " encode(sha256('terms'), 'hex'), 'ko', %(person)s, %(at)s,"
            " %(at)s + interval '1 minute') ON CONFLICT DO NOTHING",
            version=newest_agreement(),
            **about,
        )
        tx.run(
            "INSERT INTO parties.passkey (credential_id, person_id, public_key, sign_count, label,"
            " added_at) VALUES (int8send(%(person)s), %(person)s, '', 0, 'test', %(at)s)"
            " ON CONFLICT DO NOTHING",
            **about,
        )
        tx.run(
            "INSERT INTO parties.representative (company_id, person_id, confirmed_by,"
            " confirmed_by_act, confirmed_at) VALUES (%(company)s, %(person)s, %(company)s, 0,"
            " %(at)s) ON CONFLICT DO NOTHING",
            **about,
        )

    def caller(
        self,
        company_id: int,
        *roles: Role,
        limit_won: int | None = None,
        offices: frozenset[Office] = frozenset(),
        person_id: int | None = None,
        at: datetime | None = None,
        looked_at: bool = True,
    ) -> Caller:
        """A person with these roles at a company, who proved itself just now."""
        who = person_id if person_id is not None else self.person("somebody")
        moment = at or noon(self.book.today)
        if offices:
            self.office(company_id, *offices)
        with self.book.database.transaction() as tx:
            for role in roles:
                tx.run(
                    "INSERT INTO parties.power (power_id, person_id, company_id, role, limit_won,"
                    " granted_at) VALUES (%(power_id)s, %(person)s, %(company)s, %(role)s,"
                    " %(limit)s, %(at)s)",
                    power_id=reserve_items(tx, 1)[0],
                    person=who,
                    company=company_id,
                    role=str(role),
                    limit=limit_won,
                    at=moment,
                )
            if looked_at:
                self._look_deep(tx, company_id, who, moment)
        return Caller(
            company_id=company_id,
            powers=tuple(Power(role, limit_won) for role in roles),
            offices=offices,
            person_id=who,
            stepped_up_at=moment,
        )
