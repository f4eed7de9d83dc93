"""The living example, small: half a year in its order, and what waits for a visitor today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from following import Following
from typer.testing import CliRunner

from api.served import face_url, serving
from clusters import Cluster
from sangsaeng.acts.model import Caller
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.app import make_app
from sangsaeng.api.settings import Settings
from sangsaeng.cli.living.cast import WHOLE, Scale, read_cast
from sangsaeng.cli.living.play import Lived, play
from sangsaeng.cli.living.rounds import rounds_until
from sangsaeng.cli.living.teller import NIGHT_AFTER, Teller
from sangsaeng.cli.main import app
from sangsaeng.cli.safety.cast import Size
from sangsaeng.database.connection import Database
from sangsaeng.jobs.clock import Clock
from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import LANGUAGES, catalogue
from sangsaeng.oversight.verify import verify
from sangsaeng.parties.rules import check_account
from sangsaeng.payouts.service_unidentified import list_unidentified
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_personas import begin_persona_session, list_personas
from sangsaeng.signin.service_sessions import get_caller
from sangsaeng.statutes.calendar import calendar
from sangsaeng.web.serving import add_portal
from sangsaeng.web.touring import STOPS

NOW = datetime.combine(date(2026, 11, 20), time(10), KOREA)
ORIGIN = "http://portal.example"
SMALL = Scale((3, 8, 4), 3, Size(5, 2))


# What a visitor is told to look at, by the sentence that names it on the page.
_SEEN_AT: Mapping[str, tuple[str, ...]] = {
    "tour_approve": ("need_approve_button",),
    "tour_cash": ("page_early_cash",),
    "tour_worker": ("safety_do_works_accept",),
}


@dataclass
class Visit:
    """A book that was played, and what came of it."""

    database: Database
    lived: Lived
    packs: Path

    def one(self, statement: str, **values: object) -> Any:
        """The only value of the only row."""
        with self.database.transaction() as tx:
            (value,) = tx.the(statement, **values).values()
        return value

    def caller(self, title: str, at: datetime = NOW) -> Caller:
        """A visitor that has chosen whom to be."""
        found = next(one for one in list_personas(self.database) if one.title_code == title)
        begun = begin_persona_session(self.database, found.person_id, at)
        assert isinstance(begun, SignedIn)
        caller = get_caller(self.database, begun.token, None, at)
        assert isinstance(caller, Caller)
        return caller


@pytest.fixture(scope="module")
def visit(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    packs = tmp_path_factory.mktemp("packs")
    with cluster.fresh() as url, Database(url) as database:
        yield Visit(database, play(database, NOW, SMALL, packs, lambda *_: None), packs)


def test_every_proof_holds_at_the_end(visit: Visit) -> None:
    assert visit.lived.holds, visit.lived.problems
    assert len(visit.lived.proofs) > 50 and visit.lived.rounds == SMALL.months


def test_more_is_passed_on_every_month_at_both_tiers(visit: Visit) -> None:
    with visit.database.transaction() as tx:
        rows = tx.rows(
            "SELECT to_char(root.issued_on, 'YYYY-MM') AS month,"
            " sum(r.face_won) FILTER (WHERE r.tier = 2) * 10000 / sum(r.face_won)"
            " FILTER (WHERE r.tier = 1) AS second,"
            " sum(r.face_won) FILTER (WHERE r.tier = 3) * 10000 / sum(r.face_won)"
            " FILTER (WHERE r.tier = 1) AS third"
            " FROM receivables.receivable r JOIN receivables.receivable root"
            " ON root.programme_id = r.programme_id AND root.receivable_id = r.root_id"
            " WHERE r.programme_id = 1 GROUP BY 1 ORDER BY 1"
        )
    second = [int(row["second"]) for row in rows]
    assert second == sorted(second) and 730 <= second[-1] <= 745
    assert 0 < int(rows[-1]["third"]) < 100


def test_everybody_that_a_visitor_may_be_can_come_in(visit: Visit) -> None:
    personas = list_personas(visit.database)
    assert len(personas) == visit.lived.personas == 28
    for one in personas:
        assert one.title_code in catalogue() and len(one.name) >= 2
        assert visit.caller(one.title_code).roles


@pytest.fixture(scope="module")
def portal(visit: Visit) -> Iterator[tuple[str, Settings]]:
    """The book's pages behind a server, a minute after it was played; and how they are set."""
    settings = Settings(origins=(ORIGIN,), insecure_development=True, demonstration=True)
    with Database(face_url(visit.database.url), role=None) as web:
        app = make_app(web, lambda: NOW + timedelta(minutes=1), settings)
        add_portal(app, app.state.counter)
        with serving(app) as address:
            yield address, settings


def test_every_link_of_every_persona_leads_somewhere(
    visit: Visit, portal: tuple[str, Settings]
) -> None:
    (address, settings), follow = portal, Following()
    for one in list_personas(visit.database):
        begun = begin_persona_session(visit.database, one.person_id, NOW)
        assert isinstance(begun, SignedIn)
        cookies = {settings.cookie: begun.token}
        with httpx.Client(base_url=address, timeout=60, cookies=cookies) as client:
            caller = visit.caller(one.title_code)
            follow.walk(client, one.title_code, frozenset({*caller.roles, *caller.offices}))
    assert not follow.wrong, "\n".join(follow.wrong)
    assert follow.opened > 800


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tour_leads_from_stop_to_stop_and_each_says_what_stands_there(
    portal: tuple[str, Settings], language: str
) -> None:
    address, _ = portal
    cookies = {"sangsaeng-language": language}
    with httpx.Client(base_url=address, timeout=60, cookies=cookies) as client:
        for number, stop in enumerate(STOPS):
            go = {"data": {"stop": f"{number}"}, "headers": {"origin": ORIGIN}}
            page = client.post("/tour", follow_redirects=True, **go)
            assert (page.status_code, page.url.path) == (200, stop.path), stop.code
            told = unescape(page.text)
            for code in (stop.code, f"{stop.code}_text", *_SEEN_AT.get(stop.code, ())):
                assert catalogue()[code][language] in told, (stop.code, code)
        over = client.post("/tour", data={"stop": ""}, headers={"origin": ORIGIN})
        assert over.status_code == 303


def waiting(visit: Visit) -> Mapping[str, tuple[int, str]]:
    with visit.database.transaction() as tx:
        rows = tx.rows("SELECT action, act_id, digest FROM parties.act WHERE state = 'waiting'")
    return {row["action"]: (row["act_id"], row["digest"]) for row in rows}


def test_what_should_wait_waits(visit: Visit) -> None:
    assert {*waiting(visit)} == {
        "receivables.issue",
        "receivables.pass_on",
        "mandates.give",
        "outcomes.determinations.determine",
    }
    # A payment sent back whose payee has named no other account; money that nobody explained.
    came_back = "SELECT count(*) FROM payouts.bank_entry WHERE meaning = 'payout_return'"
    assert visit.one(came_back) == 2
    assert [row["amount_won"] for row in list_unidentified(visit.database)] == [1_320_000]
    cooling = "SELECT count(*) FROM parties.bank_account WHERE usable_from > %(day)s"
    assert visit.one(cooling, day=NOW.date()) == 1
    asked = "SELECT count(*) FROM parties.invitation WHERE accepted_at IS NULL"
    assert visit.one(asked) == 1
    unclaimed = (
        "SELECT count(*) FROM receivables.receivable WHERE claim_by >= %(day)s"
        " AND claimed_on IS NULL"
    )
    assert visit.one(unclaimed, day=NOW.date()) == 1
    calls = (
        "SELECT count(*) FROM settlement.funding_call"
        " WHERE due_on > %(day)s AND state NOT IN ('funded', 'unpaid')"
    )
    assert visit.one(calls, day=NOW.date()) >= 1


def test_the_other_buyer_is_in_default_and_everybody_below_has_its_money(visit: Visit) -> None:
    assert visit.one("SELECT count(*) FROM settlement.playbook") == 1
    assert visit.one("SELECT count(*) FROM settlement.playbook_step") == 6
    owed = "SELECT count(*) FROM settlement.funding_call WHERE state = 'unpaid'"
    assert visit.one(owed) == 1
    assert any(visit.packs.iterdir())
    open_won = (
        "SELECT count(*) FROM receivables.receivable r WHERE r.programme_id = 2 AND NOT EXISTS"
        " (SELECT FROM ledger.settled s WHERE s.programme_id = 2"
        " AND s.receivable_id = r.receivable_id)"
    )
    assert visit.one(open_won) == 0


def test_pay_for_success_is_in_its_second_stage(visit: Visit) -> None:
    assert visit.one("SELECT count(*) FROM outcomes.determination") == 1
    assert visit.one("SELECT amount_won FROM outcomes.determination") > 0
    not_accepted = "SELECT count(*) FROM outcomes.works WHERE accepted_at IS NULL"
    assert visit.one(not_accepted) == 1
    assert visit.one("SELECT count(*) FROM outcomes.finding WHERE settled_at IS NULL") >= 1
    asked = "SELECT count(*) FROM outcomes.confirmation WHERE answered_at IS NULL"
    assert visit.one(asked) == 1
    newest = "SELECT max(taken_at) FROM outcomes.evidence"
    assert timedelta(0) < NOW - visit.one(newest) < timedelta(days=10)


def test_nothing_is_booked_on_a_day_of_another_story(visit: Visit) -> None:
    late = (
        "SELECT count(*) FROM payouts.bank_entry e WHERE NOT EXISTS"
        " (SELECT FROM settlement.run r WHERE r.day = e.booked_on) AND e.meaning = 'receipt'"
    )
    assert visit.one(late) == 0
    assert visit.one("SELECT max(booked_on) FROM payouts.bank_entry") <= NOW.date()


def test_the_buyers_second_person_approves_what_waits(visit: Visit) -> None:
    act_id, digest = waiting(visit)["receivables.issue"]
    approver = visit.caller("persona_buyer_approves")
    done = decide(visit.database, approver, act_id, digest, True, NOW)
    assert isinstance(done, Entered) and done.state == "executed", done


def do(visit: Visit, caller: Caller, code: str, given: Mapping[str, Any], at: datetime) -> Any:
    read = acts()[code].given.model_validate_json(json.dumps(given))
    done = enter(visit.database, replace(caller, stepped_up_at=at), acts()[code], read, at)
    assert isinstance(done, Entered) and done.state == "executed", done
    return done.answer


def test_a_tier_3_owner_alone_sells_and_after_the_night_the_money_is_there(visit: Visit) -> None:
    real = [NOW]
    clock = Clock(visit.database, lambda: real[0])
    teller = Teller(visit.database, clock, lambda: real[0])
    owner = visit.caller("persona_tier_3_owner")
    held = (
        "SELECT max(receivable_id) FROM receivables.receivable"
        " WHERE holder_id = %(id)s AND retained_won = 18000000"
    )
    receivable_id = visit.one(held, id=owner.company_id)
    part = {"receivable_id": receivable_id, "amount_won": 10_000_000}
    quoted = do(
        visit, owner, "early_payment.quote", {"programme_id": 1, "parts": [part]}, clock.now()
    )
    taken = {
        "programme_id": 1,
        "quote_ids": [one["quote_id"] for one in quoted["quotes"]],
        "amount_won": quoted["amount_won"],
    }
    do(visit, owner, "early_payment.accept", taken, clock.now())
    teller.turn()
    paid = (
        "SELECT count(*) FROM payouts.bank_entry WHERE meaning = 'payout' AND amount_won = %(won)s"
    )
    assert visit.one(paid, won=quoted["proceeds_won"]) == 0
    real[0] += NIGHT_AFTER
    clock.look_again()
    teller.turn()
    assert clock.now().date() > NOW.date()
    teller.turn()
    assert visit.one(paid, won=quoted["proceeds_won"]) == 1
    morning = clock.now()
    teller.turn()
    assert clock.now() - morning < timedelta(hours=1)
    assert all(proof.holds for proof in verify(visit.database))


def test_every_company_of_the_whole_example_is_invented_and_can_be_paid() -> None:
    cast = read_cast(WHOLE)
    everyone = [cast.buyer, cast.never_joiner, *(one for tier in cast.tiers for one in tier)]
    assert [len(tier) for tier in cast.tiers] == [12, 60, 25]
    assert len({one.business_number for one in everyone}) == len(everyone)
    assert len({one.name for one in everyone}) == len(everyone)
    for one in everyone:
        assert parse_business_number(one.business_number) == one.business_number
        entry = check_account(one.bank_code, one.account_number, NOW.date())
        assert getattr(entry, "bank_code", None) == one.bank_code
    assert max(len(one.name) for one in everyone) > 20


def test_on_every_day_of_two_years_the_rounds_keep_their_order_and_the_payment_term() -> None:
    known = calendar([])
    for number in range(730):
        today = date(2026, 1, 1) + timedelta(days=number)
        found = rounds_until(known, today, 6)
        assert [one.number for one in found] == list(range(6))
        assert found[-1].passed_below_on < today
        for one in found:
            days = (one.issued_on, one.passed_on, one.passed_below_on, one.sold_on, *one.due)
            assert list(days) == sorted({*days})
            # The oldest invoice is four days older than what passes it on; 60 days are the law's.
            assert one.due[2] - one.passed_on + timedelta(days=4) <= timedelta(days=60)


def test_nothing_is_served_before_it_was_played(
    book_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGSAENG_DATABASE_URL", book_url)
    monkeypatch.setenv("SANGSAENG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    done = CliRunner().invoke(app, ["serve", "--demo", "--port", "0"])
    assert done.exit_code == 1 and "living_not_played" in done.output
