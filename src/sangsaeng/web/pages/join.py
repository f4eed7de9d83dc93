"""Coming on the system by an invitation's link: look first, then the terms, then name and join."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.api.persons import agent_of, keep_session, source_of
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.parties.model import CompanySize
from sangsaeng.signin.service_joining import (
    Joined,
    Joiner,
    accept_invitation,
    get_invitation,
    open_invited_terms,
)
from sangsaeng.web.admitting import COMPANY
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
# As long as the API takes a link's token to be.
_LONGEST = 200
_FIELDS = ("business_number", "company_name", "company_size", "name", "email", "telephone")


def _token(visit: Visit) -> str:
    return (visit.form.text("token") or visit.path_values.get("token", ""))[:_LONGEST]


def _show(visit: Visit) -> Response:
    return _look(visit)


def _look(visit: Visit, refusals: Sequence[Refusal] = (), at_terms: bool = False) -> Response:
    """Who invites and what waits; with `at_terms` the key terms and what is to be entered."""
    call, token = visit.call, _token(visit)
    found = get_invitation(call.database, token, call.at)
    if isinstance(found, Refusal):
        return visit.render("pages/join_over.html", _UNPROCESSABLE, refused=found)
    terms = open_invited_terms(call.database, token, visit.lang, call.at) if at_terms else None
    if isinstance(terms, Refusal):
        return visit.render("pages/join_over.html", _UNPROCESSABLE, refused=terms)
    return visit.render(
        "pages/join.html",
        _UNPROCESSABLE if refusals else 200,
        token=token,
        invitation=found,
        terms=terms,
        sizes=[str(one) for one in CompanySize],
        filled=visit.form,
        refusals=refusals,
        errors=errors_of(visit, list(refusals)),
    )


def _post(visit: Visit) -> Response:
    if visit.form.text("step") != "join":
        return _look(visit, at_terms=True)
    call, form = visit.call, visit.form
    signed_in = visit.profile is not None and form.text("as_signed_in") == "true"
    given: dict[str, Any] = {name: form.text(name) for name in _FIELDS}
    for name in ("company_name", "company_size"):
        given[name] = given[name] or None
    given["business_number"] = given["business_number"].replace("-", "").replace(" ", "")
    language = form.text("language")
    joiner = Joiner(
        **given,
        language="en" if language == "en" and language in LANGUAGES else "ko",
        terms_digest=form.text("terms_digest") if form.text("accept") == "true" else None,
        session_token=visit.token if signed_in else None,
    )
    where = (agent_of(call), source_of(call))
    done = accept_invitation(call.database, _token(visit), joiner, call.at, *where)
    if isinstance(done, Refusal):
        return _look(visit, [done], at_terms=True)
    return _in(visit, done)


def _in(visit: Visit, joined: Joined) -> Response:
    """On to the person's own page: a way to come in again, and the account that is paid."""
    response = visit.go("/me", welcome="account", company=joined.company_id)
    response.delete_cookie(COMPANY, path="/")
    if joined.signed_in is None:
        return response
    return keep_session(visit.call, response, joined.signed_in)


PAGES = (
    Page(code="join", path="/join/{token}", show=_show, post=_post, anyone=True),
    Page(code="join.again", path="/join", show=_show, post=_post, anyone=True),
)
