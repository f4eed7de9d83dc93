"""Each reading under each company is what the book's owner says that company may see (G12)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from readings_world import FIRST_FUNDER_WON, SOLD_WON, World, span

from sangsaeng.acts.shape import Page
from sangsaeng.database.statements import load
from sangsaeng.duties.model import Expected, PassOnLine
from sangsaeng.duties.service_preview import preview_pass_on
from sangsaeng.duties.service_tax_credit import tax_credit_candidate
from sangsaeng.early_payment.service import list_sales
from sangsaeng.early_payment.service_funders import list_holdings, list_statement
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.settlement.service_advance import list_claims
from sangsaeng.settlement.service_funding import list_calls

_BOOK = load("sangsaeng.receivables")


def _only(row: dict[str, Any], names: object) -> dict[str, Any]:
    return {name: row[name] for name in names}  # type: ignore[attr-defined]


def test_what_is_held_is_what_the_console_shows(world: World) -> None:
    for name, company_id in world.everyone.items():
        mine = world.owner(_BOOK["list_held"], company_id=company_id)
        seen = world.rows(company_id, "receivables.held")
        shared = set(mine[0]) & set(seen[0]) if mine and seen else set()
        assert [_only(r, shared) for r in seen] == [_only(r, shared) for r in mine], name
        assert len(seen) == len(mine)
        for row in seen:
            guaranteed = row["default_policy"] == "institution_advances"
            assert row["guarantor"] == (row["institution"] if guaranteed else None)


def test_every_state_stands_in_the_world(world: World) -> None:
    states = {row["state"] for one in world.everyone.values() for row in _held(world, one)}
    assert {"open", "parked", "paid", "attached", "cancelled"} <= states


def _held(world: World, company_id: int, **filters: Any) -> list[Any]:
    return world.rows(company_id, "receivables.held", **filters)


@pytest.mark.parametrize("state", ["open", "parked", "paid", "attached", "cancelled", "unpaid"])
def test_filters_take_out_and_add_nothing(world: World, state: str) -> None:
    due = date(2026, 4, 30)
    for company_id in world.everyone.values():
        every = _held(world, company_id)
        for filters, keeps in (
            ({"state": state}, lambda row: row["state"] == state),
            ({"programme_id": world.rival}, lambda row: row["programme_id"] == world.rival),
            ({"due_from": due}, lambda row: row["matures_on"] >= due),
            ({"due_until": due}, lambda row: row["matures_on"] <= due),
            ({"least_won": 20_000}, lambda row: row["face_won"] >= 20_000),
            (
                {"buyer_number": world.book.number("rival")},
                lambda row: row["buyer"] == "rival",
            ),
        ):
            assert _held(world, company_id, **filters) == [row for row in every if keeps(row)]


def test_what_is_issued_tells_nothing_of_the_payees_split(world: World) -> None:
    for name, company_id in world.everyone.items():
        issued = world.owner(
            "SELECT r.receivable_id, c.name AS payee, r.face_won, r.matures_on"
            " FROM receivables.receivable r JOIN parties.company c ON c.company_id = r.holder_id"
            " WHERE r.issuer_id = %(me)s ORDER BY 1 DESC",
            me=company_id,
        )
        seen = world.rows(company_id, "receivables.issued")
        assert [_only(row, issued[0]) if issued else row for row in seen] == issued, name
        assert all("sold_won" not in row and row["state"] != "attached" for row in seen)


def test_an_issuer_sees_the_same_whatever_its_payee_did(world: World) -> None:
    """The parked child was sold in part, one beside it whole: to the issuer both are parked until
    their day; the payee's own state says more."""
    book, lived = world.book, world.lived
    issuer, holder = book.companies["S1"].company_id, book.companies["S3"].company_id
    (row,) = [
        one
        for one in world.rows(issuer, "receivables.issued")
        if one["receivable_id"] == lived.parked_child
    ]
    assert row["state"] == "parked"
    one = {"programme_id": lived.credit, "receivable_id": lived.parked_child}
    mine, theirs = (
        world.ask(holder, "receivables.one", **one),
        world.ask(issuer, "receivables.one", **one),
    )
    assert isinstance(mine, Page) and isinstance(theirs, Page)
    assert mine.rows[0]["sold_won"] == 12_000
    split = ("retained_won", "passed_on_won", "sold_won", "locked_won")
    assert [theirs.rows[0][name] for name in split] == [None] * 4


def test_one_receivable_is_known_to_its_two_sides_only(world: World) -> None:
    edges = world.owner(
        "SELECT programme_id, receivable_id, issuer_id, holder_id FROM receivables.receivable"
    )
    for company_id in world.everyone.values():
        for edge in edges:
            key = _only(edge, ("programme_id", "receivable_id"))
            seen = world.ask(company_id, "receivables.one", **key)
            if company_id in (edge["issuer_id"], edge["holder_id"]):
                assert isinstance(seen, Page) and len(seen.rows) == 1
            else:
                assert isinstance(seen, Refusal) and seen.code == "unknown_receivable"
                assert seen.facts == {"receivable": str(edge["receivable_id"])}


def test_the_lines_of_a_receivable_come_to_its_balances(world: World) -> None:
    for company_id in world.everyone.values():
        for held in _held(world, company_id):
            key = _only(held, ("programme_id", "receivable_id"))
            lines = world.rows(company_id, "ledger.lines", **key)
            assert lines
            sums: dict[int, int] = {}
            for line in lines:
                kind = line["account_kind"]
                sums[kind] = sums.get(kind, 0) + line["change_won"]
            assert {k: v for k, v in sums.items() if v} == _balances(world, held["receivable_id"])
            assert not world.rows(world.book.funder_id, "ledger.lines", **key)
            run = world.rows(world.book.institution_id, "ledger.lines_in_programme", **key)
            assert run == lines


def _balances(world: World, receivable_id: int) -> dict[int, int]:
    rows = world.owner(
        "SELECT ledger.kind_of(x.account) AS kind, sum(x.won)::bigint AS won FROM ledger.leg l"
        " CROSS JOIN LATERAL (VALUES (l.debit, -l.amount_won), (l.credit, l.amount_won))"
        " AS x(account, won) JOIN ledger.account_kind k ON k.kind = ledger.kind_of(x.account)"
        " WHERE k.owned_by = 'receivable' AND ledger.owner_of(x.account) = %(id)s"
        " GROUP BY 1 HAVING sum(x.won) <> 0",
        id=receivable_id,
    )
    return {row["kind"]: row["won"] for row in rows}


def test_what_is_held_and_unpaid_is_the_claims_of_the_ledger(world: World) -> None:
    """The filters of what is not funded and the account of claims agree to the won."""
    held = sum(
        row["retained_won"]
        for company_id in world.everyone.values()
        for state in ("open", "grace", "unpaid")
        for row in _held(world, company_id, state=state)
    )
    ledger = world.owner(
        "SELECT coalesce(sum(r.retained_won), 0)::bigint AS won FROM receivables.receivable r"
        " WHERE r.cancelled_on IS NULL AND NOT EXISTS (SELECT FROM ledger.settled s WHERE"
        " s.programme_id = r.programme_id AND s.receivable_id = r.root_id AND s.phase = 1)"
    )
    claims = sum(
        row["balance_won"]
        for row in world.rows(world.book.institution_id, "ledger.balances")
        if row["account"] == "claim"
    )
    assert held == ledger[0]["won"]
    # What creditors keep of a root that was settled stays a claim of its holder.
    kept = sum(
        row["locked_won"]
        for company_id in world.everyone.values()
        for row in _held(world, company_id, state="attached")
        if row["tier"] == 1
    )
    assert kept > 0
    assert held + kept == claims


def test_tiers_are_totals_and_names_only_with_consent(world: World) -> None:
    buyer, supplier = (world.book.companies[name].company_id for name in ("rival", "R2"))
    seen = world.rows(buyer, "receivables.tiers", programme_id=world.rival)
    assert _splits(seen) == [
        (1, 90_000, None),
        (2, 50_000, None),
        (3, 20_000, None),
        (4, 8_000, None),
    ]
    assert [row["names"] for row in seen] == [[], [], [], []]
    for item, given, names in ((10**12, True, ["R2"]), (10**12 + 1, False, [])):
        with world.database.transaction() as tx:
            tx.run(
                "INSERT INTO programmes.name_consent VALUES (%(p)s, %(c)s, %(i)s, %(g)s, %(at)s)",
                p=world.rival,
                c=supplier,
                i=item,
                g=given,
                at=world.at,
            )
        again = world.rows(buyer, "receivables.tiers", programme_id=world.rival)
        assert again[1]["names"] == names
        known = {row["name"] for row in world.rows(buyer, "companies.known")}
        assert ("R2" in known) is given
    for name, company_id in world.everyone.items():
        seen = world.rows(company_id, "receivables.tiers", programme_id=world.rival)
        assert bool(seen) is (name in {"rival", "institution"}), name


def _splits(rows: list[Any]) -> list[tuple[Any, ...]]:
    return [(row["tier"], row["issued_won"], row["passed_on_won"]) for row in rows]


def test_what_fewer_than_three_companies_passed_on_is_not_for_their_buyer(world: World) -> None:
    institution = world.book.institution_id
    for programme_id, name in ((world.rival, "rival"), (world.lived.credit, "buyer")):
        buyer = world.book.companies[name].company_id
        whole = world.rows(institution, "receivables.tiers", programme_id=programme_id)
        told = world.rows(buyer, "receivables.tiers", programme_id=programme_id)
        assert all(row["passed_on_won"] is not None for row in whole)
        few = [row["company_count"] < 3 for row in told]
        assert any(few) is (name == "rival") and [row["passed_on_won"] for row in told] == [
            None if is_few else row["passed_on_won"] for is_few, row in zip(few, whole, strict=True)
        ]
        assert [row["pass_through"] is None for row in told] == few
    rival = world.rows(institution, "receivables.tiers", programme_id=world.rival)
    assert _splits(rival) == [
        (1, 90_000, 50_000),
        (2, 50_000, 20_000),
        (3, 20_000, 8_000),
        (4, 8_000, 0),
    ]
    assert rival[0]["pass_through"] == Decimal("0.5555")


def test_sales_and_quotes_are_the_sellers(world: World) -> None:
    for company_id in world.everyone.values():
        with world.database.transaction() as tx:
            mine = list_sales(tx, company_id)
        seen = world.rows(company_id, "early_payment.sales")
        assert [_only(row, mine[0]) if mine else row for row in seen] == sorted(
            mine, key=lambda row: (row["sold_on"], row["sale_id"]), reverse=True
        )
    quotes = world.owner("SELECT quote_id FROM early_payment.quote")
    seen = [row for one in world.everyone.values() for row in _quotes(world, one)]
    assert len(seen) == len(quotes) > 1
    open_ones = _quotes(world, world.book.companies["R4"].company_id)
    assert [(row["state"], row["amount_won"]) for row in open_ones] == [("open", 1_000)]
    assert not open_ones[0]["from_deposit"]


def _quotes(world: World, company_id: int) -> list[Any]:
    return world.rows(company_id, "early_payment.quotes")


def test_a_funder_sees_what_it_bought_and_no_seller(world: World) -> None:
    funders = {world.book.funder_id, world.second_funder_id}
    for company_id in world.everyone.values():
        with world.database.transaction() as tx:
            mine = [asdict(one) for one in list_holdings(tx, company_id)]
            moved = list_statement(tx, company_id, **span(world))
        seen = world.rows(company_id, "funders.holdings")
        assert [_only(row, set(row) - {"paid_won"}) for row in seen] == [
            {name: value for name, value in row.items() if name != "rounding"} for row in mine
        ]
        assert bool(seen) is (company_id in funders)
        stated = world.rows(company_id, "funders.statement", **span(world))
        assert [(row["programme_id"], row["bought_won"], row["earned_won"]) for row in stated] == [
            (one.programme_id, one.bought_won, one.earned_won) for one in moved
        ]
        for row, one in zip(stated, moved, strict=True):
            assert row["purchased_closing_won"] == one.purchased.closing_won
            assert row["unearned_closing_won"] == one.unearned.closing_won
    shared = [
        row["amount_won"]
        for one in funders
        for row in world.rows(one, "funders.holdings", programme_id=world.rival)
    ]
    assert sorted(shared) == [SOLD_WON - FIRST_FUNDER_WON, FIRST_FUNDER_WON]


def test_calls_and_advances_are_the_buyers_and_the_institutions(world: World) -> None:
    with world.database.transaction() as tx:
        calls = list_calls(tx, date(2099, 1, 1))
        claims = [asdict(one) for one in list_claims(tx, world.book.today)]
    assert claims
    for name, company_id in world.everyone.items():
        seen = [row for row in world.rows(company_id, "funding.calls") if row["state"] != "funded"]
        mine = [row for row in calls if company_id == row["buyer_id"] or name == "institution"]
        assert sorted((row["call_id"], row["missing_won"]) for row in seen) == sorted(
            (row["call_id"], row["missing_won"]) for row in mine
        )
        accounts = world.owner(
            "SELECT p.programme_id, a.account_number FROM programmes.programme p"
            " JOIN programmes.own_account a ON a.own_account_id = p.settlement_account_id"
        )
        full = {row["programme_id"]: row["account_number"] for row in accounts}
        assert all(row["account_number"] == full[row["programme_id"]] for row in seen)
        owed = [row for row in claims if company_id in (row["buyer_id"], row["institution_id"])]
        assert world.rows(company_id, "advances.list") == owed


def test_payouts_are_the_payees(world: World) -> None:
    for name, company_id in world.everyone.items():
        mine = world.owner(
            "SELECT programme_id, source_id, amount_won, booked_on FROM payouts.payout"
            " WHERE payee_id = %(me)s ORDER BY booked_on DESC, programme_id DESC, purpose DESC,"
            " source_id DESC",
            me=company_id,
        )
        seen = world.rows(company_id, "payouts.list")
        assert [_only(row, mine[0]) if mine else row for row in seen] == mine, name
        counted = world.rows(company_id, "payouts.by_state")
        assert bool(counted) is (name == "institution")
    every = world.owner(
        "SELECT count(*)::bigint AS n, sum(amount_won)::bigint AS won FROM payouts.payout"
    )[0]
    counted = world.rows(world.book.institution_id, "payouts.by_state")
    assert sum(row["payout_count"] for row in counted) == every["n"]
    assert sum(row["won"] for row in counted) == every["won"]
    returned = [
        row
        for row in world.rows(world.book.companies["S1"].company_id, "payouts.list")
        if row["attempt_no"] == 2
    ]
    assert returned and returned[0]["state"] == "credited"


def test_a_preview_over_the_wall_is_the_consoles(world: World) -> None:
    for company_id in world.everyone.values():
        for held in _held(world, company_id):
            key = held["programme_id"], held["receivable_id"]
            day = held["matures_on"] + timedelta(days=1)
            line, expected = PassOnLine(1_000, day), Expected(Decimal("0.5"), 0)
            with world.database.transaction() as tx:
                told = preview_pass_on(tx, *key, [line], expected, world.book.today)
            seen = world.ask(
                company_id,
                "preview.pass_on",
                programme_id=key[0],
                receivable_id=key[1],
                amount_won=1_000,
                matures_on=day,
                sold_share="0.5",
            )
            if isinstance(told, Refusal):
                assert seen == told
                continue
            assert isinstance(seen, Page)
            for name in ("interest_refund_won", "for_first_tier_won", "withheld_won"):
                assert seen.rows[0][name] == getattr(told, name), (name, key)
            assert seen.rows[0]["credit"] == asdict(told.credit)


def test_a_tax_credit_over_the_wall_is_the_consoles(world: World) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    earned = 0
    for company in world.book.companies.values():
        with world.database.transaction() as tx:
            told = tax_credit_candidate(tx, company, first, last, world.book.today)
        seen = world.ask(company.company_id, "tax_credit.one")
        assert isinstance(seen, Page)
        assert seen.rows[0]["paid"] == asdict(told.paid)
        assert seen.rows[0]["still_to_pay"] == asdict(told.still_to_pay)
        earned += told.paid.earning_won
    assert earned > 0
