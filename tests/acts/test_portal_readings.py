"""The first screens' sums are the book's own, to the won; and a stranger is told nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from readings_world import World

from sangsaeng.acts.shape import Page
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.programmes.service import get_calendar

_LATE = ("grace", "unpaid")
_TO_COME = ("open", "grace", "unpaid", "parked")
# Each receivable of a holder with the state that its list shows, which other tests hold.
_HELD = """
    SELECT r.receivable_id, r.retained_won, r.locked_won, r.matures_on, p.variant, b.name AS buyer,
        CASE WHEN p.default_policy = 'institution_advances' THEN f.name END AS guarantor
    FROM receivables.receivable r JOIN programmes.programme p USING (programme_id)
    JOIN parties.company b ON b.company_id = p.buyer_id
    JOIN parties.company f ON f.company_id = p.institution_id WHERE r.holder_id = %(me)s
"""


def one(world: World, company_id: int, code: str, /, **filters: Any) -> dict[str, Any]:
    """A document, or a failed test."""
    page = world.ask(company_id, code, **filters)
    assert isinstance(page, Page), page
    return dict(page.rows[0])


def _coming(world: World, me: int) -> list[dict[str, Any]]:
    states = {row["receivable_id"]: row["state"] for row in world.rows(me, "receivables.held")}
    held = [{**row, "state": states[row["receivable_id"]]} for row in world.owner(_HELD, me=me)]
    return [row for row in held if row["state"] in _TO_COME and row["retained_won"] > 0]


def _business(world: World, day: date) -> date:
    with world.database.transaction() as tx:
        return get_calendar(tx).on_or_after(day)


def test_what_is_to_come_is_the_sum_of_what_is_held(world: World) -> None:
    seen = Counter[str]()
    for name, me in world.everyone.items():
        said, coming = one(world, me, "money.summary"), _coming(world, me)
        seen.update(row["state"] for row in coming)
        assert said["receivable_count"] == len(coming), name
        assert said["total_won"] == sum(row["retained_won"] for row in coming), name
        safe = sum(row["retained_won"] for row in coming if row["state"] == "parked")
        assert (said["safe_won"], said["promised_won"]) == (safe, said["total_won"] - safe)
        late = sum(row["retained_won"] for row in coming if row["state"] in _LATE)
        assert said["overdue_won"] == late
        assert said["locked_won"] == sum(row["locked_won"] for row in coming)
        by_month = Counter[date]()
        backed = Counter[tuple[str, str | None]]()
        for row in coming:
            by_month[row["matures_on"].replace(day=1)] += row["retained_won"]
            backed[row["buyer"], row["guarantor"]] += row["retained_won"]
        assert {row["month"]: row["won"] for row in said["months"]} == by_month
        shown = {(row["buyer"], row["guarantor"]): row["won"] for row in said["backed"]}
        assert shown == backed
    assert {"open", "parked"} <= set(seen)


def test_the_next_day_is_the_first_that_brings_money(world: World) -> None:
    for me in world.everyone.values():
        said = one(world, me, "money.summary")
        days = Counter[date]()
        for row in _coming(world, me):
            day = _business(world, row["matures_on"])
            if row["state"] not in _LATE and day >= world.book.today:
                days[day] += row["retained_won"]
        first = min(days, default=None)
        assert (said["next_on"], said["next_won"]) == (first, days[first] if first else 0)


def test_nothing_that_cannot_be_sold_is_called_cash(world: World) -> None:
    some = 0
    for me in world.everyone.values():
        said = one(world, me, "money.summary")
        most = sum(
            row["retained_won"] - row["locked_won"]
            for row in _coming(world, me)
            if row["matures_on"] > world.book.today
        )
        assert 0 <= said["sellable_won"] <= most
        some += said["sellable_won"]
    assert some > 0


def test_the_calendar_is_the_summary_by_day_and_the_payouts_by_day(world: World) -> None:
    first = world.book.today - timedelta(days=20)
    span = {"from_on": first, "until": first + timedelta(days=99)}
    for name, me in world.everyone.items():
        days = {row["day"]: row for row in world.rows(me, "money.calendar", **span)}
        coming, paid = Counter[date](), Counter[date]()
        for row in _coming(world, me):
            coming[_business(world, row["matures_on"])] += row["retained_won"]
        for row in world.rows(me, "payouts.list"):
            paid[row["booked_on"]] += row["amount_won"]
        for counted, column in ((coming, "coming_won"), (paid, "paid_won")):
            within = {d: won for d, won in counted.items() if first <= d <= span["until"]}
            assert {d: r[column] for d, r in days.items() if r[column]} == within, (name, column)


def test_what_comes_at_home_is_what_the_calendar_says_comes(world: World) -> None:
    last = world.book.today + timedelta(days=90)
    some = 0
    for name, me in world.everyone.items():
        at_home = Counter[date]()
        for row in world.rows(me, "coming.list", days=90):
            if row["what"] == "money" and row["day"] <= last:
                at_home[row["day"]] += row["won"]
        span = {"from_on": _business(world, world.book.today), "until": last}
        days = world.rows(me, "money.calendar", **span)
        assert at_home == {row["day"]: row["coming_won"] for row in days if row["coming_won"]}, name
        some += sum(at_home.values())
    assert some > 0


def test_a_buyer_funds_what_nobodys_money_covers(world: World) -> None:
    day = world.book.today - timedelta(days=30)
    span = {"from_on": day, "until": day + timedelta(days=99)}
    for me in world.everyone.values():
        roots = world.owner(
            "SELECT r.matures_on, r.face_won FROM receivables.receivable r"
            " JOIN programmes.programme p USING (programme_id) WHERE p.buyer_id = %(me)s"
            " AND r.parent_id IS NULL AND r.cancelled_on IS NULL AND NOT EXISTS (SELECT FROM"
            " settlement.funded_root f WHERE f.programme_id = r.programme_id"
            " AND f.root_id = r.receivable_id)",
            me=me,
        )
        due = Counter[date]()
        for root in roots:
            due[_business(world, root["matures_on"])] += root["face_won"]
        shown = {
            row["day"]: row["outgoing_won"] for row in world.rows(me, "money.calendar", **span)
        }
        assert {d: won for d, won in shown.items() if won} == {
            d: won for d, won in due.items() if day <= d <= span["until"]
        }


@pytest.mark.parametrize("days", [-1, 100])
def test_a_calendar_of_too_many_days_is_refused(world: World, days: int) -> None:
    first = world.book.today
    span = {"from_on": first, "until": first + timedelta(days=days)}
    refused = world.ask(world.book.funder_id, "money.calendar", **span)
    assert isinstance(refused, Refusal) and refused.code == "calendar_span"


def test_past_payees_are_those_that_were_promised_something(world: World) -> None:
    for me in world.everyone.values():
        issued = world.owner(
            "SELECT r.holder_id, r.face_won, r.issued_on FROM receivables.receivable r"
            " WHERE r.issuer_id = %(me)s AND r.cancelled_on IS NULL ORDER BY r.receivable_id",
            me=me,
        )
        last = {row["holder_id"]: row for row in issued}
        count = Counter(row["holder_id"] for row in issued)
        seen = world.rows(me, "payees.past", limit=1)
        assert {row["company_id"] for row in seen} == set(last)
        for row in seen:
            assert row["receivable_count"] == count[row["company_id"]]
            assert row["last_won"] == last[row["company_id"]]["face_won"]
            assert row["last_on"] == last[row["company_id"]]["issued_on"]


def test_a_buyers_month_is_what_it_issued(world: World) -> None:
    month = world.book.today.replace(day=1)
    buyers = 0
    for me in world.everyone.values():
        said = one(world, me, "buyer.summary")
        rows = world.owner(
            "SELECT r.tier, r.issued_on, r.holder_id, r.face_won FROM receivables.receivable r"
            " JOIN programmes.programme p USING (programme_id) WHERE p.buyer_id = %(me)s"
            " AND r.cancelled_on IS NULL",
            me=me,
        )
        own = [row for row in rows if row["tier"] == 1 and row["issued_on"] >= month]
        assert said["issued_count"] == len(own)
        assert said["issued_won"] == sum(row["face_won"] for row in own)
        buyers += bool(own)
        for tier in said["tiers"]:
            of = [
                row
                for row in rows
                if row["tier"] == tier["tier"] and row["issued_on"].replace(day=1) == tier["month"]
            ]
            whole = sum(
                row["face_won"]
                for row in rows
                if row["tier"] == 1 and row["issued_on"].replace(day=1) == tier["month"]
            )
            told = tier["tier"] == 1 or len({row["holder_id"] for row in of}) >= 3
            won = sum(row["face_won"] for row in of)
            assert tier["issued_won"] == (won if told else None)
            if told:
                assert tier["share"] == (Decimal(won) / whole).quantize(Decimal("0.0001"))
    assert buyers > 1
