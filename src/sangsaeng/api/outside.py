"""An institution's own sign-in (OpenID Connect), to come in or to be linked to a person.

The page that the provider sends the browser back to hands in `state` and `code`; the state that
this browser was given is in a cookie of its own, so that nobody else's sign-in is slipped in.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.model import Answer, Given
from sangsaeng.api.callers import check_own_site
from sangsaeng.api.calls import Call
from sangsaeng.api.persons import Begun, agent_of, begun, done, nothing, source_of, token_of
from sangsaeng.api.problems import RefusedError, answer
from sangsaeng.api.shape import Door, For, Nothing
from sangsaeng.kernel.refusals import refuse
from sangsaeng.signin.model import Redirect
from sangsaeng.signin.oidc import OidcClient
from sangsaeng.signin.service_oidc import begin_oidc, finish_link_oidc, finish_oidc, unlink_oidc

_STATE_SECONDS = 600
_Long = Annotated[str, Field(min_length=1, max_length=2_000)]


class WhichProvider(Given):
    """The name of an institution's sign-in, as this installation knows it."""

    provider: Annotated[str, Field(min_length=1, max_length=100)]


class Returned(WhichProvider):
    """What came back with the browser."""

    state: _Long
    code: _Long


class Going(Answer):
    """Where the browser goes to sign in."""

    url: str


class Providers(Answer):
    """The names of the institutions' sign-ins."""

    providers: list[str]


def list_providers(call: Call) -> Response:
    """Which institutions' sign-ins there are."""
    return answer({"providers": sorted(call.counter.providers)})


def begin(call: Call) -> Response:
    """Send the browser to the provider, to come in."""
    check_own_site(call.request, call.counter.settings)
    client = _client(call, call.given(WhichProvider).provider)
    return _going(call, done(begin_oidc(call.database, client, call.at)))


def finish(call: Call) -> Response:
    """Come in as the person whom the provider names; the session's token comes in a cookie."""
    check_own_site(call.request, call.counter.settings)
    given = call.given(Returned)
    client, where = _client(call, given.provider), (agent_of(call), source_of(call))
    states = (given.state, _kept(call))
    return begun(
        call, done(finish_oidc(call.database, client, *states, given.code, call.at, *where))
    )


def begin_link(call: Call) -> Response:
    """Send the browser to the provider, to be linked to the session's person."""
    token = token_of(call)
    client = _client(call, call.given(WhichProvider).provider)
    return _going(call, done(begin_oidc(call.database, client, call.at, token)))


def finish_link(call: Call) -> Response:
    """Link the session's person to whom the provider names."""
    token, given = token_of(call), call.given(Returned)
    client, states = _client(call, given.provider), (given.state, _kept(call))
    done(finish_link_oidc(call.database, client, token, *states, given.code, call.at))
    return nothing()


def unlink(call: Call) -> Response:
    """No institution's sign-in names the session's person any more."""
    token = token_of(call)
    call.given(Nothing)
    done(unlink_oidc(call.database, token, call.at))
    return nothing()


def _client(call: Call, name: str) -> OidcClient:
    found = call.counter.providers.get(name)
    if found is None:
        raise RefusedError(refuse("unknown_provider", "provider", value=name))
    return found


def _cookie(call: Call) -> str:
    return call.counter.settings.cookie + "-state"


def _kept(call: Call) -> str:
    return call.request.cookies.get(_cookie(call), "")


def _going(call: Call, redirect: Redirect) -> Response:
    response = answer({"url": redirect.url})
    response.set_cookie(
        _cookie(call),
        redirect.state,
        max_age=_STATE_SECONDS,
        path="/",
        secure=not call.counter.settings.insecure_development,
        httponly=True,
        samesite="strict",
    )
    return response


DOORS = (
    Door(
        code="sign_in.providers",
        method="GET",
        path="/sign-in/providers",
        work=list_providers,
        answer=Providers,
        open_to=For.ANYONE,
    ),
    Door(
        code="sign_in.oidc_begin",
        method="POST",
        path="/sign-in/oidc/begin",
        work=begin,
        given=WhichProvider,
        answer=Going,
        open_to=For.ANYONE,
    ),
    Door(
        code="sign_in.oidc_finish",
        method="POST",
        path="/sign-in/oidc/finish",
        work=finish,
        given=Returned,
        answer=Begun,
        open_to=For.ANYONE,
    ),
    Door(
        code="sign_in.oidc_link_begin",
        method="POST",
        path="/sign-in/oidc/link/begin",
        work=begin_link,
        given=WhichProvider,
        answer=Going,
        open_to=For.PERSON,
    ),
    Door(
        code="sign_in.oidc_link_finish",
        method="POST",
        path="/sign-in/oidc/link/finish",
        work=finish_link,
        given=Returned,
        answer=None,
        open_to=For.PERSON,
    ),
    Door(
        code="sign_in.oidc_unlink",
        method="POST",
        path="/sign-in/oidc/unlink",
        work=unlink,
        given=Nothing,
        answer=None,
        open_to=For.PERSON,
    ),
)
