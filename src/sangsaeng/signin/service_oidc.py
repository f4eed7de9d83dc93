"""Coming in by an institution's own sign-in, and linking it to a person beforehand.

Such a session is for the institution's company alone, and proves nothing for steps that move money:
those still ask for the person's passkey or code.
"""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

from sangsaeng.database.connection import Database, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.model import How, Redirect, SignedIn
from sangsaeng.signin.oidc import OidcClient, OidcRefusedError, OidcUnreachableError
from sangsaeng.signin.service_challenges import add_challenge, use_challenge
from sangsaeng.signin.service_passkeys import may_change_ways
from sangsaeng.signin.service_sessions import AT_THE_DOOR, begin_session, tell
from sangsaeng.signin.tokens import digest_of, new_token

_SQL = load(__package__)
_ACTION, _SEALED_AS = "signin.oidc", "oidc.verifier"


def begin_oidc(
    database: Database, client: OidcClient, at: datetime, link_token: str | None = None
) -> Redirect | Refusal:
    """Send the browser to the provider. `link_token`: to link the session's person, not to come in.

    Refused: `oidc_unreachable`, `oidc_refused`; for a link `session_unknown`, `step_up_needed`.
    """
    state, nonce, verifier = new_token(), new_token(), new_token()
    try:
        url = client.authorize_url(state, nonce, verifier, at)
    except (OidcUnreachableError, OidcRefusedError) as broken:
        return _broken(broken)
    with database.asked_by(AT_THE_DOOR) as tx:
        person_id, bound = None, None
        if link_token is not None:
            session = may_change_ways(tx, link_token, at)
            if isinstance(session, Refusal):
                return session
            person_id, bound = session.person_id, session.session_id
        facts = {
            "provider": client.provider.name,
            "nonce": nonce,
            "verifier": tx.keys.seal(verifier, _SEALED_AS).hex(),
            "session": bound,
        }
        add_challenge(tx, state, "oidc", at, person_id, facts)
    return Redirect(url, state)


def finish_oidc(
    database: Database,
    client: OidcClient,
    state: str,
    kept_state: str,
    code: str,
    at: datetime,
    agent: str,
    source: str = "",
) -> SignedIn | Refusal:
    """Begin a session of the person that the provider names.

    `state` came back with the browser, `kept_state` is what this browser was given: they are one,
    or somebody else's sign-in was slipped in. Refused: `challenge_over`, `oidc_unreachable`,
    `oidc_refused`, `oidc_person_unknown`.
    """
    subject = _identify(database, client, state, kept_state, code, at, None)
    if isinstance(subject, Refusal):
        return subject
    company_id = client.provider.company_id
    with database.asked_by(AT_THE_DOOR) as tx:
        row = tx.row(_SQL["find_linked"], subject=_stored(tx, client, subject))
        if row is None:
            unknown = refuse("oidc_person_unknown")
            tell(tx, _ACTION, None, at, refused=unknown, company_id=company_id)
            return unknown
        begun = begin_session(tx, row["person_id"], How.OIDC, at, agent, source, company_id)
        told = str(begun.session.session_id)
        tell(tx, _ACTION, row["person_id"], at, object=told, company_id=company_id)
        return begun


def finish_link_oidc(
    database: Database,
    client: OidcClient,
    token: str,
    state: str,
    kept_state: str,
    code: str,
    at: datetime,
) -> Refusal | None:
    """Link the session's person to whom the provider names.

    Refused: as `finish_oidc` and `may_change_ways`, `oidc_linked_elsewhere`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
    subject = _identify(database, client, state, kept_state, code, at, session.session_id)
    if isinstance(subject, Refusal):
        return subject
    with database.asked_by(AT_THE_DOOR) as tx:
        about = {"person_id": session.person_id, "subject": _stored(tx, client, subject)}
        if not tx.run(_SQL["link_subject"], **about):
            return refuse("oidc_linked_elsewhere")
        tell(tx, "signin.way", session.person_id, at, facts={"change": "oidc_linked"})
        return None


def unlink_oidc(database: Database, token: str, at: datetime) -> Refusal | None:
    """The session's person is named by no institution's sign-in any more.

    Refused: as `may_change_ways`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        tx.run(_SQL["link_subject"], person_id=session.person_id, subject=None)
        tell(tx, "signin.way", session.person_id, at, facts={"change": "oidc_unlinked"})
        return None


def _identify(
    database: Database,
    client: OidcClient,
    state: str,
    kept_state: str,
    code: str,
    at: datetime,
    session_id: int | None,
) -> str | Refusal:
    with database.asked_by(AT_THE_DOOR) as tx:
        asked = use_challenge(tx, state, "oidc", at)
        if isinstance(asked, Refusal):
            return asked
        facts = asked["facts"]
        same = compare_digest(digest_of(state), digest_of(kept_state))
        if not same or facts["session"] != session_id or facts["provider"] != client.provider.name:
            return refuse("oidc_refused")
        verifier = tx.keys.unseal(bytes.fromhex(facts["verifier"]), _SEALED_AS)
    # Nothing is held in the database while the provider takes its time.
    try:
        return client.subject_of(code, verifier, facts["nonce"], at)
    except (OidcUnreachableError, OidcRefusedError) as broken:
        refused = _broken(broken)
    with database.asked_by(AT_THE_DOOR) as tx:
        tell(tx, _ACTION, None, at, refused=refused, company_id=client.provider.company_id)
    return refused


def _stored(tx: Tx, client: OidcClient, subject: str) -> str:
    # A subject is often an address: what is kept finds it and does not tell it.
    return tx.keys.digest(f"{client.provider.issuer} {subject}", "oidc").hex()


def _broken(broken: Exception) -> Refusal:
    return refuse(
        "oidc_unreachable" if isinstance(broken, OidcUnreachableError) else "oidc_refused"
    )
