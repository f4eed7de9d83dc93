"""The application: its routes, its outermost layer, and what an unknown address hears."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from sangsaeng.acts.model import Caller
from sangsaeng.api.callers import get_signed_in
from sangsaeng.api.calls import Call, Clock, Counter, choose_language
from sangsaeng.api.describing import TITLE, VERSION, describe
from sangsaeng.api.guarding import Guard
from sangsaeng.api.problems import answer, problem
from sangsaeng.api.routes import make_routes
from sangsaeng.api.settings import Settings
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import refuse
from sangsaeng.signin.hashing import Hashing
from sangsaeng.signin.oidc import OidcClient

_NOT_FOUND = 404


def make_app(
    database: Database,
    clock: Clock,
    settings: Settings,
    callers: Callable[[Call], Caller] = get_signed_in,
    hashing: Hashing | None = None,
    providers: Sequence[OidcClient] = (),
    real_clock: Clock | None = None,
) -> FastAPI:
    """The API over a pool of the web's login; `clock` tells the moment a request is served at,
    `real_clock` what telephones show, if that is another."""
    named = {client.provider.name: client for client in providers}
    hashes = hashing or Hashing()
    counter = Counter(database, clock, settings, callers, hashes, named, real_clock)
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.add_exception_handler(HTTPException, _no_route)
    app.state.counter = counter
    app.router.routes.extend(make_routes(counter))
    app.router.routes.append(Route("/openapi.json", _description, methods=["GET"]))
    app.openapi = describe  # type: ignore[method-assign]
    app.add_middleware(Guard, settings=settings)
    return app


async def _description(_: Request) -> Response:
    return answer(describe())


async def _no_route(request: Request, failed: Exception) -> Response:
    language = choose_language(request.headers.get("accept-language", ""))
    if isinstance(failed, HTTPException) and failed.status_code != _NOT_FOUND:
        headers = {"allow": ", ".join(_methods_of(request))}
        return problem([refuse("method_not_allowed")], language, None, headers)
    return problem([refuse("path_unknown")], language)


def _methods_of(request: Request) -> list[str]:
    """Every method of the path; the router names those of one route alone."""
    found: set[str] = set()
    for route in request.app.router.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return sorted(found)
