"""The whole book under arbitrary histories, held to its naive twin after every step."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
from beside import Beside
from comparison import Comparison
from early_cash import EarlyCash
from guarantees import broken_guarantees
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from interruptions import STEPS, Interruption, interrupted
from naive import Naive
from naive_pieces import Wish
from opening import ADVANCED, CASH, CREDIT, FIRST_DAYS, OPENINGS, Opening, open_agreements
from seen import Seen
from story import Story
from wishes import SUPPLIERS, Wishes

from books import Book, open_book
from clusters import Cluster
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_taking_back import (
    return_unclaimed,
)
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.service_run import settle_day

DATA = st.data()
_YES_NO = st.booleans()
_WEIGHTED = [
    *["issue"] * 3,
    *["pass on"] * 7,
    *["money"] * 4,
    *["days pass"] * 4,
    *["sell"] * 6,
    "cancel sale",
    *["later"] * 3,
    *["beside"] * 4,
    "again",
]
_INTERRUPTIONS = st.builds(Interruption, st.sampled_from(STEPS), st.integers(1, 3), st.booleans())


class BookMachine(EarlyCash, Beside, RuleBasedStateMachine):
    """One book and its twin. `cluster` is set by the test that runs it."""

    cluster: Cluster

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        url = self.open.enter_context(self.cluster.fresh())
        self.database = self.open.enter_context(Database(url, size=2))
        self.owner = self.open.enter_context(psycopg.connect(url, autocommit=True))
        self.story = Story()
        self.unfinished: date | None = None
        self.last: tuple[Any, ...] | None = None
        self.is_posted = False
        self.released_paid = False
        self.keys = 0
        self.failed = False

    @initialize(day=FIRST_DAYS, opening=OPENINGS)
    def open_the_book(self, day: date, opening: Opening) -> None:
        self.book: Book = open_book(self.database, day)
        self.naive = Naive(frozenset(self.book.calendar.closed_days), day)
        self.story.opened(day, opening)
        open_agreements(self.book, self.naive, opening)
        self.wishes = Wishes(self.book, self.naive)
        self.comparison = Comparison(self.owner, self.book, self.naive)
        self.seen = Seen(self.database, self.book, self.naive)
        self.deposit_cash(5_000_000)
        self._a_past(opening)

    def _a_past(self, opening: Opening) -> None:
        """Most of what can go wrong needs a tree whose money is parked, bought or missing: every
        story begins so."""
        soon, later = self.book.today + timedelta(days=1), self.book.today + timedelta(days=25)
        kind = "statement" if self.naive.agreements[CREDIT].variant == "distribution" else ""
        then = soon + timedelta(days=8)
        first, second = self.issued(CREDIT, kind, ("S1", soon), ("S2", then))
        # The one is advanced and in grace when the story goes on; the other falls due soon after.
        third, _ = self.issued(
            ADVANCED, "", ("S3", soon + timedelta(days=2)), ("S2", soon + timedelta(days=4))
        )
        for root, payee in ((first, "S3"), (second, "S5"), (third, "S1")):
            below = [Wish(payee, 2_000_000, later), Wish("S4", 400_000, later)]
            self.ask_to_pass_on(root, below)
            self.sell_parts(max(self.naive.pieces), [90_000], "S4")
        self.book.fund(CREDIT, first, 3_000_000)
        self.naive.do_pay_in(CREDIT, 3_000_000, first, None)
        for name, amount in (("S1", 150_000), ("S1", 900_000), ("S4", 200_000)):
            if opening.attached:
                self.serve(name, amount)
        self.quiet_days(4)

    def issued(self, number: int, kind: str, *payees: tuple[str, date]) -> tuple[int, ...]:
        buyer = self.naive.agreements[number].buyer
        roots = [
            self.wishes.make(buyer, name, 3_000_000, due, "exact", kind) for name, due in payees
        ]
        ids = self._ask("issue", number, roots, [])
        self.naive.do_issue(number, roots, ids)
        return ids

    # One rule with weights: hypothesis would switch whole rules off for an example, and a book in
    # which nobody issues has no story.
    @rule(data=DATA, what=st.sampled_from(_WEIGHTED))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        with self._telling():
            self._step(data, what)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Whatever goes wrong is told with the story that led to it."""
        try:
            yield
        except Exception as wrong:
            self.failed = True
            if currently_in_test_context():
                note(self.story.as_yaml())
            if os.environ.get("SANGSAENG_TEST_PROFILE") == "nights":
                # With -s at once: what was found first may be lost while it is made smaller.
                print(self.story.as_yaml(), repr(wrong), sep="\n", file=sys.__stderr__, flush=True)
            raise

    def _step(self, data: st.DataObject, what: str) -> None:
        match what:
            case "again" if self.last is not None:
                self.ask_again_under_the_same_key(data.draw(_YES_NO))
            case "pass on" if self.naive.pieces:
                self.pass_on(data)
            case "days pass":
                self.days_pass(data)
            case "money":
                self.money_comes(data)
            case "sell" if self.naive.pieces:
                self.sell(data)
            case "cancel sale" if self.naive.sales:
                self.cancel_sale(data)
            case "later":
                self.later(data)
            case "beside":
                self.now_and_then(data)
            case _:
                self.issue(
                    data, data.draw(st.sampled_from([CREDIT, CREDIT, CREDIT, ADVANCED, CASH]))
                )

    def issue(self, data: st.DataObject, number: int) -> None:
        wishes = data.draw(self.wishes.for_issue(number))
        self.ask_to_issue(number, wishes)

    def ask_to_issue(self, number: int, wishes: list[Wish]) -> None:
        """Somebody wants to issue."""
        expected = self.naive.ask_issue(number, wishes)
        ids = self._ask("issue", number, wishes, expected)
        if ids:
            self.naive.do_issue(number, wishes, ids)

    def pass_on(self, data: st.DataObject) -> None:
        parent = data.draw(st.sampled_from(self.wishes.likely_parents()))
        wishes = data.draw(self.wishes.for_pass_on(parent))
        self.ask_to_pass_on(parent, wishes)

    def ask_to_pass_on(self, parent: int, wishes: list[Wish]) -> None:
        """Somebody wants to pass on."""
        expected = self.naive.ask_pass_on(parent, wishes)
        ids = self._ask("pass_on", parent, wishes, expected)
        if ids:
            self.naive.do_pass_on(parent, wishes, ids)

    def _ask(
        self, kind: str, on: int, wishes: list[Wish], expected: list[tuple[str, int | None]]
    ) -> tuple[int, ...]:
        self.keys += 1
        self.last = (kind, on, wishes, f"key-{self.keys}")
        done = self._do(*self.last)
        self.story.asked(self.naive, kind, on, wishes, done)
        if isinstance(done, Written):
            assert not expected, f"accepted, but refused by plain reasoning: {expected}"
            self.last = (*self.last, done)
            self.wishes.remember(wishes)
            return done.receivable_ids
        self.last = None
        assert [(one.code, one.line) for one in done] == expected
        return ()

    def _do(self, kind: str, on: int, wishes: list[Wish], key: str) -> Written | list[Refusal]:
        lines = self.wishes.lines(wishes)
        today = self.book.today
        if kind == "issue":
            return issue(self.database, on, lines, today, key)
        programme = self.naive.pieces[on].programme
        return pass_on(self.database, programme, on, lines, today, key)

    def ask_again_under_the_same_key(self, other: bool) -> None:
        assert self.last is not None
        kind, on, wishes, key, answer = self.last
        if not other:
            assert self._do(kind, on, wishes, key) == answer
            return
        first = wishes[0]
        changed = Wish(first.payee, first.amount + 1, first.matures, first.invoice)
        done = self._do(kind, on, [changed, *wishes[1:]], key)
        assert isinstance(done, list)
        assert [(one.code, one.field) for one in done] == [("idempotency_conflict", "lines")]

    def money_comes(self, data: st.DataObject) -> None:
        """For one root or for a day; all of it, a part, or more than is asked."""
        named, more = data.draw(st.tuples(_YES_NO, st.sampled_from([False, False, True])))
        part = data.draw(st.sampled_from([1, 1, 1, 1, 2, 3]))
        roots = [
            n for n, p in self.naive.pieces.items() if p.parent is None and p.programme != CASH
        ]
        if not roots:
            self.deposit_cash(3_000_000 // part)
            return
        root = data.draw(st.sampled_from(roots))
        number = self.naive.pieces[root].programme
        if self.naive.agreements[number].buyer in self.failed_buyers:
            return
        amount = max(self.naive.pieces[root].face // part, 1) + (500_000 if more else 0)
        # Mostly for a day on which something is due.
        called = data.draw(st.sampled_from([self.book.today, self.naive.pieces[root].matures]))
        self.story.funded(self.naive, root, amount, part == 1 and named and not more)
        self.pay(number, amount, root if named else None, None if named else called)

    def pay(self, number: int, amount: int, root: int | None, day: date | None) -> None:
        """A buyer's money for one root, or for a day."""
        if root is not None:
            self.book.fund(number, root, amount)
        else:
            self.book.pay_in(amount, f"SF{number:06d}{day:%Y%m%d}")
        self.naive.do_pay_in(number, amount, root, day)

    def quiet_days(self, count: int) -> None:
        """Days on which nothing happens but their settlements."""
        for _ in range(count):
            self._end_day(None)
            self._next_morning()

    def days_pass(self, data: st.DataObject) -> None:
        """Runs every day, or one at the end for all of them; the last one may be killed."""
        days, daily = data.draw(st.tuples(st.sampled_from([1, 1, 1, 2, 3, 6]), _YES_NO))
        kill, go_on = data.draw(st.tuples(st.none() | _INTERRUPTIONS, _YES_NO))
        self.finish()
        for _ in range(days - 1):
            if daily:
                self._end_day(None)
            self._next_morning()
        self._end_day(kill)
        if self.unfinished is None:
            self._evening(data)
            self._next_morning()
        elif go_on:
            self.finish()
        else:
            self._next_morning()
            if self.naive.business(self.book.today):
                done = settle_day(self.database, self.book.today)
                assert isinstance(done, Refusal) and done.code == "run_unfinished"

    def _evening(self, data: st.DataObject) -> None:
        """The day's settlement is done; some do not know."""
        match data.draw(st.sampled_from(["", "", "", "", "sell", "cancel sale", "later"])):
            case "sell" if self.naive.pieces:
                self.sell(data)
            case "cancel sale" if self.naive.sales:
                self.cancel_sale(data)
            case "later":
                self.later(data)

    def _end_day(self, kill: Interruption | None) -> None:
        today = self.book.today
        if not self.naive.business(today) or self.naive.closed == today:
            return
        self.story.settled(self.naive, kill)
        self.naive.gather()
        if kill is not None:
            with interrupted(kill):
                settle_day(self.database, today, trees_per_chunk=1)
            state = self.comparison.run_state(today)
            # Killed before the freeze or after the proof: it is done again before anything happens.
            if state in (None, "opened", "proven", "released"):
                kill = None
        self.naive.close()
        posted, chunks = self.comparison.chunks(today)
        if kill is None or 0 < posted < chunks:
            self._settle(today)
        else:
            self.unfinished = today
            if posted == chunks:
                self.naive.settle()
                self.is_posted = True
            if self.comparison.run_state(today) == "posted":
                self.naive.pay_released()
                self.released_paid = True

    def finish(self) -> None:
        """Finish the run that was killed after it had taken the day in hand."""
        if self.unfinished is not None:
            day, self.unfinished = self.unfinished, None
            self._settle(day)
            # The bank's statement of today is out: what follows belongs to tomorrow.
            self._next_morning()

    def _settle(self, day: date) -> None:
        done = settle_day(self.database, day, trees_per_chunk=2)
        assert isinstance(done, Totals), done
        if not self.is_posted:
            self.naive.settle()
        if not self.released_paid:
            self.naive.pay_released()
        self.is_posted = self.released_paid = False
        self.naive.age_calls()
        self.book.pay()

    def _next_morning(self) -> None:
        self.book.today += timedelta(days=1)
        self.naive.today = self.book.today
        return_unclaimed(self.database, self.book.today)
        self.naive.morning()

    @invariant()
    def the_book_and_its_twin_agree(self) -> None:
        if not hasattr(self, "comparison") or self.unfinished is not None:
            return
        with self._telling():
            differences = self.comparison.differences() + self.claims_differ()
            differences += broken_guarantees(self.owner) + self.seen.differences()
            assert not differences, "\n".join(differences)

    def teardown(self) -> None:
        try:
            if hasattr(self, "comparison") and not self.failed:
                with self._telling():
                    self._everyone_is_paid_in_the_end()
        finally:
            self.open.close()

    def _everyone_is_paid_in_the_end(self) -> None:
        """Fund everything, give everyone an account, let the days pass: all that is owed arrives,
        once."""
        self.finish()
        self.book.bank.answers_to_lose = 0
        for name in SUPPLIERS:
            if name not in self.book.companies:
                self.book.company(name)
                self.naive.do_join(name)
            self.book.name_account(name)
        for number in (CREDIT, ADVANCED):
            missing = sum(self.naive.pieces[root].face for root in self.naive.uncovered(number))
            missing += sum(one.left for one in self.naive.open_advances(number))
            if missing:
                self.book.pay_in(missing, f"SF{number:06d}{self.book.today:%Y%m%d}")
                self.naive.do_pay_in(number, missing, None, self.book.today)
        last = max([p.matures for p in self.naive.pieces.values()], default=self.book.today)
        for step in (0, 3, 3, 100, 5, 5, 5):
            self.book.today += timedelta(days=step)
            if step == 100:
                self.book.today = max(self.book.today, last)
            self.book.today = self.naive.today = self.naive.on_or_after(self.book.today)
            self._end_day(None)
            if step == 100:
                # Everything has come due with its creditors' orders on it.
                for number in [n for n, one in self.naive.orders.items() if not one.released]:
                    self.release(number)
        self.the_book_and_its_twin_agree()
        for name in SUPPLIERS:
            assert self.book.received_won(name) == self.comparison.owed_won(name), name
        for number, piece in self.naive.pieces.items():
            is_over = piece.cancelled in ("consent", "refused", "unclaimed") or piece.paid
            assert is_over or piece.retained == 0, number
