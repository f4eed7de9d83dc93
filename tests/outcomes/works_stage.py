"""A funded award and everybody that works, evidence and observation need, by short names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from books import Book, kept_digests, open_book
from outcome_stage import Stage
from sangsaeng.acts.kinds.outcomes_agreements import AgreementWanted
from sangsaeng.acts.kinds.outcomes_baselines import (
    AwardNamed,
    BaselineGiven,
    BaselinesGiven,
    HazardGiven,
)
from sangsaeng.acts.kinds.outcomes_gateway import DrawWanted, MatchNamed
from sangsaeng.acts.kinds.outcomes_sites import ConsentGiven, SiteWanted
from sangsaeng.acts.kinds.outcomes_targets import MetricWanted, TargetNamed, TargetWanted
from sangsaeng.acts.model import Answer, Caller, Given, Office, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Page
from sangsaeng.api.service_reading import read
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_site import Site
from sangsaeng.outcomes.model_target import Stated
from sangsaeng.outcomes.service import get_award, get_programme
from sangsaeng.outcomes.service_agreements import Rule, preview_agreement
from sangsaeng.outcomes.service_sites import get_site, render_consent

NONCE = "ab" * 32
NOWHERE = 999_999_999
PNG = b"\x89PNG\r\n\x1a\n"


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

    def read(self, code: str, caller: Caller, **filters: Any) -> list[Any]:
        """What somebody reads, by the reading's own code."""
        reading = all_readings()[code]
        asked = reading.filters(**filters) if reading.filters is not None else None
        page = read(self.book.database, caller, reading, asked, self.at)
        assert isinstance(page, Page), page
        for row in page.rows:
            reading.row.model_validate(row)
        return list(page.rows)

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

    def target(self, **other: Any) -> TargetWanted:
        """The undertaking of a plan: 90 % of the units working, half of the hazards gone."""
        said = {
            "metrics": [
                metric("units_working", "0.5", Stated.ABSOLUTE, "0.9"),
                metric("hazards_abated", "0.3", Stated.DELTA, "0.5"),
                metric("training_hours", "0.2", Stated.RATIO, "1.5"),
            ],
            **other,
        }
        return TargetWanted(programme_id=self.programme, award_id=self.award, **said)

    def approved(self, target: TargetWanted | None = None) -> int:
        """An approved target's version."""
        code = "outcomes.targets.propose"
        version = self.done(code, self.suppliers, target or self.target())["version"]
        self.done(
            "outcomes.targets.approve",
            self.officers,
            self.of_version(version),
            self.verifiers.first,
        )
        return int(version)

    def of_version(self, version: int) -> TargetNamed:
        """A version as it is named."""
        return TargetNamed(programme_id=self.programme, award_id=self.award, version=version)

    def baselines(self, matches: list[int], **other: Any) -> BaselinesGiven:
        """Twelve months of accidents and hours, no unit working, 10 hazards, 30 hours for 20."""
        lines = [
            self.baseline(match_id, name, one, of, **other)
            for match_id in matches
            for name, one, of in (
                ("ltifr", "1", "40000"),
                ("units_working", "0", "10"),
                ("hazards_abated", "0", "10"),
                ("training_hours", "30", "20"),
            )
        ]
        hazards = [
            HazardGiven(match_id=match_id, hazard_no=1, kind="press", risk_before=20)
            for match_id in matches
        ]
        about = {"programme_id": self.programme, "award_id": self.award}
        return BaselinesGiven(**about, lines=lines, hazards=hazards)

    def baseline(
        self, match_id: int, name: str, numerator: str, denominator: str, **other: Any
    ) -> BaselineGiven:
        """How a metric stood over the year before the book's day."""
        until = self.book.today - timedelta(days=1)
        said = {
            "from_on": date(until.year - 1, until.month, until.day) + timedelta(days=1),
            "until_on": until,
            "source": "COMWEL",
            **other,
        }
        return BaselineGiven(
            match_id=match_id, metric=name, numerator=numerator, denominator=denominator, **said
        )

    @property
    def named_award(self) -> AwardNamed:
        """The award as it is named."""
        return AwardNamed(programme_id=self.programme, award_id=self.award)

    def locked(self, sites: int = 2, target: TargetWanted | None = None) -> list[int]:
        """Confirmed matches with an approved target and locked baselines."""
        matches = self.confirmed(sites)
        self.approved(target)
        self.done("outcomes.baselines.record", self.verifiers, self.baselines(matches))
        self.done("outcomes.baselines.lock", self.verifiers, self.named_award)
        return matches

    def rule(self) -> Rule:
        """The rule as it would be signed."""
        with self.book.database.transaction() as tx:
            programme = get_programme(tx, self.programme)
            award = get_award(tx, self.programme, self.award)
            assert not isinstance(programme, Refusal) and not isinstance(award, Refusal)
            rule = preview_agreement(tx, programme, award)
        assert isinstance(rule, Rule), rule
        return rule

    def agreement(self, **other: Any) -> AgreementWanted:
        """What is signed: an advance of 56 million on stage 1 of 80, with its bond (AC-19)."""
        said = {
            "rule_digest": self.rule().digest.hex(),
            "advance_won": 56_000_000,
            "bond_won": 56_000_000,
            "bond_reference": "SGI-2026-1",
            **other,
        }
        return AgreementWanted(programme_id=self.programme, award_id=self.award, **said)

    def signers(self) -> list[Caller]:
        """One person of each side besides the administrator's two."""
        sites = [self.approver_of(name).second for name in self.sites]
        return [self.suppliers.second, self.payers.first, *sites]

    def agreed(self, sites: int = 2, **other: Any) -> list[int]:
        """Matches under a signed agreement."""
        matches = self.locked(sites)
        code = "outcomes.agreements.sign"
        self.done(code, self.officers, self.agreement(**other), *self.signers())
        return matches


def metric(code: str, weight: str, stated: Stated, size: str) -> MetricWanted:
    """A metric of a target."""
    return MetricWanted(metric=code, weight=weight, stated=stated, size=size)
