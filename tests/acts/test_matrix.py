"""The matrix in docs/powers.md is the one the code runs, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from least import least

from books import noon, open_book
from clusters import Cluster
from people import People
from sangsaeng.acts.matrix import Cell, list_cells, render_matrix
from sangsaeng.acts.model import OFFICES_OF_ROLE, Caller, Office, Power, Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.acts.rules import may_read
from sangsaeng.acts.service import dry_run, enter
from sangsaeng.database.connection import Database

_ALL_OFFICES = frozenset(Office)
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "powers.md"
_READ = [cell for cell in list_cells() if not cell.is_act]
Hall = tuple[Database, dict[Role, Caller], datetime]


@pytest.fixture(scope="module")
def hall(cluster: Cluster) -> Iterator[Hall]:
    """A company that holds every office, with one person in each role."""
    with cluster.fresh() as url, Database(url) as database:
        book = open_book(database)
        people = People(book)
        company_id = book.company("hall").company_id
        people.office(company_id, *_ALL_OFFICES)
        callers = {role: people.caller(company_id, role, offices=_ALL_OFFICES) for role in Role}
        yield database, callers, noon(book.today)


def test_the_page_is_what_the_registry_says() -> None:
    assert render_matrix() in _PAGE.read_text("utf-8"), "print it anew: python3 dev.py run powers"


@pytest.mark.parametrize("code", sorted(acts()))
def test_who_may_enter_an_act_gets_past_the_door_and_nobody_else(hall: Hall, code: str) -> None:
    database, callers, at = hall
    act = acts()[code]
    given = act.given.model_validate(least(act.given), strict=False)
    for role, caller in callers.items():
        done = dry_run(database, caller, act, given, at)
        denied = isinstance(done, list) and done[0].code == "not_permitted"
        assert denied is (role not in act.enter), (code, role, done)
        if denied:
            entered = enter(database, caller, act, given, at)
            assert isinstance(entered, list) and entered[0].code == "not_permitted"


@pytest.mark.parametrize(
    "cell", [c for c in list_cells() if not c.is_act], ids=lambda c: f"{c.code}-{c.role}"
)
def test_who_may_read_reads_and_nobody_else(
    cell: Cell, hall: tuple[Database, dict[Role, Caller], datetime]
) -> None:
    _, callers, _ = hall
    refused = may_read(callers[cell.role], all_readings()[cell.code])
    assert (refused is None) is cell.may_read


@pytest.mark.parametrize("role", sorted(OFFICES_OF_ROLE))
def test_a_role_has_no_force_without_its_companys_office(role: Role) -> None:
    assert not Caller(1, (Power(role),)).roles
    office = min(OFFICES_OF_ROLE[role])
    assert Caller(1, (Power(role),), frozenset({office})).roles == {role}
