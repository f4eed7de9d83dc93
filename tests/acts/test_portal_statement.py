"""What moved in a month is what the tables say, and nobody else's."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from readings_world import World

from sangsaeng.acts.shape import Page
from sangsaeng.kernel.refusals import Refusal

_HELD = ("received", "given_back", "passed_on", "passed_back", "sold", "paid")


def _span(world: World) -> dict[str, Any]:
    day = world.book.today
    return {"from_on": day - timedelta(days=60), "until": day + timedelta(days=5)}


def _by_what(rows: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row["what"]] += row["in_won"] + row["out_won"]
    return {what: found[what] for what in _HELD if found[what]}


def _truth(world: World, company_id: int) -> dict[str, int]:
    """Summed over the tables, whoever may see them."""
    (row,) = world.owner(
        """
        SELECT (SELECT sum(face_won) FROM receivables.receivable WHERE holder_id = %(id)s)
            AS received,
          (SELECT sum(face_won) FROM receivables.receivable
            WHERE holder_id = %(id)s AND cancelled_on IS NOT NULL
            AND (claim_by IS NULL OR claimed_on IS NOT NULL)) AS given_back,
          (SELECT sum(face_won) FROM receivables.receivable
            WHERE issuer_id = %(id)s AND parent_id IS NOT NULL) AS passed_on,
          (SELECT sum(face_won) FROM receivables.receivable
            WHERE issuer_id = %(id)s AND parent_id IS NOT NULL AND cancelled_on IS NOT NULL)
            AS passed_back,
          (SELECT sum(amount_won) FROM early_payment.sale
            WHERE seller_id = %(id)s AND cancelled_at IS NULL) AS sold,
          (SELECT sum(o.amount_won) FROM payouts.payout o
            JOIN receivables.receivable r ON r.programme_id = o.programme_id
              AND r.receivable_id = o.source_id AND r.holder_id = %(id)s
            WHERE o.payee_id = %(id)s AND o.purpose = 1) AS paid
        """,
        id=company_id,
    )
    return {what: int(row[what]) for what in _HELD if row[what]}


def test_every_movement_of_every_company_is_told_once(world: World) -> None:
    seen = set()
    for company_id in world.everyone.values():
        rows = world.rows(company_id, "money.movements", 3, **_span(world))
        assert _by_what(rows) == _truth(world, company_id)
        assert rows == world.rows(company_id, "money.movements", 100, **_span(world))
        seen |= set(_by_what(rows))
    assert seen >= {"received", "given_back", "passed_on", "sold", "paid"}


def test_all_that_was_paid_is_told_and_is_what_the_calendar_tells(world: World) -> None:
    seen = set()
    for name, company_id in world.everyone.items():
        told, paid = Counter[date](), Counter[date]()
        for row in world.rows(company_id, "money.movements", **_span(world)):
            told[row["day"]] += row["cash_won"]
            seen |= {row["what"]} if row["cash_won"] else set()
        for row in world.owner(
            "SELECT booked_on, amount_won FROM payouts.payout WHERE payee_id = %(id)s",
            id=company_id,
        ):
            paid[row["booked_on"]] += row["amount_won"]
        assert +told == paid, name
        days = world.rows(company_id, "money.calendar", **_span(world))
        assert {row["day"]: row["paid_won"] for row in days if row["paid_won"]} == paid, name
    assert seen >= {"paid", "proceeds", "incentive", "refund", "released"}


def test_days_outside_the_span_are_not_told(world: World) -> None:
    holder = world.everyone["S1"]
    early = world.book.today - timedelta(days=400)
    span = {"from_on": early, "until": early + timedelta(days=30)}
    assert world.rows(holder, "money.movements", **span) == []


@pytest.mark.parametrize("code", ["money.statement", "money.movements"])
@pytest.mark.parametrize("days", [-1, 366])
def test_a_span_that_ends_before_it_begins_or_is_over_a_year_is_refused(
    world: World, code: str, days: int
) -> None:
    first = world.book.today - timedelta(days=60)
    span = {"from_on": first, "until": first + timedelta(days=days)}
    refused = world.ask(world.everyone["S1"], code, **span)
    assert isinstance(refused, Refusal) and refused.code == "calendar_span"
    span["until"] = first + timedelta(days=365)
    assert isinstance(world.ask(world.everyone["S1"], code, **span), Page)


@pytest.mark.parametrize("without", ["from_on", "until"])
def test_a_span_has_both_its_days(world: World, without: str) -> None:
    span = {name: day for name, day in _span(world).items() if name != without}
    with pytest.raises(ValueError, match=without):
        refused = world.ask(world.everyone["S1"], "money.movements", **span)
        assert isinstance(refused, Refusal)


def _statement(world: World, company_id: int, side: str, first: date, last: date) -> dict[str, Any]:
    span: dict[str, Any] = {"from_on": first, "until": last, "side": side}
    page = world.ask(company_id, "money.statement", **span)
    assert isinstance(page, Page), page
    return dict(page.rows[0])


_TIES = """
    SELECT (SELECT coalesce(sum(r.retained_won), 0)::bigint FROM receivables.receivable r
        WHERE r.holder_id = %(id)s AND r.cancelled_on IS NULL AND NOT EXISTS (SELECT
            FROM ledger.settled s WHERE s.programme_id = r.programme_id
            AND s.receivable_id = r.receivable_id
            AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END))
      + (SELECT coalesce(sum(s.locked_won), 0)::bigint FROM ledger.settled s
        JOIN receivables.receivable r USING (programme_id, receivable_id)
        WHERE r.holder_id = %(id)s AND s.phase = CASE WHEN r.parent_id IS NULL THEN 1 ELSE 2 END)
      - (SELECT coalesce(sum(o.amount_won), 0)::bigint FROM payouts.payout o
        WHERE o.purpose = 11 AND o.payee_id = %(id)s) AS held,
    (SELECT coalesce(sum(r.face_won), 0)::bigint FROM receivables.receivable r
        JOIN programmes.programme p USING (programme_id)
        WHERE p.buyer_id = %(id)s AND r.parent_id IS NULL AND r.cancelled_on IS NULL
        AND NOT EXISTS (SELECT FROM settlement.funded_root f
            WHERE f.programme_id = r.programme_id AND f.root_id = r.receivable_id)) AS owed
"""


@pytest.mark.parametrize("side", ["held", "owed"])
def test_what_stood_and_what_moved_make_what_stands(world: World, side: str) -> None:
    """Backwards from what stands now nothing is left before the first day, whatever the weeks."""
    begin, today = world.book.today - timedelta(days=70), world.book.today
    seen = set[str]()
    for name, me in world.everyone.items():
        (true,) = world.owner(_TIES, id=me)
        stood, first = 0, begin
        while first <= today:
            last = min(first + timedelta(days=2), today)
            told = _statement(world, me, side, first, last)
            assert told["opening_won"] == stood, (name, first)
            moved = told["in_won"] - told["out_won"]
            assert told["opening_won"] + moved == told["closing_won"] >= 0, (name, first)
            span: dict[str, Any] = {"from_on": first, "until": last, "side": side}
            rows = world.rows(me, "money.movements", 100, **span)
            assert told["movement_count"] == len(rows), (name, first)
            for one in told["sums"]:
                of = [row for row in rows if row["what"] == one["what"]]
                for column in ("in_won", "out_won", "cash_won"):
                    assert sum(row[column] for row in of) == one[column]
            seen |= {one["what"] for one in told["sums"]}
            stood, first = told["closing_won"], last + timedelta(days=1)
        assert stood == true[side], name
    wanted = {
        "held": {"received", "given_back", "passed_on", "sold", "paid", "released", "proceeds"},
        "owed": {"issued", "funded", "advanced"},
    }
    assert seen >= wanted[side]


def test_a_statement_to_come_ends_with_what_stands_now(world: World) -> None:
    day = world.book.today
    for me in world.everyone.values():
        now = _statement(world, me, "held", day, day)
        later = _statement(world, me, "held", day, day + timedelta(days=20))
        assert now == {**later, "until": day}
        past = _statement(world, me, "held", day - timedelta(days=400), day - timedelta(days=370))
        assert (past["opening_won"], past["closing_won"], past["sums"]) == (0, 0, [])
