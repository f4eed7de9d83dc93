"""The buyer's money: calling it, giving it to roots, and what follows when it does not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.service import get_programme
from sangsaeng.programmes.service_guarantee import move_guarantee
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding
from sangsaeng.settlement.model import CallState
from sangsaeng.settlement.playbook_opening import open_playbook, record_paid_after_all
from sangsaeng.settlement.rules import decide_call_state
from sangsaeng.settlement.rules_playbook import same_day_in
from sangsaeng.settlement.service_advance import available_won, recover, take_gate
from sangsaeng.statutes.loader import integer_on

_SQL = load(__package__)
# Roots that have been open longer than this are unpaid cases, not candidates for today's money.
_LONGEST_OPEN_DAYS = 400


def call_funding(database: Transactions, today: date, days_ahead: int = 14) -> int:
    """Tell each buyer what it must bring for each day up to `days_ahead`; how many changed."""
    with database.transaction() as tx:
        span = {"from_day": today, "to_day": today + timedelta(days=days_ahead)}
        return tx.run(_SQL["upsert_calls"], **span)


def list_calls(tx: Tx, due_by: date) -> list[Row]:
    """Calls that are not closed, with what is missing in won and the reference to pay under."""
    return tx.rows(_SQL["list_calls"], day=due_by)


def cover_roots(
    database: Transactions,
    programme_id: int,
    today: date,
    root_id: int | None = None,
    first_day: date | None = None,
) -> int:
    """Give the buyer's money at hand to what it owes; how many roots were covered.

    First to the root or the day's call it names: what was advanced for it, in part where need be,
    or whole roots. Then to advances, the oldest first, and to their late interest. Then to whole
    roots in order of their days: money that comes early waits with the root for its settlement
    day; what does not cover the next root whole waits for more. What is covered leaves the
    guarantee in the same transaction.
    """
    with database.transaction() as tx:
        closed = take_gate(tx, programme_id)
        programme = get_programme(tx, programme_id)
        assert not isinstance(programme, Refusal)
        # A day already frozen takes no more roots: they settle with the next run.
        covered_on = max(today, closed + timedelta(days=1)) if closed else today
        giving = _Giving(tx, programme, today, covered_on, available_won(tx, programme_id))
        if root_id is not None:
            giving.recover(root_id=root_id)
            giving.cover("cover_root", root_id=root_id)
        days = {"from_day": today - timedelta(days=_LONGEST_OPEN_DAYS), "first_day": first_day}
        if first_day is not None:
            giving.recover(due_on=first_day)
            # A day that the money names is covered however old it is.
            giving.cover("cover_roots", from_day=first_day, first_day=first_day, alone=True)
        giving.recover()
        giving.cover("cover_roots", **days, alone=False)
        if giving.covered_won:
            move_guarantee(tx, programme, blocked_won=-giving.covered_won)
        return giving.covered


@dataclass(slots=True)
class _Giving:
    """The buyer's money while it is being given out."""

    tx: Tx
    programme: Programme
    today: date
    covered_on: date
    left_won: int
    covered: int = 0
    covered_won: int = 0

    def recover(self, root_id: int | None = None, due_on: date | None = None) -> None:
        """Give the institution back what it advanced."""
        told = root_id, due_on
        self.left_won -= recover(self.tx, self.programme, self.today, self.left_won, *told)

    def cover(self, statement: str, **which: object) -> None:
        """Cover whole roots."""
        if self.left_won <= 0:
            return
        done = self.tx.the(
            _SQL[statement],
            programme_id=self.programme.programme_id,
            kind=int(LineKind.ALLOCATE),
            day=self.today,
            covered_on=self.covered_on,
            available_won=self.left_won,
            **which,
        )
        self.left_won -= done["won"]
        self.covered += done["roots"]
        self.covered_won += done["won"]


def cover_from_money_at_hand(database: Transactions, day: date) -> int:
    """Money that came before its root was issued, or was left over, covers what is due by now."""
    with database.transaction() as tx:
        waiting = [
            row["programme_id"]
            for row in ledger.list_balances(tx)
            if row["kind"] == AccountKind.BUYER_MONEY and row["balance_won"] < 0
        ]
    return sum(cover_roots(database, programme_id, day) for programme_id in sorted(waiting))


def cover_from_deposits(database: Transactions, day: date) -> int:
    """Cash-deposit programmes: what is due by `day` is captured from what was held at issue."""
    codes = [v.code for v in variants().values() if v.funding is Funding.BEFORE_ISSUE]
    covered = 0
    with database.transaction() as tx:
        found = tx.rows(_SQL["list_deposit_programmes"], variants=codes)
        for programme_id in (row["programme_id"] for row in found):
            take_gate(tx, programme_id)
            oldest = day - timedelta(days=_LONGEST_OPEN_DAYS)
            key = {"programme_id": programme_id, "day": day, "from_day": oldest}
            roots = tx.rows(_SQL["list_due_roots"], **key)
            for root in roots:
                _capture(tx, root, day)
            covered += len(roots)
    return covered


def _capture(tx: Tx, root: Row, day: date) -> None:
    programme_id, root_id, face_won = root["programme_id"], root["receivable_id"], root["face_won"]
    failed = ledger.resolve_hold(tx, programme_id, root_id, capture_won=face_won)
    assert failed is None, failed
    line = Line(
        programme_id=programme_id,
        kind=LineKind.DEPOSIT_CAPTURE,
        item_id=root_id,
        debit=account(AccountKind.BUYER_DEPOSIT, programme_id),
        credit=account(AccountKind.FUNDED, root_id),
        amount_won=face_won,
        booked_on=day,
        receivable_id=root_id,
    )
    ledger.post_lines(tx, [line])
    tx.run(
        _SQL["cover_from_deposit"],
        programme_id=programme_id,
        root_id=root_id,
        covered_on=day,
        matures_on=root["matures_on"],
    )


def close_calls(database: Transactions, day: date, calendar: Calendar) -> list[Row]:
    """At the end of a settlement day: DUE -> GRACE -> UNPAID, and the buyer of an unpaid call is
    suspended at once and everywhere. Rows of the calls whose state changed."""
    changed: list[Row] = []
    with database.transaction() as tx:
        for call in list_calls(tx, day):
            if call["state"] == CallState.UNPAID:
                of_call = (call["buyer_id"], call["programme_id"], call["due_on"])
                record_paid_after_all(tx, *of_call, day)
            state, grace_until = decide_call_state(
                CallState(call["state"]),
                call["due_on"],
                call["grace_until"],
                call["missing_won"],
                day,
                calendar,
            )
            if state == call["state"]:
                continue
            tx.run(
                _SQL["set_call_state"],
                programme_id=call["programme_id"],
                call_id=call["call_id"],
                state=str(state),
                grace_until=grace_until,
            )
            if state is CallState.UNPAID:
                _suspend(tx, call, day)
            changed.append({**call, "state": str(state), "grace_until": grace_until})
    return changed


def _suspend(tx: Tx, call: Row, day: date) -> None:
    years = integer_on("nonpayment_ban_years", day)
    assert not isinstance(years, Refusal), years
    # The grace day is the buyer's to its end: the ban begins with the day after it.
    since = day + timedelta(days=1)
    until = same_day_in(since, years)
    programmes.record_suspension(
        tx, call["buyer_id"], since, until, call["reference"], call["call_id"]
    )
    opened = open_playbook(tx, call["buyer_id"], day, call["reference"])
    assert not isinstance(opened, Refusal), opened
