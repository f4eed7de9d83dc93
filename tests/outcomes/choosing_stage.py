"""From a call to the awards, through the acts, by the people who do each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from books import Book, kept_digests, noon, open_book
from outcome_stage import ACCOUNT, some_call, some_plan
from people import People
from sangsaeng.acts.fields_related import RelatedNamed
from sangsaeng.acts.kinds.agreements import OwnAccountWanted
from sangsaeng.acts.kinds.outcomes_applications import (
    ApplicationLooked,
    ApplicationSubmitted,
    ApplicationWanted,
    PlanWanted,
)
from sangsaeng.acts.kinds.outcomes_awards import AwardDecided, VerifierWanted
from sangsaeng.acts.kinds.outcomes_calls import (
    AccountNamed,
    CallDrafted,
    CallNamed,
    CallOpened,
    CallWanted,
    PeriodWanted,
    RulesWanted,
)
from sangsaeng.acts.kinds.outcomes_scoring import (
    ConflictDeclared,
    Points,
    RankingWanted,
    ScoresLocked,
)
from sangsaeng.acts.model import Caller, Given, Office, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.outcomes.model_choosing import Relation
from sangsaeng.programmes.model import AccountPurpose
from watched_bank import BANK

PLAN = PlanWanted.model_validate(some_plan().model_dump())
Who = str | Caller


def owner(name: str) -> RelatedNamed:
    """A person who owns a company."""
    return RelatedNamed(relation=Relation.OWNER, named=name, born_on=date(1970, 1, 2))


@dataclass
class Scene:
    """A book, and people by short names: `kosme`, `kb` and so on, with a number after it."""

    database: Database
    book: Book = field(init=False)
    people: People = field(init=False)
    now: datetime = field(init=False)
    programme: int = 0
    callers: dict[str, Caller] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = open_book(self.database)
        self.people = People(self.book)
        self.book.bank.open_account(ACCOUNT)
        self.now = noon(self.book.today)
        for name, office in (
            ("kosme", Office.PROGRAMME),
            ("kb", Office.INSTITUTION),
            ("verifier", Office.VERIFIER),
        ):
            self.people.office(self.book.company(name, "public").company_id, office)
        self._sit("kosme", Office.PROGRAMME, officer=2, assessor=4)
        self._sit("kb", Office.INSTITUTION, credit=2, treasury=2, operations=1)
        self._sit("verifier", Office.VERIFIER, verifier=1)

    def _sit(self, name: str, office: Office, **roles: int) -> None:
        role_of = {"officer": Role.PROGRAMME_OFFICER}
        for role, count in roles.items():
            for number in range(1, count + 1):
                who = self.people.caller(
                    self.book.companies[name].company_id,
                    role_of.get(role, Role(role) if role != "officer" else Role.VIEWER),
                    offices=frozenset({office}),
                )
                self.callers[f"{name}.{role}{number}"] = who

    def supplier(self, name: str, size: str = "small") -> None:
        """A company that may apply, with two people."""
        company = self.book.company(name, size).company_id
        for number, role in ((1, Role.ENTERER), (2, Role.APPROVER)):
            self.callers[f"{name}.{number}"] = self.people.caller(company, role)

    def caller(self, who: Who) -> Caller:
        """A person, who proved itself just now."""
        found = self.callers[who] if isinstance(who, str) else who
        return replace(found, stepped_up_at=self.now)

    def do(self, code: str, given: Given, *who: Who) -> dict[str, Any]:
        """The answer of an act that the first enters and the others approve, one by one."""
        now = enter(self.database, self.caller(who[0]), acts()[code], given, self.now)
        assert isinstance(now, Entered), now
        for one in who[1:]:
            assert now.state == "waiting" and now.answer is None, now
            done = decide(self.database, self.caller(one), now.act_id, now.digest, True, self.now)
            assert isinstance(done, Entered), done
            now = done
        assert now.state == "executed" and now.answer is not None, now
        return now.answer

    def hears(self, code: str, given: Given, who: Who) -> str:
        """The code with which an act is refused; nothing was changed."""
        before = kept_digests(self.database.url)
        done = enter(self.database, self.caller(who), acts()[code], given, self.now)
        assert isinstance(done, list), done
        assert kept_digests(self.database.url) == before
        (refusal,) = done
        return refusal.code

    def read(self, code: str, who: Who, **filters: Any) -> Sequence[Any]:
        """The rows of a reading, as that person sees them."""
        reading, caller = all_readings()[code], self.caller(who)
        assert caller.roles & reading.read, f"{who} may not read {code}"
        asked_for = None if reading.filters is None else reading.filters(**filters)
        asking = Asking(WEB, caller.company_id, caller.person_id)
        with self.database.asked_by(asking) as tx:
            page = reading.list_page(
                Asked(tx, caller.company_id, self.now, asked_for, person_id=caller.person_id)
            )
        assert isinstance(page, Page), page
        return [reading.row.model_validate(row) for row in page.rows]

    def draft(self, **other: Any) -> CallDrafted:
        """A call like the real programme's."""
        rules = other.pop("rules", {})
        call = other.pop("call", {})
        first = self.book.today + timedelta(days=60)
        about: dict[str, Any] = {
            "payer_number": self.book.number("kb"),
            "name_ko": "산업안전 구축 지원",
            "name_en": "Industrial safety",
            "budget_won": 1_000_000_000,
            "running_won": 50_000_000,
            "call": CallWanted.model_validate({**some_call().model_dump(), **call}),
            "rules": RulesWanted(**rules),
            "opens_at": self.now - timedelta(hours=1),
            "closes_at": self.now + timedelta(days=30),
            "periods": [
                PeriodWanted(
                    observed_from=first + timedelta(days=180 * number),
                    observed_until=first + timedelta(days=180 * number + 170),
                    claim_until=first + timedelta(days=180 * number + 200),
                    share="0.5",
                )
                for number in range(2)
            ],
        }
        return CallDrafted(**{**about, **other})

    def drafted(self, **other: Any) -> int:
        """A draft with its bank account."""
        given = OwnAccountWanted(
            purpose=AccountPurpose.OUTCOMES,
            owner_number=self.book.number("kb"),
            bank_code=BANK,
            account_number=ACCOUNT,
        )
        own = self.do("own_accounts.add", given, "kb.operations1", "kb.treasury1")
        made = self.do("outcomes.calls.draft", self.draft(**other), "kosme.officer1")
        named = AccountNamed(
            programme_id=made["programme_id"], own_account_id=own["own_account_id"]
        )
        self.do("outcomes.calls.set_account", named, "kb.treasury1", "kb.treasury2")
        self.programme = int(made["programme_id"])
        return self.programme

    def opened(self, **other: Any) -> int:
        """An open call."""
        self.drafted(**other)
        people = ("kosme.officer1", "kosme.officer2", "kb.credit1")
        self.do("outcomes.calls.open", self.opening(), *people)
        return self.programme

    def opening(self, programme: int | None = None) -> CallOpened:
        """A draft, to be opened as it stands now."""
        number = programme or self.programme
        rows = self.read("outcomes.calls.list", "kosme.officer1")
        (digest,) = [row.draft_digest for row in rows if row.programme_id == number]
        return CallOpened(programme_id=number, draft_digest=digest)

    def submission(self, saved: dict[str, Any]) -> ApplicationSubmitted:
        """A draft of an application, to be submitted as it was saved."""
        return ApplicationSubmitted(
            programme_id=self.programme,
            application_id=saved["application_id"],
            draft_digest=saved["draft_digest"],
        )

    def application(self, name: str, **other: Any) -> ApplicationWanted:
        """What a supplier asks for."""
        about: dict[str, Any] = {
            "programme_id": self.programme,
            "plan": PLAN,
            "stage1_won": 80_000_000,
            "success_won": 60_000_000,
            "related": [owner(name)],
        }
        return ApplicationWanted(**{**about, **other})

    def applied(self, name: str, **other: Any) -> int:
        """A supplier's application, submitted."""
        if f"{name}.1" not in self.callers:
            self.supplier(name)
        given = self.application(name, **other)
        saved = self.do("outcomes.applications.save", given, f"{name}.1")
        self.do("outcomes.applications.submit", self.submission(saved), f"{name}.1", f"{name}.2")
        return int(saved["application_id"])

    def closed(self) -> None:
        """The closing time has come."""
        self.now += timedelta(days=30)
        self.do("outcomes.calls.close", CallNamed(programme_id=self.programme), "kosme.officer1")

    def checked(self, application: int, **found: bool) -> dict[str, Any]:
        """What the check of an application finds."""
        given = ApplicationLooked(programme_id=self.programme, application_id=application, **found)
        people = ("kosme.officer1", "kosme.officer2")
        return self.do("outcomes.applications.check", given, *people)

    def declares(self, application: int, conflicted: bool = False) -> ConflictDeclared:
        """An assessor's word."""
        return ConflictDeclared(
            programme_id=self.programme,
            application_id=application,
            conflicted=conflicted,
            statement="none of my own",
        )

    def sheet(self, application: int, effect: int, price: int) -> ScoresLocked:
        """A filled-in score sheet."""
        points = [
            Points(criterion="effect", points=effect),
            Points(criterion="price", points=price),
        ]
        return ScoresLocked(programme_id=self.programme, application_id=application, points=points)

    def scored(self, application: int, *sheets: tuple[int, int]) -> None:
        """Assessors, the first first, lock their sheets."""
        for number, (effect, price) in enumerate(sheets, start=1):
            who = f"kosme.assessor{number}"
            self.do("outcomes.conflicts.declare", self.declares(application), who)
            self.do("outcomes.scores.lock", self.sheet(application, effect, price), who)

    def ranked(self) -> list[dict[str, Any]]:
        """The ranking."""
        given = RankingWanted(programme_id=self.programme)
        people = ("kosme.officer1", "kosme.officer2")
        return list(self.do("outcomes.recommendations.decide", given, *people)["places"])

    def award(self, application: int, **other: Any) -> AwardDecided:
        """The payer's word on an application: the whole of what was asked."""
        about: dict[str, Any] = {
            "programme_id": self.programme,
            "application_id": application,
            "decision": "fund",
            "stage1_won": 80_000_000,
            "success_cap_won": 60_000_000,
        }
        return AwardDecided(**{**about, **other})

    def recommended(self, *names: str, **rules: Any) -> list[int]:
        """Suppliers, the first the best, recommended or in the reserve."""
        self.opened(rules=rules)
        numbers = [self.applied(name) for name in names]
        self.closed()
        for place, number in enumerate(numbers):
            self.checked(number)
            self.scored(number, *[(60 - place, 30)] * 3)
        self.ranked()
        return numbers

    def awarded(self, name: str = "alpha") -> int:
        """One award, funded in full."""
        (number,) = self.recommended(name)
        self.do("outcomes.awards.decide", self.award(number), "kb.credit1", "kb.credit2")
        return number

    def verifier(self, award: int, nonce: bytes = b"nonce", **other: Any) -> VerifierWanted:
        """The verifier, with the digest of the nonce it keeps."""
        about: dict[str, Any] = {
            "programme_id": self.programme,
            "award_id": award,
            "verifier_number": self.book.number("verifier"),
            "nonce_digest": sha256(nonce).hexdigest(),
        }
        return VerifierWanted(**{**about, **other})
