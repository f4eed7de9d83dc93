"""The funder's screens say what the book says, and nobody else sees them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from sangsaeng.acts.model import Role
from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.service import accept, quote
from sangsaeng.early_payment.service_cut_off import cancel_sale
from sangsaeng.programmes.model import Facility, FacilityKind
from sangsaeng.programmes.service_facility import (
    change_facility,
    list_facilities,
    set_up_facility,
)
from sangsaeng.web.admitting import LANGUAGE

from .desk_story import LONG_NAME, SOLD_WON, Day, a_settlement_day
from .visiting import Visitor, text_of

PATHS = (
    "/funding-desk",
    "/funding-desk/holdings",
    "/funding-desk/quotes",
    "/funding-desk/forecast/csv",
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


def test_the_forecast_adds_up_by_day_and_comes_as_a_file(day: Day) -> None:
    funder = _funder(day)
    back = day.portal.book.calendar.on_or_after(day.due + timedelta(days=30))
    answer = funder.client.get("/funding-desk/forecast/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Day", "Comes back", "Interest in it", "By then"]
    assert [[row[0], row[1], row[3]] for row in rows[1:]] == [
        [back.isoformat(), str(SOLD_WON), str(SOLD_WON)]
    ]
    assert funder.client.get("/funding-desk/forecast/xlsx").content.startswith(b"PK")
    assert funder.client.get("/funding-desk/forecast/pdf").content.startswith(b"%PDF")
    assert funder.client.get("/funding-desk/forecast/exe").status_code == 404


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
    slip = funder.post("/funding-desk/auctions", **{**told, "amount_won": "-5"})
    assert slip.status_code == 422 and "wrong type" not in slip.text and "-5" in slip.text


def test_the_funders_screens_open_for_a_funder_alone(day: Day) -> None:
    supplier = day.portal.visitor(
        "Supplier", day.portal.book.companies[LONG_NAME].company_id, Role.APPROVER
    )
    for path in PATHS:
        _funder(day).get(path)
        assert supplier.client.get(path).status_code == 403, path


def test_quotes_behind_which_a_funder_stands_are_told_as_given_bought_and_lapsed(
    day: Day,
) -> None:
    book, at = day.portal.book, day.portal.at
    seller, funder = book.companies["S1"].company_id, _funder(day)
    root = book.issue(day.programme_id, "S1", 9_000_000, book.today + timedelta(days=30))
    made = {}
    for won, when in ((1_111_111, at - timedelta(hours=1)), (2_222_222, at), (3_333_333, at)):
        found = quote(book.database, day.programme_id, root, won, seller, when)
        assert isinstance(found, Quote), found
        made[won] = found
    taken = made[3_333_333]
    sold = accept(book.database, day.programme_id, taken.quote_id, seller, at)
    assert isinstance(sold, Sale), sold
    for state, won in (("open", 2_222_222), ("taken", 3_333_333), ("lapsed", 1_111_111)):
        said = text_of(funder.get(f"/funding-desk/quotes?state={state}"))
        told = [one for one in made if f"{one:,}" in said]
        assert told == [won], (state, told)
        assert "4.2 %" in said and " 30 " in said and "S1" not in said
        assert f"{made[won].interest_won:,}" in said
    assert all(f"{won:,}" in funder.get("/funding-desk/quotes?state=all") for won in made)
    # Others of the agreement: one who bought none of it, and one who asks more than a sale earns.
    for order, rate, tells in ((1, "0", {1_111_111, 2_222_222}), (2, "0.05", set[int]())):
        company, account = book.funder(order)
        with book.database.transaction() as tx:
            asked = replace(
                list_facilities(tx, FacilityKind.PURCHASE, programme_id=day.programme_id)[0],
                facility_id=0,
                provider_id=company,
                own_account_id=account,
                least_rate_annual=Decimal(rate),
                blocked_won=0,
                used_won=0,
            )
            assert isinstance(set_up_facility(tx, asked, book.today), Facility)
        person = day.portal.visitor(f"Funder {order}", company, Role.ENTERER)
        person.client.cookies.set(LANGUAGE, "en")
        seen = person.get("/funding-desk/quotes?state=all")
        assert {won for won in made if f"{won:,}" in seen} == tells


def test_open_quotes_are_those_that_can_be_taken_and_what_was_stays_as_it_was(day: Day) -> None:
    book, at, buys = day.portal.book, day.portal.at, day.programme_id
    seller, funder = book.companies["S1"].company_id, _funder(day)
    root = book.issue(buys, "S1", 8_000_000, book.today + timedelta(days=30))

    def asked(won: int) -> Quote:
        found = quote(book.database, buys, root, won, seller, at)
        assert isinstance(found, Quote), found
        return found

    def told(state: str) -> set[int]:
        said = funder.get(f"/funding-desk/quotes?state={state}")
        return {won for won in (4_444_444, 5_555_555, 6_666_666, 7_777_777) if f"{won:,}" in said}

    # A price asked for again is not twice the money.
    asked(4_444_444)
    again = asked(5_555_555)
    assert told("open") == {5_555_555}
    # What was taken back is never taken again, and the one before it is the newest that can be.
    gone = asked(6_666_666)
    sale = accept(book.database, buys, gone.quote_id, seller, at)
    assert isinstance(sale, Sale), sale
    assert told("open") == set() and told("taken") == {6_666_666}
    assert cancel_sale(book.database, buys, sale.sale_id, seller, at) is None
    assert told("open") == {5_555_555} and told("lapsed") == {6_666_666}
    assert isinstance(accept(book.database, buys, again.quote_id, seller, at), Sale)
    # More than is left of the receivable cannot be taken.
    assert told("open") == set() and told("taken") == {5_555_555}
    before = told("all")
    with book.database.transaction() as tx:
        mine = [
            one
            for one in list_facilities(tx, FacilityKind.PURCHASE, programme_id=buys)
            if one.provider_id == book.funder_id
        ]
        for one in mine:
            tomorrow = book.today + timedelta(days=1)
            done = change_facility(tx, one.facility_id, tomorrow, least_rate_annual=Decimal("0.5"))
            assert isinstance(done, Facility)
    assert told("all") == before == {5_555_555, 6_666_666}, "what stood ready then is not changed"


def test_open_quotes_are_found_without_the_lapsed_ones(day: Day) -> None:
    book = day.portal.book
    with book.database.transaction() as tx:
        tx.run(
            """INSERT INTO early_payment.quote SELECT programme_id, nextval('ledger.item'),
            receivable_id, amount_won, quoted_on, matures_on, days, base_rate_annual,
            auction_rate_annual, rate_annual, fee_rate_annual, interest_won, proceeds_won,
            quoted_at, %(at)s FROM (SELECT * FROM early_payment.quote LIMIT 1) q,
            generate_series(1, 20000)""",
            at=day.portal.at - timedelta(days=1),
        )
    with book.database.transaction() as tx:
        tx.run("SET LOCAL ROLE NONE")
        tx.run("ANALYZE early_payment.quote")
        tx.run("SET LOCAL ROLE sangsaeng_web")
        tx.run("SELECT set_config('sangsaeng.company', %(me)s::text, true)", me=book.funder_id)
        for state, most in (("open", 2_000), ("lapsed", 5_000)):
            plan = tx.the(
                """EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM
                early_payment.quotes_of_mine(%(at)s, 9223372036854775807, NULL, %(state)s,
                NULL, NULL, 51)""",
                at=day.portal.at,
                state=state,
            )
            spent = plan["QUERY PLAN"][0]["Plan"]
            # 20,000 quotes stand in some 400 pages, and each that is reckoned costs several.
            assert spent["Shared Hit Blocks"] + spent["Shared Read Blocks"] < most, (state, spent)
