"""What a person is told: its inbox, and by what it hears of which kind of thing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.notices.model import Cadence, Way
from sangsaeng.web.numbers import number_in
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ROWS = 30


def _inbox(visit: Visit) -> Response:
    unread = visit.query("unread") == "true"
    page = visit.read("notices.inbox", _ROWS, visit.query("cursor"), unread=unread or None)
    return visit.render(
        "pages/notices.html",
        rows=page.rows,
        later=later_of(visit, page),
        unread=unread,
        count=visit.one("notices.unread")["unread"],
        may_mark=visit.may_enter("notices.mark_read"),
        request_key=secrets.token_hex(16),
    )


def _mark(visit: Visit) -> Response:
    told = visit.form.all("notice_id")
    numbers = [number for one in told if (number := number_in(one)) is not None]
    if numbers:
        done = visit.enter("notices.mark_read", {"notice_ids": numbers})
        if isinstance(done, list):
            return visit.render("problem.html", _UNPROCESSABLE, refusals=done)
    return visit.go("/notices")


def _choices(visit: Visit) -> Response:
    return _choosing(visit)


def _choosing(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    return visit.render(
        "pages/notice_choices.html",
        _UNPROCESSABLE if refusals else 200,
        rows=visit.rows("notices.choices"),
        refusals=refusals,
        cadences=[str(one) for one in Cadence],
        ways=[str(one) for one in Way],
        may_choose=visit.may_enter("notices.choose"),
        done=visit.query("done"),
        request_key=secrets.token_hex(16),
    )


def _choose(visit: Visit) -> Response:
    form = visit.form
    choices = [
        {"kind": row["kind"], "cadence": cadence, "channel": form.text(f"channel-{row['kind']}")}
        for row in visit.rows("notices.choices")
        if not row["locked"] and (cadence := form.text(f"cadence-{row['kind']}"))
    ]
    values: dict[str, Any] = {"choices": choices}
    if form.text("language"):
        values["language"] = form.text("language")
    done = visit.enter("notices.choose", values)
    return _choosing(visit, done) if isinstance(done, list) else visit.go("/me/notices", done="1")


PAGES = (
    Page(
        code="notices",
        path="/notices",
        show=_inbox,
        post=_mark,
        group=Group.TODAY,
        order=20,
    ),
    Page(code="notices.choices", path="/me/notices", show=_choices, post=_choose),
)
