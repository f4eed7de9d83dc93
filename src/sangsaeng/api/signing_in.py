"""Signing in and proving oneself anew: passkeys, or a password with a code."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.model import Answer, Given
from sangsaeng.api.callers import check_own_site
from sangsaeng.api.calls import Call
from sangsaeng.api.persons import (
    Begun,
    Options,
    agent_of,
    begun,
    done,
    site_of,
    source_of,
    token_of,
)
from sangsaeng.api.problems import answer
from sangsaeng.api.shape import Door, For, Nothing
from sangsaeng.signin.service_passkeys import (
    begin_sign_in,
    begin_step_up,
    finish_sign_in,
    finish_step_up,
)
from sangsaeng.signin.service_passwords import sign_in_password, step_up_totp

Text = Annotated[str, Field(min_length=1, max_length=300)]
Code = Annotated[str, Field(pattern=r"^[0-9 ]{6,10}$")]


class Credential(Given):
    """What `navigator.credentials` gave, as JSON."""

    credential: dict[str, Any]


class PasswordAndCode(Given):
    """The other way in: all three, or nothing is told of any."""

    email: Text
    password: Text
    code: Code


class OnlyCode(Given):
    """The code that the person's telephone shows."""

    code: Code


class SteppedUp(Answer):
    """For some minutes from then on the session may move money and power."""

    stepped_up_at: datetime


def begin_passkey(call: Call) -> Response:
    """What to hand to `navigator.credentials.get()`: no user name is asked."""
    check_own_site(call.request, call.counter.settings)
    call.given(Nothing)
    return answer({"options": begin_sign_in(call.database, site_of(call), call.at)})


def finish_passkey(call: Call) -> Response:
    """Sign in with a passkey; the session's token comes in a cookie."""
    check_own_site(call.request, call.counter.settings)
    credential = call.given(Credential).credential
    where = (agent_of(call), source_of(call))
    signed_in = finish_sign_in(call.database, site_of(call), credential, call.at, *where)
    return begun(call, done(signed_in))


def sign_in_by_password(call: Call) -> Response:
    """Sign in with address, password and code; the session's token comes in a cookie."""
    check_own_site(call.request, call.counter.settings)
    given = call.given(PasswordAndCode)
    signed_in = sign_in_password(
        call.database,
        call.counter.hashing,
        given.email,
        given.password,
        given.code,
        call.at,
        agent_of(call),
        source_of(call),
        call.code_at,
    )
    return begun(call, done(signed_in))


def begin_anew(call: Call) -> Response:
    """What to hand to `navigator.credentials.get()` to prove oneself anew."""
    token = token_of(call)
    call.given(Nothing)
    return answer({"options": done(begin_step_up(call.database, site_of(call), token, call.at))})


def finish_anew(call: Call) -> Response:
    """Prove oneself anew with a passkey."""
    token = token_of(call)
    credential = call.given(Credential).credential
    at = done(finish_step_up(call.database, site_of(call), token, credential, call.at))
    return answer({"stepped_up_at": at.isoformat()})


def anew_by_code(call: Call) -> Response:
    """Prove oneself anew with a code."""
    token = token_of(call)
    code = call.given(OnlyCode).code
    where = source_of(call)
    at = done(step_up_totp(call.database, token, code, call.at, where, call.code_at))
    return answer({"stepped_up_at": at.isoformat()})


DOORS = (
    Door(
        code="sign_in.passkey_begin",
        method="POST",
        path="/sign-in/passkey/begin",
        work=begin_passkey,
        given=Nothing,
        answer=Options,
        open_to=For.ANYONE,
    ),
    Door(
        code="sign_in.passkey_finish",
        method="POST",
        path="/sign-in/passkey/finish",
        work=finish_passkey,
        given=Credential,
        answer=Begun,
        open_to=For.ANYONE,
    ),
    Door(
        code="sign_in.password",
        method="POST",
        path="/sign-in/password",
        work=sign_in_by_password,
        given=PasswordAndCode,
        answer=Begun,
        open_to=For.ANYONE,
    ),
    Door(
        code="sign_in.step_up_passkey_begin",
        method="POST",
        path="/sign-in/step-up/passkey/begin",
        work=begin_anew,
        given=Nothing,
        answer=Options,
        open_to=For.PERSON,
    ),
    Door(
        code="sign_in.step_up_passkey_finish",
        method="POST",
        path="/sign-in/step-up/passkey/finish",
        work=finish_anew,
        given=Credential,
        answer=SteppedUp,
        open_to=For.PERSON,
    ),
    Door(
        code="sign_in.step_up_totp",
        method="POST",
        path="/sign-in/step-up/totp",
        work=anew_by_code,
        given=OnlyCode,
        answer=SteppedUp,
        open_to=For.PERSON,
    ),
)
