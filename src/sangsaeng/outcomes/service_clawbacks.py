"""Money taken back: notice, hearing, decision by ground, recovery or loss.

Workflow row 20; OSH Act §158.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import yaml

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.model import AccountKind, account
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.contracts.contract import Contract, determine, read_contract
from sangsaeng.outcomes.model import Award
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import (
    advance_left_won,
    post_clawback,
    post_clawback_lost,
    post_clawback_netted,
)
from sangsaeng.outcomes.service_sides import administered, award_administered

_SQL = load(__package__)
# Where the law raises the penalty for doing it again within five years, all of these count.
_REPEATED = ("fraud", "misuse", "sold", "moved_abroad")
_AGAIN_WITHIN_YEARS = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """A notice: the ground, what was paid of what it reaches, and the day to be heard by."""

    ground: str
    base_won: int
    statement: str
    hearing_on: date


@dataclass(frozen=True, slots=True)
class Decided:
    """A clawback's decision: refund and penalty are two lines; `bar_until`: no award until then."""

    clawback_id: int
    state: str
    refund_won: int
    penalty_won: int
    bar_until: date | None


@cache
def grounds() -> Contract:
    """The grounds, as the data of clawbacks.yaml."""
    text = resources.files(__package__).joinpath("clawbacks.yaml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    found = read_contract(data)
    assert isinstance(found, Contract), found
    return found


def open_clawback(
    tx: Tx,
    programme_id: int,
    award_id: int,
    administrator_id: int,
    opening: Opening,
    at: datetime,
) -> int | Refusal:
    """Give a supplier notice that money is asked back; the clawback's number.

    Refusals in order: unknown_outcome_programme, unknown_award, ground_charged (nobody is charged
    twice for one ground), more_than_received, hearing_in_the_past.
    """
    found = award_administered(tx, administrator_id, programme_id, award_id)
    if isinstance(found, Refusal):
        return found
    about = {"programme_id": programme_id, "award_id": award_id}
    if tx.the(_SQL["has_ground"], **about, ground=opening.ground)["yes"]:
        return refuse("ground_charged", "ground", ground=opening.ground)
    paid = _reachable_won(tx, programme_id, award_id)
    if opening.base_won > paid:
        return refuse("more_than_received", "base_won", paid=paid, amount=opening.base_won)
    if opening.hearing_on <= at.astimezone(KOREA).date():
        return refuse("hearing_in_the_past", "hearing_on", day=opening.hearing_on.isoformat())
    # From here it must succeed.
    return put_clawback(tx, found[1], opening, at)


def put_clawback(tx: Tx, award: Award, opening: Opening, at: datetime) -> int:
    """Put a notice down; its number."""
    number = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_clawback"],
        programme_id=award.programme_id,
        clawback_id=number,
        award_id=award.award_id,
        ground=opening.ground,
        words=opening.statement,
        base_won=opening.base_won,
        hearing_on=opening.hearing_on,
        at=at,
    )
    facts = {"base_won": opening.base_won}
    named = ("clawback", number, "opened", award.award_id, opening.ground, facts)
    record_change(tx, Change(award.programme_id, *named), at)
    return number


def withdraw_corrections(tx: Tx, award: Award, claim_id: int, at: datetime) -> int:
    """A later version restores what lower ones of its claim asked back: what nobody has decided yet
    is dropped; the won."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    rows = tx.rows(_SQL["list_undecided_corrections"], **about, claim_id=claim_id)
    for row in rows:
        done = Decided(row["clawback_id"], "dropped", 0, 0, None)
        _put(tx, {**row, "ground": "determined_again"}, done, at)
    return sum(int(row["base_won"]) for row in rows)


def hear_clawback(
    tx: Tx, programme_id: int, clawback_id: int, supplier_id: int, words: str, at: datetime
) -> str | Refusal:
    """The supplier's words; its new state. Refusals in order: unknown_clawback,
    clawback_over."""
    found = _hold(tx, programme_id, clawback_id)
    if found is None or found["supplier_id"] != supplier_id:
        return _unknown(clawback_id)
    if found["state"] not in ("opened", "heard"):
        return refuse("clawback_over", "clawback_id", state=found["state"])
    # From here it must succeed.
    tx.run(_SQL["set_heard"], programme_id=programme_id, clawback_id=clawback_id, heard=words)
    _record(tx, found, "heard", at)
    return "heard"


def decide_clawback(
    tx: Tx,
    programme_id: int,
    clawback_id: int,
    administrator_id: int,
    upheld: bool,
    mitigation: Fraction,
    at: datetime,
) -> Decided | Refusal:
    """Decide after the hearing, or after its day has passed: refund and penalty by the ground's
    multiples, or drop it. Both reach no further than what the supplier still has: no won is taken
    back twice, whatever the grounds. The higher multiple again within five years is found, not
    told.

    Refusals in order: unknown_clawback, clawback_over, hearing_not_held, mitigated_too_much.
    """
    programme = administered(tx, administrator_id, programme_id)
    found = _hold(tx, programme_id, clawback_id)
    if isinstance(programme, Refusal) or found is None:
        return _unknown(clawback_id)
    if found["state"] not in ("opened", "heard"):
        return refuse("clawback_over", "clawback_id", state=found["state"])
    on = at.astimezone(KOREA).date()
    if found["state"] == "opened" and on <= found["hearing_on"]:
        until = found["hearing_on"].isoformat()
        return refuse("hearing_not_held", "clawback_id", until=until)
    if not upheld:
        return _drop(tx, found, at)
    tx.run(_SQL["hold_award"], programme_id=programme_id, award_id=found["award_id"])
    left = _reachable_won(tx, programme_id, found["award_id"])
    reckoned = determine(
        grounds(),
        {
            "ground": found["ground"],
            "paid": min(found["base_won"], max(0, left)),
            "again": _happened_before(tx, found, at),
            "mitigation": mitigation,
        },
    )
    if isinstance(reckoned, Refusal):
        return reckoned
    # From here it must succeed.
    refund, penalty = reckoned.shares["refund"], reckoned.shares["penalty"]
    years = int(reckoned.figures["bar_years"])
    bar_until = _years_later(on, years) if years else None
    state = "decided" if refund + penalty else "recovered"
    done = Decided(clawback_id, state, refund, penalty, bar_until)
    post_clawback(tx, programme_id, found["award_id"], refund, penalty, on)
    _put(tx, found, done, at)
    if found["ground"] == "redetermined":
        _net(tx, found, refund + penalty, at)
    return done


def _net(tx: Tx, found: Row, due_won: int, at: datetime) -> None:
    """What was not paid yet of the claim a lower version is of is not paid and asked back."""
    about = {"programme_id": found["programme_id"]}
    number, on = int(found["statement"]), at.astimezone(KOREA).date()
    covered = 0
    for payable in tx.rows(_SQL["lock_unpaid_of_claim"], **about, determination_id=number):
        if due_won > covered:
            covered += post_clawback_netted(tx, payable, due_won - covered, on)
    if covered:
        record_recovered(tx, found["programme_id"], found["award_id"], covered, at)


def _drop(tx: Tx, found: Row, at: datetime) -> Decided:
    done = Decided(found["clawback_id"], "dropped", 0, 0, None)
    _put(tx, found, done, at)
    return done


def _put(tx: Tx, found: Row, done: Decided, at: datetime) -> None:
    tx.run(
        _SQL["decide_clawback"],
        programme_id=found["programme_id"],
        clawback_id=done.clawback_id,
        state=done.state,
        refund_won=done.refund_won,
        penalty_won=done.penalty_won,
        bar_until=done.bar_until,
        at=at,
    )
    if done.bar_until is not None:
        tx.run(
            _SQL["add_bar"],
            company_id=found["supplier_id"],
            bar_id=reserve_items(tx, 1)[0],
            ground=found["ground"],
            until_on=done.bar_until,
            since_on=at.astimezone(KOREA).date(),
        )
    _record(tx, found, done.state, at, refund_won=done.refund_won, penalty_won=done.penalty_won)


def record_recovered(
    tx: Tx, programme_id: int, award_id: int, amount_won: int, at: datetime
) -> None:
    """Money came in for an award's clawbacks: the oldest is paid first. To be called with
    `post_received`, which takes no more than is due."""
    about = {"programme_id": programme_id}
    for row in tx.rows(_SQL["list_due_clawbacks"], **about, award_id=award_id):
        part = min(amount_won, int(row["left_won"]))
        if part == 0:
            break
        number = row["clawback_id"]
        tx.run(_SQL["add_recovered"], **about, clawback_id=number, recovered_won=part, lost_won=0)
        found = _hold(tx, programme_id, number)
        assert found is not None
        _record(tx, found, found["state"], at, recovered_won=part)
        amount_won -= part
    assert amount_won == 0, "more came in than is due"


def write_off_clawback(
    tx: Tx, programme_id: int, clawback_id: int, administrator_id: int, at: datetime
) -> int | Refusal:
    """What is left of a clawback will not come; the won lost. Refusals in order: unknown_clawback,
    clawback_over, pool_too_small."""
    programme = administered(tx, administrator_id, programme_id)
    found = _hold(tx, programme_id, clawback_id)
    if isinstance(programme, Refusal) or found is None:
        return _unknown(clawback_id)
    if found["state"] != "decided":
        return refuse("clawback_over", "clawback_id", state=found["state"])
    due = found["refund_won"] + found["penalty_won"]
    left = int(due - found["recovered_won"] - found["lost_won"])
    on = at.astimezone(KOREA).date()
    refused = post_clawback_lost(tx, programme_id, found["award_id"], left, on)
    if refused:
        return refused
    # From here it must succeed.
    about = {"programme_id": programme_id, "clawback_id": clawback_id}
    tx.run(_SQL["add_recovered"], **about, recovered_won=0, lost_won=left)
    _record(tx, found, "lost", at, lost_won=left)
    return left


def _reachable_won(tx: Tx, programme_id: int, award_id: int) -> int:
    return int(
        tx.the(
            _SQL["paid_to_supplier"],
            programme_id=programme_id,
            award_id=award_id,
            advance_account=account(AccountKind.STAGE1_ADVANCE, award_id),
            advance_left_won=advance_left_won(tx, programme_id, award_id),
        )["paid_won"]
    )


def _happened_before(tx: Tx, found: Row, at: datetime) -> bool:
    if found["ground"] not in _REPEATED:
        return False
    return bool(
        tx.the(
            _SQL["was_decided_before"],
            supplier_id=found["supplier_id"],
            grounds=list(_REPEATED),
            since=_years_later(at.astimezone(KOREA).date(), -_AGAIN_WITHIN_YEARS),
        )["yes"]
    )


def _years_later(day: date, years: int) -> date:
    # The 29th of February ends with its month.
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def _hold(tx: Tx, programme_id: int, clawback_id: int) -> Row | None:
    return tx.row(_SQL["hold_clawback"], programme_id=programme_id, clawback_id=clawback_id)


def _record(tx: Tx, found: Row, state: str, at: datetime, **facts: int) -> None:
    named = ("clawback", found["clawback_id"], state, found["award_id"], found["ground"])
    record_change(tx, Change(found["programme_id"], *named, facts=facts), at)


def _unknown(clawback_id: int) -> Refusal:
    return refuse("unknown_clawback", "clawback_id", value=str(clawback_id))
