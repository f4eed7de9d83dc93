"""Pages: every row once whatever their size, and no cursor but the list's own."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings_world import World, span

from sangsaeng.acts.pages import parse_cursor
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Page
from sangsaeng.kernel.refusals import Refusal

# A reading, who asks, and what it is asked for beside its pages.
_LISTS = (
    ("receivables.held", "S3", {}),
    ("receivables.held", "S1", {"state": "paid"}),
    ("receivables.issued", "S2", {}),
    ("receivables.in_programme", "institution", {"programme_id": 1}),
    ("receivables.tiers", "institution", {"programme_id": 1}),
    ("evidence.list", "buyer", {}),
    ("early_payment.sales", "S3", {}),
    ("early_payment.quotes", "S3", {}),
    ("early_payment.sales_in_programme", "institution", {"programme_id": 1}),
    ("standing_orders.list", "R3", {}),
    ("facilities.list", "institution", {}),
    ("funders.holdings", "funder", {}),
    ("programmes.list", "S1", {}),
    ("closed_days.list", "S1", {}),
    ("base_rates.list", "S1", {}),
    ("own_accounts.list", "institution", {}),
    ("funding.calls", "institution", {}),
    ("ledger.balances", "institution", {}),
    ("payouts.list", "S1", {}),
    ("payouts.in_programme", "institution", {"programme_id": 1}),
    ("payouts.by_state", "institution", {}),
    ("bank.statements", "institution", {}),
    ("bank.entries", "institution", {}),
    ("attachments.in_programmes", "institution", {}),
    ("notices.mine", "S2", {}),
    ("companies.known", "S1", {}),
    ("companies.in_programme", "institution", {"programme_id": 1}),
    ("accounts.list", "S1", {}),
)


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
@pytest.mark.parametrize(("code", "name", "filters"), _LISTS)
def test_a_walk_meets_every_row_once_and_in_order(
    world: World, code: str, name: str, filters: dict[str, object], limit: int
) -> None:
    me = world.everyone[name]
    whole = world.ask(me, code, 1_000, **filters)
    assert isinstance(whole, Page) and whole.rows, code
    assert world.rows(me, code, max(limit, len(whole.rows) // 20), **filters) == list(whole.rows)
    # A page that ends with the last row says so.
    last = world.ask(me, code, len(whole.rows), **filters)
    assert isinstance(last, Page) and last.next_cursor is None


def test_a_statement_of_a_funder_is_walked_too(world: World) -> None:
    me = world.book.funder_id
    whole = world.rows(me, "funders.statement", **span(world))
    assert len(whole) > 2
    assert world.rows(me, "funders.statement", 1, **span(world)) == whole


def _cursor(world: World, code: str, name: str, filters: dict[str, object]) -> str | None:
    page = world.ask(world.everyone[name], code, 1, **filters)
    assert isinstance(page, Page)
    return page.next_cursor


def test_another_readings_cursor_is_refused(world: World) -> None:
    cursors = {code: _cursor(world, code, name, given) for code, name, given in _LISTS}
    tried = 0
    for code, name, filters in _LISTS:
        for other, cursor in cursors.items():
            if cursor is None or other == code:
                continue
            after = parse_cursor(cursor)
            assert isinstance(after, tuple)
            page = world.ask(world.everyone[name], code, 1, after, **filters)
            assert isinstance(page, Refusal) and page.code == "cursor_invalid", (code, other)
            tried += 1
    assert tried > 300


@given(
    place=st.integers(min_value=0),
    digit=st.sampled_from(string.hexdigits.lower()),
)
def test_a_changed_cursor_is_refused(world: World, place: int, digit: str) -> None:
    code, name, filters = _LISTS[0]
    cursor = _cursor(world, code, name, filters)
    assert cursor is not None
    place %= len(cursor)
    changed = cursor[:place] + digit + cursor[place + 1 :]
    after = parse_cursor(changed)
    if changed == cursor:
        assert isinstance(after, tuple)
    elif not isinstance(after, Refusal):
        page = world.ask(world.everyone[name], code, 1, after, **filters)
        assert isinstance(page, Refusal) and page.code == "cursor_invalid", after


@pytest.mark.parametrize("after", [(), ("",), ("x", 1), (1, 2, 3), (True,), ("a", "b", "c", "d")])
def test_what_is_no_cursor_at_all_is_refused(world: World, after: tuple[object, ...]) -> None:
    for code, name, filters in _LISTS:
        page = world.ask(world.everyone[name], code, 1, after, **filters)
        assert isinstance(page, Refusal) and page.code == "cursor_invalid"


def test_every_code_and_path_stands_once() -> None:
    paths = [reading.path for reading in all_readings().values()]
    assert len(set(paths)) == len(paths)
