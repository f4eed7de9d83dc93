"""A programme for tests of controls: cases are put down in it and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from programme_rows import Rows

from books import open_book
from outcome_stage import Stage
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.controls.registry import controls
from sangsaeng.outcomes.controls.shape import Found, Looking
from sangsaeng.outcomes.model_call import ProgrammeRules
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.service_related import record_related


class Undone(Exception):
    """Ends a case; what it put down is taken back."""


class World:
    """One programme with an award and two clean sites of two companies; cases come and go."""

    def __init__(self, database: Database) -> None:
        self.stage = Stage(open_book(database))
        for name in ("site-a", "site-b"):
            self.stage.site_company(name)
        self.stage.company("supplier")
        self.programme_id = self.stage.opened()
        self.award = self.stage.awarded(self.programme_id)
        # A second supplier and all people are made before a case opens its own transaction.
        self.other_award = self.stage.awarded(self.programme_id, "other-supplier")
        self.people = [self.stage.people.person("one") for _ in range(12)]
        self.stage.people.person = lambda name: self.people[name == "worker"]  # type: ignore[method-assign]

    @contextmanager
    def case(self) -> Iterator[Rows]:
        """A transaction that is undone at its end."""
        with pytest.raises(Undone), self.stage.book.database.transaction() as tx:
            yield Rows(self.stage, tx, self.programme_id)
            raise Undone

    def look(self, rows: Rows, code: str, **rules: Any) -> list[Found]:
        """What a control finds now."""
        today = self.stage.book.today + timedelta(days=100)
        looking = Looking(rows.tx, self.programme_id, ProgrammeRules(**rules), today)
        return list(controls()[code].look(looking))


Case = Callable[[World, Rows, list[int]], None]


def clean_sites(world: World, rows: Rows) -> list[int]:
    """Two sites of two companies with nothing wrong about them; their matches."""
    return [rows.installed(world.award, name) for name in ("site-a", "site-b")]


def tell_related(world: World, rows: Rows, company: str, *told: Related) -> None:
    """A company tells who stands behind it."""
    number = world.stage.company(company)
    assert record_related(rows.tx, world.programme_id, number, told, rows.at) is None


def an_owner(name: str = "Kim") -> Related:
    """An owner; the day of birth tells namesakes apart."""
    return Related(Relation.OWNER, name, date(1970, 1, 1))


def give_power(world: World, rows: Rows, company: str, person_id: int) -> None:
    """A person may act for a company."""
    rows.tx.run(
        "INSERT INTO parties.power (power_id, person_id, company_id, role, granted_at)"
        " VALUES (%(id)s, %(person)s, %(company)s, 'enterer', %(at)s)",
        id=rows.number(),
        person=person_id,
        company=world.stage.company(company),
        at=rows.at,
    )


def assign(world: World, rows: Rows) -> None:
    """The award's verifier."""
    rows.add(
        "assignment",
        programme_id=world.programme_id,
        award_id=world.award,
        verifier_id=world.stage.company("verifier"),
        nonce_digest=bytes(32),
        assigned_at=rows.at,
    )


def answer_link(world: World, rows: Rows, match_id: int, number: int, in_use: bool) -> None:
    """A worker answers by a link."""
    rows.add(
        "confirmation",
        programme_id=world.programme_id,
        confirmation_id=rows.number(),
        match_id=match_id,
        token_digest=bytes([number]) * 32,
        made_at=rows.at,
        ends_at=rows.at + timedelta(days=7),
        answered_at=rows.at,
        in_use=in_use,
    )


def verify_thrice(world: World, rows: Rows, matches: list[int]) -> None:
    """One verifier looks at the supplier's claims three times running."""
    for period_no in (1, 2):
        rows.verified(rows.claim(world.award, {matches[0]: 2}, period_no), {matches[0]: 2})
    rows.tx.run("UPDATE outcomes.claim SET state = 'refused'")
    rows.verified(rows.claim(world.award, {matches[0]: 2}), {matches[0]: 2})
