"""Serving pages: one place that admits, works in a thread, and answers every failure as a page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from inspect import isawaitable

import psycopg
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sangsaeng.api.calls import BUSY, Call, Counter, Handler, read_within
from sangsaeng.api.problems import RefusedError, refuse_busy
from sangsaeng.api.statuses import RETRY_AFTER, status_of
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.service_profile import get_profile
from sangsaeng.web.admitting import Arrived, admit, look_of
from sangsaeng.web.assets import PREFIX, serve_asset
from sangsaeng.web.carrying import carry, to_sign_in
from sangsaeng.web.registry import all_pages
from sangsaeng.web.shape import Page
from sangsaeng.web.submitted import Submitted, parse_submitted
from sangsaeng.web.visits import Visit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# What a stranger's form may hold that comes back after signing in.
_STRANGERS_BYTES = 512 * 1024
# The form comes back after the person has signed in, proved itself, or looked at it again.
_CARRIED = ("sign_in_needed", "session_unknown", "step_up_needed", "csrf_token_wrong")
_API, _NOT_FOUND = "/v1", 404
_log = logging.getLogger("sangsaeng.web")


def add_portal(app: FastAPI, counter: Counter) -> None:
    """Every page, beside the API of the same counter."""
    static = Route(PREFIX + "/{version}/{name:path}", serve_asset, methods=["GET"])
    app.router.routes.append(static)
    for page in sorted(all_pages().values(), key=lambda one: one.path.replace("{", "~")):
        for method in ("GET", "POST"):
            if method == "GET" or page.post:
                route = Route(page.path, page_handler(counter, page), methods=[method])
                route.methods = {method}
                app.router.routes.append(route)
    _answer_strays(app, counter)


def _answer_strays(app: FastAPI, counter: Counter) -> None:
    """A browser that asks for an address that is none hears it as a page."""
    of_api = app.exception_handlers[HTTPException]

    async def no_page(request: Request, failed: Exception) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        is_known = isinstance(failed, HTTPException) and failed.status_code != _NOT_FOUND
        if is_known or not wants_page or request.url.path.startswith(_API):
            said = of_api(request, failed)
            return await said if isawaitable(said) else said
        call = Call(counter, request, b"", counter.clock(), "ko")
        nowhere = Page(code="problem", path="/", show=lambda visit: visit.render("problem.html"))
        arrived = Arrived(nowhere, call, Submitted())
        response = await run_in_threadpool(_problem, arrived, [refuse("path_unknown")])
        return _guarded(response)

    app.add_exception_handler(HTTPException, no_page)


def page_handler(counter: Counter, page: Page) -> Handler:
    """A page as a handler of both methods."""

    async def handle(request: Request) -> Response:
        call = Call(counter, request, b"", counter.clock(), "ko")
        arrived = Arrived(page, call, Submitted())
        try:
            if request.method == "POST":
                known = await run_in_threadpool(_is_known, call)
                most = (
                    page.most_body_bytes if known else min(page.most_body_bytes, _STRANGERS_BYTES)
                )
                body = await read_within(request, counter.settings, most)
                kind = request.headers.get("content-type", "")
                # Not here: a form may be long, and nobody else would be served meanwhile.
                form = await run_in_threadpool(parse_submitted, kind, body, known)
                arrived = replace(arrived, form=form, call=replace(call, at=counter.clock()))
            response = await run_in_threadpool(_serve, arrived)
        except ClientDisconnect:
            response = _refused(arrived, [refuse("body_late")])
        except RefusedError as refused:
            response = await run_in_threadpool(_refused, arrived, refused.refusals)
        return _guarded(response)

    return handle


def _guarded(response: Response) -> Response:
    """What every page says to browsers. Told no referrer at all, they would say `Origin: null` of
    our own forms."""
    response.headers.setdefault("content-security-policy", POLICY)
    response.headers.setdefault("referrer-policy", "same-origin")
    return response


def _is_known(call: Call) -> bool:
    token = call.request.cookies.get(call.counter.settings.cookie)
    return token is not None and not isinstance(get_profile(call.database, token, call.at), Refusal)


def _serve(arrived: Arrived) -> Response:
    page = arrived.page
    try:
        visit = admit(arrived)
        if arrived.call.request.method == "POST" and page.post:
            return page.post(visit)
        return page.show(visit)
    except RefusedError as refused:
        return _refused(arrived, refused.refusals)
    except BUSY:
        return _refused(arrived, [refuse_busy()])
    except psycopg.OperationalError:
        _log.exception("the connection to the database was lost")
        return _refused(arrived, [refuse("connection_lost")])
    except Exception:
        # A page says it in the reader's language; the log says what it was.
        _log.exception("a page failed: %s", page.code)
        return _problem(arrived, [refuse("machine_broke")])


def _refused(arrived: Arrived, refusals: Sequence[Refusal]) -> Response:
    """The page that says why not; where even that cannot be made as it should, the plain one."""
    try:
        return _said(arrived, refusals)
    except RefusedError as refused:
        return _problem(arrived, refused.refusals)
    except psycopg.Error:
        _log.exception("the connection to the database was lost")
        return _problem(arrived, [refuse_busy()])


def _said(arrived: Arrived, refusals: Sequence[Refusal]) -> Response:
    code = refusals[0].code
    request = arrived.call.request
    if code in _CARRIED and request.method == "POST":
        return carry(arrived, refusals)
    if code in ("sign_in_needed", "session_unknown"):
        return to_sign_in(request)
    return _problem(arrived, refusals)


def _problem(arrived: Arrived, refusals: Sequence[Refusal]) -> Response:
    lang, mode = look_of(arrived.call.request, None)
    status = status_of(refusals[0].code)
    page = replace(arrived.page, code="problem")
    visit = Visit(call=arrived.call, page=page, lang=lang, mode=mode, form=arrived.form)
    response = visit.render("problem.html", status, refusals=refusals)
    if status in RETRY_AFTER:
        response.headers["retry-after"] = str(RETRY_AFTER[status])
    return response
