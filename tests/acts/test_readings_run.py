"""What institutions, the Foundation and the Ministry read, and that nobody reads of strangers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import psycopg
from least import least
from readings_world import World, span

from books import open_book
from people import People
from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.registry import all_readings
from sangsaeng.acts.shape import Asked, Page
from sangsaeng.database.connection import WEB, Asking, Database
from sangsaeng.database.statements import load
from sangsaeng.payouts.service_unidentified import list_unidentified

_BOOK = load("sangsaeng.receivables")


def test_an_institution_sees_its_programmes_and_nobody_elses(world: World) -> None:
    for programme_id in (world.rival, world.lived.credit):
        count = world.owner(
            "SELECT receivable_id FROM receivables.receivable WHERE programme_id = %(p)s"
            " ORDER BY 1 DESC",
            p=programme_id,
        )
        for name, company_id in world.everyone.items():
            seen = world.rows(company_id, "receivables.in_programme", programme_id=programme_id)
            mine = count if name == "institution" else []
            assert [r["receivable_id"] for r in seen] == [r["receivable_id"] for r in mine]


def test_money_nobody_explained_is_the_institutions_until_it_is_explained(world: World) -> None:
    book = world.book
    book.pay_in(777, "no reference at all")
    waiting = list_unidentified(world.database)
    assert [row["amount_won"] for row in waiting] == [777]
    assert world.rows(book.institution_id, "unidentified.list") == waiting
    entry = waiting[0]
    with world.database.transaction() as tx:
        tx.run(
            "INSERT INTO ledger.line (programme_id, kind, item_id, debit, credit, amount_won,"
            " booked_on) SELECT 0, 17, %(entry)s, ledger.account(203, %(own)s),"
            " ledger.account(101, %(own)s), 777, %(day)s",
            entry=entry["entry_id"],
            own=entry["own_account_id"],
            day=book.today,
        )
    assert world.rows(book.institution_id, "unidentified.list") == list_unidentified(world.database)
    for name, company_id in world.everyone.items():
        statements = world.rows(company_id, "bank.statements")
        has_own = {"institution", "foundation", "funder"}
        assert bool(statements) is (name in has_own), name


def test_creditors_are_known_to_the_debtor_and_the_institution(world: World) -> None:
    for name, company_id in world.everyone.items():
        for code, table in (
            ("attachments", "receivables.attachment"),
            ("insolvencies", "parties.insolvency"),
        ):
            every = world.owner(f"SELECT company_id, reference FROM {table}")
            mine = {r["reference"] for r in every if r["company_id"] == company_id}
            seen = {row["reference"] for row in world.rows(company_id, f"{code}.list")}
            assert seen == mine, name
            run = {row["reference"] for row in world.rows(company_id, f"{code}.in_programmes")}
            assert run == ({r["reference"] for r in every} if name == "institution" else set())


def test_notices_and_playbooks_go_to_whom_they_concern(world: World) -> None:
    told = world.owner("SELECT company_id, notice_id FROM settlement.notice")
    assert told
    for name, company_id in world.everyone.items():
        mine = {row["notice_id"] for row in told if row["company_id"] == company_id}
        seen = world.rows(company_id, "notices.mine")
        assert {row["notice_id"] for row in seen} == mine
        assert all(row["ko"] != row["en"] for row in seen)
        books = world.rows(company_id, "playbooks.list")
        assert bool(books) is (name == "institution")
        if books:
            one = world.ask(company_id, "playbooks.one", playbook_id=books[0]["playbook_id"])
            # What came of the steps is of every institution's programmes: the operator's.
            assert isinstance(one, Page) and one.rows[0]["steps"] == []
            assert books[0]["steps_done"] > 0


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


def test_the_operator_sees_what_came_of_a_playbook(world: World) -> None:
    operator = world.book.institution_id
    with _held(world, operator, Office.OPERATOR):
        books = world.rows(operator, "playbooks.list")
        one = world.ask(operator, "playbooks.one", playbook_id=books[0]["playbook_id"])
    assert isinstance(one, Page) and len(one.rows[0]["steps"]) == books[0]["steps_done"] > 0


def test_an_institution_sees_the_proofs_of_its_own_programmes_alone(world: World) -> None:
    """The equations of the whole book are the operator's and the Foundation's."""
    institution, foundation = world.book.institution_id, world.book.foundation_id
    page = world.ask(institution, "verify.proofs")
    assert isinstance(page, Page) and page.rows[0]["proofs"]
    named = {row["what"].rstrip("0123456789") for row in page.rows[0]["proofs"]}
    assert named == {"deposit_of_programme_"}
    for company_id, office in ((institution, Office.OPERATOR), (foundation, Office.FOUNDATION)):
        with _held(world, company_id, office):
            page = world.ask(company_id, "verify.proofs")
        assert isinstance(page, Page)
        assert "trial_balance" in {row["what"] for row in page.rows[0]["proofs"]}


def test_proofs_and_deposits_are_for_who_runs_a_programme(world: World) -> None:
    for name, company_id in world.everyone.items():
        runs = name in {"institution", "foundation"}
        newest = world.ask(company_id, "verify.proofs")
        assert isinstance(newest, Page)
        assert bool(newest.rows[0]["proofs"]) is runs and newest.rows[0]["holds"]
        deposits = world.rows(company_id, "deposits.proofs")
        assert all(row["holds"] for row in deposits)
        assert any(row["left_won"] > 0 for row in deposits) is runs
        # The runs are of the whole book: nobody's who does not operate it.
        assert not world.rows(company_id, "settlement.runs")
    operator = world.book.institution_id
    People(world.book).office(operator, Office.OPERATOR)
    runs_seen = world.rows(operator, "settlement.runs")
    assert [row["state"] for row in runs_seen] == ["released"] * len(runs_seen)
    one = world.ask(operator, "settlement.one_run", day=runs_seen[0]["day"])
    assert isinstance(one, Page) and all(row["holds"] for row in one.rows[0]["proofs"])


def test_statistics_are_the_foundations_and_the_ministrys(world: World) -> None:
    people = People(world.book)
    ministry = world.book.company("ministry", "public").company_id
    for company_id in world.everyone.values():
        assert not world.rows(company_id, "statistics.pass_through", **span(world))
    people.office(ministry, Office.MINISTRY)
    people.office(world.book.foundation_id, Office.FOUNDATION)
    for company_id in (ministry, world.book.foundation_id):
        seen = world.rows(company_id, "statistics.pass_through", **span(world))
        named = [row for row in seen if row["programme_id"]]
        assert named
        for row in named:
            (total,) = world.owner(
                "SELECT sum(face_won)::bigint AS won, sum(passed_on_won)::bigint AS passed_on_won,"
                " count(*) AS n FROM receivables.receivable WHERE cancelled_on IS NULL AND"
                f" programme_id = {row['programme_id']} AND tier = {row['tier']}"
                f" AND date_trunc('month', issued_on) = '{row['month']}'"
            )
            assert row["issued_won"] == total["won"]
            assert row["passed_on_won"] == total["passed_on_won"]
            assert row["receivable_count"] == total["n"]
    caller = people.caller(ministry, Role.MINISTRY, offices=frozenset({Office.MINISTRY}))
    with world.database.asked_by(Asking(WEB, ministry, caller.person_id)) as tx:
        asked = Asked(tx, ministry, world.at, person_id=caller.person_id)
        page = all_readings()["powers.mine"].list_page(asked)
    assert isinstance(page, Page) and [row["role"] for row in page.rows] == ["ministry"]


def test_statistics_are_of_three_companies_at_least(world: World) -> None:
    """What is of fewer is hidden, and what would tell it by what is left (decision 0027); the days
    asked for are whole months, so that no two answers differ by one promise."""
    foundation = world.book.foundation_id
    People(world.book).office(foundation, Office.FOUNDATION)
    seen = world.rows(foundation, "statistics.pass_through", **span(world))
    assert all(row["company_count"] >= 3 for row in seen)
    cells = [(row["programme_id"], row["tier"]) for row in seen]
    assert cells == [(world.lived.credit, 1)]
    paged = world.rows(foundation, "statistics.pass_through", limit=1, **span(world))
    assert paged == seen
    day = world.book.today
    one_day = {"from_on": day, "until": day}
    assert world.rows(foundation, "statistics.pass_through", **one_day) == seen


def test_others_of_fewer_than_three_are_left_out(database: Database) -> None:
    book = open_book(database)
    People(book).office(book.foundation_id, Office.FOUNDATION)
    programme_id = book.programme()
    for name in ("t1", "t2"):
        book.company(name)
        book.issue(programme_id, name, 1_000, book.today + timedelta(days=30))
    ask = "SELECT * FROM receivables.statistics(%(day)s, %(day)s)"
    for name, rows in (("t3", []), ("t4", [(programme_id, 1, 3)])):
        with database.asked_by(Asking(WEB, book.foundation_id)) as tx:
            seen = tx.rows(ask, day=book.today)
        assert [(one["programme_id"], one["tier"], one["company_count"]) for one in seen] == rows
        book.company(name)
        book.issue(programme_id, name, 1_000, book.today + timedelta(days=30))


def test_no_reading_names_a_company_that_is_not_known(world: World) -> None:
    """Every list under every company, with the least it takes in each programme: no name, no
    number of a stranger is anywhere in it."""
    named = world.owner("SELECT company_id, name, business_number FROM parties.company")
    programmes = [world.lived.credit, world.rival]
    held = world.owner("SELECT receivable_id FROM receivables.receivable")
    ran = 0
    for name, company_id in world.everyone.items():
        if name in {"institution", "foundation"}:
            continue
        known = {row["company_id"] for row in world.rows(company_id, "companies.known")}
        strange = [
            text
            for row in named
            # The name of one buyer is a word that stands elsewhere, too.
            if row["company_id"] not in known | {company_id} and row["name"] != "buyer"
            for text in (f"'{row['name']}'", row["business_number"])
        ]
        for code, reading in all_readings().items():
            if code in {"webhooks.secret", "sandbox.clock", "people.list"}:
                continue
            for programme_id in programmes:
                filters = (
                    least(
                        reading.filters,
                        programme_id=programme_id,
                        company_id=company_id,
                        receivable_id=held[0]["receivable_id"],
                        **_as_text(span(world)),
                    )
                    if reading.filters
                    else {}
                )
                page = world.ask(company_id, code, **filters)
                if isinstance(page, Page):
                    ran += 1
                    told = str([list(row.values()) for row in page.rows])
                    found = [text for text in strange if text in told]
                    assert not found, (name, code, found)
    assert ran > 400


def _as_text(days: dict[str, date]) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items()}


def test_functions_that_see_past_the_walls_answer_for_who_asks(world: World) -> None:
    """Without the filters of any statement; and with nobody asking they answer nothing."""
    edges = world.owner(
        "SELECT r.programme_id, r.receivable_id, r.holder_id, r.issuer_id, p.buyer_id,"
        " p.institution_id, p.foundation_id FROM receivables.receivable r"
        " JOIN programmes.programme p USING (programme_id)"
    )
    for me in (*world.everyone.values(), None):
        with world.database.asked_by(Asking(WEB, me)) as tx:
            for edge in edges:
                runs = (edge["institution_id"], edge["foundation_id"])
                for function, may in (
                    ("receivables.stands", (edge["holder_id"], edge["issuer_id"], *runs)),
                    ("receivables.parent_of_mine", (edge["holder_id"],)),
                    ("ledger.explained", (edge["holder_id"], *runs)),
                ):
                    call = f"SELECT count(*) AS n FROM {function}(%(p)s, %(r)s)"
                    key = {"p": edge["programme_id"], "r": edge["receivable_id"]}
                    seen = tx.the(call, **key)["n"]  # type: ignore[arg-type]
                    assert (seen > 0) is (me in may), (function, me, edge)
            for programme_id in {edge["programme_id"] for edge in edges}:
                sides = next(e for e in edges if e["programme_id"] == programme_id)
                may = {sides[f"{one}_id"] for one in ("buyer", "institution", "foundation")}
                tiers = tx.rows("SELECT tier FROM receivables.tiers_of(%(p)s)", p=programme_id)
                assert bool(tiers) is (me in may), (programme_id, me)
