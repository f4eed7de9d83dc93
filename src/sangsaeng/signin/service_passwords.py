"""The other way in: a password and a code of the person's telephone (TOTP, RFC 6238), both."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hmac import compare_digest
from importlib import resources

import pyotp

from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.people import digest_of_email, unseal_person
from sangsaeng.signin.hashing import Hashing
from sangsaeng.signin.model import Enrolment, How, SignedIn
from sangsaeng.signin.rules import (
    decide_password,
    plain_password,
    steps_around,
)
from sangsaeng.signin.service_challenges import add_challenge, get_challenge, use_challenge
from sangsaeng.signin.service_passkeys import may_change_ways
from sangsaeng.signin.service_sessions import (
    AT_THE_DOOR,
    begin_session,
    end_sessions_of,
    find_session,
    refuse_money,
    step_up,
    tell,
)
from sangsaeng.signin.service_tries import forgive, reserve_try, take_back
from sangsaeng.signin.tokens import new_token

_SQL = load(__package__)
_TOTP = "totp"


@cache
def _common() -> frozenset[str]:
    text = resources.files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(text.split())


def sign_in_password(
    database: Database,
    hashing: Hashing,
    email: str,
    password: str,
    code: str,
    at: datetime,
    agent: str,
    source: str = "",
    code_at: datetime | None = None,
) -> SignedIn | Refusal:
    """Begin a session by address, password and code.

    `code_at`: the moment that a telephone shows, where a sandbox's clock is ahead of it.
    Refused: `too_many_tries`, `sign_in_busy`, `sign_in_refused` for whatever was wrong, in the same
    time: an address that nobody has is hashed for, too. `source`: where it comes from.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        digest = digest_of_email(tx.keys, email)
        tried = reserve_try(tx, digest, source, "password", at)
        row = tx.row(_SQL["find_person"], email_digest=digest)
    if isinstance(tried, Refusal):
        return tried
    hashed = None if row is None else row["password_hash"]
    # Nothing is held in the database while this takes its time.
    right = hashing.matches(hashed, plain_password(password))
    with database.asked_by(AT_THE_DOOR) as tx:
        if isinstance(right, Refusal):
            take_back(tx, tried)
            return right
        person = None if row is None else tx.row(_SQL["lock_person"], person_id=row["person_id"])
        is_right = right and person is not None and person["password_hash"] == hashed
        if person is None or not is_right or not _take_code(tx, person, code, code_at or at):
            wrong = _wrong()
            person_id = None if row is None else row["person_id"]
            tell(tx, "signin.password", person_id, at, refused=wrong)
            return wrong
        forgive(tx, tried)
        begun = begin_session(tx, person["person_id"], How.PASSWORD_TOTP, at, agent, source)
        session = begun.session
        tell(tx, "signin.password", session.person_id, at, object=str(session.session_id))
    _renew(database, hashing, session.person_id, str(hashed), password)
    return begun


def _renew(
    database: Database, hashing: Hashing, person_id: int, hashed: str, password: str
) -> None:
    """A hash by parameters of former days is replaced while the password is known: not before the
    person is in, or the time it takes would tell that a password was right."""
    if not hashing.is_old(hashed):
        return
    fresh = hashing.hash(plain_password(password))
    if isinstance(fresh, str):
        with database.asked_by(AT_THE_DOOR) as tx:
            tx.run(_SQL["renew_hash"], person_id=person_id, old=hashed, fresh=fresh)


def step_up_totp(
    database: Database,
    token: str,
    code: str,
    at: datetime,
    source: str = "",
    code_at: datetime | None = None,
) -> datetime | Refusal:
    """The person of a session proved itself anew by a code; when that was. `code_at` as above.

    Refused: `session_unknown`, `no_money_yet`, `too_many_tries`, `sign_in_refused`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = find_session(tx, token, at)
        if isinstance(session, Refusal):
            return session
        refused = refuse_money(tx, session, at)
        if refused:
            return refused
        person = tx.the(_SQL["lock_person"], person_id=session.person_id)
        tried = reserve_try(tx, person["email_digest"], source, "step_up", at)
        if isinstance(tried, Refusal):
            return tried
        if not _take_code(tx, person, code, code_at or at):
            wrong = _wrong()
            tell(tx, "signin.step_up", session.person_id, at, refused=wrong)
            return wrong
        forgive(tx, tried)
        step_up(tx, session, at, _TOTP)
        return at


def set_password(
    database: Database, hashing: Hashing, token: str, password: str, at: datetime
) -> Refusal | None:
    """Give the token's person a password; its other sessions end.

    Refused: as `may_change_ways`, `password_short`, `password_long`,
    `password_guessable`, `sign_in_busy`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        sealed = tx.the(_SQL["get_ways"], person_id=session.person_id)["sealed"]
        refused = decide_password(password, unseal_person(tx.keys, sealed).email, _common())
    if refused:
        return refused
    hashed = hashing.hash(plain_password(password))
    if isinstance(hashed, Refusal):
        return hashed
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        tx.run(_SQL["set_password"], person_id=session.person_id, password_hash=hashed)
        tell(tx, "signin.way", session.person_id, at, facts={"change": "password_set"})
        end_sessions_of(tx, session.person_id, at, session.session_id)
        return None


def enrol_totp(database: Database, issuer: str, token: str, at: datetime) -> Enrolment | Refusal:
    """A new secret for codes, shown once; it counts from its first code on (`confirm_totp`).

    Refused: as `may_change_ways`.
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        sealed = tx.the(_SQL["get_ways"], person_id=session.person_id)["sealed"]
        secret, enrolment = pyotp.random_base32(), new_token()
        bound = {"session": session.session_id, _TOTP: tx.keys.seal(secret, _TOTP).hex()}
        add_challenge(tx, enrolment, "password", at, session.person_id, bound)
        email = unseal_person(tx.keys, sealed).email
        uri = pyotp.TOTP(secret, name=email, issuer=issuer).provisioning_uri()
        return Enrolment(enrolment, secret, uri)


def confirm_totp(
    database: Database,
    token: str,
    enrolment: str,
    code: str,
    at: datetime,
    code_at: datetime | None = None,
) -> Refusal | None:
    """The telephone gave its first code: from now on codes are of this secret. `code_at` as above.

    Refused: as `may_change_ways`, `challenge_over`, `code_wrong` (it may be tried
    again: the secret is known to who asks).
    """
    with database.asked_by(AT_THE_DOOR) as tx:
        session = may_change_ways(tx, token, at)
        if isinstance(session, Refusal):
            return session
        asked = get_challenge(tx, enrolment, "password", at)
        if isinstance(asked, Refusal):
            return asked
        secret = tx.keys.unseal(bytes.fromhex(asked["facts"][_TOTP]), _TOTP)
        step = _step(secret, code, code_at or at)
        if step is None or asked["facts"]["session"] != session.session_id:
            return refuse("code_wrong", "code")
        used = use_challenge(tx, enrolment, "password", at)
        if isinstance(used, Refusal):
            return used
        sealed = tx.keys.seal(secret, _TOTP)
        tx.run(_SQL["set_totp"], person_id=session.person_id, totp_sealed=sealed, step=step)
        tell(tx, "signin.way", session.person_id, at, facts={"change": "totp_set"})
        return None


def _take_code(tx: Tx, person: Row, code: str, at: datetime) -> bool:
    if person["totp_sealed"] is None:
        return False
    step = _step(tx.keys.unseal(person["totp_sealed"], _TOTP), code, at)
    if step is None:
        return False
    return tx.run(_SQL["take_totp_step"], person_id=person["person_id"], step=step) == 1


def _step(secret: str, code: str, at: datetime) -> int | None:
    totp, shown = pyotp.TOTP(secret), "".join(code.split()).encode("utf-8", "surrogatepass")
    right = [
        step for step in steps_around(at) if compare_digest(totp.generate_otp(step).encode(), shown)
    ]
    return right[-1] if right else None


def _wrong() -> Refusal:
    return refuse("sign_in_refused")
