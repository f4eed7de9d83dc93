"""Two people of each company, and a rival that may do everything at its own company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from books import Book, kept_digests, noon, open_book
from people import People
from sangsaeng.acts.model import (
    COMPANY_ROLES,
    INSTITUTION_ROLES,
    Answer,
    Caller,
    Given,
    Office,
    Role,
)
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.database.connection import Database

INSTITUTION = frozenset({Office.INSTITUTION})
OPERATOR = frozenset({Office.INSTITUTION, Office.OPERATOR})


@dataclass(frozen=True)
class Pair:
    """Who enters for a company, and who approves."""

    first: Caller
    second: Caller


class Stage:
    """A book of an operator that is the institution, and people where a story needs them."""

    def __init__(self, database: Database) -> None:
        self.book: Book = open_book(database)
        self.people = People(self.book)
        self.people.office(self.book.institution_id, *OPERATOR)
        self.rival = self.people.caller(
            self.book.company("rival", "large").company_id,
            *COMPANY_ROLES,
            *INSTITUTION_ROLES,
            offices=INSTITUTION,
        )

    @property
    def at(self) -> datetime:
        """Noon of the book's day."""
        return noon(self.book.today)

    def pair(self, name: str) -> Pair:
        """An enterer and an approver of a company by its short name."""
        return self.pair_of(self.book.company(name).company_id)

    def pair_of(self, company_id: int) -> Pair:
        """An enterer and an approver of a company."""
        made = [self.people.caller(company_id, role) for role in (Role.ENTERER, Role.APPROVER)]
        return Pair(*made)

    def desk(self, first: Role, second: Role) -> Pair:
        """Two people of the institution, each with one role."""
        company_id = self.book.institution_id
        return Pair(
            *(self.people.caller(company_id, role, offices=OPERATOR) for role in (first, second))
        )

    def entered(self, code: str, caller: Caller, given: Given) -> Entered:
        """An act as it waits, or as it was done at once."""
        done = enter(self.book.database, caller, acts()[code], given, self.at)
        assert isinstance(done, Entered), done
        return done

    def approved(self, entered: Entered, caller: Caller) -> Entered:
        """What comes of an approval."""
        done = decide(self.book.database, caller, entered.act_id, entered.digest, True, self.at)
        assert isinstance(done, Entered), done
        return done

    def done(self, code: str, pair: Pair, given: Given, *others: Caller) -> dict[str, Any]:
        """The answer of an act that the pair and the others agree to; a dry run before it answers
        as well and keeps nothing."""
        before = kept_digests(self.book.database.url)
        answer = dry_run(self.book.database, pair.first, acts()[code], given, self.at)
        assert isinstance(answer, Answer), answer
        assert kept_digests(self.book.database.url) == before
        now = self.entered(code, pair.first, given)
        for caller in (pair.second, *others):
            assert now.state == "waiting", now
            assert now.answer is None
            now = self.approved(now, caller)
        assert now.state == "executed" and now.answer is not None, now
        return now.answer

    def hears(self, code: str, caller: Caller, given: Given) -> list[str]:
        """The codes with which an act is refused."""
        return [one[0] for one in self.refused(code, caller, given)]

    def knows_nothing(self, code: str, given: Given, none: Given, named: Iterable[object]) -> str:
        """The rival hears of another's thing (`given`) what it hears of one that does not exist
        (`none`): the same refusals, but for the numbers it `named` itself."""
        heard = [_without(self.refused(code, self.rival, one), named) for one in (given, none)]
        assert heard[0] == heard[1]
        (refusal,) = heard[0]
        return str(refusal[0])

    def refused(self, code: str, caller: Caller, given: Given) -> list[Any]:
        """Code, field, line and facts of each refusal; nothing was kept."""
        before = kept_digests(self.book.database.url)
        done = dry_run(self.book.database, caller, acts()[code], given, self.at)
        assert isinstance(done, list), done
        assert kept_digests(self.book.database.url) == before
        return [(one.code, one.field, one.line, dict(one.facts)) for one in done]


def _without(refusals: list[Any], named: Iterable[object]) -> list[Any]:
    numbers = {str(one) for one in named}
    return [
        (*about, {k: "named" if str(v) in numbers else v for k, v in facts.items()})
        for *about, facts in refusals
    ]
