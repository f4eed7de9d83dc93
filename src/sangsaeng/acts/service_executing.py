"""Executing an act, or only rehearsing it, inside the desk's transaction; and the log of both."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.acts.confidential import open_given
from sangsaeng.acts.model import Answer, Caller
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.service import record_event
from sangsaeng.database.connection import DESK, WEB, Asking, Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal

_SQL = load("sangsaeng.acts")
Refusals = list[Refusal]


@dataclass(frozen=True, slots=True)
class Entered:
    """An act as it stands: `answer` once it is executed. `hit`: the same request was made before.

    `refusals` is filled when a rule refused it while it was executed; `needed_of` names the
    companies whose people still have to approve, one entry an approval.
    """

    act_id: int
    action: str
    digest: str
    state: str
    needed_of: tuple[int, ...] = ()
    answer: dict[str, Any] | None = None
    refusals: Refusals = field(default_factory=list)
    hit: bool = False


class UndoneError(Exception):
    """Carries an outcome out of a transaction that must change nothing."""

    def __init__(self, outcome: Answer | Refusals) -> None:
        super().__init__()
        self.outcome = outcome


def asking(caller: Caller) -> Asking:
    """The desk, for the caller's company."""
    return Asking(DESK, caller.company_id, caller.person_id)


def execute(
    tx: Tx, row: Row, act: Act[Any], at: datetime, caller: Caller, immediate: bool = False
) -> Entered:
    """Do what is written in the act; a refusal undoes it and is kept as the act's end, or, when it
    was to be done `immediate`ly, undoes the act itself (UndoneError)."""
    given = act.given.model_validate_json(open_given(act.given, row["given"], lambda: tx.keys))
    programme_id = None if act.programme_of is None else act.programme_of(given)
    touched: list[int] = []
    event = Told(caller, act.code, at, row["act_id"], programme_id, row["company_id"], touched)
    try:
        with ExitStack() as opened:
            tx.enter(Asking(DESK, row["company_id"], row["entered_by"], row["act_id"]))
            # Done at once, a refusal undoes the act itself: there is nothing to go back to.
            if not immediate:
                opened.enter_context(tx.transaction())
            tx.run(_SQL["begin_act"], act_id=row["act_id"], at=at)
            agreed = frozenset(row["needed_of"]) - {row["company_id"]}
            acting = Acting(
                tx,
                row["company_id"],
                at,
                row["act_id"],
                row["entered_by"],
                agreed,
                touched,
                _approved_by(row, caller),
            )
            done = _listed(act.execute(acting, given))
            if isinstance(done, list):
                raise UndoneError(done)
            answer = done.model_dump(mode="json")
            with tx.together():
                tx.run(_SQL["answer_act"], act_id=row["act_id"], answer=Jsonb(answer))
                log(tx, event, Outcome.DONE)
    except UndoneError as undone:
        assert isinstance(undone.outcome, list)
        if immediate:
            raise
        log(tx, event, Outcome.REFUSED, undone.outcome[0].code)
        return end(tx, row, "refused", at, undone.outcome)
    return Entered(row["act_id"], act.code, row["digest"], "executed", (), answer)


def _approved_by(row: Row, caller: Caller) -> tuple[int, ...]:
    """Who approved: those before, and the caller with the last approval; nobody had to, where the
    act is done as it is entered."""
    if "decided_by" not in row:
        return ()
    assert caller.person_id is not None
    return (*row["decided_by"], caller.person_id)


def rehearse(
    database: Database, caller: Caller, act: Act[Any], text: str, at: datetime
) -> Answer | Refusals:
    """Do an act in a transaction that cannot be committed: the same code, nothing kept."""
    given = act.given.model_validate_json(open_given(act.given, text, lambda: database.keys))
    try:
        with database.asked_by(asking(caller)) as tx:
            others = list_others(tx, caller, act, given)
            if isinstance(others, Refusal):
                raise UndoneError([others])
            tx.run(_SQL["begin_rehearsal"])
            agreed = frozenset(others) - {caller.company_id}
            acting = Acting(tx, caller.company_id, at, 0, caller.person_id, agreed)
            done = _listed(act.execute(acting, given))
            if not isinstance(done, list):
                tx.run(_SQL["check_now"])
            raise UndoneError(done)
    except UndoneError as undone:
        return undone.outcome


def list_others(tx: Tx, caller: Caller, act: Act[Any], given: Any) -> Sequence[int] | Refusal:
    """The other companies that must agree, read under the caller's own rights: what it may not see
    it cannot name."""
    if act.agree is None:
        return ()
    tx.enter(replace(asking(caller), role=WEB))
    others = act.agree(tx, caller.company_id, given)
    tx.enter(asking(caller))
    return others


def end(tx: Tx, row: Row, state: str, at: datetime, refusals: Sequence[Refusal] = ()) -> Entered:
    """An act that is over without having been executed."""
    answer = Jsonb({"refusals": [_stored(one) for one in refusals]}) if refusals else None
    tx.run(_SQL["end_act"], act_id=row["act_id"], state=state, at=at, answer=answer)
    return Entered(row["act_id"], row["action"], row["digest"], state, refusals=list(refusals))


def stored_refusals(answer: dict[str, Any]) -> Refusals:
    """Why an act was refused, as `end` kept it."""
    return [
        Refusal(one["code"], one["field"], one["line"], one["facts"]) for one in answer["refusals"]
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What an event of an act tells, besides its outcome."""

    caller: Caller
    action: str
    at: datetime
    act_id: int | None = None
    programme_id: int | None = None
    owner_id: int | None = None
    touched: Sequence[int] = ()
    dry_run: bool = False


def log(tx: Tx, told: Told, outcome: Outcome, code: str | None = None) -> None:
    """Add an event about an act in its own transaction. Its subject is whose act it is, where that
    is another company, or else the first company that it touches; the others are in its facts."""
    caller = told.caller
    about = [one for one in (told.owner_id, *told.touched) if one not in (None, caller.company_id)]
    event = Event(
        happened_at=told.at,
        action=told.action,
        outcome=outcome,
        person_id=caller.person_id,
        key_id=caller.key_id,
        company_id=caller.company_id,
        subject_id=about[0] if about else None,
        programme_id=told.programme_id,
        code=code,
        act_id=told.act_id,
        facts={
            **{f"company_{place}": one for place, one in enumerate(about[1:], start=2)},
            **({"dry_run": True} if told.dry_run else {}),
        },
    )
    record_event(tx, event)


def log_refused(database: Database, told: Told, outcome: Outcome, refusals: Refusals) -> Refusals:
    """A refusal is an event too, and all that is kept of it."""
    with database.asked_by(asking(told.caller)) as tx:
        log(tx, told, outcome, refusals[0].code)
    return refusals


def _listed(done: Answer | Refused) -> Answer | Refusals:
    if isinstance(done, Refusal):
        return [done]
    return done if isinstance(done, Answer) else list(done)


def _stored(refusal: Refusal) -> dict[str, Any]:
    said: dict[str, str] = {language: explain(refusal, language) for language in LANGUAGES}
    about = {"code": refusal.code, "field": refusal.field, "line": refusal.line}
    return {**about, "facts": dict(refusal.facts), **said}
