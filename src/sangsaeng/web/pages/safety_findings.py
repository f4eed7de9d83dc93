"""What the controls found and what workers wrote: each settled with words, by two people."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.numbers import number_in
from sangsaeng.web.safety.forms import acts_about, post_short, short
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    error_items,
    number,
    programme_of,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_SETTLE, _ANSWER = "outcomes.findings.settle", "outcomes.hotline.answer"


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme = programme_of(visit)
    about = {"programme_id": programme["programme_id"]}
    findings = visit.rows("outcomes.findings.list", limit=MOST, **about)
    return visit.render(
        "safety/findings.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        open_ones=[one for one in findings if not one["settled_at"]],
        settled=[one for one in findings if one["settled_at"]],
        notes=visit.rows("outcomes.hotline.list", limit=MOST, **about),
        may_settle=visit.may_enter(_SETTLE),
        may_answer=visit.may_enter(_ANSWER),
        may_run=visit.may_enter("outcomes.controls.run"),
        items=error_items(visit, refusals),
    )


def _post(visit: Visit) -> Response:
    note = visit.form.text("note_id")
    about = {
        "programme_id": number(visit, "programme_id"),
        "note_id": number_in(note) or 0,
    }
    return post_short(visit, {_ANSWER: about}, _show)


def _finding(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme = programme_of(visit)
    about = {
        "programme_id": programme["programme_id"],
        "finding_id": number(visit, "finding_id"),
    }
    findings = visit.rows("outcomes.findings.list", limit=MOST, programme_id=about["programme_id"])
    finding = next((one for one in findings if one["finding_id"] == about["finding_id"]), None)
    if finding is None:
        return visit.go(f"/safety/{about['programme_id']}/findings")
    pending = acts_about(visit, _SETTLE, **about)
    asked = not finding["settled_at"] and not pending
    return visit.render(
        "safety/finding.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        finding=finding,
        pending=pending,
        form=short(visit, _SETTLE, about, refusals) if asked else None,
        items=error_items(visit, refusals),
    )


def _settle(visit: Visit) -> Response:
    about = {
        "programme_id": number(visit, "programme_id"),
        "finding_id": number(visit, "finding_id"),
    }
    return post_short(visit, {_SETTLE: about}, _finding)


PAGES = (
    Page(code="safety.findings", path="/safety/{programme_id}/findings", show=_show, post=_post),
    Page(
        code="safety.finding",
        path="/safety/{programme_id}/findings/{finding_id}",
        show=_finding,
        post=_settle,
    ),
)
