"""The one agreement: its key terms are opened, then accepted, once for all counterparties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sangsaeng.acts.model import Caller, Role
from sangsaeng.audit.model import Event, Outcome
from sangsaeng.audit.service import record_event
from sangsaeng.database.connection import DOOR, Asking, Database, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.signin.agreement import CURRENT, KeyFacts, render_terms

_SQL = load(__package__)
MAY_ACCEPT = frozenset({Role.APPROVER, Role.ADMINISTRATOR})
_ACTION = "agreement.accept"


@dataclass(frozen=True, slots=True)
class OpenedTerms:
    """The key terms as they are shown; `digest` is what is accepted."""

    version: str
    language: Language
    text: str
    digest: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a company accepted."""

    version: str
    digest: str
    language: Language
    person_id: int
    accepted_at: datetime


def open_terms(
    database: Database, company_id: int, language: Language, at: datetime
) -> OpenedTerms:
    """Show a company the key terms with its own facts, and keep what was shown."""
    with database.asked_by(Asking(DOOR)) as tx:
        return open_terms_in(tx, company_id, language, at)


def accept_terms(
    database: Database, caller: Caller, digest: str, at: datetime
) -> Acceptance | Refusal:
    """Accept what was opened. Said again it changes nothing.

    Refused: `not_permitted`, `terms_not_opened`, `terms_differ`.
    """
    if caller.person_id is None or not caller.roles & MAY_ACCEPT:
        return refuse("not_permitted", None, action=_ACTION)
    with database.asked_by(Asking(DOOR)) as tx:
        return accept_terms_in(tx, caller.company_id, caller.person_id, digest, at)


def find_acceptance(database: Database, company_id: int) -> Acceptance | None:
    """What a company accepted of the version in force; None: nothing yet."""
    with database.asked_by(Asking(DOOR)) as tx:
        return _acceptance(tx, company_id)


def open_terms_in(tx: Tx, company_id: int, language: Language, at: datetime) -> OpenedTerms:
    """`open_terms`, at the door already."""
    about = tx.the(_SQL["company_at_the_door"], company_id=company_id)
    facts = [KeyFacts(**row) for row in tx.rows(_SQL["key_facts"], company_id=company_id)]
    text = render_terms(CURRENT, language, about["name"], about["business_number"], facts)
    digest = sha256(text.encode()).hexdigest()
    said = {"company_id": company_id, "version": CURRENT, "digest": digest, "language": language}
    known = tx.row(_SQL["find_opening"], **said)
    if known is not None:
        return OpenedTerms(CURRENT, language, text, digest, known["opened_at"])
    tx.run(_SQL["add_opening"], **said, opening_id=reserve_items(tx, 1)[0], shown=text, at=at)
    return OpenedTerms(CURRENT, language, text, digest, at)


def accept_terms_in(
    tx: Tx, company_id: int, person_id: int, digest: str, at: datetime
) -> Acceptance | Refusal:
    """`accept_terms`, at the door already; whether the person may is the caller's to know."""
    found = find_opening(tx, company_id, digest, at)
    if isinstance(found, Refusal):
        return found
    opened_at, language = found
    added = tx.run(
        _SQL["add_acceptance"],
        company_id=company_id,
        version=CURRENT,
        digest=digest,
        language=language,
        person_id=person_id,
        opened_at=opened_at,
        at=at,
    )
    if added:
        done = Event(at, _ACTION, Outcome.DONE, person_id, None, company_id, object=CURRENT)
        record_event(tx, done)
    accepted = _acceptance(tx, company_id)
    assert accepted is not None
    return accepted


def find_opening(
    tx: Tx, company_id: int, digest: str, at: datetime
) -> tuple[datetime, Language] | Refusal:
    """When and in which language a company was shown what it accepts.

    Refused: `terms_not_opened`, `terms_differ`.
    """
    openings = tx.rows(_SQL["openings_of"], company_id=company_id, version=CURRENT, at=at)
    if not openings:
        return refuse("terms_not_opened", "terms_digest")
    for row in openings:
        if row["digest"] == digest:
            return row["opened_at"], row["language"]
    return refuse("terms_differ", "terms_digest")


def _acceptance(tx: Tx, company_id: int) -> Acceptance | None:
    row = tx.row(_SQL["find_acceptance"], company_id=company_id, version=CURRENT)
    return None if row is None else Acceptance(**row)
