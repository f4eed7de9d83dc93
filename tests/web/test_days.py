"""Days of an address: outside the calendar a page shows today, or is none; it never breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

import pytest

from sangsaeng.acts.model import Office, Role
from sangsaeng.database.connection import Database
from sangsaeng.web.days import day_of, month_of

from .visiting import Portal, visited

OUTSIDE = (
    "9999-12-31",
    "0001-01-01",
    "1999-12-31",
    "2100-01-01",
    "2026-02-30",
    "today",
    "20260101",
)


@pytest.fixture(scope="module")
def portal(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Portal]:
    with database_of() as database, visited(database) as portal:
        portal.book.programme()
        operator = portal.book.company("operator").company_id
        portal.people.office(operator, Office.OPERATOR, Office.INSTITUTION)
        yield portal


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_day_outside_the_calendar_is_none(text: str) -> None:
    assert day_of(text) is None


def test_a_day_and_a_month_are_read() -> None:
    assert day_of("2099-12-31") == date(2099, 12, 31)
    assert month_of("2000-01") == date(2000, 1, 1)
    assert month_of("9999-12") is None and month_of("") is None


@pytest.mark.parametrize("day", [*OUTSIDE, "2000-01-01", "2099-12-31"])
def test_no_day_of_an_address_breaks_a_page(portal: Portal, day: str) -> None:
    operator = portal.book.companies["operator"].company_id
    desk = portal.visitor("Desk", operator, Role.OPERATIONS, Role.AUDITOR)
    inside = day.startswith(("2000", "2099"))
    desk.get(f"/board/{day}", 200 if inside else 404)
    desk.get(f"/calendar?month={day[:7]}")
    desk.get(f"/audit?from_day={day}&until_day={day}")
    buyer = portal.book.companies["buyer"].company_id
    own = portal.visitor("Buyer", buyer, Role.VIEWER, Role.ENTERER)
    for path in ("/funding?month=", "/money?month=", "/statements?month=", "/scheme?from_on="):
        answer = own.client.get(f"{path}{day[:7]}")
        assert answer.status_code in (200, 403), (path, answer.status_code, answer.text[:500])
    answer = own.client.get(f"/issued?due_from={day}&due_until={day}")
    assert answer.status_code in (200, 404)
