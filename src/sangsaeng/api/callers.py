"""Who asks: a machine by its bearer key, a person by the session's cookie and its CSRF token."""

from __future__ import annotations

import hashlib
import hmac
import re

from starlette.requests import Request

from sangsaeng.acts.model import Caller
from sangsaeng.api.calls import Call
from sangsaeng.api.problems import RefusedError
from sangsaeng.api.settings import Settings
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.service_sessions import get_caller, get_key_caller

_BEARER = re.compile(r"Bearer ([A-Za-z0-9._~+/=-]{1,200})", re.IGNORECASE)
_COMPANY = re.compile(r"[1-9][0-9]{0,14}")
_READS = frozenset({"GET"})


def get_signed_in(call: Call) -> Caller:
    """The caller of a request, or RefusedError: `sign_in_needed`, and what signing in refuses."""
    bearer = get_bearer(call.request)
    if bearer is not None:
        found = get_key_caller(call.database, bearer, call.at)
    else:
        token = check_session_token(call.request, call.counter.settings)
        found = get_caller(call.database, token, get_company(call), call.at)
    if isinstance(found, Refusal):
        raise RefusedError(found)
    return found


def get_bearer(request: Request) -> str | None:
    """The key a machine sent, if it sent one."""
    said = request.headers.getlist("authorization")
    if not said:
        return None
    match = _BEARER.fullmatch(said[0]) if len(said) == 1 else None
    return match[1] if match else ""


def get_company(call: Call) -> int | None:
    """The company a person works for with this request, where it named one."""
    said = call.request.headers.getlist("sangsaeng-company")
    if not said:
        return None
    if len(said) > 1 or not _COMPANY.fullmatch(said[0]):
        raise RefusedError(refuse("company_header_invalid"))
    return int(said[0])


def check_session_token(request: Request, settings: Settings) -> str:
    """The session's token; a write must come from our own pages and carry the session's CSRF
    token. Refused: `sign_in_needed`, `cross_site`, `csrf_token_wrong`."""
    token = request.cookies.get(settings.cookie)
    if not token:
        raise RefusedError(refuse("sign_in_needed"))
    if request.method not in _READS:
        if not is_same_site(request, settings, unsaid=False):
            raise _cross_site()
        sent = request.headers.get("x-csrf-token", "")
        if not hmac.compare_digest(sent.encode(), csrf_token_of(token).encode()):
            raise RefusedError(refuse("csrf_token_wrong"))
    return token


def check_own_site(request: Request, settings: Settings) -> None:
    """Signing in may come from a program, which names no origin, or from our own pages."""
    if not is_same_site(request, settings, unsaid=True):
        raise _cross_site()


def csrf_token_of(token: str) -> str:
    """What a page of ours sends beside the session's cookie; the cookie itself it cannot read."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_same_site(request: Request, settings: Settings, unsaid: bool) -> bool:
    """Whether a request comes from our own pages; `unsaid`: the answer where it says nothing."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None:
        return origin in settings.origins
    return unsaid if fetched is None else fetched == "same-origin"


def _cross_site() -> RefusedError:
    return RefusedError(refuse("cross_site"))
