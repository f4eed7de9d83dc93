"""Recovery: who lost everything asks, two other people of its company let it in again (G13).

Whoever asks knows the secret that opens: one approver could be the asker, so that two must be
deceived. They speak of the same request by a code that the person reads out. Each company that the
person works for gives its own word: one company's administrators open no other company's books. For
a day after it nothing that moves money or power can be done, and it can be withdrawn.
"""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest
from typing import Any

from sangsaeng.acts.model import Caller, Office, Role
from sangsaeng.acts.rules import STEP_UP
from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.people import digest_of_email
from sangsaeng.signin.model import AskedRecovery, How, OpenRecovery, Recovery, SignedIn
from sangsaeng.signin.rules import NO_MONEY_AFTER_RECOVERY, RECOVERY_LASTS, decide_visit, plain_code
from sangsaeng.signin.service_sessions import (
    AT_THE_DOOR,
    begin_session,
    end_sessions_of,
    tell,
)
from sangsaeng.signin.service_tries import reserve_try
from sangsaeng.signin.tokens import digest_of, new_spoken_code, new_token

_SQL = load(__package__)
_ACTION = "signin.recovery"


def ask_recovery(
    database: Database, email: str, at: datetime, source: str = ""
) -> AskedRecovery | Refusal:
    """Ask to be let in again: `too_many_tries`. An address that nobody has is answered alike.
    In a demonstration nobody asks, who might be a persona for everybody: `not_in_demonstration`."""
    asked = AskedRecovery(new_token(), new_spoken_code())
    with database.asked_by(AT_THE_DOOR) as tx:
        refused = decide_visit(tx.the(_SQL["is_demonstration"])["yes"])
        if refused:
            return refused
        digest = digest_of_email(tx.keys, email)
        tried = reserve_try(tx, digest, source, "recovery", at)
        if isinstance(tried, Refusal):
            return tried
        row = tx.row(_SQL["find_person"], email_digest=digest)
        recovery_id = reserve_items(tx, 1)[0]
        tx.run(
            _SQL["add_recovery"],
            recovery_id=recovery_id,
            person_id=None if row is None else row["person_id"],
            secret_digest=digest_of(asked.secret),
            code=asked.code,
            asked_at=at,
            ends_at=at + RECOVERY_LASTS,
        )
        _tell(tx, "asked", None if row is None else row["person_id"], at, recovery_id)
    return asked


def list_recoveries(database: Database, caller: Caller, at: datetime) -> list[Recovery]:
    """The requests that wait for this caller's word, the oldest first; none for who has no say."""
    with database.asked_by(AT_THE_DOOR) as tx:
        rows = _waiting(tx, caller, at)
    return [Recovery(**{name: row[name] for name in Recovery.__slots__}) for row in rows]


def approve_recovery(
    database: Database, caller: Caller, recovery_id: int, company_id: int, code: str, at: datetime
) -> Refusal | None:
    """One of the two who give a company's word that a person is who it says; `code` was told by
    the person.

    Administrators of the company do it; where it has fewer than two others, the operator's
    operations people as well. Refused: `unknown_recovery` (one's own, and one approved already,
    too), `step_up_needed`, `recovery_code_differs`, `not_in_demonstration`.
    """
    visit = decide_visit(caller.visiting)
    if visit:
        return visit
    with database.asked_by(AT_THE_DOOR) as tx:
        found = [
            row
            for row in _waiting(tx, caller, at)
            if (row["recovery_id"], row["company_id"]) == (recovery_id, company_id)
        ]
        if not found:
            return _unknown(recovery_id)
        proved = caller.stepped_up_at
        if proved is None or at - proved >= STEP_UP:
            return refuse("step_up_needed")
        right = compare_digest(plain_code(found[0]["code"]), plain_code(code))
        refused = None if right else refuse("recovery_code_differs", "code")
        if right:
            tx.run(
                _SQL["approve_recovery"],
                recovery_id=recovery_id,
                person_id=found[0]["person_id"],
                company_id=company_id,
                approved_by=caller.person_id,
                at=at,
            )
        _tell_decided(tx, "approved", caller, found[0], at, refused)
        return refused


def list_open_recoveries(database: Database, caller: Caller, at: datetime) -> list[OpenRecovery]:
    """The requests that this caller may withdraw, the oldest first."""
    with database.asked_by(AT_THE_DOOR) as tx:
        return [OpenRecovery(**row) for row in _open(tx, caller, at)]


def withdraw_recovery(
    database: Database, caller: Caller, recovery_id: int, at: datetime
) -> Refusal | None:
    """End a request, and within a day of its use what was set up by it: sessions, passkeys,
    password, codes, the link to an institution's sign-in.

    The person does it from any session, an administrator of its company, or the operator's
    operations people; no proof is asked, since it takes away only. Refused: `unknown_recovery`, and
    `not_in_demonstration` for a visitor.
    """
    visit = decide_visit(caller.visiting)
    if visit:
        return visit
    with database.asked_by(AT_THE_DOOR) as tx:
        found = [row for row in _open(tx, caller, at) if row["recovery_id"] == recovery_id]
        about = {"recovery_id": recovery_id, "by": caller.person_id, "at": at}
        row = tx.row(_SQL["withdraw_recovery"], **about) if found else None
        if row is None:
            return _unknown(recovery_id)
        person_id: int = row["person_id"]
        if row["used"]:
            _forget_ways(tx, person_id, at)
            tx.run(_SQL["link_subject"], person_id=person_id, subject=None)
        _tell(tx, "withdrawn", person_id, at, recovery_id)
        if caller.person_id != person_id:
            _tell_decided(tx, "withdrawn_by", caller, {**found[0], "company_id": None}, at)
        return None


def use_recovery(
    database: Database, secret: str, at: datetime, agent: str, source: str = ""
) -> SignedIn | Refusal:
    """Come in again, once: what the person had is no way in any more, and a new one can be set up.

    Refused: `recovery_waits` until two people gave a company's word, `recovery_over`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        row = tx.row(_SQL["get_recovery"], secret_digest=digest_of(secret), at=at)
        if row is None:
            return refuse("recovery_over")
        if not row["approved"]:
            return refuse("recovery_waits")
        person_id: int = row["person_id"]
        tx.run(_SQL["use_recovery"], recovery_id=row["recovery_id"], at=at)
        _forget_ways(tx, person_id, at)
        begun = begin_session(tx, person_id, How.RECOVERY, at, agent, source)
        _tell(tx, "used", person_id, at, row["recovery_id"])
        return begun


def _waiting(tx: Tx, caller: Caller, at: datetime) -> list[Row]:
    return [] if caller.person_id is None else tx.rows(_SQL["list_recoveries"], **_say(caller, at))


def _open(tx: Tx, caller: Caller, at: datetime) -> list[Row]:
    if caller.person_id is None:
        return []
    since = at - NO_MONEY_AFTER_RECOVERY
    return tx.rows(_SQL["list_open_recoveries"], **_say(caller, at), used_since=since)


def _say(caller: Caller, at: datetime) -> dict[str, Any]:
    """What a caller may say about others' recoveries."""
    roles = caller.roles
    return {
        "company_id": caller.company_id,
        "person_id": caller.person_id,
        "administers": Role.ADMINISTRATOR in roles,
        "operates": Role.OPERATIONS in roles and Office.OPERATOR in caller.offices,
        "at": at,
    }


def _forget_ways(tx: Tx, person_id: int, at: datetime) -> None:
    """Nothing that a person had is a way in any more."""
    tx.run(_SQL["forget_passkeys"], person_id=person_id, at=at)
    tx.run(_SQL["forget_password"], person_id=person_id)
    end_sessions_of(tx, person_id, at)


def _unknown(recovery_id: int) -> Refusal:
    return refuse("unknown_recovery", "recovery_id", recovery=str(recovery_id))


def _tell_decided(
    tx: Tx, step: str, caller: Caller, about: Row, at: datetime, refused: Refusal | None = None
) -> None:
    """What somebody said about another's recovery: told to its own company and to the other's."""
    owner = about["company_id"]
    tell(
        tx,
        _ACTION,
        caller.person_id,
        at,
        refused=refused,
        object=str(about["recovery_id"]),
        company_id=caller.company_id,
        subject_id=None if owner == caller.company_id else owner,
        facts={"step": step, "person": about["person_id"]},
    )


def _tell(
    tx: Tx,
    step: str,
    person_id: int | None,
    at: datetime,
    recovery_id: int,
) -> None:
    tell(tx, _ACTION, person_id, at, object=str(recovery_id), facts={"step": step})
