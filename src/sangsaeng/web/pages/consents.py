"""Where the company's own word is asked: its name shown to a buyer, and what others ask of it."""

from __future__ import annotations

import secrets

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_MOST = 200


def _show(visit: Visit) -> Response:
    return _page(visit)


def _page(visit: Visit, refusals: list[Refusal] | None = None) -> Response:
    given = {row["programme_id"]: row for row in visit.rows("names.consents", limit=_MOST)}
    programmes = [
        (row, given.get(row["programme_id"]))
        for row in visit.rows("programmes.list", limit=_MOST)
        if row["my_part"] == "participant"
    ]
    waiting = visit.rows("acts.list", limit=_MOST, state="waiting")
    asked = [row for row in waiting if row["company_id"] != visit.caller.company_id]
    return visit.render(
        "pages/consents.html",
        _UNPROCESSABLE if refusals else 200,
        programmes=programmes,
        asked=asked,
        act_name=act_name,
        changes=visit.may_enter("names.show"),
        refusals=refusals or [],
        request_key=secrets.token_hex(16),
    )


def _post(visit: Visit) -> Response:
    code = "names.show" if visit.form.text("shown") == "yes" else "names.hide"
    number = number_in(visit.form.text("programme_id"), 9) or 0
    done = visit.enter(code, {"programme_id": number})
    return _page(visit, done) if isinstance(done, list) else visit.go("/consents")


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="consents",
        path="/consents",
        show=_show,
        post=_post,
        open_to=COMPANY_ROLES,
        when=_holds,
        group=Group.MONEY,
        order=80,
    ),
)
