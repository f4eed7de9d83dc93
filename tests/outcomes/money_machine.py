"""The money of a programme under arbitrary histories, held to a naive twin after every step.

The twin is a dictionary of pots. Whatever is asked, in whatever order and however much: a pot never
goes below nothing, a reward never passes what was reserved for it (G14), what is refused changes
nothing, and the journal's sums are the twin's.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import psycopg
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from books import open_book
from clusters import Cluster
from outcome_stage import Stage
from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.model import AccountKind
from sangsaeng.ledger.service import list_balances, reserve_items
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.outcomes.service_money import (
    advance_left_won,
    get_reserve,
    post_advance,
    post_clawback,
    post_clawback_lost,
    post_cost,
    post_fee,
    post_payable_ended,
    post_received,
    post_released,
    post_reward,
)
from sangsaeng.outcomes.service_paying import approve_payment, order_paid
from sangsaeng.oversight.verify import verify

_SQL = load("sangsaeng.outcomes")
MILLION = 1_000_000
AMOUNTS = st.integers(min_value=1, max_value=90).map(lambda n: n * MILLION + n)
_OF = {
    AccountKind.COMMITMENT: "commitment",
    AccountKind.STAGE1_ADVANCE: "advance",
    AccountKind.CLAWBACK_DUE: "clawback",
    AccountKind.POOL: "pool",
    AccountKind.RUNNING_RESERVE: "running",
    AccountKind.STAGE1_RESERVE: "stage1",
    AccountKind.SUCCESS_RESERVE: "success",
    AccountKind.PARTY_PAYABLE: "owed",
    AccountKind.RETENTION: "retention",
}


class MoneyMachine(RuleBasedStateMachine):
    """One programme, a few awards, and every way its money can go."""

    cluster: Cluster

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()

    @initialize(budget=st.integers(200, 600), running=st.integers(0, 30))
    def begin(self, budget: int, running: int) -> None:
        """A programme whose payer has committed itself."""
        url = self.opened.enter_context(self.cluster.fresh())
        database = self.opened.enter_context(Database(url, size=2))
        self.stage = Stage(open_book(database))
        self.programme = self.stage.opened(budget * MILLION, running * MILLION)
        # No rule made the rows behind what is earned: they are put down by hand.
        with Database(url, size=1, role=None) as owner, owner.transaction() as tx:
            tx.run("ALTER TABLE outcomes.determination DISABLE TRIGGER USER")
        self.pots: Counter[str] = Counter(
            commitment=budget * MILLION,
            pool=(budget - running) * MILLION,
            running=running * MILLION,
        )
        self.awards: dict[int, Counter[str]] = {}
        self.payables: dict[int, int] = {}
        self.arrived: dict[str, int] = {"cash": 0, "paid": 0}

    def teardown(self) -> None:
        """At the end of every history each proof holds on its book."""
        with self.opened:
            if hasattr(self, "stage"):
                proofs = verify(self.stage.book.database)
                ours = [p for p in proofs if p.what not in ("g14_agreements", "g15_determinations")]
                assert [p for p in ours if not p.holds] == []

    @property
    def day(self) -> Any:
        """The book's day."""
        return self.stage.book.today

    def _owed(self, award: int | None, purpose: PayableFor, amount_won: int) -> Owed:
        company = self.stage.company(f"supplier{award}" if award else "verifier")
        with self.stage.book.database.transaction() as tx:
            source = reserve_items(tx, 1)[0]
        return Owed(self.programme, company, purpose, source, amount_won, award)

    @rule(stage1=AMOUNTS, cap=AMOUNTS)
    def award(self, stage1: int, cap: int) -> None:
        """An award takes all it may cost out of the pool, or is refused."""
        note(f"award {stage1} + {cap}")
        name = f"applicant{len(self.awards) + 1}"
        try:
            number = self.stage.awarded(self.programme, name, stage1, cap)
        except AssertionError as refused:
            assert "pool_too_small" in str(refused)
            assert stage1 + cap > self.pots["pool"]
            return
        self.pots["pool"] -= stage1 + cap
        self.pots["stage1"] += stage1
        self.pots["success"] += cap
        self.awards[number] = Counter(stage1=stage1, success=cap)

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 9), won=AMOUNTS)
    def advance(self, pick: int, won: int) -> None:
        """Stage-1 money before the works."""
        award = self._pick(pick)
        won = min(won, self.awards[award]["stage1"] - self.awards[award]["advance"])
        if won <= 0:
            return
        with self.stage.book.database.transaction() as tx:
            number = post_advance(tx, self._owed(award, PayableFor.ADVANCE, won), self.day)
        self._now_owed(number, won)
        self.pots["advance"] += won
        self.awards[award]["advance"] += won

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 9), won=AMOUNTS)
    def cost(self, pick: int, won: int) -> None:
        """Accepted cost covers the advance first; above the reserve the database refuses."""
        award = self._pick(pick)
        mine = self.awards[award]
        owed = self._owed(award, PayableFor.STAGE1, won)
        try:
            with self.stage.book.database.transaction() as tx:
                left = advance_left_won(tx, self.programme, award)
                number = post_cost(tx, owed, left, self.day)
        except psycopg.errors.CheckViolation as broken:
            assert broken.diag.constraint_name == "g14_reserved_reward"
            assert won > mine["stage1"]
            return
        covered = min(won, mine["advance"])
        mine["stage1"] -= won
        mine["advance"] -= covered
        self.pots["stage1"] -= won
        self.pots["advance"] -= covered
        self._now_owed(number, won - covered)

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 9), won=AMOUNTS, kept=st.integers(0, 9), back=AMOUNTS)
    def reward(self, pick: int, won: int, kept: int, back: int) -> None:
        """A reward, a part of it kept back, and the rest of a period's cap to the pool."""
        award = self._pick(pick)
        mine, retained = self.awards[award], won * kept // 100
        owed = self._owed(award, PayableFor.REWARD, won - retained)
        try:
            with self.stage.book.database.transaction() as tx:
                number = post_reward(tx, owed, retained, back, self.day)
                # The rows that a settled claim has; verify holds them against the journal.
                self._keep(tx, award, owed.source_id, (won - retained, retained, back))
        except psycopg.errors.CheckViolation as broken:
            assert broken.diag.constraint_name == "g14_reserved_reward"
            assert won + back > mine["success"]
            return
        mine["success"] -= won + back
        self.pots["success"] -= won + back
        self.pots["retention"] += retained
        self.pots["pool"] += back
        self._now_owed(number, won - retained)

    def _keep(self, tx: Any, award: int, claim: int, sums: tuple[int, int, int]) -> None:
        about = {"p": self.programme, "a": award, "c": claim, "at": self.stage.at()}
        owed, retained, back = sums
        tx.run(
            "INSERT INTO outcomes.agreement (programme_id, award_id, rule_version, rule_text,"
            " rule_digest, highest_won, advance_won, signed_at) VALUES (%(p)s, %(a)s, 1, '{}',"
            " sha256('{}'), 0, 0, %(at)s) ON CONFLICT DO NOTHING",
            **about,
        )
        tx.run(
            "INSERT INTO outcomes.claim VALUES (%(p)s, %(c)s, %(a)s, 1, '[]', '', 'refused',"
            " %(at)s)",
            **about,
        )
        tx.run(
            "INSERT INTO outcomes.determination (programme_id, determination_id, award_id,"
            " claim_id, version, rule_version, rule_digest, input_text, input_digest, amount_won,"
            " explanation, determined_at, window_until) VALUES (%(p)s, %(c)s, %(a)s, %(c)s, 1, 1,"
            " sha256('{}'), '{}', sha256('{}'), %(r)s, '[]', %(at)s, %(day)s)",
            r=owed + retained,
            day=self.day,
            **about,
        )
        tx.run(
            "INSERT INTO outcomes.earning (programme_id, claim_id, determination_id, award_id,"
            " owed_won, retained_won, released_won, booked_on)"
            " VALUES (%(p)s, %(c)s, %(c)s, %(a)s, %(o)s, %(r)s, %(b)s, %(d)s)",
            o=owed,
            r=retained,
            b=back,
            d=self.day,
            **about,
        )
        if retained == 0:
            return
        tx.run(
            "INSERT INTO outcomes.retention VALUES (%(p)s, %(c)s, %(a)s, %(r)s, %(d)s)",
            r=retained,
            d=self.day + timedelta(days=365),
            **about,
        )

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 9), won=AMOUNTS, part=st.sampled_from(Part))
    def release(self, pick: int, won: int, part: Part) -> None:
        """What nobody will earn any more goes back to the pool."""
        award = self._pick(pick)
        with self.stage.book.database.transaction() as tx:
            won = min(won, get_reserve(tx, self.programme, award, part))
            post_released(tx, self.programme, award, part, won, self.day)
        self.awards[award][str(part)] -= won
        self.pots[str(part)] -= won
        self.pots["pool"] += won

    @rule(won=AMOUNTS)
    def fee(self, won: int) -> None:
        """A verifier's fee, out of what running the programme has."""
        with self.stage.book.database.transaction() as tx:
            done = post_fee(tx, self._owed(None, PayableFor.FEE, won), self.day)
        if isinstance(done, Refusal):
            assert done.code == "running_reserve_too_small" and won > self.pots["running"]
            return
        self.pots["running"] -= won
        self._now_owed(done, won)

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 9), refund=AMOUNTS, times=st.integers(0, 5), lost=AMOUNTS)
    def claw_back(self, pick: int, refund: int, times: int, lost: int) -> None:
        """Refund and penalty, two lines; what will not come leaves the pool again."""
        award = self._pick(pick)
        asked = refund * (1 + times)
        with self.stage.book.database.transaction() as tx:
            post_clawback(tx, self.programme, award, refund, refund * times, self.day)
            refused = post_clawback_lost(tx, self.programme, award, min(lost, asked), self.day)
            tx.run(
                "INSERT INTO outcomes.clawback (programme_id, clawback_id, award_id, ground, state,"
                " statement, base_won, hearing_on, refund_won, penalty_won, lost_won, opened_at,"
                " decided_at) VALUES (%(p)s, nextval('ledger.item'), %(a)s, 'fraud', 'decided', '',"
                " %(r)s, %(d)s::date, %(r)s, %(n)s, %(l)s, %(d)s::date, %(d)s::date)",
                p=self.programme,
                a=award,
                r=refund,
                n=refund * times,
                l=min(lost, asked),
                d=self.day,
            )
        assert refused is None
        self.pots["pool"] += asked - min(lost, asked)
        self.pots["clawback"] += asked - min(lost, asked)

    @rule(won=AMOUNTS)
    def pay_in(self, won: int) -> None:
        """The payer's money arrives, never more than it undertook."""
        entry = self.stage.pay_in(won)
        with self.stage.book.database.transaction() as tx:
            done = post_received(tx, self.programme, entry, None, False, self.day)
        if isinstance(done, Refusal):
            assert done.code == "more_than_due" and won > self.pots["commitment"]
            return
        self.pots["commitment"] -= won
        self.arrived["cash"] += won

    @precondition(lambda self: self.awards)
    @rule(pick=st.integers(0, 9))
    def end_unpaid(self, pick: int) -> None:
        """After a fraud what was not approved is owed no more; an unsent advance is gone."""
        award = self._pick(pick)
        mine = self.awards[award]
        with self.stage.book.database.transaction() as tx:
            about = {"programme_id": self.programme, "award_id": award}
            rows = tx.rows(_SQL["lock_unpaid"], **about)
            for row in rows:
                post_payable_ended(tx, row, self.day)
        for row in rows:
            won = self.payables.pop(row["payable_id"])
            gone = min(won, mine["advance"]) if row["purpose"] == "advance" else 0
            mine["advance"] -= gone
            self.pots["advance"] -= gone
            self.pots["pool"] += won - gone
            self.pots["owed"] -= won

    @precondition(lambda self: self.payables)
    @rule()
    def pay(self) -> None:
        """Two keys pay what is owed; it leaves as far as the bank holds the money."""
        numbers = sorted(self.payables)
        with self.stage.book.database.transaction() as tx:
            done = approve_payment(tx, self.programme, numbers, self.day)
        assert done == sum(self.payables.values())
        assert order_paid(self.stage.book.database, self.day) == len(numbers)
        self.pots["owed"] -= sum(self.payables.values())
        self.arrived["paid"] += sum(self.payables.values())
        self.payables = {}

    @invariant()
    def the_journal_is_the_twin(self) -> None:
        """Sums of the journal = the twin's pots, and none is below nothing."""
        if not hasattr(self, "pots"):
            return
        with self.stage.book.database.transaction() as tx:
            rows = [row for row in list_balances(tx) if row["programme_id"] == self.programme]
        found: Counter[str] = Counter()
        for row in rows:
            name = _OF.get(AccountKind(row["kind"]))
            if name is not None:
                found[name] += abs(row["balance_won"])
        assert +found == +self.pots
        assert all(won >= 0 for won in self.pots.values())

    def _pick(self, pick: int) -> int:
        numbers = sorted(self.awards)
        return numbers[pick % len(numbers)]

    def _now_owed(self, number: int | None, won: int) -> None:
        assert (number is None) == (won == 0)
        if number is not None:
            self.payables[number] = won
            self.pots["owed"] += won
