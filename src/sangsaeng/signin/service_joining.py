"""Coming on the system by invitation: what waits is shown first, then the least is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

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
from sangsaeng.parties.people import PersonFacts, digest_of_email, plain_email, seal_person
from sangsaeng.parties.rules import check_company
from sangsaeng.parties.service_invitations import unseal_letter
from sangsaeng.signin.model import How, SignedIn
from sangsaeng.signin.rules_joining import check_person
from sangsaeng.signin.service_agreement import OpenedTerms, accept_terms_in, open_terms_in
from sangsaeng.signin.service_sessions import begin_session, digest_of_source, find_session
from sangsaeng.signin.tokens import digest_of

_SQL = load(__package__)
# A link that went astray is not a way to try business numbers or addresses.
MOST_WRONG = 5
_WRONG_COUNTS_FOR = timedelta(hours=1)
_ACTION = "joining.accept"


@dataclass(frozen=True, slots=True)
class ShownInvitation:
    """What is told before anything is asked. Of the business number the last five digits are left
    for the person to enter. `waiting_won` in so many receivables: the company's own once it joins.

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
    """The person works for the company now; `signed_in` is None for one who was so already."""

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
    """The person joins, and with the first one the company: what waited is its own.

    Refused, and nothing done: `invitation_over`, `joining_paused`, `business_number_differs`, as
    `check_company` and `check_person`, `another_address`, `address_in_use`, `session_unknown`,
    `terms_not_opened`, `terms_differ`.
    """
    with database.asked_by(Asking(DOOR)) as tx:
        row = _find(tx, token, at)
        if isinstance(row, Refusal):
            return row
        entry = _decide(tx, row, token, joiner, at, source)
        if isinstance(entry, Refusal):
            told = Event(
                at, _ACTION, Outcome.REFUSED, code=entry.code, subject_id=row["company_id"]
            )
            record_event(tx, told)
            return entry
        try:
            with tx.transaction():
                return _come_in(tx, row, token, joiner, entry, at, agent, source)
        except _NotInError as stopped:
            return stopped.refusal


def _find(tx: Tx, token: str, at: datetime) -> Row | Refusal:
    row = tx.row(_SQL["find_invitation"], token_digest=digest_of(token), at=at)
    return row or refuse("invitation_over")


def _decide(
    tx: Tx, row: Row, token: str, joiner: Joiner, at: datetime, source: str
) -> CompanyEntry | Refusal:
    """The company's entry, checked; wrong numbers and addresses are counted."""
    wrong = {"subject_digest": digest_of(token)}
    since = at - _WRONG_COUNTS_FOR
    if tx.the(_SQL["count_wrong"], **wrong, since=since)["wrong"] >= MOST_WRONG:
        return refuse("joining_paused")
    number = parse_business_number(joiner.business_number, "business_number")
    refused: Refusal | None = number if isinstance(number, Refusal) else None
    if refused is None and number != row["business_number"]:
        refused = refuse("business_number_differs", "business_number")
    elif refused is None and joiner.session_token is None:
        refused = check_person(joiner.name, joiner.email, joiner.telephone) or _decide_address(
            tx, row, joiner
        )
    if refused:
        source_digest = digest_of_source(tx, source)
        tx.run(_SQL["add_wrong"], **wrong, source_digest=source_digest, at=at)
        return refused
    name, size = joiner.company_name, joiner.company_size
    return check_company(row["business_number"], name or row["company_name"], size or row["size"])


def _decide_address(tx: Tx, row: Row, joiner: Joiner) -> Refusal | None:
    if row["sealed"] is not None:
        letter = unseal_letter(tx.keys, row["sealed"])
        if plain_email(letter.email) != plain_email(joiner.email):
            return refuse("another_address", "email")
    email_digest = digest_of_email(tx.keys, joiner.email)
    if tx.the(_SQL["knows_address"], email_digest=email_digest)["yes"]:
        return _in_use()
    return None


def _come_in(
    tx: Tx,
    row: Row,
    token: str,
    joiner: Joiner,
    entry: CompanyEntry,
    at: datetime,
    agent: str,
    source: str,
) -> Joined:
    """Everything or nothing. Raises _NotInError."""
    person_id = _person(tx, joiner, at)
    company_id = row["company_id"]
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
        accepted = accept_terms_in(tx, company_id, person_id, joiner.terms_digest, at)
        if isinstance(accepted, Refusal):
            raise _NotInError(accepted)
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


def _person(tx: Tx, joiner: Joiner, at: datetime) -> int:
    """Who joins: the session's person, or a new one."""
    if joiner.session_token is not None:
        session = find_session(tx, joiner.session_token, at)
        if isinstance(session, Refusal):
            raise _NotInError(session)
        if session.company_id is not None:
            # An institution's own sign-in speaks for that institution and no other company.
            raise _NotInError(refuse("session_of_one_company"))
        return session.person_id
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
