"""The guided tour of a demonstration: from stop to stop, each as somebody else."""

from __future__ import annotations

from starlette.responses import Response

from sangsaeng.api.persons import agent_of, keep_session, source_of
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.service_personas import begin_persona_session, list_personas
from sangsaeng.web.admitting import COMPANY
from sangsaeng.web.shape import Page
from sangsaeng.web.touring import COOKIE, STOPS, stop_of
from sangsaeng.web.visits import Visit


def _begin(visit: Visit) -> Response:
    return visit.go("/sign-in")


def _go_on(visit: Visit) -> Response:
    """To a stop as its person; to none, the tour is over and the visitor stays who it is."""
    number = stop_of(visit.form.text("stop"))
    if number is None:
        response = visit.go("/" if visit.profile else "/sign-in")
        response.delete_cookie(COOKIE, path="/")
        return response
    stop, call = STOPS[number], visit.call
    personas = list_personas(call.database) if visit.demonstration else []
    chosen = next((one for one in personas if one.title_code == stop.persona), None)
    if chosen is None:
        raise RefusedError(refuse("path_unknown"))
    begun = begin_persona_session(
        call.database, chosen.person_id, call.at, agent_of(call), source_of(call)
    )
    if isinstance(begun, Refusal):
        raise RefusedError(begun)
    response = visit.go(stop.path)
    response.delete_cookie(COMPANY, path="/")
    response.set_cookie(
        COOKIE,
        str(number),
        path="/",
        secure=not call.counter.settings.insecure_development,
        httponly=True,
        samesite="strict",
    )
    return keep_session(call, response, begun)


PAGES = (Page(code="tour", path="/tour", show=_begin, post=_go_on, anyone=True),)
