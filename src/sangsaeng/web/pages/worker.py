"""A worker's word by a link on a phone: no sign-in, no name; and a note to the hotline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.api.persons import source_of
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.service_confirmations import Answered
from sangsaeng.signin.service_workers import (
    answer_worker_link,
    look_at_worker_link,
    send_to_hotline,
)
from sangsaeng.web.numbers import number_in
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_GONE = 410
# As the API takes a token and a note.
_LONGEST_TOKEN, _LONGEST_NOTE = 200, 4_000
# As the book numbers programmes.
_LARGEST_NUMBER = 2**31 - 1
_ANSWERS = {"yes": True, "no": False}


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    token = visit.path_values["token"][:_LONGEST_TOKEN]
    found = look_at_worker_link(visit.call.database, token, visit.at, source_of(visit.call))
    asked: dict[str, Any] | None = None if isinstance(found, Refusal) else dict(found)
    over = found if isinstance(found, Refusal) else None
    status = _GONE if over else (_UNPROCESSABLE if refusals else 200)
    response = visit.render(
        "safety/worker.html",
        status,
        asked=asked,
        over=over,
        path=f"/worker/{token}",
        hotline=_hotline_of(visit),
        errors={one.field: visit.explain(one) for one in refusals},
        items=[(one.field, visit.explain(one)) for one in refusals],
    )
    response.headers["referrer-policy"] = "no-referrer"
    return response


def _answer(visit: Visit) -> Response:
    form = visit.form
    said = {name: _ANSWERS.get(form.text(name)) for name in ("in_use", "trained")}
    refusals = [
        refuse("worker_answer_missing", name) for name, value in said.items() if value is None
    ]
    note = form.text("note")
    if len(note) > _LONGEST_NOTE:
        refusals.append(refuse("worker_note_long", "note", most=_LONGEST_NOTE))
    if refusals:
        return _show(visit, refusals)
    answered = Answered(said["in_use"] is True, said["trained"] is True, note or None)
    token = visit.path_values["token"][:_LONGEST_TOKEN]
    where = source_of(visit.call)
    refused = answer_worker_link(visit.call.database, token, answered, visit.at, where)
    if refused:
        return _show(visit, [refused])
    return visit.go("/worker/thanks", programme=visit.query("programme"))


def _hotline_of(visit: Visit) -> str | None:
    """Where a note is written, if the link says of which programme."""
    programme = visit.query("programme")
    return f"/hotline/{programme}" if _is_number(programme) else None


def _is_number(text: str) -> bool:
    return 1 <= (number_in(text) or 0) <= _LARGEST_NUMBER


def _programme(visit: Visit) -> int:
    """The programme of the path, or RefusedError `unknown_outcome_programme`."""
    text = visit.path_values["programme_id"]
    if not _is_number(text):
        raise RefusedError(refuse("unknown_outcome_programme", "programme_id", value=text[:20]))
    return number_in(text) or 0


def _thanks(visit: Visit) -> Response:
    return visit.render("safety/worker_thanks.html", hotline=_hotline_of(visit))


def _write(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    _programme(visit)
    return visit.render(
        "safety/hotline.html",
        _UNPROCESSABLE if refusals else 200,
        path=visit.call.request.url.path,
        sent=visit.query("sent") == "1",
        text=visit.form.text("text"),
        errors={one.field: visit.explain(one) for one in refusals},
        items=[(one.field, visit.explain(one)) for one in refusals],
    )


def _send(visit: Visit) -> Response:
    programme_id, text = _programme(visit), visit.form.text("text")
    if not text:
        return _write(visit, [refuse("worker_answer_missing", "text")])
    if len(text) > _LONGEST_NOTE:
        return _write(visit, [refuse("worker_note_long", "text", most=_LONGEST_NOTE)])
    where = source_of(visit.call)
    refused = send_to_hotline(visit.call.database, (programme_id, None), text, visit.at, where)
    if refused and refused.field:
        raise RefusedError(refused)
    if refused:
        return _write(visit, [refused])
    return visit.go(visit.call.request.url.path, sent=1)


PAGES = (
    Page(
        code="worker.hotline", path="/hotline/{programme_id}", show=_write, post=_send, anyone=True
    ),
    Page(code="worker.thanks", path="/worker/thanks", show=_thanks, anyone=True),
    Page(code="worker", path="/worker/{token}", show=_show, post=_answer, anyone=True),
)
