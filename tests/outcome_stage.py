"""A pay-for-success programme for tests: KOSME, KB, a verifier, suppliers and sites by name.

`opened` and `awarded` put rows down by hand, so that a test of a later step need not walk through
the earlier ones; the money is posted by the desk's own functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from books import Book, noon
from people import People
from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.database.connection import Tx
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model_call import Call, Criterion, Plan, PlannedMetric, ProgrammeRules
from sangsaeng.outcomes.service_money import post_award, post_commitment
from sangsaeng.oversight.book import hear_banks
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import AccountPurpose
from watched_bank import BANK

ACCOUNT = "90000000099"


def some_call(**changes: Any) -> Call:
    """A call like the real programme's, with an invented score sheet."""
    return Call(
        **{
            "eligibility_ko": "사고예방 기술을 상용화한 중소기업",
            "eligibility_en": "An SME whose accident-prevention technology is on the market",
            "accident_types": ["fire", "caught_in", "collision", "fall"],
            "score_sheet": [
                Criterion(code="effect", name_ko="효과", name_en="Effect", most=60),
                Criterion(code="price", name_ko="가격", name_en="Price", most=40),
            ],
            **changes,
        }
    )


def some_plan(**changes: Any) -> Plan:
    """A supplier's plan: interlocks for presses."""
    return Plan(
        **{
            "technology": "press interlock",
            "accident_types": ["caught_in"],
            "commercial_proof": "sold to 12 sites since 2023",
            "quote_won": 4_000_000,
            "sites_planned": 6,
            "metrics": [
                PlannedMetric(metric="units_working", weight="0.5"),
                PlannedMetric(metric="hazards_abated", weight="0.3"),
                PlannedMetric(metric="training_hours", weight="0.2"),
            ],
            **changes,
        }
    )


@dataclass
class Stage:
    """The people and companies of a programme; names are made when they are first used."""

    book: Book
    people: People = field(init=False)
    own_account_id: int = 0

    def __post_init__(self) -> None:
        self.people = People(self.book)
        for name, office in (
            ("kosme", Office.PROGRAMME),
            ("kb", Office.INSTITUTION),
            ("verifier", Office.VERIFIER),
        ):
            self.people.office(self.company(name), office)
        self.book.bank.open_account(ACCOUNT)
        with self.book.database.transaction() as tx:
            own = programmes.record_own_account(
                tx, AccountPurpose.OUTCOMES, self.company("kb"), BANK, ACCOUNT, "safety"
            )
        self.own_account_id = own.own_account_id

    def company(self, name: str) -> int:
        """A company's number; it is on the system, with a checked account."""
        return self.book.company(name).company_id

    def at(self, days: int = 0) -> datetime:
        """Noon of the book's day, or of one some days later."""
        return noon(self.book.today + timedelta(days=days))

    def caller(self, company: str, *roles: Role) -> Caller:
        """A new person of a company with these roles."""
        return self.people.caller(self.company(company), *roles)

    def site_company(self, name: str) -> int:
        """A company that has a site."""
        number = self.company(name)
        self.people.office(number, Office.SITE)
        return number

    def opened(
        self, budget_won: int = 7_000_000_000, running_won: int = 500_000_000, **rules: Any
    ) -> int:
        """An open programme whose payer has committed itself; its number."""
        today = self.book.today
        with self.book.database.transaction() as tx:
            number = tx.the(
                "INSERT INTO outcomes.programme (administrator_id, payer_id, own_account_id,"
                " name_ko, name_en, budget_won, running_won, call, rules, opens_at,"
                " closes_at, state) VALUES"
                " (%(kosme)s, %(kb)s, %(own)s, '산업안전', 'Safety', %(budget)s, %(running)s,"
                " %(call)s, %(rules)s, %(opens)s, %(closes)s, 'draft') RETURNING programme_id",
                kosme=self.company("kosme"),
                kb=self.company("kb"),
                own=self.own_account_id,
                budget=budget_won,
                running=running_won,
                call=Jsonb(some_call().model_dump(mode="json")),
                rules=Jsonb(ProgrammeRules(**rules).model_dump(mode="json")),
                opens=self.at(-1),
                closes=self.at(30),
            )["programme_id"]
            for period_no, first in ((1, today), (2, today + timedelta(days=182))):
                tx.run(
                    "INSERT INTO outcomes.period VALUES (%(p)s, %(no)s, %(first)s, %(last)s,"
                    " %(claim)s, 0.5)",
                    p=number,
                    no=period_no,
                    first=first,
                    last=first + timedelta(days=180),
                    claim=first + timedelta(days=210),
                )
            opened: LiteralString = (
                "UPDATE outcomes.programme SET state = 'open' WHERE programme_id = %(p)s"
            )
            tx.run(opened, p=number)
            post_commitment(tx, number, budget_won, running_won, today)
        return int(number)

    def pay_in(self, amount_won: int) -> int:
        """Money arrives on the programme's account; the bank entry's number."""
        self.book.bank.day = self.book.today
        self.book.bank.credit(ACCOUNT, amount_won, "KB")
        hear_banks(self.book.desk, noon(self.book.today))
        with self.book.database.transaction() as tx:
            return int(
                tx.the(
                    "SELECT max(entry_id) AS entry_id FROM payouts.bank_entry"
                    " WHERE own_account_id = %(own)s",
                    own=self.own_account_id,
                )["entry_id"]
            )

    def awarded(
        self,
        programme_id: int,
        supplier: str = "supplier",
        stage1_won: int = 80_000_000,
        success_won: int = 60_000_000,
    ) -> int:
        """A funded award; its number."""
        with self.book.database.transaction() as tx:
            number = reserve_items(tx, 1)[0]
            about = {"p": programme_id, "a": number, "s": self.company(supplier)}
            money = {"stage1": stage1_won, "success": success_won, "at": self.at()}
            _add(tx, about, money)
            refused = post_award(tx, programme_id, number, stage1_won, success_won, self._today())
            assert refused is None, refused
        return number

    def _today(self) -> date:
        return self.book.today


def _add(tx: Tx, about: dict[str, Any], money: dict[str, Any]) -> None:
    tx.run(
        "INSERT INTO outcomes.application (programme_id, application_id, supplier_id, plan,"
        " stage1_won, success_won, state, submitted_at, mean_points, rank) VALUES (%(p)s, %(a)s,"
        " %(s)s, %(plan)s, %(stage1)s, %(success)s, 'funded', %(at)s, 80, 1)",
        plan=Jsonb(some_plan().model_dump(mode="json")),
        **about,
        **money,
    )
    tx.run(
        "INSERT INTO outcomes.award (programme_id, award_id, supplier_id, instrument, stage1_won,"
        " success_cap_won, awarded_at) VALUES (%(p)s, %(a)s, %(s)s, 'grant', %(stage1)s,"
        " %(success)s, %(at)s)",
        **about,
        **money,
    )
