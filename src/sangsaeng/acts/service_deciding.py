"""Approving, rejecting and withdrawing acts; with the last approval an act is executed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sangsaeng.acts.model import Caller
from sangsaeng.acts.registry import acts
from sangsaeng.acts.rules import MOST_IN_A_LIST, Waiting, decide_approve, digest_of_list
from sangsaeng.acts.service_executing import (
    Entered,
    Refusals,
    Told,
    asking,
    end,
    execute,
    log,
)
from sangsaeng.audit.model import Outcome
from sangsaeng.database.connection import Database, Row, Transactions
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)


def decide(
    database: Database,
    caller: Caller,
    act_id: int,
    digest: str,
    approved: bool,
    at: datetime,
    list_digest: str | None = None,
) -> Entered | Refusals:
    """A person approves or rejects an act; with the last approval it is executed.

    `digest` is of the text the person saw: another text is not approved by it.
    """
    with database.asked_by(asking(caller)) as tx:
        row = tx.row(_SQL["get_act"], act_id=act_id, at=at)
        if row is None:
            return [refuse("unknown_act", "act_id", act=str(act_id))]
        act = acts()[row["action"]]
        told = Told(caller, act.code, at, act_id, None, row["company_id"])
        refused = decide_approve(caller, act, _waiting(row), digest, at)
        if not refused and approved and not row["mandate_stands"]:
            refused = refuse("mandate_over", None, act=str(act_id))
        if refused:
            log(tx, told, Outcome.DENIED, refused.code)
            return [refused]
        tx.run(
            _SQL["add_decision"],
            act_id=act_id,
            person_id=caller.person_id,
            company_id=caller.company_id,
            approved=approved,
            digest=digest,
            list_digest=list_digest,
            decided_at=at,
        )
        log(tx, told, Outcome.APPROVED if approved else Outcome.REJECTED)
        if not approved:
            return end(tx, row, "rejected", at)
        open_of = _still_open(row, caller.company_id)
        if open_of:
            return Entered(act_id, act.code, row["digest"], "waiting", open_of)
        return execute(tx, row, act, at, caller)


def approve_list(
    database: Database, caller: Caller, act_ids: Sequence[int], list_digest: str, at: datetime
) -> list[Entered | Refusals] | Refusals:
    """Approve a list as one: its digest is of its acts' digests in the order of their numbers.

    Each act is executed in a transaction of its own; what came of each stands in its place.
    """
    ordered = sorted(set(act_ids))
    if len(ordered) > MOST_IN_A_LIST:
        return [refuse("list_too_long", "act_ids", most=MOST_IN_A_LIST)]
    with database.asked_by(asking(caller)) as tx:
        rows = tx.rows(_SQL["digests_of"], ids=ordered)
    digests = {row["act_id"]: row["digest"] for row in rows}
    if len(digests) != len(ordered) or digest_of_list(digests.values()) != list_digest:
        return [refuse("list_digest_differs", "digest")]
    return [
        decide(database, caller, act_id, digests[act_id], True, at, list_digest)
        for act_id in ordered
    ]


def withdraw(database: Database, caller: Caller, act_id: int, at: datetime) -> Entered | Refusals:
    """The company that entered an act takes it back before it is executed."""
    with database.asked_by(asking(caller)) as tx:
        row = tx.row(_SQL["get_act"], act_id=act_id, at=at)
        if row is None:
            return [refuse("unknown_act", "act_id", act=str(act_id))]
        act = acts()[row["action"]]
        if row["company_id"] != caller.company_id:
            return [refuse("not_yours_to_withdraw", "act_id", act=str(act_id))]
        if caller.person_id is None or not caller.roles & (act.enter | act.approve):
            return [refuse("not_permitted", None, action=act.code)]
        if row["state"] != "waiting":
            return [refuse("act_over", None, state=row["state"])]
        log(tx, Told(caller, act.code, at, act_id), Outcome.DONE, "withdrawn")
        return end(tx, row, "withdrawn", at)


def expire_acts(database: Transactions, at: datetime) -> int:
    """End every act whose time to be approved is over; how many."""
    with database.transaction() as tx:
        return tx.run(_SQL["expire_acts"], at=at)


def _still_open(row: Row, just_approved: int) -> tuple[int, ...]:
    open_of = list(row["needed_of"])
    for company_id in [*row["approved_of"], just_approved]:
        if company_id in open_of:
            open_of.remove(company_id)
    return tuple(open_of)


def _waiting(row: Row) -> Waiting:
    return Waiting(
        act_id=row["act_id"],
        entered_as=row["entered_as"],
        digest=row["digest"],
        amount_won=row["amount_won"],
        needed_of=tuple(row["needed_of"]),
        state=row["state"],
        expires_at=row["expires_at"],
        decided_by=tuple(row["decided_by"]),
        recovered_lately=row["recovered_lately"],
        company_id=row["company_id"],
        enterer_stands=row["enterer_stands"],
    )
