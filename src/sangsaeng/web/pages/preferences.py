"""How pages look to this browser, and for which company its person works."""

from __future__ import annotations

from starlette.responses import Response

from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.web.admitting import COMPANY, LANGUAGE, MODE
from sangsaeng.web.chrome import MODES
from sangsaeng.web.paths import local_path
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_YEAR_SECONDS = 365 * 24 * 3600


def _prefer(visit: Visit) -> Response:
    response = visit.go(local_path(visit.query("next", "/")))
    for name, cookie, known in (("language", LANGUAGE, LANGUAGES), ("mode", MODE, MODES)):
        if visit.query(name) in known:
            _keep(visit, response, cookie, visit.query(name))
    return response


def _choose_company(visit: Visit) -> Response:
    """Admitting has found that the person works for it."""
    response = visit.go("/")
    _keep(visit, response, COMPANY, str(visit.caller.company_id))
    return response


def _home(visit: Visit) -> Response:
    return visit.go("/")


def _keep(visit: Visit, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_SECONDS,
        path="/",
        secure=not visit.call.counter.settings.insecure_development,
        httponly=True,
        samesite="strict",
    )


PAGES = (
    Page(code="preferences", path="/preferences", show=_prefer, anyone=True),
    Page(code="company.choose", path="/company", show=_home, post=_choose_company),
)
