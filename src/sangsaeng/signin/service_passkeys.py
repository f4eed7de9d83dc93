"""Passkeys: registering one, coming in with one and no user name, proving oneself anew.

No number of wrong passwords stops a right passkey.
"""

from __future__ import annotations

from datetime import datetime

from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from sangsaeng.database.connection import Database, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.people import unseal_person
from sangsaeng.signin.model import How, Json, Passkey, Session, SignedIn, Site
from sangsaeng.signin.passkeys import (
    check_proof,
    check_registration,
    read_challenge,
    read_credential_id,
    render_proof,
    render_registration,
)
from sangsaeng.signin.rules import (
    MOST_PASSKEYS,
    Ways,
    count_went_back,
    decide_change_of_ways,
)
from sangsaeng.signin.service_challenges import add_challenge, use_challenge
from sangsaeng.signin.service_sessions import (
    AT_THE_DOOR,
    begin_session,
    end_sessions_of,
    find_session,
    refuse_money,
    step_up,
    tell,
)
from sangsaeng.signin.tokens import new_challenge

_SQL = load(__package__)
LONGEST_LABEL = 100


def ways_of(tx: Tx, person_id: int) -> Ways:
    """How a person can come in, locked to the end of the transaction."""
    row = tx.the(_SQL["get_ways"], person_id=person_id)
    return Ways(row["passkeys"], row["password_hash"] is not None, row["totp_sealed"] is not None)


def may_change_ways(tx: Tx, token: str, at: datetime) -> Session | Refusal:
    """The token's session, if it may change ways in; refused as `decide_change_of_ways`."""
    session = find_session(tx, token, at)
    if isinstance(session, Refusal):
        return session
    return decide_change_of_ways(session, ways_of(tx, session.person_id), at) or session


def begin_registration(database: Database, site: Site, token: str, at: datetime) -> Json | Refusal:
    """What to hand to `navigator.credentials.create()`.

    Refused: as `may_change_ways`, `passkeys_full`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        person_id = session.person_id
        known = [
            row["credential_id"] for row in tx.rows(_SQL["list_passkeys"], person_id=person_id)
        ]
        if len(known) >= MOST_PASSKEYS:
            return refuse("passkeys_full", None, most=MOST_PASSKEYS)
        sealed = tx.the(_SQL["get_ways"], person_id=person_id)["sealed"]
        challenge = new_challenge()
        bound = {"session": session.session_id}
        add_challenge(tx, challenge, "register", at, person_id, bound)
        name = unseal_person(tx.keys, sealed).email
        return render_registration(site, challenge, person_id, name, known)


def finish_registration(
    database: Database, site: Site, token: str, credential: Json, label: str, at: datetime
) -> Passkey | Refusal:
    """Take what `navigator.credentials.create()` gave; `label` is the person's own name for it.

    Refused: as `may_change_ways`, `challenge_over`, `passkey_refused`.
    """
    challenge = read_challenge(credential)
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        asked = use_challenge(tx, challenge, "register", at)
        if isinstance(asked, Refusal):
            return asked
        assert challenge is not None
        made = check_registration(site, credential, challenge)
        if made is None or asked["facts"] != {"session": session.session_id}:
            return refuse("passkey_refused")
        shown = _label(label)
        added = tx.run(
            _SQL["add_passkey"],
            credential_id=made.credential_id,
            person_id=session.person_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            label=shown,
            at=at,
        )
        if not added:
            return refuse("passkey_refused")
        tell(tx, "signin.way", session.person_id, at, facts={"change": "passkey_added"})
        return Passkey(bytes_to_base64url(made.credential_id), shown, at, None)


def list_passkeys(database: Database, token: str, at: datetime) -> list[Passkey] | Refusal:
    """The passkeys of the token's person, the oldest first: `session_unknown`."""
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        rows = tx.rows(_SQL["list_passkeys"], person_id=session.person_id)
    return [
        Passkey(
            bytes_to_base64url(row["credential_id"]), row["label"], row["added_at"], row["used_at"]
        )
        for row in rows
    ]


def remove_passkey(database: Database, token: str, passkey_id: str, at: datetime) -> int | Refusal:
    """A passkey of the token's person is no way in any more; how many that was.

    Refused: as `may_change_ways`, `last_way_in`.
    """
    try:
        credential_id = base64url_to_bytes(passkey_id)
    except ValueError:
        return 0
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        ways = ways_of(tx, session.person_id)
        if ways.passkeys <= 1 and not (ways.password and ways.totp):
            return refuse("last_way_in")
        return _remove(tx, credential_id, session.person_id, at, "passkey_removed")


def begin_sign_in(database: Database, site: Site, at: datetime) -> Json:
    """What to hand to `navigator.credentials.get()`: no user name is asked."""
    challenge = new_challenge()
    with database.asked_by(AT_THE_DOOR) as tx:
        add_challenge(tx, challenge, "sign_in", at)
    return render_proof(site, challenge)


def finish_sign_in(
    database: Database, site: Site, credential: Json, at: datetime, agent: str, source: str = ""
) -> SignedIn | Refusal:
    """Begin a session of the person whose passkey answered: `challenge_over`, `passkey_refused`."""
    with database.asked_by(AT_THE_DOOR) as tx:
        challenge = read_challenge(credential)
        asked = use_challenge(tx, challenge, "sign_in", at)
        if isinstance(asked, Refusal):
            return asked
        assert challenge is not None
        person_id = _prove(tx, site, credential, challenge, at)
        if isinstance(person_id, Refusal):
            return person_id
        begun = begin_session(tx, person_id, How.PASSKEY, at, agent, source)
        tell(tx, "signin.passkey", person_id, at, object=str(begun.session.session_id))
        return begun


def begin_step_up(database: Database, site: Site, token: str, at: datetime) -> Json | Refusal:
    """As `begin_sign_in`, for the person of a session.

    Refused: `session_unknown`, `no_money_yet`, `no_passkey`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        refused = refuse_money(tx, session, at)
        if refused:
            return refused
        rows = tx.rows(_SQL["list_passkeys"], person_id=session.person_id)
        if not rows:
            return refuse("no_passkey")
        challenge = new_challenge()
        bound = {"session": session.session_id}
        add_challenge(tx, challenge, "step_up", at, session.person_id, bound)
        return render_proof(site, challenge, [row["credential_id"] for row in rows])


def finish_step_up(
    database: Database, site: Site, token: str, credential: Json, at: datetime
) -> datetime | Refusal:
    """The person of a session proved itself anew; when that was.

    Refused: `session_unknown`, `no_money_yet`, `challenge_over`, `passkey_refused`.
    """
    challenge = read_challenge(credential)
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        asked = use_challenge(tx, challenge, "step_up", at)
        if isinstance(asked, Refusal):
            return asked
        refused = refuse_money(tx, session, at)
        if refused:
            return refused
        assert challenge is not None
        person_id = _prove(tx, site, credential, challenge, at)
        if isinstance(person_id, Refusal):
            return person_id
        if person_id != session.person_id or asked["facts"] != {"session": session.session_id}:
            return refuse("passkey_refused")
        step_up(tx, session, at, "passkey")
        return at


def _prove(tx: Tx, site: Site, credential: Json, challenge: bytes, at: datetime) -> int | Refusal:
    credential_id = read_credential_id(credential)
    row = tx.row(_SQL["get_passkey"], credential_id=credential_id)
    if row is None or credential_id is None:
        return refuse("passkey_refused")
    person_id: int = row["person_id"]
    proof = check_proof(site, credential, challenge, row["public_key"], person_id)
    refused = refuse("passkey_refused")
    if proof is None:
        tell(tx, "signin.passkey", person_id, at, refused=refused)
        return refused
    if count_went_back(row["sign_count"], proof.new_sign_count):
        _remove(tx, credential_id, person_id, at, "passkey_copied")
        # Whoever has the copy may be signed in with it.
        end_sessions_of(tx, person_id, at)
        tell(tx, "signin.passkey", person_id, at, refused=refused)
        return refused
    used = {"credential_id": credential_id, "sign_count": proof.new_sign_count, "at": at}
    tx.run(_SQL["use_passkey"], **used)
    return person_id


def _remove(tx: Tx, credential_id: bytes, person_id: int, at: datetime, why: str) -> int:
    about = {"credential_id": credential_id, "person_id": person_id, "at": at}
    removed = tx.run(_SQL["remove_passkey"], **about)
    if removed:
        tell(tx, "signin.way", person_id, at, facts={"change": why})
    return removed


def _label(label: str) -> str:
    plain = "".join(sign for sign in label if sign.isprintable()).strip()
    return plain[:LONGEST_LABEL] or "passkey"
