"""An award under its agreement, with accepted works at its sites: where the claims begin.

Sites, matches, baselines and the agreement are put down by hand; everything after is done by acts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from books import Book, kept_digests, open_book
from outcome_stage import Stage
from sangsaeng.acts.kinds.outcomes_claims import ClaimChecked, ClaimWanted, LineWanted
from sangsaeng.acts.kinds.outcomes_determinations import (
    ClaimNamed,
    DeterminationNamed,
    DeterminationWanted,
    RedeterminationWanted,
)
from sangsaeng.acts.kinds.outcomes_verifications import DrawWanted, FindingWanted, ReportWanted
from sangsaeng.acts.model import Caller, Given, Office, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.contracts.contract import Contract, read_contract, render_canonical

# Each number revealed is the digest of the next one: the last is thought of first.
NONCES = [bytes([7]) * 32]
for _ in range(2):
    NONCES.insert(0, sha256(NONCES[0]).digest())
# Days after the book's first: the first period is observed for 180 and claimed until 210.
CLAIMS_ON, NEXT_CLAIMS_ON = 185, 365
# AC-19: weights .5/.3/.2 and results .92/1.10/.85 of the target. A share is no more than one, so
# the second's target is .9.
WEIGHTS = {"units_working": "0.5", "hazards_abated": "0.3", "training_hours": "0.2"}
AC_19 = {"units_working": "92", "hazards_abated": "99", "training_hours": "85"}
NOWHERE = 999_999_999
Results = Mapping[str, str]


def some_rule(cap_won: int, **changes: Any) -> str:
    """A composite rule as the agreement keeps it: steps, gates, 10 % kept back."""
    metrics = [
        {"code": code, "weight": weight, "baseline": "0", "target": goal, "tolerance": "0.05"}
        for (code, weight), goal in zip(WEIGHTS.items(), ("1", "0.9", "1"), strict=True)
    ]
    data = {
        "contract": "award",
        "version": 1,
        "kind": "composite",
        "clauses": {"5.1": "concealment", "5.2": "death", "5.3": "duties", "6.1": "retention"},
        "terms": {
            "cap": cap_won,
            "form": {
                "kind": "steps",
                "steps": [{"least": "0.8", "pays": "0.5"}, {"least": "1", "pays": "1"}],
            },
            "metrics": metrics,
            "gates": [
                {"code": "no_concealment", "clause": "5.1"},
                {"code": "no_attributable_death", "clause": "5.2"},
                {"code": "legal_duties", "clause": "5.3"},
            ],
            "retention": {"rate": "0.1", "clause": "6.1"},
            **changes,
        },
    }
    found = read_contract(data)
    assert isinstance(found, Contract), found
    return render_canonical(found)


@dataclass
class Paying:
    """The people of a programme, an award in observation, and the days as they pass."""

    database: Database
    sites: int = 4
    success_won: int = 120_000_000
    rules: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    days: int = 0

    def __post_init__(self) -> None:
        self.stage = Stage(open_book(self.database))
        fee = {"verifier_fee_won": 1_000_000}
        given = {"sample_share": "0.5", "sample_least": 2, **fee, **self.rules}
        self.programme = self.stage.opened(**given)
        self.award = self.stage.awarded(self.programme, success_won=self.success_won)
        officer, verifier = Role.PROGRAMME_OFFICER, Role.VERIFIER
        self.officers = self.people("kosme", officer, officer, office=Office.PROGRAMME)
        self.verifiers = self.people("verifier", verifier, verifier, office=Office.VERIFIER)
        kb = (Role.CREDIT, Role.TREASURY, Role.TREASURY)
        self.credit, *self.treasury = self.people("kb", *kb, office=Office.INSTITUTION)
        self.suppliers = self.people("supplier", Role.ENTERER, Role.APPROVER)
        self.strangers = self.people("stranger", Role.ENTERER, Role.APPROVER)
        self.matches: list[int] = []
        with self.book.database.transaction() as tx:
            self._agree(tx)
            for number in range(self.sites):
                self.matches.append(self._site(tx, number))
        for match_id in self.matches:
            self.evidence(match_id, 170)

    @property
    def book(self) -> Book:
        """The book."""
        return self.stage.book

    @property
    def at(self) -> datetime:
        """Noon, so many days after the book's first."""
        return self.stage.at(self.days)

    def people(self, name: str, *roles: Role, office: Office | None = None) -> list[Caller]:
        """New people of a company, one a role."""
        offices = frozenset({office} if office else ())
        company = self.stage.company(name)
        return [self.stage.people.caller(company, role, offices=offices) for role in roles]

    def _agree(self, tx: Tx) -> None:
        about = {"p": self.programme, "a": self.award}
        tx.run(
            "INSERT INTO outcomes.assignment VALUES (%(p)s, %(a)s, %(v)s, %(d)s, %(at)s)",
            v=self.stage.company("verifier"),
            d=sha256(NONCES[0]).digest(),
            at=self.stage.at(),
            **about,
        )
        text = some_rule(self.success_won, **self.terms)
        tx.run(
            "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
            " rule_digest, highest_won, advance_won, signed_at) VALUES (%(p)s, %(a)s, 1, %(text)s,"
            " %(digest)s, %(cap)s, 0, %(at)s)",
            text=text,
            digest=sha256(text.encode()).digest(),
            cap=self.success_won,
            at=self.stage.at(),
            **about,
        )
        tx.run(
            "UPDATE outcomes.award SET state = 'accepted'"
            " WHERE programme_id = %(p)s AND award_id = %(a)s",
            **about,
        )

    def _site(self, tx: Tx, number: int) -> int:
        site_id, match_id = reserve_items(tx, 2)
        about = {"p": self.programme, "a": self.award, "s": site_id, "m": match_id}
        tx.run(
            "INSERT INTO outcomes.site (programme_id, site_id, company_id, name, workplace_number,"
            " industry_code, region, headcount, hazards) VALUES (%(p)s, %(s)s, %(c)s, 'site',"
            " %(n)s, 'C29', 'Incheon', 20, '{caught_in}')",
            c=self.stage.site_company(f"site{number}"),
            n=f"{site_id:011d}",
            **about,
        )
        tx.run(
            "INSERT INTO outcomes.match (programme_id, match_id, award_id, site_id, hazard,"
            " drawn_from, seed, drawn_at, supplier_at, site_at, state) VALUES (%(p)s, %(m)s, %(a)s,"
            " %(s)s, 'caught_in', 9, '', %(at)s, %(at)s, %(at)s, 'accepted')",
            at=self.stage.at(),
            **about,
        )
        for metric in WEIGHTS:
            tx.run(
                "INSERT INTO outcomes.baseline VALUES (%(p)s, %(m)s, %(metric)s, 0, 100, %(day)s,"
                " %(until)s, 'visit', %(at)s, %(at)s)",
                metric=metric,
                day=self.book.today - timedelta(days=365),
                until=self.book.today,
                at=self.stage.at(),
                p=self.programme,
                m=match_id,
            )
        return match_id

    def evidence(self, match_id: int, day: int, late: bool = False) -> int:
        """A file about a site, taken and added so many days after the book's first."""
        content = f"{match_id} {day} {late}".encode()
        with self.book.database.transaction() as tx:
            number = reserve_items(tx, 1)[0]
            digest = sha256(content).digest()
            tx.run(
                "INSERT INTO outcomes.evidence_file VALUES (%(d)s, %(c)s) ON CONFLICT DO NOTHING",
                d=digest,
                c=content,
            )
            tx.run(
                "INSERT INTO outcomes.evidence (programme_id, evidence_id, match_id, kind, sha256,"
                " size_bytes, media_type, taken_at, company_id, added_at, late) VALUES (%(p)s,"
                " %(e)s, %(m)s, 'photo_after', %(d)s, 1, 'image/jpeg', %(at)s, %(c)s, %(at)s,"
                " %(late)s)",
                p=self.programme,
                e=number,
                m=match_id,
                d=digest,
                at=self.stage.at(day),
                c=self.stage.company("supplier"),
                late=late,
            )
        return number

    def incident(self, match_id: int, day: int, **told: Any) -> int:
        """An accident at a site, recorded now."""
        said = {"kind": "injury", "concealed": False, "attributable": False, **told}
        with self.book.database.transaction() as tx:
            number = reserve_items(tx, 1)[0]
            tx.run(
                "INSERT INTO outcomes.incident (programme_id, incident_id, match_id, kind,"
                " happened_on, concealed, attributable, recorded_at) VALUES (%(p)s, %(i)s, %(m)s,"
                " %(kind)s, %(day)s, %(concealed)s, %(attributable)s, %(at)s)",
                p=self.programme,
                i=number,
                m=match_id,
                day=self.stage.at(day).date(),
                at=self.at,
                **said,
            )
        return number

    def run(self, statement: Any, **values: object) -> None:
        """Change the book by hand, with the owner's password."""
        url = self.book.database.url
        with Database(url, size=1, role=None) as owner, owner.transaction() as tx:
            tx.run(statement, p=self.programme, a=self.award, **values)

    def rows(self, statement: Any, **values: object) -> list[dict[str, Any]]:
        """What stands in the book."""
        with self.book.database.transaction() as tx:
            return tx.rows(statement, p=self.programme, a=self.award, **values)

    def balance(self, kind: int) -> int:
        """What accounts of a kind hold, in won: debits less credits."""
        (row,) = self.rows(
            "SELECT coalesce(sum(CASE WHEN ledger.kind_of(debit) = %(k)s THEN amount_won ELSE 0 END"
            " - CASE WHEN ledger.kind_of(credit) = %(k)s THEN amount_won ELSE 0 END), 0)::bigint"
            " AS won FROM ledger.line WHERE programme_id = %(p)s AND %(a)s > 0",
            k=kind,
        )
        return int(row["won"])

    def caller(self, who: Caller) -> Caller:
        """The same person, who proved itself now."""
        return replace(who, stepped_up_at=self.at)

    def done(self, code: str, given: Given, *who: Caller) -> dict[str, Any]:
        """The answer of an act that the first enters and the others approve, one by one."""
        first = self.caller(who[0])
        now = enter(self.book.database, first, acts()[code], given, self.at)
        assert isinstance(now, Entered), now
        for one in who[1:]:
            assert now.state == "waiting" and now.answer is None, now
            caller = self.caller(one)
            done = decide(self.book.database, caller, now.act_id, now.digest, True, self.at)
            assert isinstance(done, Entered), done
            now = done
        assert now.state == "executed" and now.answer is not None, now
        return now.answer

    def refusal(self, code: str, given: Given, who: Caller) -> Refusal:
        """Why an act is refused; nothing was kept."""
        before = kept_digests(self.book.database.url)
        done = dry_run(self.book.database, self.caller(who), acts()[code], given, self.at)
        assert isinstance(done, list), done
        assert kept_digests(self.book.database.url) == before
        (found,) = done
        return found

    def hears(self, code: str, given: Given, who: Caller) -> str:
        """The code with which an act is refused."""
        return self.refusal(code, given, who).code

    def lines(self, results: Results = AC_19, matches: list[int] | None = None) -> list[LineWanted]:
        """The same results of a hundred at every site."""
        return [
            LineWanted(match_id=match_id, metric=metric, numerator=value, denominator="100")
            for match_id in (self.matches if matches is None else matches)
            for metric, value in results.items()
        ]

    def wanted(self, period_no: int = 1, **other: Any) -> ClaimWanted:
        """A claim as it is entered."""
        said = {"lines": self.lines(), "award_id": self.award, **other}
        return ClaimWanted(programme_id=self.programme, period_no=period_no, **said)

    def claimed(self, results: Results = AC_19, period_no: int = 1) -> int:
        """A claim that the desk has checked."""
        given = self.wanted(period_no, lines=self.lines(results))
        claim = self.done("outcomes.claims.submit", given, *self.suppliers)["claim_id"]
        self.check(claim)
        return int(claim)

    def check(self, claim_id: int) -> None:
        """The desk passes a claim on."""
        given = ClaimChecked(programme_id=self.programme, claim_id=claim_id, passed=True)
        self.done("outcomes.claims.check", given, self.officers[0])

    def drawing(self, claim_id: int, nonce: bytes = NONCES[0]) -> DrawWanted:
        """A draw as it is entered."""
        return DrawWanted(programme_id=self.programme, claim_id=claim_id, nonce=nonce.hex())

    def drawn(self, claim_id: int, nonce: bytes = NONCES[0]) -> list[int]:
        """The sites of a claim's sample."""
        given = self.drawing(claim_id, nonce)
        done = self.done("outcomes.verifications.draw", given, self.verifiers[0])
        return list(done["match_ids"])

    def findings(self, drawn: list[int], results: Results = AC_19) -> list[FindingWanted]:
        """The same results of a hundred found at every drawn site, today."""
        lines, today = self.lines(results, drawn), self.at.date()
        return [FindingWanted(**line.model_dump(), visited_on=today) for line in lines]

    def reporting(
        self, claim_id: int, drawn: list[int], results: Results = AC_19, duties_met: bool = True
    ) -> ReportWanted:
        """A report as it is entered."""
        about = {"programme_id": self.programme, "claim_id": claim_id}
        found = self.findings(drawn, results)
        return ReportWanted(**about, duties_met=duties_met, found=found)

    def verified(
        self,
        claimed: Results = AC_19,
        found: Results | None = None,
        period_no: int = 1,
        duties_met: bool = True,
    ) -> int:
        """A claim with its report."""
        claim = self.claimed(claimed, period_no)
        drawn = self.drawn(claim, NONCES[period_no - 1])
        given = self.reporting(claim, drawn, claimed if found is None else found, duties_met)
        self.done("outcomes.verifications.report", given, *self.verifiers)
        return claim

    def of_claim(self, claim_id: int) -> ClaimNamed:
        """A claim as it is named."""
        return ClaimNamed(programme_id=self.programme, claim_id=claim_id)

    def determining(self, claim_id: int, amount_won: int = 0) -> DeterminationWanted:
        """A determination as it is entered."""
        about = {"programme_id": self.programme, "claim_id": claim_id}
        return DeterminationWanted(**about, amount_won=amount_won)

    def determine(self, claim_id: int) -> dict[str, Any]:
        """The determination of a verified claim: the verifier's two, and the payer."""
        return self._agreed("outcomes.determinations.determine", self.determining(claim_id))

    def redetermining(self, claim_id: int, reason: str, **other: Any) -> RedeterminationWanted:
        """A redetermination as it is entered."""
        about = {"programme_id": self.programme, "claim_id": claim_id, "reason": reason}
        return RedeterminationWanted(**about, **{"amount_won": 0, **other})

    def redetermine(self, claim_id: int, reason: str, **other: Any) -> dict[str, Any]:
        """A new version of a claim's determination."""
        given = self.redetermining(claim_id, reason, **other)
        return self._agreed("outcomes.determinations.redetermine", given)

    def _agreed(self, code: str, given: DeterminationWanted) -> dict[str, Any]:
        """A trial says the sum, and the payer agrees to it."""
        first = self.caller(self.verifiers[0])
        tried = dry_run(self.book.database, first, acts()[code], given, self.at)
        if isinstance(tried, list) and tried[0].code == "stated_sum_differs":
            given = given.model_copy(update={"amount_won": tried[0].facts["found"]})
        return self.done(code, given, *self.verifiers, self.credit)

    def of_determination(self, number: int) -> DeterminationNamed:
        """A determination as it is named."""
        return DeterminationNamed(programme_id=self.programme, determination_id=number)

    def settle(self, number: int) -> dict[str, Any]:
        """A determination's money, booked by the treasury."""
        given = self.of_determination(number)
        return self.done("outcomes.determinations.settle", given, *self.treasury)

    def settled(self, period_no: int = 1, **other: Any) -> tuple[int, dict[str, Any]]:
        """A claim that was determined and booked after its window; and how it was booked."""
        claim = self.verified(period_no=period_no, **other)
        number = self.determine(claim)["determination_id"]
        self.days += 15
        return claim, self.settle(number)


def explained(row: dict[str, Any]) -> list[str]:
    """The codes of an explanation's lines."""
    lines = row["explanation"]
    return [one["what"] for one in (json.loads(lines) if isinstance(lines, str) else lines)]
