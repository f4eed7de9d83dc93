"""When a buyer does not pay: calls in grace, playbooks and their steps; creditors' orders."""

from __future__ import annotations

import secrets
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.listing import RUNS
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.settlement.playbook_model import Step
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import entered
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.showing import show_values
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ROWS = 50
# A proceedings has some fifteen.
_PAPERS = 100


def _list(visit: Visit) -> Response:
    calls = [
        row for state in ("unpaid", "grace") for row in visit.rows("funding.calls", state=state)
    ]
    page = visit.read("playbooks.list", _ROWS, visit.query("cursor"))
    return visit.render(
        "pages/defaults.html",
        calls=calls,
        playbooks=page.rows,
        later=later_of(visit, page),
        step_count=len(Step),
        advances=visit.rows("advances.list"),
        may_open=visit.may_enter("playbooks.open"),
    )


def _one(visit: Visit) -> Response:
    return _playbook(visit)


def _playbook(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    number = number_in(visit.path_values["playbook_id"]) or 0
    playbook = visit.one("playbooks.one", playbook_id=number)
    listed = visit.rows("playbooks.list")
    buyer = next((row["buyer"] for row in listed if row["playbook_id"] == number), "")
    done: dict[str, Any] = {one["step"]: one for one in playbook["steps"]}
    steps = [
        {
            "step": str(step),
            "done": done.get(str(step)),
            "outcome": show_values(done[str(step)]["outcome"]) if str(step) in done else [],
        }
        for step in Step
    ]
    papers, elsewhere = _papers(visit, number, done.get(Step.EVIDENCE_PACK))
    return visit.render(
        "pages/playbook.html",
        _UNPROCESSABLE if refusals else 200,
        playbook=playbook,
        buyer=buyer,
        steps=steps,
        papers=papers,
        elsewhere=elsewhere,
        left=sum(one["done"] is None for one in steps),
        refusals=refusals,
        may_run=visit.may_enter("playbooks.run"),
        request_key=secrets.token_hex(16),
    )


def _papers(
    visit: Visit, number: int, step: dict[str, Any] | None
) -> tuple[Sequence[dict[str, Any]], str]:
    """The files that the pack's step wrote, and the folder of those that the book does not keep
    (of an older step, or too large): these are named with their digests alone."""
    kept = visit.rows("playbooks.papers", limit=_PAPERS, playbook_id=number)
    told = step["outcome"].get("files", {}) if step else {}
    only_told = sorted(set(told) - {one["name"] for one in kept})
    named = [{"name": name, "size_bytes": None, "digest": told[name]} for name in only_told]
    found = sorted([*kept, *named], key=lambda one: str(one["name"]))
    return found, str(step["outcome"].get("folder", "")) if step and named else ""


def _paper(visit: Visit) -> Response:
    number = number_in(visit.path_values["playbook_id"]) or 0
    name = visit.path_values["name"]
    found = visit.one("playbooks.paper", playbook_id=number, name=name)
    said = {"content-disposition": f'attachment; filename="default-{number}-{found["name"]}"'}
    kind = MEDIA_TYPES[found["name"].rsplit(".", 1)[1]]
    return Response(b64decode(found["document"]), 200, said, kind)


def _run(visit: Visit) -> Response:
    number = number_in(visit.path_values["playbook_id"]) or 0
    done = visit.enter("playbooks.run", {"playbook_id": number})
    return _playbook(visit, done) if isinstance(done, list) else entered(visit, done)


def _attachments(visit: Visit) -> Response:
    page = visit.read("attachments.in_programmes", _ROWS, visit.query("cursor"))
    return visit.render(
        "pages/attachments.html",
        rows=page.rows,
        later=later_of(visit, page),
        insolvencies=visit.rows("insolvencies.in_programmes"),
        may={
            code: visit.may_enter(code)
            for code in (
                "attachments.add",
                "attachments.release",
                "insolvencies.add",
                "insolvencies.end",
            )
        },
    )


PAGES = (
    Page(
        code="defaults",
        path="/defaults",
        show=_list,
        open_to=RUNS,
        group=Group.DESK,
        order=70,
    ),
    Page(
        code="defaults.one",
        path="/defaults/{playbook_id}",
        show=_one,
        post=_run,
        open_to=RUNS,
    ),
    Page(
        code="defaults.paper",
        path="/defaults/{playbook_id}/papers/{name}",
        show=_paper,
        open_to=RUNS,
    ),
    Page(
        code="attachments",
        path="/attachments",
        show=_attachments,
        open_to=RUNS,
        group=Group.DESK,
        order=80,
    ),
)
