"""A buyer that does not pay: trees of every standing, in programmes of two institutions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from books import Book, noon, open_book
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Sale
from sangsaeng.early_payment.service import sell
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import DefaultPolicy, Programme
from sangsaeng.settlement.playbook_model import Notice, Playbook, StepDone
from sangsaeng.settlement.playbook_opening import open_playbook
from sangsaeng.settlement.service_playbook import (
    get_playbook,
    list_notices,
    list_playbooks,
    run_playbook,
)

TIERS = ("T1", "T2", "T3", "T4")


@dataclass
class Stage:
    """The book, the programmes and the roots by what becomes of them."""

    book: Book
    due: date
    later: date
    unguaranteed: int
    guaranteed: int
    trees: dict[str, list[int]] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.book.database

    def run(self, folder: Path) -> list[StepDone]:
        """Run the newest playbook on the stage's day."""
        done = run_playbook(self.database, self.playbook_id, self.book.today, folder)
        assert not isinstance(done, Refusal), done
        return done

    @property
    def playbook_id(self) -> int:
        with self.database.transaction() as tx:
            return int(list_playbooks(tx)[0]["playbook_id"])

    def playbook(self) -> Playbook:
        with self.database.transaction() as tx:
            found = get_playbook(tx, self.playbook_id)
        assert not isinstance(found, Refusal)
        return found[0]

    def notices(self, name: str | None = None) -> list[Notice]:
        """What everyone, or one company, was told."""
        company_id = self.book.companies[name].company_id if name else None
        with self.database.transaction() as tx:
            return list_notices(tx, self.playbook_id, company_id)

    def told(self, name: str) -> dict[int, set[str]]:
        """The codes one company was told, by receivable."""
        found: dict[int, set[str]] = {}
        for notice in self.notices(name):
            found.setdefault(notice.receivable_id, set()).add(notice.code)
        return found


def chain(
    book: Book, programme_id: int, won: int, matures_on: date, later: date, depth: int = 4
) -> list[int]:
    """A root of T1 and a part of it, half each time, down to the last tier."""
    numbers = [book.issue(programme_id, "T1", won, matures_on)]
    for tier in TIERS[1:depth]:
        won //= 2
        numbers.append(book.pass_on(programme_id, numbers[-1], tier, won, later))
    return numbers


def a_buyer_that_does_not_pay(database: Database) -> Stage:
    """The calls of a day stay unpaid; an earlier tree is parked, later ones are not due."""
    book = open_book(database)
    stage = Stage(
        book,
        book.today + timedelta(days=7),
        book.today + timedelta(days=37),
        book.programme("buyer", incentive="0"),
        book.programme("buyer", policy="institution_advances", incentive="0"),
    )
    for name in TIERS:
        book.company(name)
    one, other, due, later = stage.unguaranteed, stage.guaranteed, stage.due, stage.later
    tomorrow = book.today + timedelta(days=1)
    stage.trees["parked"] = chain(book, one, 5_100_000, tomorrow, later)
    book.fund(one, stage.trees["parked"][0], 5_100_000)
    # A tree that is through before the buyer fails concerns nobody any more.
    book.fund(one, book.issue(one, "T1", 330_000, tomorrow), 330_000)
    book.today = tomorrow
    book.end_day()
    stage.trees["unpaid"] = chain(book, one, 9_200_000, due, later)
    stage.trees["exposed"] = chain(book, one, 1_300_000, later, later, depth=2)
    stage.trees["advanced"] = chain(book, other, 7_400_000, due, later)
    stage.trees["guaranteed"] = chain(book, other, 2_500_000, later, later, depth=3)
    book.today = book.calendar.after(book.today)
    sell_part(stage, one, stage.trees["unpaid"][1], 600_000, "T2")
    book.end_day()
    book.today = due
    book.end_day()
    book.today = book.calendar.after(due)
    book.end_day()
    return stage


def sell_part(stage: Stage, programme_id: int, number: int, won: int, seller: str) -> Sale:
    """A holder is paid early for a part of what it holds."""
    company = stage.book.companies[seller].company_id
    at = noon(stage.book.today)
    done = sell(stage.database, programme_id, number, won, company, at)
    assert isinstance(done, Sale), done
    return done


def programme_elsewhere(book: Book, buyer: str = "buyer") -> int:
    """A programme of the same buyer at another institution; its number."""
    with book.database.transaction() as tx:
        number = invented_business_number(900)
        bank = parties.record_joined(tx, number, "other institution", "mid", book.today)
        assert isinstance(bank, Company), bank
        (like, *_) = [
            programmes.get_programme(tx, row["programme_id"])  # type: ignore[arg-type]
            for row in programmes.list_programmes(tx)
        ]
        assert isinstance(like, Programme)
        asked = Programme(
            programme_id=0,
            buyer_id=book.companies[buyer].company_id,
            institution_id=bank.company_id,
            foundation_id=like.foundation_id,
            variant=like.variant,
            default_policy=DefaultPolicy.UNPAID_NO_RECOURSE,
            max_tier=4,
            opened_on=book.today,
            ends_on=None,
            claim_days=10,
            settlement_account_id=like.settlement_account_id,
            deposit_account_id=like.deposit_account_id,
            operating_account_id=like.operating_account_id,
        )
        opened = programmes.record_programme(tx, asked, "large")
        assert isinstance(opened, Programme), opened
        terms = programmes.terms_on(tx, like.programme_id, book.today)
        assert not isinstance(terms, Refusal)
        programmes.record_terms(tx, opened.programme_id, terms)
        return opened.programme_id


def opened_by_hand(book: Book, buyer: str = "buyer") -> Playbook:
    """An operator opens proceedings on a buyer."""
    with book.database.transaction() as tx:
        number = book.companies[buyer].company_id
        opened = open_playbook(tx, number, book.today, "rehabilitation 2026-1")
    assert isinstance(opened, Playbook), opened
    return opened
