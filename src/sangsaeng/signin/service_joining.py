"""Coming on the system by invitation: what waits is shown first, then the least is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sangsaeng.acts.serving import right_for_oneself
from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.service import record_event
from sangsaeng.database.connection import DOOR, Asking, Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.model import CompanyEntry
from sangsaeng.parties.people import PersonFacts, digest_of_email, seal_person
from sangsaeng.parties.rules import check_company
from sangsaeng.parties.service_invitations import unseal_letter
from sangsaeng.signin.model import How, SignedIn
from sangsaeng.signin.rules_joining import check_person
from sangsaeng.signin.service_agreement import (
    OpenedTerms,
    accept_terms_in,
    find_opening,
    open_terms_in,
)
from sangsaeng.signin.service_sessions import begin_session, digest_of_source, find_session
from sangsaeng.signin.tokens import digest_of

_SQL = load(__package__)
# A link that went astray is not a way to try business numbers, nor are many to try addresses.
MOST_WRONG = 5
MOST_KNOWN_ADDRESSES = 3
MOST_WRONG_FROM_ONE_PLACE = 20
_WRONG_COUNTS_FOR = timedelta(hours=1)
_ACTION = "joining.accept"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ShownInvitation:
    """What is told before anything is asked. Of the business number the last five digits are left
    for the person to enter. `waiting_won` in so many receivables is what who invites knows of: the
    company's own once it is confirmed.

    `asks_company`: it is not on the system yet, so its name and size are asked as well.
    """

    inviter_name: str
    company_name: str
    business_number_shown: str
    role: str
    waiting_won: int
    waiting: int
    ends_at: datetime
    asks_company: bool


@dataclass(frozen=True, slots=True)
class Joiner:
    """What the person enters. `session_token`: it is known already, and only the company's facts
    are asked. `terms_digest`: it accepts the key terms now; it may do so later.
    """

    business_number: str
    company_name: str | None = None
    company_size: str | None = None
    name: str = ""
    email: str = ""
    telephone: str = ""
    language: Language = "ko"
    terms_digest: str | None = None
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The person works for the company now; `signed_in` is None for one who was so already.
    `claimed`: receivables that are the company's by it, 0 until the company is confirmed."""

    company_id: int
    person_id: int
    role: str
    claimed: int
    signed_in: SignedIn | None


class _NotInError(Exception):
    """Carries a refusal out of what must be undone."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def get_invitation(database: Database, token: str, at: datetime) -> ShownInvitation | Refusal:
    """Who invites, whom, and what waits: `invitation_over`, whatever the reason."""
    with database.asked_by(Asking(DOOR)) as tx:
        row = _find(tx, token, at)
    if isinstance(row, Refusal):
        return row
    number = row["business_number"]
    return ShownInvitation(
        inviter_name=row["inviter_name"],
        company_name=row["company_name"],
        business_number_shown=f"{number[:3]}-{number[3:5]}-*****",
        role=row["role"],
        waiting_won=row["waiting_won"],
        waiting=row["waiting"],
        ends_at=row["ends_at"],
        asks_company=row["joined_on"] is None,
    )


def open_invited_terms(
    database: Database, token: str, language: Language, at: datetime
) -> OpenedTerms | Refusal:
    """The key terms for the company that is invited: `invitation_over`."""
    with database.asked_by(Asking(DOOR)) as tx:
        row = _find(tx, token, at)
        if isinstance(row, Refusal):
            return row
        return open_terms_in(tx, row["company_id"], language, at)


def accept_invitation(
    database: Database,
    token: str,
    joiner: Joiner,
    at: datetime,
    agent: str = "",
    source: str = "",
) -> Joined | Refusal:
    """The person joins; the company is on the system once it is confirmed to be itself
    (`parties.service_accounts.confirm_company`), or at once by a link from the console.

    Refused, counted, and nothing done: `invitation_over`, `joining_paused`,
    `business_number_differs`, as `check_person` and `check_company`, `session_unknown`,
    `session_of_one_company`, `no_power_for_oneself`, `another_address`, `terms_not_opened`,
    `terms_differ`, and only when nothing else is wrong `address_in_use`.
    """
    with database.asked_by(Asking(DOOR)) as tx:
        row = _find(tx, token, at)
        if isinstance(row, Refusal):
            return row
        tried = _Tried(digest_of(token), digest_of_source(tx, source))
        refused = _decide_pause(tx, tried, at)
        if refused:
            return _told(tx, row, refused, at)
        try:
            with tx.transaction():
                return _come_in(tx, row, token, joiner, at, agent, source)
        except _NotInError as stopped:
            _count(tx, tried, stopped.refusal, at)
            return _told(tx, row, stopped.refusal, at)


def _find(tx: Tx, token: str, at: datetime) -> Row | Refusal:
    row = tx.row(_SQL["find_invitation"], token_digest=digest_of(token), at=at)
    return row or refuse("invitation_over")


@dataclass(frozen=True, slots=True)
class _Tried:
    """A link and the place it is tried from, as digests."""

    subject_digest: bytes
    source_digest: bytes


def _decide_pause(tx: Tx, tried: _Tried, at: datetime) -> Refusal | None:
    """`joining_paused`, after too much that was wrong. Tries of one link, and those from one place,
    wait for each other: of many sent at once none is free."""
    sides = {"subject_digest": tried.subject_digest, "source_digest": tried.source_digest}
    for digest in sides.values():
        if digest:
            tx.run(_SQL["lock_tries"], digest=digest)
    row = tx.the(_SQL["count_wrong"], **sides, since=at - _WRONG_COUNTS_FOR)
    if (
        row["wrong"] >= MOST_WRONG
        or row["known_addresses"] >= MOST_KNOWN_ADDRESSES
        or row["from_here"] >= MOST_WRONG_FROM_ONE_PLACE
    ):
        return refuse("joining_paused")
    return None


def _count(tx: Tx, tried: _Tried, refusal: Refusal, at: datetime) -> None:
    tx.run(
        _SQL["add_wrong"],
        subject_digest=tried.subject_digest,
        source_digest=tried.source_digest,
        purpose="joining_address" if refusal == _in_use() else "joining",
        at=at,
    )


def _told(tx: Tx, row: Row, refusal: Refusal, at: datetime) -> Refusal:
    """The refusal, which the log knows of."""
    about = {"code": refusal.code, "subject_id": row["company_id"]}
    record_event(tx, Event(at, _ACTION, Outcome.REFUSED, **about))
    return refusal


def _decide_entry(row: Row, joiner: Joiner) -> CompanyEntry | Refusal:
    """The company's entry and the person's, as far as they can be looked at by themselves."""
    number = parse_business_number(joiner.business_number, "business_number")
    if isinstance(number, Refusal):
        return number
    if number != row["business_number"]:
        return refuse("business_number_differs", "business_number")
    refused = None
    if joiner.session_token is None:
        refused = check_person(joiner.name, joiner.email, joiner.telephone)
    name, size = joiner.company_name, joiner.company_size
    return refused or check_company(number, name or row["company_name"], size or row["size"])


def _come_in(
    tx: Tx, row: Row, token: str, joiner: Joiner, at: datetime, agent: str, source: str
) -> Joined:
    """Everything or nothing. Raises _NotInError."""
    entry = _or_stop(_decide_entry(row, joiner))
    known_id = _known_person(tx, row, token, joiner, at)
    company_id = row["company_id"]
    if joiner.terms_digest is not None:
        _or_stop(find_opening(tx, company_id, joiner.terms_digest, at))
    # The last of all: whether an address is known is not to be had for a try that fails anyway.
    person_id = _add_person(tx, joiner, at) if known_id is None else known_id
    done = tx.the(
        _SQL["come_in"],
        token_digest=digest_of(token),
        person_id=person_id,
        name=entry.name,
        size=str(entry.size),
        at=at,
        day=at.astimezone(KOREA).date(),
    )
    if done["claimed"] is None:
        raise _NotInError(refuse("invitation_over"))
    if joiner.terms_digest is not None:
        _or_stop(accept_terms_in(tx, company_id, person_id, joiner.terms_digest, at))
    told = Event(
        happened_at=at,
        action=_ACTION,
        outcome=Outcome.DONE,
        person_id=person_id,
        company_id=company_id,
        subject_id=None if row["invited_by"] == company_id else row["invited_by"],
        object=str(row["invitation_id"]),
    )
    record_event(tx, told)
    signed_in = None
    if joiner.session_token is None:
        signed_in = begin_session(tx, person_id, How.INVITATION, at, agent, source)
    return Joined(company_id, person_id, row["role"], done["claimed"], signed_in)


def _or_stop(done: _T | Refusal) -> _T:
    """What was done. Raises _NotInError where it was refused."""
    if isinstance(done, Refusal):
        raise _NotInError(done)
    return done


def _known_person(tx: Tx, row: Row, token: str, joiner: Joiner, at: datetime) -> int | None:
    """The session's person, None for a new one; the link is for it, and gives it nothing that it
    entered or approved itself (G13)."""
    asked_digest = None
    if row["sealed"] is not None:
        asked_digest = digest_of_email(tx.keys, unseal_letter(tx.keys, row["sealed"]).email)
    if joiner.session_token is None:
        _stop_other_address(asked_digest, digest_of_email(tx.keys, joiner.email))
        return None
    session = _or_stop(find_session(tx, joiner.session_token, at))
    if session.company_id is not None:
        # An institution's own sign-in speaks for that institution and no other company.
        raise _NotInError(refuse("session_of_one_company"))
    about = {"token_digest": digest_of(token), "person_id": session.person_id}
    known = tx.the(_SQL["gains_by_its_own"], **about)
    if known["gains"]:
        raise _NotInError(right_for_oneself())
    _stop_other_address(asked_digest, known["email_digest"])
    return session.person_id


def _stop_other_address(asked_digest: bytes | None, email_digest: bytes) -> None:
    if asked_digest is not None and asked_digest != email_digest:
        raise _NotInError(refuse("another_address", "email"))


def _add_person(tx: Tx, joiner: Joiner, at: datetime) -> int:
    """A new person. Raises _NotInError where somebody has the address."""
    person_id = reserve_items(tx, 1)[0]
    facts = PersonFacts(joiner.name.strip(), joiner.email.strip(), joiner.telephone.strip())
    added = tx.run(
        _SQL["add_person"],
        person_id=person_id,
        sealed=seal_person(tx.keys, facts),
        email_digest=digest_of_email(tx.keys, joiner.email),
        language=joiner.language,
        at=at,
    )
    if not added:
        raise _NotInError(_in_use())
    return person_id


def _in_use() -> Refusal:
    return refuse("address_in_use", "email")
