"""The way in and out: passkey, password with a code, and in a demonstration whom to be."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from sangsaeng.api.persons import agent_of, forget, keep_session, source_of
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_passwords import sign_in_password
from sangsaeng.signin.service_personas import begin_persona_session, list_personas, step_up_persona
from sangsaeng.signin.service_sessions import end_session
from sangsaeng.web.admitting import COMPANY
from sangsaeng.web.carrying import carry_on, held_in
from sangsaeng.web.numbers import number_in
from sangsaeng.web.paths import local_path
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
# What came to the way in with a form that a session's end had interrupted.
_HELD_BYTES = 512 * 1024
# A number of the book is shorter.


def _show(visit: Visit) -> Response:
    if visit.profile is not None:
        return RedirectResponse(local_path(visit.query("next", "/")), 303)
    return _ways(visit)


def _ways(visit: Visit, status: int = 200, refused: Refusal | None = None) -> Response:
    personas = list_personas(visit.call.database) if visit.demonstration else []
    following = local_path(visit.form.text("next") or visit.query("next", "/"))
    return visit.render(
        "pages/sign_in.html",
        status,
        personas=personas,
        following=following,
        again=bool(visit.query("again")),
        refused=refused,
        held=held_in(visit.form),
    )


def _sign_in(visit: Visit) -> Response:
    form, call = visit.form, visit.call
    done = sign_in_password(
        call.database,
        call.counter.hashing,
        form.text("email"),
        form.text("password"),
        form.text("code"),
        call.at,
        agent_of(call),
        source_of(call),
        call.code_at,
    )
    if isinstance(done, Refusal):
        return _ways(visit, _UNPROCESSABLE, done)
    return _into(visit, done)


def _be(visit: Visit) -> Response:
    call, text = visit.call, visit.form.text("person_id")
    if not visit.demonstration:
        raise RefusedError(refuse("path_unknown"))
    person_id = number_in(text) or 0
    where = (agent_of(call), source_of(call))
    done = begin_persona_session(call.database, person_id, call.at, *where)
    return _ways(visit, _UNPROCESSABLE, done) if isinstance(done, Refusal) else _into(visit, done)


def _into(visit: Visit, signed_in: SignedIn) -> Response:
    """On with the session: to the form that was interrupted, else to where it was going."""
    if held_in(visit.form):
        response = carry_on(visit, signed_in)
    else:
        response = visit.go(local_path(visit.form.text("next", "/")))
        response.delete_cookie(COMPANY, path="/")
    return keep_session(visit.call, response, signed_in)


def _prove_persona(visit: Visit) -> Response:
    """In a demonstration nobody has a passkey: a click proves, and the form goes on."""
    assert visit.token is not None
    done = step_up_persona(visit.call.database, visit.token, visit.at)
    if isinstance(done, Refusal):
        return visit.render("problem.html", 403, refusals=[done])
    return carry_on(visit, None)


def _leave(visit: Visit) -> Response:
    if visit.token is not None:
        end_session(visit.call.database, visit.token, visit.at)
    response = visit.go("/sign-in")
    response.delete_cookie(COMPANY, path="/")
    return forget(visit.call, response)


def _to_sign_in(visit: Visit) -> Response:
    return visit.go("/sign-in")


PAGES = (
    Page(
        code="sign_in",
        path="/sign-in",
        show=_show,
        post=_sign_in,
        anyone=True,
        most_body_bytes=_HELD_BYTES,
    ),
    Page(
        code="sign_in.persona",
        path="/sign-in/persona",
        show=_to_sign_in,
        post=_be,
        anyone=True,
        most_body_bytes=_HELD_BYTES,
    ),
    Page(
        code="sign_in.prove_persona",
        path="/sign-in/prove",
        show=_to_sign_in,
        post=_prove_persona,
        most_body_bytes=_HELD_BYTES,
    ),
    Page(code="sign_out", path="/sign-out", show=_to_sign_in, post=_leave),
)
