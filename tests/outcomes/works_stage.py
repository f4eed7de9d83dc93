"""A funded award and everybody that works, evidence and observation need, by short names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from outcome_stage import Stage

from books import Book, kept_digests, open_book
from sangsaeng.acts.kinds.outcomes_gateway import DrawWanted, MatchNamed
from sangsaeng.acts.kinds.outcomes_sites import ConsentGiven, SiteWanted
from sangsaeng.acts.model import Answer, Caller, Given, Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_site import Site
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_sites import get_site, render_consent

NONCE = "ab" * 32
NOWHERE = 999_999_999


@dataclass(frozen=True)
class Pair:
    """Who enters and who approves."""

    first: Caller
    second: Caller


@dataclass
class Works:
    """The stage, and two people of each side."""

    database: Database
    stage: Stage = field(init=False)
    programme: int = 0
    award: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        self.stage = Stage(open_book(self.database))
        self.programme = self.stage.opened()
        self.award = self.stage.awarded(self.programme)
        officer, verifier = Role.PROGRAMME_OFFICER, Role.VERIFIER
        self.officers = self.pair("kosme", officer, officer, Office.PROGRAMME)
        self.payers = self.pair("kb", Role.CREDIT, Role.TREASURY, Office.INSTITUTION)
        self.verifiers = self.pair("verifier", verifier, verifier, Office.VERIFIER)
        self.suppliers = self.pair("supplier", Role.ENTERER, Role.APPROVER)
        self.strangers = self.pair("stranger", Role.ENTERER, Role.APPROVER, Office.SITE)
        self.owners: dict[str, Pair] = {}
        self.sites: dict[str, int] = {}
        with self.book.database.transaction() as tx:
            tx.run(
                "INSERT INTO outcomes.assignment (programme_id, award_id, verifier_id,"
                " nonce_digest, assigned_at) VALUES (%(p)s, %(a)s, %(v)s, %(d)s, %(at)s)",
                p=self.programme,
                a=self.award,
                v=self.stage.company("verifier"),
                d=sha256(b"nonce").digest(),
                at=self.at,
            )

    @property
    def book(self) -> Book:
        """The book."""
        return self.stage.book

    @property
    def at(self) -> datetime:
        """Noon, so many days after the book's first."""
        return self.stage.at(self.days)

    def pair(self, name: str, first: Role, second: Role, office: Office | None = None) -> Pair:
        """Two people of a company."""
        offices = frozenset() if office is None else frozenset({office})
        company = self.stage.company(name)
        one, two = (self.stage.people.caller(company, r, offices=offices) for r in (first, second))
        return Pair(one, two)

    def fresh(self, caller: Caller) -> Caller:
        """The same person, who proved itself now."""
        return Caller(
            company_id=caller.company_id,
            powers=caller.powers,
            offices=caller.offices,
            person_id=caller.person_id,
            stepped_up_at=self.at,
        )

    def done(self, code: str, pair: Pair, given: Given, *others: Caller) -> dict[str, Any]:
        """The answer of an act that the pair and the others agree to; a dry run before it answers
        as well and keeps nothing."""
        before = kept_digests(self.book.database.url)
        tried = dry_run(self.book.database, self.fresh(pair.first), acts()[code], given, self.at)
        assert isinstance(tried, Answer), tried
        assert kept_digests(self.book.database.url) == before
        first = self.fresh(pair.first)
        now = enter(self.book.database, first, acts()[code], given, self.at)
        assert isinstance(now, Entered), now
        for caller in (pair.second, *others):
            if now.state != "waiting":
                break
            now = decide(
                self.book.database, self.fresh(caller), now.act_id, now.digest, True, self.at
            )
            assert isinstance(now, Entered), now
        assert now.state == "executed" and now.answer is not None, now
        return now.answer

    def hears(self, code: str, caller: Caller, given: Given) -> list[str]:
        """The codes with which an act is refused; nothing was kept."""
        before = kept_digests(self.book.database.url)
        done = dry_run(self.book.database, self.fresh(caller), acts()[code], given, self.at)
        assert isinstance(done, list), done
        assert kept_digests(self.book.database.url) == before
        return [one.code for one in done]

    def refused(self, code: str, caller: Caller, given: Given) -> str:
        """The one code with which an act is refused."""
        (heard,) = self.hears(code, caller, given)
        return heard

    def rows(self, statement: Any, **values: object) -> list[dict[str, Any]]:
        """What stands in the book."""
        with self.book.database.transaction() as tx:
            return tx.rows(statement, p=self.programme, a=self.award, **values)

    def seen(self, caller: Caller, statement: Any) -> list[dict[str, Any]]:
        """What somebody sees of the book."""
        asking = Asking(WEB, caller.company_id, caller.person_id)
        with self.book.database.asked_by(asking) as tx:
            return tx.rows(statement)

    def wanted(self, name: str, **other: Any) -> SiteWanted:
        """A site as it is entered."""
        number = f"{self.stage.company(name):011d}"
        said = {
            "name": f"{name} works",
            "workplace_number": number,
            "industry_code": "C29",
            "region": "Incheon",
            "headcount": 20,
            "hazards": ["caught_in"],
            **other,
        }
        return SiteWanted(programme_id=self.programme, **said)

    def owner_of(self, name: str) -> Pair:
        """The owner's person and the workers' representative of a site's company."""
        if name not in self.owners:
            self.stage.site_company(name)
            role = Role.WORKER_REPRESENTATIVE
            self.owners[name] = self.pair(name, Role.ENTERER, role, Office.SITE)
        return self.owners[name]

    def approver_of(self, name: str) -> Pair:
        """The owner's person and its approver, for what the company does with two of its own."""
        company = self.stage.company(name)
        second = self.stage.people.caller(company, Role.APPROVER, offices=frozenset({Office.SITE}))
        return Pair(self.owner_of(name).first, second)

    def registered(self, name: str, **other: Any) -> int:
        """A registered site's number."""
        self.owner_of(name)
        done = self.done(
            "outcomes.sites.register", self.approver_of(name), self.wanted(name, **other)
        )
        self.sites[name] = int(done["site_id"])
        return self.sites[name]

    def consent(self, name: str) -> ConsentGiven:
        """What both sign for a site."""
        with self.book.database.transaction() as tx:
            programme = get_programme(tx, self.programme)
            site = get_site(tx, self.programme, self.sites[name])
            assert isinstance(programme, Programme) and isinstance(site, Site)
            digest = sha256(render_consent(programme, site).encode()).hexdigest()
        return ConsentGiven(
            programme_id=self.programme, site_id=self.sites[name], text_digest=digest
        )

    def consented(self, name: str, **other: Any) -> int:
        """A site whose two sides consented."""
        number = self.registered(name, **other)
        self.done("outcomes.sites.consent", self.owner_of(name), self.consent(name))
        return number

    def draw(self, sites: int) -> list[int]:
        """Matches drawn for the award."""
        given = DrawWanted(
            programme_id=self.programme, award_id=self.award, sites=sites, nonce=NONCE
        )
        return list(self.done("outcomes.gateway.draw", self.officers, given)["matches"])

    def named(self, match_id: int) -> MatchNamed:
        """A match as it is named."""
        return MatchNamed(programme_id=self.programme, match_id=match_id)

    def name_of(self, match_id: int) -> str:
        """The short name of a match's site."""
        (row,) = self.rows(
            "SELECT site_id FROM outcomes.match WHERE programme_id = %(p)s AND match_id = %(m)s"
            " AND award_id = %(a)s",
            m=match_id,
        )
        return next(name for name, number in self.sites.items() if number == row["site_id"])

    def confirmed(self, sites: int) -> list[int]:
        """So many matches that both sides confirmed."""
        for number in range(sites):
            self.consented(f"site{number}")
        made = self.draw(sites)
        for match_id in made:
            self.done("outcomes.matches.confirm", self.suppliers, self.named(match_id))
            owner = self.approver_of(self.name_of(match_id))
            self.done("outcomes.matches.confirm", owner, self.named(match_id))
        return made
