"""A person's own ways to sign in, its sessions, and what it is at which company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.rules import STEP_UP
from sangsaeng.api.persons import forget
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.model import Enrolment, How
from sangsaeng.signin.service_passkeys import list_passkeys, remove_passkey
from sangsaeng.signin.service_passwords import confirm_totp, enrol_totp, set_password
from sangsaeng.signin.service_sessions import end_all_sessions, end_session, list_sessions
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_FIRST_WAYS = (How.INVITATION, How.RECOVERY)
_ISSUER = "Sangsaeng"


def _token(visit: Visit) -> str:
    assert visit.token is not None, "a page for people in a session"
    return visit.token


def _listed(found: Any) -> Sequence[Any]:
    if isinstance(found, Refusal):
        raise RefusedError(found)
    assert isinstance(found, list)
    return found


def is_proved(visit: Visit) -> bool:
    """Whether the person proved itself so lately that it may change its ways to sign in; in the
    session of an invitation or a recovery it sets up the first one."""
    assert visit.profile is not None
    session = visit.profile.session
    at = session.stepped_up_at
    return session.how in _FIRST_WAYS or (at is not None and visit.at - at < STEP_UP)


def _show(visit: Visit) -> Response:
    return _me(visit)


def _me(
    visit: Visit, refusals: Sequence[Refusal] = (), enrolment: Mapping[str, str] | None = None
) -> Response:
    call, token = visit.call, _token(visit)
    assert visit.profile is not None
    return visit.render(
        "pages/me.html",
        _UNPROCESSABLE if refusals else 200,
        profile=visit.profile,
        passkeys=_listed(list_passkeys(call.database, token, call.at)),
        sessions=_listed(list_sessions(call.database, token, call.at)),
        proved=is_proved(visit),
        enrolment=enrolment,
        refusals=refusals,
        errors=errors_of(visit, list(refusals)),
        done=visit.query("done"),
        welcome=visit.query("welcome"),
    )


def _post(visit: Visit) -> Response:
    step = visit.form.text("step")
    if step not in _STEPS:
        raise RefusedError(refuse("form_malformed"))
    return _STEPS[step](visit)


def _done(visit: Visit, done: object, said: str) -> Response:
    if isinstance(done, Refusal):
        if done.code in ("step_up_needed", "session_unknown"):
            raise RefusedError(done)
        return _me(visit, [done])
    return visit.go("/me", done=said)


def _prove(visit: Visit) -> Response:
    """Nothing is changed: who has not proved itself lately is asked to, and comes back here."""
    assert visit.profile is not None
    at = visit.profile.session.stepped_up_at
    if at is None or visit.at - at >= STEP_UP:
        raise RefusedError(refuse("step_up_needed"))
    return visit.go("/me")


def _remove_passkey(visit: Visit) -> Response:
    call, which = visit.call, visit.form.text("passkey_id")
    return _done(visit, remove_passkey(call.database, _token(visit), which, call.at), "removed")


def _end_session(visit: Visit) -> Response:
    call, which = visit.call, number_in(visit.form.text("session_id"))
    if which is None:
        raise RefusedError(refuse("form_malformed"))
    return _done(visit, end_session(call.database, _token(visit), call.at, which), "ended")


def _end_others(visit: Visit) -> Response:
    call = visit.call
    return _done(visit, end_all_sessions(call.database, _token(visit), call.at, True), "ended")


def _end_everywhere(visit: Visit) -> Response:
    call = visit.call
    done = end_all_sessions(call.database, _token(visit), call.at, False)
    if isinstance(done, Refusal):
        return _done(visit, done, "")
    return forget(call, visit.go("/sign-in"))


def _set_password(visit: Visit) -> Response:
    call, form = visit.call, visit.form
    if not is_proved(visit):
        # A password is not carried through a page: it is asked for after the proof.
        return visit.go("/me")
    if form.text("password") != form.text("password_again"):
        return _me(visit, [refuse("me_passwords_differ", "password_again")])
    done = set_password(
        call.database, call.counter.hashing, _token(visit), form.text("password"), call.at
    )
    return _done(visit, done, "password")


def _enrol(visit: Visit) -> Response:
    call = visit.call
    made = enrol_totp(call.database, _ISSUER, _token(visit), call.at)
    if not isinstance(made, Enrolment):
        return _done(visit, made, "")
    shown = {"token": made.token, "secret": made.secret, "uri": made.uri}
    return _me(visit, enrolment=shown)


def _confirm(visit: Visit) -> Response:
    call, form = visit.call, visit.form
    # The secret was shown once by the server; the page carries it, so that a wrong code can be
    # corrected.
    shown = {name: form.text(name) for name in ("token", "secret", "uri")}
    given = (shown["token"], form.text("first_code").replace(" ", ""))
    done = confirm_totp(call.database, _token(visit), *given, call.at, call.code_at)
    if isinstance(done, Refusal) and done.code == "code_wrong":
        return _me(visit, [refuse("code_wrong", "first_code")], shown)
    return _done(visit, done, "totp")


_STEPS = {
    "prove": _prove,
    "remove_passkey": _remove_passkey,
    "end_session": _end_session,
    "end_others": _end_others,
    "end_everywhere": _end_everywhere,
    "password": _set_password,
    "totp": _enrol,
    "totp_confirm": _confirm,
}

PAGES = (Page(code="me", path="/me", show=_show, post=_post, group=Group.COMPANY, order=700),)
