"""Whatever people and machines try in whatever order, nothing is done without another's approval of
the same text (G13); a naive twin foresees each answer."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from naive_desk import WEEK, NaiveDesk, Paper, Who

from books import Book, noon, open_book
from clusters import Cluster
from people import People
from sangsaeng.acts.kinds.promises import InvoiceLine, Issue
from sangsaeng.acts.kinds.promises_back import ReceivableNamed
from sangsaeng.acts.model import Caller, Given, Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.rules import digest_of_list
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import approve_list, decide, expire_acts, withdraw
from sangsaeng.acts.service_executing import Entered
from sangsaeng.audit.service_sealing import seal_events
from sangsaeng.database.connection import Database
from sangsaeng.ledger.service import reserve_items

_ROLES = st.sampled_from(
    [
        [Role.ENTERER],
        [Role.APPROVER],
        [Role.APPROVER],
        [Role.ENTERER, Role.APPROVER],
        [Role.ADMINISTRATOR, Role.VIEWER],
    ]
)
_LIMITS = st.sampled_from([None, None, None, None, 1_000, 50_000])
_ANYBODY = st.lists(st.tuples(_ROLES, _LIMITS), min_size=1, max_size=2)
_TWO = [([Role.ENTERER, Role.APPROVER], None), ([Role.APPROVER], None)]
_CAST = st.one_of(_ANYBODY, *[_ANYBODY.map(lambda more: [*more, *_TWO])] * 4)
_WEIGHTED = [*["promise"] * 3, *["decide"] * 8, *["take back"] * 3]
_WEIGHTED += ["again", "list", "withdraw", "time"]
_WON = st.sampled_from([900, 1_000, 5_000, 60_000])
_MOSTLY = st.sampled_from([True] * 6 + [False])
_MANDATE_WON = 5_000

# Executed without another person's approval of the same text, or a mandate on the own side.
_ALONE = """
    SELECT a.act_id FROM parties.act a WHERE a.state = 'executed' AND (EXISTS (
        SELECT FROM unnest(a.needed_of) AS n(company_id) WHERE NOT EXISTS (
            SELECT FROM parties.act_decision d WHERE d.act_id = a.act_id AND d.approved
            AND d.company_id = n.company_id AND d.digest = encode(sha256(a.given::bytea), 'hex')
            AND d.person_id IS DISTINCT FROM a.entered_by))
        OR (NOT a.company_id = ANY (a.needed_of) AND a.mandate_id IS NULL))
"""


class DeskMachine(RuleBasedStateMachine):
    """A buyer, a supplier, and everybody's tries. `cluster` is set by the test that runs it."""

    cluster: Cluster

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        url = self.open.enter_context(self.cluster.fresh())
        self.database = self.open.enter_context(Database(url, size=2))
        self.owner = self.open.enter_context(psycopg.connect(url, autocommit=True))
        self.digests: dict[int, str] = {}
        self.given: dict[int, Given] = {}
        self.invoices = 0

    @initialize(buyers=_CAST, holders=_CAST, mandated=st.booleans())
    def open_the_book(self, buyers: Any, holders: Any, mandated: bool) -> None:
        self.book: Book = open_book(self.database)
        self.programme = self.book.programme()
        self.now = noon(self.book.today)
        self.maker = People(self.book)
        buyer = self.book.companies["buyer"].company_id
        holder = self.book.company("S1").company_id
        self.naive = NaiveDesk(holder)
        self.callers: list[Caller] = []
        for company, cast in ((buyer, buyers), (holder, holders)):
            for roles, limit in cast:
                self._hire(self.maker.caller(company, *roles, limit_won=limit), roles, limit)
        self._machine(buyer)
        if mandated:
            self._mandate(0)

    def _hire(self, caller: Caller, roles: list[Role], limit: int | None) -> None:
        self.callers.append(caller)
        known = frozenset(str(role) for role in roles)
        self.naive.people.append(Who(caller.company_id, known, limit, caller.person_id is None))

    def _machine(self, company: int) -> None:
        with self.database.transaction() as tx:
            key_id = reserve_items(tx, 1)[0]
            tx.run(
                "INSERT INTO parties.api_key (key_id, company_id, label, secret_digest, scopes,"
                " made_at, ends_at) VALUES (%(id)s, %(company)s, 'erp', 'x', '{receivables.*}',"
                " %(at)s, 'infinity')",
                id=key_id,
                company=company,
                at=self.now,
            )
        caller = Caller(company, key_id=key_id, scopes=("receivables.*",), limit_won=50_000)
        self._hire(caller, [], 50_000)

    def _mandate(self, place: int) -> None:
        caller = self.callers[place]
        with self.database.transaction() as tx:
            mandate_id = reserve_items(tx, 1)[0]
            tx.run(
                "INSERT INTO parties.mandate VALUES (%(id)s, %(company)s, %(person)s, %(won)s, 1,"
                " %(at)s, 'infinity', NULL)",
                id=mandate_id,
                company=caller.company_id,
                person=caller.person_id,
                won=_MANDATE_WON,
                at=self.now,
            )
        mandate = {"mandate_id": mandate_id, "mandate_limit_won": _MANDATE_WON}
        self.callers[place] = replace(caller, **mandate)  # type: ignore[arg-type]
        self.naive.people[place].alone = _MANDATE_WON

    # One rule with weights: hypothesis would switch whole rules off for an example.
    @rule(data=st.data(), what=st.sampled_from(_WEIGHTED))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        fresh, right_text = data.draw(_MOSTLY), data.draw(_MOSTLY)
        match what:
            case "take back" if self.naive.standing:
                self.enter_taking_one_back(data, fresh)
            case "again" if self.naive.keys:
                self.send_a_request_again(data, data.draw(st.booleans()), fresh)
            case "decide" if self.naive.papers:
                self.decide_about_one(data, right_text, fresh, data.draw(_MOSTLY))
            case "list" if self.naive.papers:
                self.approve_all_that_waits(data, right_text, fresh)
            case "withdraw" if self.naive.papers:
                self.withdraw_one(data)
            case "time":
                hours = data.draw(st.sampled_from([1, 30, 100]))
                self.time_passes(hours, data.draw(st.booleans()))
            case _:
                won, rehearsed = data.draw(_WON), data.draw(st.booleans())
                self.enter_a_promise(data, won, fresh, rehearsed)

    def _somebody(
        self, data: st.DataObject, fresh: bool, of_buyer: bool = False, paper: Paper | None = None
    ) -> tuple[Who, Caller]:
        """Anybody; or somebody of the buyer, since others may not issue in its programme; or, more
        often than not, an approver whom an act waits for."""
        people = self.naive.people
        might = [n for n, who in enumerate(people) if not (of_buyer and self._holds(who))]
        if paper is not None and data.draw(_MOSTLY):
            might = [
                n
                for n, who in enumerate(people)
                if who.company in paper.needs and "approver" in who.roles
            ] or might
        place = data.draw(st.sampled_from(might))
        caller = self.callers[place]
        if caller.person_id is not None:
            since = self.now - timedelta(minutes=1 if fresh else 11)
            caller = replace(caller, stepped_up_at=since)
        return people[place], caller

    def _holds(self, who: Who) -> bool:
        return who.company == self.naive.holder

    def enter_a_promise(self, data: st.DataObject, won: int, fresh: bool, rehearsed: bool) -> None:
        who, caller = self._somebody(data, fresh, of_buyer=True)
        self.invoices += 1
        line = InvoiceLine(
            supplier_number=self.book.number("S1"),
            supplier_name="S1",
            approval_number=f"{self.book.today:%Y%m%d}1000000{self.invoices:09d}",
            written_on=self.book.today,
            total_won=won,
            amount_won=won,
            matures_on=self.book.today + timedelta(days=50),
        )
        given = Issue(programme_id=self.programme, lines=[line])
        key = data.draw(st.none() | st.just(f"key-{self.invoices}"))
        self._enter(who, caller, won, None, given, key, fresh, rehearsed)

    def enter_taking_one_back(self, data: st.DataObject, fresh: bool) -> None:
        made = [n for n, p in self.naive.papers.items() if p.of is None and p.state == "executed"]
        of = data.draw(st.sampled_from(made))
        who, caller = self._somebody(data, fresh, of_buyer=True)
        row = self.owner.execute(
            "SELECT answer FROM parties.act WHERE act_id = %s", [of]
        ).fetchone()
        assert row is not None
        number = row[0]["receivable_ids"][0]
        given = ReceivableNamed(programme_id=self.programme, receivable_id=number)
        won = self.naive.papers[of].won
        self._enter(who, caller, won, of, given, None, fresh, True)

    def _enter(
        self,
        who: Who,
        caller: Caller,
        won: int,
        of: int | None,
        given: Given,
        key: str | None,
        fresh: bool,
        rehearsed: bool,
    ) -> None:
        expected = self.naive.ask_enter(who, won, of, fresh)
        act = acts()["receivables.issue" if of is None else "receivables.cancel"]
        done = enter(self.database, caller, act, given, self.now, key, rehearsed)
        if isinstance(expected, str):
            assert _code(done) == expected
            return
        assert isinstance(done, Entered), done
        self.naive.do_enter(done.act_id, Paper(who, won, of, expected, self.now + WEEK), key)
        assert done.state == self.naive.papers[done.act_id].state
        assert list(done.needed_of) == expected and not done.hit
        self.digests[done.act_id], self.given[done.act_id] = done.digest, given

    def send_a_request_again(self, data: st.DataObject, changed: bool, fresh: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.naive.keys)))
        number = self.naive.keys[key]
        paper, given = self.naive.papers[number], self.given[number]
        who, caller = self._somebody(data, fresh, of_buyer=True)
        assert isinstance(given, Issue)
        won = paper.won + 1 if changed else paper.won
        if changed:
            line = given.lines[0].model_copy(update={"amount_won": won, "total_won": won})
            given = given.model_copy(update={"lines": [line]})
        done = enter(self.database, caller, acts()["receivables.issue"], given, self.now, key)
        refused = self.naive.ask_enter(who, won, None, fresh)
        if refused in ("not_permitted", "above_limit", "step_up_needed"):
            assert _code(done) == refused
        elif changed:
            assert _code(done) == "idempotency_conflict"
        else:
            assert isinstance(done, Entered)
            assert (done.act_id, done.hit, done.state) == (number, True, paper.state)

    def decide_about_one(
        self, data: st.DataObject, right_text: bool, fresh: bool, yes: bool
    ) -> None:
        numbers = sorted(self.naive.papers)
        open_ones = [n for n in numbers if self.naive.papers[n].state == "waiting"]
        number = data.draw(st.sampled_from((data.draw(_MOSTLY) and open_ones) or numbers))
        paper = self.naive.papers[number]
        who, caller = self._somebody(data, fresh, paper=paper)
        if who.company not in (paper.by.company, *paper.needs):
            expected: str | None = "unknown_act"
        else:
            expected = self.naive.ask_decide(who, number, right_text, fresh, self.now)
        digest = self.digests[number] if right_text else "0" * 64
        done = decide(self.database, caller, number, digest, yes, self.now)
        if expected is None:
            assert isinstance(done, Entered), done
            assert done.state == self.naive.do_decide(who, number, yes)
        else:
            assert _code(done) == expected

    def approve_all_that_waits(self, data: st.DataObject, right_text: bool, fresh: bool) -> None:
        who, caller = self._somebody(data, fresh)
        waiting = sorted(
            number
            for number, paper in self.naive.papers.items()
            if paper.state == "waiting" and who.company in (paper.by.company, *paper.needs)
        )
        told = [self.digests[number] for number in waiting[:: -1 if not right_text else 1]]
        digest = digest_of_list(told)
        done = approve_list(self.database, caller, waiting, digest, self.now)
        if not right_text and len(set(told)) > 1:
            assert [one.code for one in done] == ["list_digest_differs"]  # type: ignore[union-attr]
            return
        assert len(done) == len(waiting)
        for number, one in zip(waiting, done, strict=True):
            expected = self.naive.ask_decide(who, number, True, fresh, self.now)
            if expected is None:
                assert isinstance(one, Entered), one
                assert one.state == self.naive.do_decide(who, number, True)
            else:
                assert _code(one) == expected

    def withdraw_one(self, data: st.DataObject) -> None:
        who, caller = self._somebody(data, True)
        number = data.draw(st.sampled_from(sorted(self.naive.papers)))
        paper = self.naive.papers[number]
        if who.company not in (paper.by.company, *paper.needs):
            expected: str | None = "unknown_act"
        else:
            expected = self.naive.ask_withdraw(who, number)
        done = withdraw(self.database, caller, number, self.now)
        if expected is None:
            assert isinstance(done, Entered), done
            paper.state = "withdrawn"
        else:
            assert _code(done) == expected

    def time_passes(self, hours: int, look: bool) -> None:
        self.now += timedelta(hours=hours)
        self.book.today = self.now.date()
        if look:
            assert expire_acts(self.database, self.now) == self.naive.expire(self.now)

    @invariant()
    def nothing_was_done_by_one_alone(self) -> None:
        if not hasattr(self, "naive"):
            return
        assert self.owner.execute(_ALONE.encode()).fetchall() == []
        states = dict(self.owner.execute("SELECT act_id, state FROM parties.act").fetchall())
        assert states == {number: paper.state for number, paper in self.naive.papers.items()}
        row = self.owner.execute(
            "SELECT count(*) FROM receivables.receivable WHERE cancelled_on IS NULL"
        ).fetchone()
        assert row == (len(self.naive.standing),)

    def teardown(self) -> None:
        try:
            if hasattr(self, "naive"):
                seal_events(self.database, self.now, most=3)
                assert self.book.broken_proofs() == []
        finally:
            self.open.close()


def _code(done: Any) -> str:
    assert isinstance(done, list), done
    return str(done[0].code)


def test_any_order_of_tries_keeps_four_eyes(cluster: Cluster) -> None:
    machine = type("DeskMachine", (DeskMachine,), {"cluster": cluster})
    chosen = settings.default
    assert chosen is not None
    if os.environ.get("SANGSAENG_TEST_PROFILE", "ci") == "ci":
        chosen = settings(chosen, max_examples=10, stateful_step_count=30)
    run_state_machine_as_test(machine, settings=chosen)
