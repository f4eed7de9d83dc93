"""Entering acts: the one way in for every step that writes (G13).

Each call works as the desk's role, which sees and writes the book's tables only while it executes
an act that the database itself finds approved. What is executed is the stored text.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg.errors import UniqueViolation

from sangsaeng.acts.confidential import open_given, seal_given, without_confidential
from sangsaeng.acts.model import Answer, Caller, Given
from sangsaeng.acts.registry import acts
from sangsaeng.acts.rules import (
    EXPIRES_AFTER,
    Needed,
    decide_enter,
    decide_needed,
    digest_of,
)
from sangsaeng.acts.service_amounts import amount_of
from sangsaeng.acts.service_executing import (
    Entered,
    Refusals,
    Told,
    UndoneError,
    asking,
    execute,
    list_others,
    log,
    log_refused,
    rehearse,
    stored_refusals,
)
from sangsaeng.acts.shape import Act
from sangsaeng.audit.model import Outcome
from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.migrations import migrate
from sangsaeng.database.sealing import SealBrokenError
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.service_sealing import check_keys, seal_plain_accounts

_SQL = load(__package__)
_UNREADABLE = "sealed"


def enter(
    database: Database,
    caller: Caller,
    act: Act[Any],
    given: Given,
    at: datetime,
    request_key: str | None = None,
    rehearsed: bool = True,
) -> Entered | Refusals:
    """Enter an act; where nobody else has to approve, it is executed at once.

    `rehearsed`: where somebody has to, the rules are asked now, by doing it and undoing it, so that
    who enters hears every refusal. Under `request_key` a company's request is done once.
    """
    amount_won = amount_of(database, caller, act, given)
    told = Told(caller, act.code, at, None, _programme(act, given))
    refused = decide_enter(caller, act, amount_won, at)
    if refused:
        return log_refused(database, told, Outcome.DENIED, [refused])
    request = _Request(
        caller, act, seal_given(given, lambda: database.keys), amount_won, at, request_key
    )
    try:
        done = _begin(database, request, given, wait=not rehearsed)
        if done is not None:
            return done
        answer = rehearse(database, caller, act, request.text, at)
        if isinstance(answer, list):
            raise UndoneError(answer)
        done = _begin(database, request, given, wait=True)
    except UndoneError as undone:
        assert isinstance(undone.outcome, list)
        return log_refused(database, told, Outcome.REFUSED, undone.outcome)
    except UniqueViolation as clash:
        # The same request came in twice at once: the other one has been entered by now.
        if clash.diag.constraint_name != "one_act_a_request":
            raise
        return enter(database, caller, act, given, at, request_key, rehearsed)
    assert done is not None
    return done


def dry_run(
    database: Database, caller: Caller, act: Act[Any], given: Given, at: datetime
) -> Answer | Refusals:
    """What an act would answer, by the same code, with nothing kept but that it was tried."""
    amount_won = amount_of(database, caller, act, given)
    told = Told(caller, act.code, at, programme_id=_programme(act, given), dry_run=True)
    refused = decide_enter(caller, replace(act, steps_up=False), amount_won, at)
    if refused:
        return log_refused(database, told, Outcome.DENIED, [refused])
    answer = rehearse(database, caller, act, seal_given(given, lambda: database.keys), at)
    if isinstance(answer, list):
        return log_refused(database, told, Outcome.REFUSED, answer)
    with database.asked_by(asking(caller)) as tx:
        log(tx, told, Outcome.DONE)
    return answer


def record_actions(owner: Database) -> None:
    """Tell the database which acts need a second person; done by the owner when the book opens."""
    known = acts().values()
    with owner.transaction() as tx:
        tx.run(
            _SQL["record_actions"],
            action=[act.code for act in known],
            second_person=[act.second_person for act in known],
        )


def prepare_book(owner_url: str) -> None:
    """Bring a book's schema up to date, seal what stands plain, and tell it the acts. Raises
    MigrationFailedError, and KeysMissingError where the process has not the book's own keys."""
    migrate(owner_url)
    with Database(owner_url, size=1, role=None) as owner:
        with owner.transaction() as tx:
            check_keys(tx)
        seal_plain_accounts(owner)
        record_actions(owner)


class _Request:
    """One call of `enter`, its text rendered."""

    def __init__(
        self,
        caller: Caller,
        act: Act[Any],
        text: str,
        amount_won: int | None,
        at: datetime,
        key: str | None,
    ) -> None:
        self.caller, self.act, self.text = caller, act, text
        self.amount_won, self.at, self.key = amount_won, at, key


def _begin(
    database: Database, request: _Request, given: Given, wait: bool
) -> Entered | Refusals | None:
    """The answer of the same request before; or the act, executed where nobody has to approve; or,
    when it is to `wait`, entered. None: it would have to wait."""
    caller, act, at = request.caller, request.act, request.at
    with database.asked_by(asking(caller)) as tx:
        known = _find(tx, request)
        if known is not None:
            return known
        needed = _plan(tx, request, given)
        if isinstance(needed, Refusal):
            raise UndoneError([needed])
        if needed.of and not wait:
            return None
        row = _add(tx, request, needed)
        if not needed.of:
            return execute(tx, row, act, at, caller, immediate=True)
        log(tx, Told(caller, act.code, at, row["act_id"], _programme(act, given)), Outcome.ENTERED)
        return Entered(row["act_id"], act.code, row["digest"], "waiting", needed.of)


def _programme(act: Act[Any], given: Given) -> int | None:
    return None if act.programme_of is None else act.programme_of(given)


def _find(tx: Tx, request: _Request) -> Entered | Refusals | None:
    act, key = request.act, request.key
    if key is None:
        return None
    found = tx.row(_SQL["find_request"], company_id=request.caller.company_id, request_key=key)
    if found is None:
        return None
    if found["action"] != act.code:
        return [refuse("idempotency_conflict", "action", key=key, differs="action")]
    name = _first_difference(tx, act, found["given"], request.text)
    if name == _UNREADABLE:
        return [refuse("request_too_old", "given", key=key)]
    if name is not None:
        return [refuse("idempotency_conflict", name, key=key, differs=name)]
    refusals = stored_refusals(found["answer"]) if found["state"] == "refused" else []
    return Entered(
        act_id=found["act_id"],
        action=act.code,
        digest=found["digest"],
        state=found["state"],
        needed_of=tuple(found["needed_of"]) if found["state"] == "waiting" else (),
        answer=None if refusals else found["answer"],
        refusals=refusals,
        hit=True,
    )


def _first_difference(tx: Tx, act: Act[Any], before: str, now: str) -> str | None:
    """The first field that differs. Where the key of what was sealed before is retired: the first
    of those that are not confidential, or else that the rest cannot be read."""
    same = None
    try:
        one, other = (open_given(act.given, text, lambda: tx.keys) for text in (before, now))
    except SealBrokenError:
        same = _UNREADABLE
        one, other = (without_confidential(act.given, text) for text in (before, now))
    left, right = json.loads(one), json.loads(other)
    names = act.given.model_fields
    return next((name for name in names if left.get(name) != right.get(name)), same)


def _plan(tx: Tx, request: _Request, given: Given) -> Needed | Refusal:
    caller, act = request.caller, request.act
    another, operator_id = False, None
    if act.second_person:
        roles = [str(role) for role in act.approve]
        who = {"person_id": caller.person_id, "key_id": caller.key_id}
        found = tx.the(_SQL["could_approve"], company_id=caller.company_id, roles=roles, **who)
        another, operator_id = found["another"], found["operator_id"]
    needed = decide_needed(caller, act, request.amount_won, another, operator_id)
    if isinstance(needed, Refusal):
        return needed
    others = list_others(tx, caller, act, given)
    if isinstance(others, Refusal):
        return others
    return replace(needed, of=(*needed.of, *others))


def _add(tx: Tx, request: _Request, needed: Needed) -> Row:
    caller = request.caller
    row: Row = {
        "action": request.act.code,
        "company_id": caller.company_id,
        "entered_by": caller.person_id,
        "entered_by_key": caller.key_id,
        "entered_at": request.at,
        "given": request.text,
        "digest": digest_of(request.text),
        "amount_won": request.amount_won,
        "needed_of": list(needed.of),
        "mandate_id": needed.mandate_id,
        "request_key": request.key,
        "expires_at": request.at + EXPIRES_AFTER,
    }
    return {**row, **tx.the(_SQL["add_act"], **row)}
