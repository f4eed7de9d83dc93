"""Boards, flows and explanations agree with the tables, and tell nobody what is another's (G12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from readings_world import World, span
from test_portal_readings import one

from people import People
from sangsaeng.acts.model import Office
from sangsaeng.acts.readings import portal_explained
from sangsaeng.acts.shape import Page
from sangsaeng.kernel.refusals import Refusal


def _refused(world: World, company_id: int, code: str, /, **filters: Any) -> str:
    page = world.ask(company_id, code, **filters)
    assert isinstance(page, Refusal), page
    return page.code


def test_the_board_is_the_run_of_the_day(world: World) -> None:
    runs = world.owner("SELECT run_id, day, state FROM settlement.run")
    institution, some = world.book.institution_id, 0
    for run in runs:
        said = one(world, institution, "settlement.board", day=run["day"])
        assert (said["run_id"], said["state"]) == (run["run_id"], run["state"])
        chunks = world.owner(
            "SELECT phase, sum(posted_won)::bigint AS won FROM settlement.chunk"
            " WHERE run_id = %(run)s GROUP BY 1",
            run=run["run_id"],
        )
        assert {row["phase"]: row["posted_won"] for row in said["steps"]} == {
            row["phase"]: row["won"] for row in chunks
        }
        assert all(row["holds"] for row in said["steps"])
        payouts = world.owner(
            "SELECT count(*) AS n, coalesce(sum(amount_won), 0)::bigint AS won"
            " FROM payouts.payout WHERE run_id = %(run)s",
            run=run["run_id"],
        )[0]
        assert sum(row["payout_count"] for row in said["payouts"]) == payouts["n"]
        assert sum(row["won"] for row in said["payouts"]) == payouts["won"]
        some += payouts["n"]
        assert said["proofs"] and all(row["holds"] for row in said["proofs"])
    assert runs and some


def test_calls_of_the_board_are_those_of_the_list(world: World) -> None:
    institution = world.book.institution_id
    listed = world.rows(institution, "funding.calls")
    seen = Counter[str]()
    for day in {row["due_on"] for row in listed}:
        said = one(world, institution, "settlement.board", day=day)
        of_day = [row for row in listed if row["due_on"] == day]
        shown = {(row["programme_id"], row["due_on"]): row for row in said["not_funded"]}
        for row in of_day:
            seen[row["state"]] += 1
            found = shown.get((row["programme_id"], row["due_on"]))
            assert (found is None) is (row["state"] == "funded")
            assert found is None or found["called_won"] == row["called_won"]
        assert said["call_count"] >= len(of_day)
    assert seen


def test_a_board_shows_a_stranger_nothing(world: World) -> None:
    day = world.owner("SELECT max(day) AS day FROM settlement.run")[0]["day"]
    for name, company_id in world.everyone.items():
        if name == "institution":
            continue
        said = one(world, company_id, "settlement.board", day=day)
        assert said["run_id"] is None and not said["steps"] and not said["payouts"], name
        assert not said["call_count"] and not said["not_funded"], name


def test_a_funders_sums_are_its_holdings(world: World) -> None:
    some = 0
    for name, company_id in world.everyone.items():
        held = world.rows(company_id, "funders.holdings")
        said = one(world, company_id, "funder.summary")
        assert said["receivable_count"] == len(held), name
        assert said["total_won"] == sum(row["amount_won"] for row in held)
        buyers, days = Counter[str](), Counter[Any]()
        for row in held:
            buyers[row["buyer"]] += row["amount_won"]
            days[row["repays_on"]] += row["amount_won"]
        assert {row["buyer"]: row["won"] for row in said["buyers"]} == buyers
        assert {row["day"]: row["won"] for row in said["days"]} == days
        limits = world.rows(company_id, "facilities.list")
        own = {row["facility_id"] for row in limits if row["provider_id"] == company_id}
        assert {row["facility_id"] for row in said["limits"]} == own
        some += len(held)
    assert some > 1


@contextmanager
def _held(world: World, company_id: int, office: Office) -> Iterator[None]:
    """What a company is only while a test looks: the world is every test's."""
    People(world.book).office(company_id, office)
    try:
        yield
    finally:
        with psycopg.connect(world.database.url, autocommit=True) as owner:
            owner.execute(
                "DELETE FROM parties.office WHERE company_id = %s AND office = %s",
                [company_id, str(office)],
            )


def test_the_scheme_is_summed_for_who_watches_it_and_for_nobody_else(world: World) -> None:
    for name, company_id in world.everyone.items():
        said = one(world, company_id, "scheme.summary", **_a_year(world))
        assert not said["programmes"] and not said["months"] and not said["tiers"], name
    foundation, watcher = world.book.foundation_id, world.book.company("watcher", "public")
    listed = {row["what"]: row for row in world.rows(foundation, "deposits.proofs")}
    watching = ((foundation, Office.FOUNDATION), (watcher.company_id, Office.MINISTRY))
    for company_id, office in watching:
        with _held(world, company_id, office):
            said = one(world, company_id, "scheme.summary", **_a_year(world))
        assert said["programmes"]
        for row in said["programmes"]:
            proof = listed.get(f"deposit_of_programme_{row['programme_id']}")
            sides = (proof["left_won"], proof["right_won"]) if proof else (0, 0)
            assert (row["deposit_won"], row["claims_won"]) == sides
        assert said["holds"] and said["claims_won"] > 0
        advances = world.owner(
            "SELECT sum(amount_won - recovered_won)::bigint AS won FROM settlement.advance"
        )
        assert said["advance_won"] == advances[0]["won"]
        _tiers_agree(world, said)


def _tiers_agree(world: World, said: dict[str, Any]) -> None:
    for tier in said["tiers"]:
        truth = world.owner(
            "SELECT count(DISTINCT holder_id) AS n, sum(face_won)::bigint AS won"
            " FROM receivables.receivable WHERE tier = %(tier)s AND cancelled_on IS NULL",
            tier=tier["tier"],
        )[0]
        hidden = truth["n"] < 3
        assert tier["issued_won"] == (None if hidden else truth["won"])
        assert tier["company_count"] == (None if hidden else truth["n"])
    assert {True, False} == {tier["issued_won"] is None for tier in said["tiers"]}


def test_sums_are_of_whole_months(world: World) -> None:
    """No two answers differ by one promise."""
    day = world.book.today
    first, last = date(2026, 4, 1), date(2026, 4, 30)
    assert first <= day <= last
    asked = {"from_on": day, "until": day}
    buyer, programme = world.book.companies["buyer"].company_id, world.lived.credit
    said = one(world, buyer, "flow.programme", programme_id=programme, **asked)
    assert (said["from_on"], said["until"]) == (first, last)
    with _held(world, world.book.foundation_id, Office.FOUNDATION):
        said = one(world, world.book.foundation_id, "scheme.summary", **asked)
    assert (said["from_on"], said["until"]) == (first, last)


def _a_year(world: World) -> dict[str, Any]:
    first = span(world)["from_on"]
    return {"from_on": first, "until": first.replace(month=12)}


def test_a_flow_carries_every_won_that_was_promised(world: World) -> None:
    programmes = world.owner("SELECT programme_id, buyer_id FROM programmes.programme")
    for programme in programmes:
        given = {"programme_id": programme["programme_id"], **_a_year(world)}
        truth = world.owner(
            "SELECT tier, holder_id, sum(face_won)::bigint AS won FROM receivables.receivable"
            " WHERE programme_id = %(p)s AND cancelled_on IS NULL GROUP BY 1, 2",
            p=programme["programme_id"],
        )
        for name, company_id in world.everyone.items():
            if company_id not in (programme["buyer_id"], world.book.institution_id):
                assert _refused(world, company_id, "flow.programme", **given) == "unknown_programme"
                continue
            said = one(world, company_id, "flow.programme", **given)
            nodes = {row["key"]: row for row in said["nodes"]}
            runs = name == "institution"
            won = Counter[int]()
            for flow in said["flows"]:
                won[nodes[flow["target"]]["tier"]] += flow["won"]
            whole = Counter[int]()
            for row in truth:
                whole[row["tier"]] += row["won"]
            for tier, sum_won in won.items():
                assert sum_won == whole[tier]
            assert not runs or won == whole
            companies = [row for row in nodes.values() if row["tier"] > 0]
            assert all((row["name"] is not None) is runs for row in companies), name


def test_a_buyer_sees_the_names_of_who_lets_it_and_of_nobody_else(world: World) -> None:
    buyer, programme = world.book.companies["buyer"].company_id, world.lived.credit
    given = {"programme_id": programme, **_a_year(world)}
    company_id = world.book.companies["S1"].company_id
    (own,) = world.owner("SELECT name FROM parties.company WHERE company_id = %(c)s", c=company_id)
    # The newest word counts; it is taken back at the end, so that the world stays as it was.
    for item, word, names in ((10**12, True, {own["name"]}), (10**12 + 1, False, set())):
        with psycopg.connect(world.database.url, autocommit=True) as owner:
            owner.execute(
                "INSERT INTO programmes.name_consent VALUES (%s, %s, %s, %s, %s)",
                [programme, company_id, item, word, world.at],
            )
        said = one(world, buyer, "flow.programme", **given)
        shown = {row["tier"]: row["names"] for row in said["nodes"] if row["tier"] > 0}
        assert set(shown[1]) == names
        listed: dict[int, set[str]] = {tier: set() for tier in shown}
        for row in world.rows(buyer, "receivables.tiers", programme_id=programme):
            listed.setdefault(row["tier"], set()).update(row["names"])
        assert {tier: set(of) for tier, of in shown.items()} == {t: listed[t] for t in shown}


def test_a_tree_shows_each_only_its_own_edges(world: World) -> None:
    book, tree, rival = world.book, world.tree, world.rival
    whole = world.owner(
        "SELECT receivable_id, parent_id, issuer_id, holder_id FROM receivables.receivable"
        " WHERE programme_id = %(p)s",
        p=rival,
    )
    for asked in tree.values():
        given = {"programme_id": rival, "receivable_id": asked}
        (row,) = [row for row in whole if row["receivable_id"] == asked]
        below = {one["receivable_id"] for one in whole if one["parent_id"] == asked}
        for company_id in world.everyone.values():
            if company_id == book.institution_id:
                may = {one["receivable_id"] for one in whole}
            elif company_id == row["holder_id"]:
                may = {asked, *below}
            elif company_id == row["issuer_id"]:
                may = {asked}
            else:
                code = _refused(world, company_id, "flow.receivable", **given)
                assert code == "unknown_receivable"
                continue
            said = one(world, company_id, "flow.receivable", **given)
            assert said["whole"]
            assert {node["receivable_id"] for node in said["nodes"]} == may


def _adds_up(said: dict[str, Any]) -> None:
    """Parts of one part come to it; an interest and proceeds to their sale."""
    for part in said["parts"]:
        of = [one["won"] for one in said["parts"] if one["of_part"] == part["part_no"]]
        if of or part["what"] in ("face", "sale"):
            assert sum(of) == part["won"], (part, said["parts"])


def test_every_receivable_is_explained_to_the_won_and_to_no_stranger(world: World) -> None:
    rows = world.owner(
        "SELECT programme_id, receivable_id, holder_id, face_won FROM receivables.receivable"
    )
    for row in rows:
        item = {"programme_id": row["programme_id"], "item_id": row["receivable_id"]}
        for company_id in world.everyone.values():
            if company_id not in (row["holder_id"], world.book.institution_id):
                code = _refused(world, company_id, "explain.won", kind="receivable", **item)
                assert code == "unknown_receivable"
                continue
            said = one(world, company_id, "explain.won", kind="receivable", **item)
            assert said["won"] == row["face_won"] and said["lines"] and said["laws"]
            _adds_up(said)


def test_every_sale_and_its_payout_is_explained(world: World) -> None:
    sales = world.owner("SELECT * FROM early_payment.sale WHERE cancelled_at IS NULL")
    for sale in sales:
        item = {"programme_id": sale["programme_id"], "item_id": sale["sale_id"]}
        said = one(world, sale["seller_id"], "explain.won", kind="sale", **item)
        assert said["won"] == sale["amount_won"] and said["terms_id"] > 0
        _adds_up(said)
        code = _refused(world, world.second_funder_id, "explain.won", kind="sale", **item)
        assert code == "nothing_to_explain"
    assert len(sales) > 1


def test_law_is_of_the_figures_own_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[date] = set()
    found = portal_explained.value_on

    def noted(name: str, day: date) -> Any:
        asked.add(day)
        return found(name, day)

    monkeypatch.setattr(portal_explained, "value_on", noted)
    figures = (
        ("sale", {}, "SELECT s.sale_id AS item_id, s.programme_id, s.seller_id AS of, s.sold_on"),
        (
            "payout",
            {"purpose": "settlement"},
            "SELECT s.source_id AS item_id, s.programme_id, s.payee_id AS of, s.booked_on",
        ),
    )
    tables = {
        "sale": " AS day FROM early_payment.sale s JOIN receivables.receivable r USING"
        " (programme_id, receivable_id) WHERE s.cancelled_at IS NULL AND s.sold_on > r.issued_on",
        "payout": " AS day FROM payouts.payout s JOIN receivables.receivable r ON r.programme_id ="
        " s.programme_id AND r.receivable_id = s.source_id WHERE s.purpose = 1",
    }
    for kind, given, select in figures:
        row = world.owner(select + tables[kind] + " LIMIT 1")[0]
        asked.clear()
        item = {name: row[name] for name in ("programme_id", "item_id")}
        assert one(world, row["of"], "explain.won", kind=kind, **item, **given)["laws"]
        assert asked == {row["day"]}


@pytest.mark.parametrize("purpose", [("settlement", 1), ("sale_proceeds", 5)])
def test_every_payout_is_explained_down_to_the_bank(world: World, purpose: tuple[str, int]) -> None:
    name, number = purpose
    payouts = world.owner(
        "SELECT * FROM payouts.payout WHERE purpose = %(n)s AND payee_id IS NOT NULL", n=number
    )
    booked = 0
    for payout in payouts:
        item = {"programme_id": payout["programme_id"], "item_id": payout["source_id"]}
        given = {"kind": "payout", "purpose": name, **item}
        said = one(world, payout["payee_id"], "explain.won", **given)
        assert said["won"] == payout["amount_won"]
        _adds_up(said)
        booked += sum(row["entry_id"] is not None for row in said["bank"])
        stranger = world.second_funder_id
        assert _refused(world, stranger, "explain.won", **given) == "nothing_to_explain"
    assert payouts and booked


def test_more_than_the_world_is_no_document(world: World) -> None:
    page = world.ask(world.book.institution_id, "scheme.summary", **span(world))
    assert not isinstance(page, Page) and page.code == "calendar_span"
