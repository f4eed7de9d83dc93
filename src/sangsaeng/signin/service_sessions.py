"""Sessions and keys: who is asking. A session lives in the database and can be ended there."""

from __future__ import annotations

from datetime import datetime

from sangsaeng.acts.model import Caller, Office, Power, Role
from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.service import record_event, record_event_of_person
from sangsaeng.database.connection import DOOR, Asking, Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.signin.model import How, Membership, Session, SignedIn
from sangsaeng.signin.rules import (
    DEMO_LONGEST,
    NO_MONEY_AFTER_RECOVERY,
    SEEN_EVERY,
    SESSION_IDLE,
    SESSION_LONGEST,
    decide_visit,
)
from sangsaeng.signin.tokens import digest_of, new_token

_SQL = load(__package__)
AT_THE_DOOR = Asking(DOOR)
LONGEST_AGENT = 200
# These ways in are themselves a proof, a moment ago, that it is the person; a demonstration asks
# for none.
_PROVES = frozenset({How.PASSKEY, How.PASSWORD_TOTP, How.DEMO})


def get_caller(
    database: Database, token: str, company_id: int | None, at: datetime
) -> Caller | Refusal:
    """Who a session's token stands for at a company: the only one, when `company_id` is None.

    Refused: `session_unknown`, `company_not_yours`, `company_not_chosen`.
    """
    asked = {"token_digest": digest_of(token), "company_id": company_id, "at": at}
    with database.asked_by(AT_THE_DOOR) as tx:
        row = tx.row(_SQL["get_caller"], **asked, idle=SESSION_IDLE)
        if row is None:
            return refuse("session_unknown")
        _touch(tx, row, at)
    if row["company_id"] is None:
        if company_id is None and len(row["company_ids"]) > 1:
            return refuse("company_not_chosen", "company")
        return refuse("company_not_yours", "company")
    given = zip(row["roles"], row["limits"], strict=True)
    powers = [Power(Role(role), limit_won) for role, limit_won in given]
    if row["mandate_id"] is not None and Role.ADMINISTRATOR in row["roles"]:
        # Who came by an invitation is only this: the leave to act alone is one to enter as well.
        powers.append(Power(Role.ENTERER, row["mandate_limit_won"]))
    return Caller(
        company_id=row["company_id"],
        powers=tuple(powers),
        offices=frozenset(map(Office, row["offices"])),
        person_id=row["person_id"],
        session_id=row["session_id"],
        stepped_up_at=row["stepped_up_at"],
        mandate_id=row["mandate_id"],
        mandate_limit_won=row["mandate_limit_won"] or 0,
        confirmed=row["confirmed"],
        visiting=row["how"] == How.DEMO,
    )


def get_key_caller(database: Database, secret: str, at: datetime) -> Caller | Refusal:
    """Who a machine's secret stands for: `key_unknown`."""
    with database.asked_by(AT_THE_DOOR) as tx:
        row = tx.row(_SQL["get_key"], secret_digest=digest_of(secret), at=at)
    if row is None:
        return refuse("key_unknown")
    return Caller(
        company_id=row["company_id"],
        offices=frozenset(map(Office, row["offices"])),
        key_id=row["key_id"],
        scopes=tuple(row["scopes"]),
        limit_won=row["limit_won"],
        confirmed=row["confirmed"],
    )


def get_session(database: Database, token: str, at: datetime) -> Session | Refusal:
    """The session of a token, for what needs no company: `session_unknown`."""
    with database.asked_by(AT_THE_DOOR) as tx:
        return find_session(tx, token, at)


def find_session(tx: Tx, token: str, at: datetime) -> Session | Refusal:
    """As `get_session`, at the door already."""
    row = tx.row(_SQL["get_session"], token_digest=digest_of(token), at=at, idle=SESSION_IDLE)
    if row is None:
        return refuse("session_unknown")
    _touch(tx, row, at)
    return _session(row)


def begin_session(
    tx: Tx,
    person_id: int,
    how: How,
    at: datetime,
    agent: str,
    source: str = "",
    company_id: int | None = None,
) -> SignedIn:
    """Begin a session of a person that has proved who it is; the token is given out once.

    `agent`: what the browser calls itself, for the person's own list. `source`: where it comes
    from. `company_id`: the session is for this company alone.
    """
    token = new_token()
    proved = how in _PROVES and money_from(tx, person_id, at) is None
    session = Session(
        session_id=reserve_items(tx, 1)[0],
        person_id=person_id,
        how=how,
        began_at=at,
        seen_at=at,
        ends_at=at + (DEMO_LONGEST if how is How.DEMO else SESSION_LONGEST),
        stepped_up_at=at if proved else None,
        agent=_printable(agent),
        company_id=company_id,
    )
    tx.run(
        _SQL["add_session"],
        session_id=session.session_id,
        token_digest=digest_of(token),
        person_id=person_id,
        how=str(how),
        began_at=at,
        seen_at=at,
        ends_at=session.ends_at,
        stepped_up_at=session.stepped_up_at,
        agent=session.agent,
        source_digest=digest_of_source(tx, source),
        company_id=company_id,
    )
    return SignedIn(token, session)


def list_sessions(database: Database, token: str, at: datetime) -> list[Session] | Refusal:
    """All sessions of the token's person, the newest first: `session_unknown`. A visitor of a
    demonstration sees its own alone."""
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        if session.visiting:
            return [session]
        about = {"person_id": session.person_id, "at": at, "idle": SESSION_IDLE}
        return [_session(row) for row in tx.rows(_SQL["list_sessions"], **about)]


def end_session(
    database: Database, token: str, at: datetime, session_id: int | None = None
) -> int | Refusal:
    """End a session of the token's person, its own when none is named; how many ended.

    Refused: `session_unknown`, `not_in_demonstration` for another visitor's.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        ending = session.session_id if session_id is None else session_id
        refused = decide_visit(session.visiting and ending != session.session_id)
        if refused:
            return refused
        about = {"session_id": ending, "person_id": session.person_id, "at": at}
        ended = tx.run(_SQL["end_session"], **about)
        if ended:
            tell(tx, "signin.session_end", session.person_id, at, object=str(ending))
        return ended


def end_all_sessions(
    database: Database, token: str, at: datetime, keep_this: bool = True
) -> int | Refusal:
    """End every other session of the token's person, or every one; how many ended.

    Refused: `session_unknown`, `not_in_demonstration`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        refused = decide_visit(session.visiting)
        if refused:
            return refused
        return end_sessions_of(tx, session.person_id, at, session.session_id if keep_this else None)


def end_sessions_of(tx: Tx, person_id: int, at: datetime, but: int | None = None) -> int:
    """End every session of a person, but the one that is kept; how many ended."""
    ended = tx.run(_SQL["end_sessions"], person_id=person_id, at=at, but=but)
    if ended:
        tell(tx, "signin.session_end", person_id, at, facts={"ended": ended})
    return ended


def list_companies_of(database: Database, token: str, at: datetime) -> list[Membership] | Refusal:
    """The companies and roles the token's person may choose from: `session_unknown`."""
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        about = {"person_id": session.person_id, "company_id": session.company_id}
        rows = tx.rows(_SQL["list_companies_of"], **about)
    return [Membership(**{**row, "roles": tuple(map(Role, row["roles"]))}) for row in rows]


def step_up(tx: Tx, session: Session, at: datetime, way: str) -> None:
    """A session's person has proved itself anew, and may move money for some minutes."""
    tx.run(_SQL["step_up"], session_id=session.session_id, at=at)
    facts: dict[str, str | int] = {"way": way}
    tell(tx, "signin.step_up", session.person_id, at, company_id=session.company_id, facts=facts)


def money_from(tx: Tx, person_id: int, at: datetime) -> datetime | None:
    """Until when a person that came back by a recovery moves no money; None: it may."""
    used_at = tx.the(_SQL["last_recovery"], person_id=person_id)["used_at"]
    if used_at is None or at >= used_at + NO_MONEY_AFTER_RECOVERY:
        return None
    until: datetime = used_at + NO_MONEY_AFTER_RECOVERY
    return until


def refuse_money(tx: Tx, session: Session, at: datetime) -> Refusal | None:
    """Whether a session's person may prove itself for steps that move money: `no_money_yet`."""
    until = money_from(tx, session.person_id, at)
    if until is None:
        return None
    return refuse("no_money_yet", None, until=f"{until.astimezone(KOREA):%Y-%m-%d %H:%M}")


def digest_of_source(tx: Tx, source: str) -> bytes:
    """Where something comes from, as the database keeps it; nowhere is nothing."""
    return tx.keys.digest(source, "source") if source else b""


def tell(
    tx: Tx,
    action: str,
    person_id: int | None,
    at: datetime,
    *,
    refused: Refusal | None = None,
    object: str = "",
    company_id: int | None = None,
    subject_id: int | None = None,
    facts: dict[str, str | int] | None = None,
) -> None:
    """Add a step of signing in to the log: ids only, no address and nothing secret.

    Without `company_id` it is told to each company that the person works for.
    """
    event = Event(
        happened_at=at,
        action=action,
        outcome=Outcome.DENIED if refused else Outcome.DONE,
        person_id=person_id,
        company_id=company_id,
        subject_id=subject_id,
        code=refused.code if refused else None,
        object=object,
        facts=facts or {},
    )
    if person_id is None or company_id is not None:
        record_event(tx, event)
    else:
        record_event_of_person(tx, event)


def _touch(tx: Tx, row: Row, at: datetime) -> None:
    if at - row["seen_at"] >= SEEN_EVERY:
        tx.run(_SQL["touch_session"], session_id=row["session_id"], at=at)


def _session(row: Row) -> Session:
    return Session(**{**row, "how": How(row["how"])})


def _printable(agent: str) -> str:
    return "".join(sign for sign in agent if sign.isprintable())[:LONGEST_AGENT]
