"""What every route of a person's own session shares: the token, the cookie, answers as models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from sangsaeng.acts.model import Answer
from sangsaeng.api.callers import check_session_token, csrf_token_of
from sangsaeng.api.calls import Call
from sangsaeng.api.problems import RefusedError, answer
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.model import How, SignedIn, Site
from sangsaeng.signin.service_sessions import end_session

A = TypeVar("A")
_NAME = "Sangsaeng"
_NO_CONTENT = 204


class SessionShown(Answer):
    """A session. `stepped_up_at`: when its person last proved itself anew; `agent`: what its
    browser calls itself; `company_id`: it is for this company alone."""

    session_id: int
    person_id: int
    how: How
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    stepped_up_at: datetime | None
    agent: str
    company_id: int | None


class Begun(Answer):
    """A session just begun: its token is in a cookie that no script reads. `csrf_token` goes into
    the header X-CSRF-Token of everything that writes."""

    session: SessionShown
    csrf_token: str


class Options(Answer):
    """What the page hands to `navigator.credentials`, under `publicKey`."""

    model_config = ConfigDict(extra="forbid")

    options: dict[str, Any]


class Ended(Answer):
    """How many it were."""

    ended: int


def site_of(call: Call) -> Site:
    """Where passkeys are good for."""
    settings = call.counter.settings
    return Site(settings.rp_id, _NAME, settings.origins)


def token_of(call: Call) -> str:
    """The session's token, or RefusedError."""
    return check_session_token(call.request, call.counter.settings)


def source_of(call: Call) -> str:
    """Where the request comes from."""
    client = call.request.client
    return client.host if client else ""


def agent_of(call: Call) -> str:
    """What the browser calls itself."""
    return call.header("user-agent") or ""


def done(result: A | Refusal) -> A:
    """What was done, or RefusedError."""
    if isinstance(result, Refusal):
        raise RefusedError(result)
    return result


def shown(model: type[BaseModel], found: Any, **more: Any) -> dict[str, Any]:
    """A value of the desks as the model's JSON."""
    made = model.model_validate({**asdict(found), **more})
    return made.model_dump(mode="json")


def shown_list(model: type[BaseModel], found: Sequence[Any]) -> Response:
    """A whole list: these are never long."""
    return answer({"rows": [shown(model, one) for one in found]})


def nothing() -> Response:
    """It is done, and there is no more to say."""
    return Response(status_code=_NO_CONTENT)


def begun(call: Call, signed_in: SignedIn, body: dict[str, Any] | None = None) -> Response:
    """The answer that gives a browser its session."""
    session = shown(SessionShown, signed_in.session)
    said = {"session": session, "csrf_token": csrf_token_of(signed_in.token)}
    return keep_session(call, answer({**said, **(body or {})}), signed_in)


def keep_session(call: Call, response: Response, signed_in: SignedIn) -> Response:
    """The browser keeps a session just begun, in a cookie that no script reads; one that it had
    before ends, whichever way in was taken."""
    before = call.request.cookies.get(call.counter.settings.cookie)
    if before and before != signed_in.token:
        end_session(call.database, before, call.at)
    left = signed_in.session.ends_at - call.at
    _set_cookie(call, response, signed_in.token, int(left.total_seconds()))
    return response


def forget(call: Call, response: Response) -> Response:
    """The browser drops its session."""
    _set_cookie(call, response, "", 0)
    return response


def _set_cookie(call: Call, response: Response, token: str, seconds: int) -> None:
    settings = call.counter.settings
    response.set_cookie(
        settings.cookie,
        token,
        max_age=seconds,
        path="/",
        secure=not settings.insecure_development,
        httponly=True,
        samesite="strict",
    )
