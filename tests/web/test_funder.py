"""The funder's screens say what the book says, and nobody else sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.web.admitting import LANGUAGE

from .desk_story import LONG_NAME, SOLD_WON, Day, a_settlement_day
from .visiting import Visitor, text_of

PATHS = (
    "/funding-desk",
    "/funding-desk/holdings",
    "/funding-desk/statement",
    "/funding-desk/auctions",
)


@pytest.fixture(scope="module")
def day(database_of: Callable[[], AbstractContextManager[Database]]) -> Iterator[Day]:
    with database_of() as database, a_settlement_day(database) as day:
        yield day


def _funder(day: Day, *roles: Role) -> Visitor:
    found = day.portal.visitor(
        f"Funder {roles}", day.portal.book.funder_id, *(roles or (Role.ENTERER,))
    )
    found.client.cookies.set(LANGUAGE, "en")
    return found


def test_what_is_out_comes_back_on_the_day_the_buyer_pays(day: Day) -> None:
    funder = _funder(day)
    said = text_of(funder.get("/funding-desk"))
    assert f"{SOLD_WON:,}" in said and "1 receivables" in said
    picture = funder.get("/funding-desk")
    assert "<svg" in picture and "Cash that comes back" in picture
    back = day.portal.book.calendar.on_or_after(day.due + timedelta(days=30))
    held = funder.get(f"/funding-desk/holdings?day={back}")
    assert f"{SOLD_WON:,}" in held and "buyer" in held
    assert "S1" not in text_of(held), "a seller's name is not the funder's to know"
    assert f"{SOLD_WON:,}" not in funder.get(f"/funding-desk/holdings?day={day.due}")


def test_a_statement_of_a_span_that_ends_before_it_begins_is_refused_at_its_field(
    day: Day,
) -> None:
    funder = _funder(day)
    wrong = funder.client.get("/funding-desk/statement?from_on=2026-04-09&until=2026-04-01")
    assert wrong.status_code == 422
    assert f"{SOLD_WON:,}" in funder.get("/funding-desk/statement?from_on=2026-04-01")


def test_a_bid_without_an_auction_says_so_and_keeps_what_was_written(day: Day) -> None:
    funder = _funder(day)
    assert "No auction for this day" in funder.get("/funding-desk/auctions")
    told = {
        "programme_id": day.programme_id,
        "for_day": day.due,
        "facility_id": 1,
        "rate_annual": "0.03",
        "amount_won": "1,000,000",
    }
    refused = funder.post("/funding-desk/auctions", **told)
    assert refused.status_code == 422


def test_the_funders_screens_open_for_a_funder_alone(day: Day) -> None:
    supplier = day.portal.visitor(
        "Supplier", day.portal.book.companies[LONG_NAME].company_id, Role.APPROVER
    )
    for path in PATHS:
        _funder(day).get(path)
        assert supplier.client.get(path).status_code == 403, path
