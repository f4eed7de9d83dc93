"""Sellers with a mandate each, and a buyer's people: who numbers over HTTP are measured with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sangsaeng.acts.kinds.mandates import Give
from sangsaeng.acts.model import Caller, Office, Power, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.bench.service_people import Crowd
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.bench.world import (
    BenchWorld,
    bench_line,
    open_bench_facility,
    open_bench_world,
)
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company, HolderCheck
from sangsaeng.parties.service_powers import end_power
from sangsaeng.programmes.service import get_calendar
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue
from sangsaeng.signin.service_agreement import accept_terms_in, open_terms_in

_SQL = load(__package__)
# A bench is run at any hour.
_CUT_OFF = time(23, 59, 59)
_FACE_WON = 10_000_000
_LARGE_WON = 10**12
_OFFICES = frozenset({Office.INSTITUTION, Office.OPERATOR})
_MANDATES_LAST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Seller:
    """A company with one person, what it holds, and one large receivable to pass on from."""

    company_id: int
    number: str
    person_id: int
    receivables: tuple[int, ...]
    large_id: int


class Stage:
    """A programme on a fresh book, whose institution runs the installation by two people; `origin`:
    of the server."""

    def __init__(self, database: Database, at: datetime, origin: str) -> None:
        self.database, self.at = database, at
        self.crowd = Crowd(database, at, origin)
        self.world: BenchWorld = open_bench_world(database, self.day, _CUT_OFF)
        open_bench_facility(database, self.world, self.day)
        self.crowd.office(self.world.institution_id, *_OFFICES)
        self._two = [self._officer(Role.OPERATIONS), self._officer(Role.CREDIT)]

    @property
    def day(self) -> date:
        """The day in Korea."""
        return self.at.astimezone(KOREA).date()

    @property
    def due(self) -> date:
        """When what is issued falls due."""
        return self.day + timedelta(days=30)

    def seller(self, serial: int, receivables: int) -> Seller:
        """A company on the system that may pass on and sell, by one person under a mandate."""
        number, name = invented_business_number(serial), f"bench client {serial}"
        with self.database.transaction() as tx:
            company = parties.record_joined(tx, number, name, "small", self.day)
            assert isinstance(company, Company), company
            account = parties.record_account(
                tx, company.company_id, "088", f"{serial:012d}", name, self.day
            )
            assert not isinstance(account, Refusal), account
            matched = HolderCheck.MATCHED
            parties.record_holder_check(tx, account, matched, "bench", self.day, get_calendar(tx))
        payee = (number, name)
        faces = [_FACE_WON] * receivables + [_LARGE_WON]
        lines = [
            bench_line(self.world, self.day, self.due, payee, won, n) for n, won in enumerate(faces)
        ]
        done = issue(self.database, self.world.programme_id, lines, self.day)
        assert isinstance(done, Written), done
        person_id = self.only_person(company.company_id, number)
        *ids, large_id = done.receivable_ids
        return Seller(company.company_id, number, person_id, tuple(ids), large_id)

    def only_person(self, company_id: int, number: str) -> int:
        """The one person of a company, with the operator's leave to act alone."""
        person_id, _ = self.crowd.person(company_id, Role.ENTERER)
        with self.database.transaction() as tx:
            tx.run(_SQL["add_passkey"], person_id=person_id, at=self.at)
            opened = open_terms_in(tx, company_id, "ko", self.at - timedelta(minutes=1))
            accepted = accept_terms_in(tx, company_id, person_id, opened.digest, self.at)
            assert not isinstance(accepted, Refusal), accepted
        ends_at = self.at + _MANDATES_LAST
        given = Give(business_number=number, limit_won=LARGEST_WON, ends_at=ends_at)
        first, second = self._two
        waiting = enter(self.database, first, acts()["mandates.give"], given, self.at)
        assert isinstance(waiting, Entered), waiting
        done = decide(self.database, second, waiting.act_id, waiting.digest, True, self.at)
        assert isinstance(done, Entered) and done.state == "executed", done
        return person_id

    def approver(self, company_id: int) -> tuple[int, int]:
        """A second person of a company: its number and its power's."""
        person_id, powers = self.crowd.person(company_id, Role.APPROVER)
        return person_id, powers[0]

    def end_power(self, company_id: int, power_id: int, at: datetime) -> None:
        """That person works there no more."""
        with self.database.transaction() as tx:
            ended = end_power(tx, company_id, power_id, at)
            assert not isinstance(ended, Refusal), ended

    def look_over(self) -> None:
        """The server learns how much stands in its tables, as it does by itself within minutes."""
        with self.database.transaction() as tx:
            tx.run(_SQL["analyze"])

    def count_issued(self) -> int:
        """How many roots the buyer has issued."""
        with self.database.transaction() as tx:
            return int(tx.the(_SQL["count_issued"], issuer_id=self.world.buyer_id)["n"])

    def _officer(self, role: Role) -> Caller:
        institution_id = self.world.institution_id
        person_id, _ = self.crowd.person(institution_id, role)
        return Caller(
            company_id=institution_id,
            powers=(Power(role),),
            offices=_OFFICES,
            person_id=person_id,
            stepped_up_at=self.at,
        )
