"""The whole book under arbitrary histories, held to its naive twin after every step."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from comparison import Comparison
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from interruptions import STEPS, Interruption, interrupted
from naive import Naive
from naive_pieces import Agreement, Wish
from story import Story
from wishes import SUPPLIERS, Wishes

from books import Book, open_book
from clusters import Cluster
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.model import Reason
from sangsaeng.receivables.model import Written
from sangsaeng.receivables.service import issue, pass_on
from sangsaeng.receivables.service_taking_back import (
    cancel,
    record_amendment_notice,
    refuse_receivable,
    return_unclaimed,
)
from sangsaeng.settlement.model import Totals
from sangsaeng.settlement.service_run import settle_day

# A spring with Children's Day, Buddha's birthday and a local election in it.
FIRST_DAYS = st.dates(date(2026, 4, 6), date(2026, 5, 29))
CREDIT, CASH = 1, 2
DATA = st.data()
_YES_NO = st.booleans()
_WEIGHTED = [
    *["issue"] * 3,
    *["pass on"] * 7,
    *["money"] * 4,
    *["days pass"] * 4,
    *["beside"] * 4,
    "again",
]
_BESIDE = ["take back", "take back", "take back", "deposit", "join", "change account"]
_BESIDE += ["bank returns", "lose the answer", "amend"]
# Five tries are the most before a person must look at a payout.
_MOST_RETURNS = 3
_INTERRUPTIONS = st.builds(Interruption, st.sampled_from(STEPS), st.integers(1, 3), st.booleans())


class BookMachine(RuleBasedStateMachine):
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
        self.keys = 0
        self.failed = False

    @initialize(
        day=FIRST_DAYS,
        variant=st.sampled_from(["credit", "government", "distribution", "next_day_public"]),
        max_tier=st.sampled_from([2, 4, 4]),
        nearest=st.booleans(),
        first_tier=st.booleans(),
        rate=st.sampled_from(["0", "0.0123", "0.0789", "0.08"]),
    )
    def open_the_book(
        self, day: date, variant: str, max_tier: int, nearest: bool, first_tier: bool, rate: str
    ) -> None:
        self.book: Book = open_book(self.database, day)
        self.naive = Naive(frozenset(self.book.calendar.closed_days), day)
        terms: dict[str, Any] = {
            "incentive": rate,
            "rounding": "nearest" if nearest else "truncate",
            "refund_owner": "first_tier" if first_tier else "direct_parent",
        }
        for number, buyer, kind in ((CREDIT, "B1", variant), (CASH, "B2", "cash_deposit")):
            made = self.book.programme(buyer, kind, max_tier=max_tier, claim_days=4, **terms)
            assert made == number
            self.naive.agreements[number] = Agreement(
                buyer, kind, max_tier, 4, Decimal(rate), nearest, first_tier
            )
        for name in SUPPLIERS[:-2]:
            self.book.company(name)
            self.naive.joined.add(name)
        self.naive.joined |= {"B1", "B2"}
        self.wishes = Wishes(self.book, self.naive)
        self.comparison = Comparison(self.owner, self.book, self.naive)
        self.story.opened(day, variant, max_tier, terms)

        self.deposit_cash(5_000_000)
        self._a_past()

    def _a_past(self) -> None:
        """Most of what can go wrong needs a tree whose money is parked: every story begins so."""
        soon, later = self.book.today + timedelta(days=1), self.book.today + timedelta(days=25)
        kind = "statement" if self.naive.agreements[CREDIT].variant == "distribution" else ""
        then = soon + timedelta(days=8)
        roots = [
            self.wishes.make("B1", name, 3_000_000, due, "exact", kind)
            for name, due in (("S1", soon), ("S2", then))
        ]
        first, second = self._ask("issue", CREDIT, roots, [])
        self.naive.do_issue(CREDIT, roots, (first, second))
        for root, payee in ((first, "S3"), (second, "S5")):
            below = [Wish(payee, 2_000_000, later), Wish("S4", 400_000, later)]
            children = self._ask("pass_on", root, below, [])
            self.naive.do_pass_on(root, below, children)
        self.book.fund(CREDIT, first, 3_000_000)
        self.naive.do_pay_in(CREDIT, 3_000_000, first, None)
        for _ in range(4):
            self._end_day(None)
            self._next_morning()

    # One rule with weights: hypothesis would switch whole rules off for an example, and a book in
    # which nobody issues has no story.
    @rule(data=DATA, what=st.sampled_from(_WEIGHTED))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        match what:
            case "again" if self.last is not None:
                self.ask_again_under_the_same_key(data.draw(_YES_NO))
            case "pass on" if self.naive.pieces:
                self.pass_on(data)
            case "days pass":
                self.days_pass(data)
            case "money":
                self.money_comes(data)
            case "beside":
                self.now_and_then(data)
            case _:
                self.issue(data, data.draw(st.sampled_from([CREDIT, CREDIT, CREDIT, CASH])))

    def issue(self, data: st.DataObject, number: int) -> None:
        wishes = data.draw(self.wishes.for_issue(number))
        expected = self.naive.ask_issue(number, wishes)
        ids = self._ask("issue", number, wishes, expected)
        if ids:
            self.naive.do_issue(number, wishes, ids)

    def pass_on(self, data: st.DataObject) -> None:
        parent = data.draw(st.sampled_from(self.wishes.likely_parents()))
        wishes = data.draw(self.wishes.for_pass_on(parent))
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
        roots = [n for n, p in self.naive.pieces.items() if p.parent is None and p.programme == 1]
        if not roots:
            self.deposit_cash(3_000_000 // part)
            return
        root = data.draw(st.sampled_from(roots))
        amount = max(self.naive.pieces[root].face // part, 1) + (500_000 if more else 0)
        # Mostly for a day on which something is due.
        called = data.draw(st.sampled_from([self.book.today, self.naive.pieces[root].matures]))
        self.story.funded(self.naive, root, amount, part == 1 and named and not more)
        if named:
            self.book.fund(CREDIT, root, amount)
        else:
            self.book.pay_in(amount, f"SF{CREDIT:06d}{called:%Y%m%d}")
        self.naive.do_pay_in(CREDIT, amount, root if named else None, None if named else called)

    def deposit_cash(self, amount: int) -> None:
        self.story.other(self.naive, f"cash deposited: {amount}")
        self.book.deposit(CASH, amount)
        self.naive.agreements[CASH].cash += amount

    def now_and_then(self, data: st.DataObject) -> None:
        """What happens beside the payments."""
        kind = data.draw(st.sampled_from(_BESIDE))
        name = data.draw(st.sampled_from(SUPPLIERS[:3]))
        match kind:
            case "take back" if self.naive.pieces:
                self.take_back(data)
            case "deposit":
                self.deposit_cash(data.draw(st.integers(1, 6_000_000)))
            case "join" if set(SUPPLIERS) - set(self.book.companies):
                self.join()
            case "change account":
                number = self.book.name_account(name)
                told = {"company": name, "bank": "088", "account": number}
                self.story.event(self.naive, "change_account", **told)
            case "bank returns" if self.story.returns(name) < _MOST_RETURNS:
                reason = data.draw(st.sampled_from([Reason.CLOSED_ACCOUNT, Reason.OTHER]))
                told = {"company": name, "reason": str(reason)}
                self.story.event(self.naive, "bank_returns", **told)
                self.book.return_next(name, reason)
            case "lose the answer":
                self.story.other(self.naive, "the bank's next answer is lost")
                self.book.bank.answers_to_lose += 1
            case "amend" if self.naive.pieces:
                self.amend(data.draw(st.sampled_from(sorted(self.naive.pieces))))

    def take_back(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.naive.pieces)))
        with_holder, refuse = data.draw(st.tuples(st.sampled_from([True, True, False]), _YES_NO))
        piece = self.naive.pieces[number]
        asking = piece.holder if with_holder else "S1" if piece.holder != "S1" else "S2"
        if asking not in self.book.companies:
            return
        expected = self.naive.ask_cancel(number, [asking])
        company, today = self.book.companies[asking].company_id, self.book.today
        if refuse:
            expected = expected if with_holder else "not_the_holder"
            done = refuse_receivable(self.database, piece.programme, number, company, today)
        else:
            done = cancel(self.database, piece.programme, number, [company], today)
        self.story.taken_back(self.naive, number, asking, done)
        assert (done.code if done else None) == expected
        if done is None:
            self.naive.do_cancel(number, "refused" if refuse else "consent")

    def join(self) -> None:
        name = next(name for name in SUPPLIERS if name not in self.book.companies)
        self.story.other(self.naive, f"{name} joins")
        self.book.company(name)
        self.naive.do_join(name)

    def amend(self, number: int) -> None:
        self.story.event(self.naive, "invoice_amended", receivable=f"R{number}")
        programme = self.naive.pieces[number].programme
        assert record_amendment_notice(self.database, programme, number, self.book.today) is None
        self.naive.do_amend(number)

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
            self._next_morning()
        elif go_on:
            self.finish()
        else:
            self._next_morning()
            if self.naive.business(self.book.today):
                done = settle_day(self.database, self.book.today)
                assert isinstance(done, Refusal) and done.code == "run_unfinished"

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
        self.is_posted = False
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
        differences = self.comparison.differences()
        if differences:
            self.failed = True
            note(self.story.as_yaml())
        assert not differences, "\n".join(differences)

    def teardown(self) -> None:
        try:
            if hasattr(self, "comparison") and not self.failed:
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
        missing = [self.naive.pieces[root].face for root in self.naive._uncovered(CREDIT)]
        if missing:
            self.book.pay_in(sum(missing), f"SF{CREDIT:06d}{self.book.today:%Y%m%d}")
            self.naive.do_pay_in(CREDIT, sum(missing), None, self.book.today)
        last = max([p.matures for p in self.naive.pieces.values()], default=self.book.today)
        for step in (0, 3, 3, 100, 5, 5, 5):
            self.book.today += timedelta(days=step)
            if step == 100:
                self.book.today = max(self.book.today, last)
            self.book.today = self.naive.today = self.naive.on_or_after(self.book.today)
            self._end_day(None)
        self.the_book_and_its_twin_agree()
        for name in SUPPLIERS:
            assert self.book.received_won(name) == self.comparison.owed_won(name), name
        for number, piece in self.naive.pieces.items():
            is_over = piece.cancelled in ("consent", "refused", "unclaimed") or piece.paid
            assert is_over or piece.retained == 0, number
