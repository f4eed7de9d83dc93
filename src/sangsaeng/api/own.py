"""What belongs to a person itself: its sessions, its companies, and its ways to sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.api.callers import csrf_token_of
from sangsaeng.api.calls import Call
from sangsaeng.api.persons import (
    Ended,
    Options,
    SessionShown,
    done,
    forget,
    nothing,
    shown,
    shown_list,
    site_of,
    token_of,
)
from sangsaeng.api.problems import answer
from sangsaeng.api.shape import Door, For, Nothing
from sangsaeng.api.signing_in import Code, Text
from sangsaeng.signin.service_passkeys import (
    begin_registration,
    finish_registration,
    list_passkeys,
    remove_passkey,
)
from sangsaeng.signin.service_passwords import confirm_totp, enrol_totp, set_password
from sangsaeng.signin.service_sessions import (
    end_all_sessions,
    end_session,
    get_session,
    list_companies_of,
    list_sessions,
)

_ISSUER = "Sangsaeng"


class CompanyShown(Answer):
    """A company the person may work for, and as what. `awaits_recovery`: not yet again."""

    company_id: int
    business_number: str
    name: str
    roles: list[Role]
    awaits_recovery: bool


class Me(Answer):
    """Who is signed in. `csrf_token` goes into X-CSRF-Token of everything that writes, `company_id`
    into Sangsaeng-Company where there is more than one."""

    session: SessionShown
    csrf_token: str
    companies: list[CompanyShown]


class Sessions(Answer):
    """The person's sessions, the newest first."""

    rows: list[SessionShown]


class WhichSession(Given):
    """Which session; without a number this one: the person signs out."""

    session_id: ItemId | None = None


class Others(Given):
    """`keep_this`: false ends this session too."""

    keep_this: bool = True


class PasskeyShown(Answer):
    """A passkey by the name its person gave it."""

    passkey_id: str
    label: str
    added_at: datetime
    used_at: datetime | None


class Passkeys(Answer):
    """The person's passkeys, the oldest first."""

    rows: list[PasskeyShown]


class NewPasskey(Given):
    """What `navigator.credentials.create()` gave, and a name for it."""

    credential: dict[str, Any]
    label: Annotated[str, Field(max_length=100)] = ""


class WhichPasskey(Given):
    """Which passkey."""

    passkey_id: Text


class NewPassword(Given):
    """At least twelve characters that nobody guesses."""

    password: Text


class EnrolmentShown(Answer):
    """A secret for codes, shown once; `token` comes back with its first code."""

    token: str
    secret: str
    uri: str


class FirstCode(Given):
    """The first code of a new secret."""

    token: Text
    code: Code


def show_me(call: Call) -> Response:
    """Who is signed in, and for which companies."""
    token = token_of(call)
    session = done(get_session(call.database, token, call.at))
    companies = done(list_companies_of(call.database, token, call.at))
    return answer(
        {
            "session": shown(SessionShown, session),
            "csrf_token": csrf_token_of(token),
            "companies": [
                shown(CompanyShown, one, roles=[role.value for role in one.roles])
                for one in companies
            ],
        }
    )


def show_sessions(call: Call) -> Response:
    """Every session of the person."""
    return shown_list(SessionShown, done(list_sessions(call.database, token_of(call), call.at)))


def end_one(call: Call) -> Response:
    """End a session of the person, or sign out."""
    token = token_of(call)
    which = call.given(WhichSession).session_id
    response = answer({"ended": done(end_session(call.database, token, call.at, which))})
    return forget(call, response) if which is None else response


def end_all(call: Call) -> Response:
    """End every other session of the person."""
    token = token_of(call)
    keep = call.given(Others).keep_this
    response = answer({"ended": done(end_all_sessions(call.database, token, call.at, keep))})
    return response if keep else forget(call, response)


def show_passkeys(call: Call) -> Response:
    """Every passkey of the person."""
    return shown_list(PasskeyShown, done(list_passkeys(call.database, token_of(call), call.at)))


def begin_passkey(call: Call) -> Response:
    """What to hand to `navigator.credentials.create()`."""
    token = token_of(call)
    call.given(Nothing)
    options = done(begin_registration(call.database, site_of(call), token, call.at))
    return answer({"options": options})


def finish_passkey(call: Call) -> Response:
    """Register a passkey."""
    token, given = token_of(call), call.given(NewPasskey)
    made = finish_registration(
        call.database, site_of(call), token, given.credential, given.label, call.at
    )
    return answer(shown(PasskeyShown, done(made)))


def drop_passkey(call: Call) -> Response:
    """Remove a passkey; the last way in stays."""
    token, which = token_of(call), call.given(WhichPasskey).passkey_id
    return answer({"ended": done(remove_passkey(call.database, token, which, call.at))})


def change_password(call: Call) -> Response:
    """Set a password; the person's other sessions end."""
    token, given = token_of(call), call.given(NewPassword)
    done(set_password(call.database, call.counter.hashing, token, given.password, call.at))
    return nothing()


def enrol_codes(call: Call) -> Response:
    """A new secret for codes, which counts from its first code on."""
    token = token_of(call)
    call.given(Nothing)
    made = done(enrol_totp(call.database, _ISSUER, token, call.at))
    return answer(shown(EnrolmentShown, made))


def confirm_codes(call: Call) -> Response:
    """The first code of a new secret: from now on codes are of it."""
    token, given = token_of(call), call.given(FirstCode)
    done(confirm_totp(call.database, token, given.token, given.code, call.at, call.code_at))
    return nothing()


def _door(code: str, path: str, work: Any, given: Any, shape: Any) -> Door:
    """A door for a person's own session: one with a body is a POST."""
    return Door(
        code=code,
        method="GET" if given is None else "POST",
        path=path,
        work=work,
        given=given,
        answer=shape,
        open_to=For.PERSON,
    )


DOORS = (
    _door("me.one", "/me", show_me, None, Me),
    _door("sessions.list", "/sessions", show_sessions, None, Sessions),
    _door("sessions.end", "/sessions/end", end_one, WhichSession, Ended),
    _door("sessions.end_all", "/sessions/end-all", end_all, Others, Ended),
    _door("passkeys.list", "/passkeys", show_passkeys, None, Passkeys),
    _door("passkeys.begin", "/passkeys/begin", begin_passkey, Nothing, Options),
    _door("passkeys.finish", "/passkeys/finish", finish_passkey, NewPasskey, PasskeyShown),
    _door("passkeys.remove", "/passkeys/remove", drop_passkey, WhichPasskey, Ended),
    _door("password.set", "/password", change_password, NewPassword, None),
    _door("totp.enrol", "/totp/enrol", enrol_codes, Nothing, EnrolmentShown),
    _door("totp.confirm", "/totp/confirm", confirm_codes, FirstCode, None),
)
