"""People, powers, machines, mandates and invitations are read by their own company alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from books import Book, noon, open_book
from people import People
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.parties.people import PersonFacts, seal_person


@dataclass
class Office:
    """Two companies, each with an administrator, a machine and an invitation to the other."""

    book: Book
    people: dict[str, int]

    def rows(self, name: str, code: str) -> list[Any]:
        """What a company's administrator reads."""
        reading = all_readings()[code]
        company_id, person_id = self.book.companies[name].company_id, self.people[name]
        given = reading.filters() if reading.filters else None
        with self.book.database.asked_by(Asking(WEB, company_id, person_id)) as tx:
            asked = Asked(tx, company_id, noon(self.book.today), given, person_id=person_id)
            page = reading.list_page(asked)
        assert isinstance(page, Page)
        for row in page.rows:
            reading.row.model_validate(row)
        return list(page.rows)


@pytest.fixture
def office(database: Database) -> Office:
    book = open_book(database)
    people, made = People(book), {}
    at = noon(book.today)
    for number, name in enumerate(("ours", "theirs"), start=1):
        company_id = book.company(name).company_id
        person_id = people.person(name)
        people.caller(company_id, Role.ADMINISTRATOR, limit_won=number, person_id=person_id)
        made[name] = person_id
        with database.transaction() as tx:
            facts = PersonFacts(f"Kim of {name}", f"kim@{name}.example", "010-0000-0000")
            tx.run(
                "UPDATE parties.person SET sealed = %(sealed)s WHERE person_id = %(id)s",
                sealed=seal_person(tx.keys, facts),
                id=person_id,
            )
            tx.run(
                "INSERT INTO parties.api_key (key_id, company_id, label, secret_digest, scopes,"
                " made_at, ends_at) VALUES (%(id)s, %(company)s, %(name)s, sha256(%(secret)s),"
                " '{receivables.*}', %(at)s, %(ends)s)",
                id=10**12 + number,
                company=company_id,
                name=name,
                secret=name.encode(),
                at=at,
                ends=at + timedelta(days=1),
            )
    _invite(book, "ours", "theirs")
    return Office(book, made)


def _invite(book: Book, by: str, to: str) -> None:
    with book.database.transaction() as tx:
        tx.run(
            "INSERT INTO parties.invitation (invitation_id, token_digest, company_id, invited_by,"
            " role, made_at, ends_at) VALUES (9, '', %(to)s, %(by)s, 'administrator', %(at)s,"
            " %(at)s)",
            to=book.companies[to].company_id,
            by=book.companies[by].company_id,
            at=noon(book.today),
        )


@pytest.mark.parametrize(("name", "limit"), [("ours", 1), ("theirs", 2)])
def test_an_administrator_reads_its_own_people_by_name(
    office: Office, name: str, limit: int
) -> None:
    (row,) = office.rows(name, "people.list")
    assert (row["name"], row["email"]) == (f"Kim of {name}", f"kim@{name}.example")
    assert [(one["role"], one["limit_won"]) for one in row["powers"]] == [("administrator", limit)]
    (power,) = office.rows(name, "powers.mine")
    assert (power["role"], power["limit_won"]) == ("administrator", limit)


def test_a_machine_is_listed_without_its_secret(office: Office) -> None:
    (row,) = office.rows("ours", "api_keys.list")
    assert row["label"] == "ours" and row["scopes"] == ["receivables.*"]
    assert not any("digest" in name or "secret" in name for name in row)


def test_an_invitation_is_known_to_its_two_sides(office: Office) -> None:
    (sent,), (got,) = (office.rows(one, "invitations.list") for one in ("ours", "theirs"))
    assert (sent["side"], sent["company"], sent["invited_by"]) == ("sent", None, "ours")
    assert sent["business_number"] == office.book.number("theirs")
    assert (got["side"], got["company"], got["invited_by"]) == ("received", "theirs", None)


def test_a_person_of_two_companies_shows_each_its_own_powers(office: Office) -> None:
    theirs = office.book.companies["theirs"].company_id
    People(office.book).caller(theirs, Role.VIEWER, person_id=office.people["ours"])
    assert [len(row["powers"]) for row in office.rows("ours", "people.list")] == [1]
    roles = [[one["role"] for one in row["powers"]] for row in office.rows("theirs", "people.list")]
    assert sorted(roles) == [["administrator"], ["viewer"]]
