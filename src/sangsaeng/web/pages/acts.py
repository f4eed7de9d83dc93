"""Acts: what waits for whom, what was done, and the decision about one (G13)."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.registry import acts
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.leading import lead_on
from sangsaeng.web.numbers import number_in
from sangsaeng.web.opened_files import SHOWN_LINES, open_files
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.showing import show_values
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_TONES = {
    "waiting": "warning",
    "executed": "success",
    "refused": "danger",
    "rejected": "danger",
}
_WHY = {
    "waiting": "act_why_waiting",
    "executed": "act_why_executed",
    "refused": "act_why_refused",
    "rejected": "act_why_rejected",
    "withdrawn": "act_why_withdrawn",
    "expired": "act_why_expired",
}


def act_name(code: str) -> str:
    """The sentence that names an act."""
    return "act_" + code.replace(".", "_")


def _list(visit: Visit) -> Response:
    state = visit.query("state", "mine")
    filters: dict[str, Any] = {"mine_to_approve": True, "state": "waiting"}
    if state != "mine":
        filters = {"state": None if state == "all" else state}
    page = visit.read("acts.list", 50, visit.query("cursor"), **filters)
    return visit.render(
        "pages/acts.html",
        rows=page.rows,
        later=page.next_cursor,
        state=state,
        states=("mine", "waiting", "executed", "refused", "rejected", "withdrawn", "all"),
        tones=_TONES,
        act_name=act_name,
    )


def _show(visit: Visit) -> Response:
    return show_act(visit)


def show_act(visit: Visit, status: int = 200, refusals: list[Refusal] | None = None) -> Response:
    """One act: its text as it was entered, who agreed, and what may be done with it now."""
    act = visit.one("acts.one", act_id=_number(visit))
    kind = acts().get(act["action"])
    values = json.loads(act["opened"])
    given = show_values(values, kind.given if kind else None)
    answer = show_values(act["answer"], kind.answer if kind else None) if act["answer"] else []
    own = act["company_id"] == visit.caller.company_id
    refusals = refusals or []
    if act["state"] == "refused" and not refusals:
        answer, refusals = [], stored(act["answer"])
    return visit.render(
        "pages/act.html",
        status,
        act=act,
        given=given,
        opened=open_files(act["action"], values),
        shown_lines=SHOWN_LINES,
        answer=answer,
        own=own,
        refusals=refusals,
        tones=_TONES,
        why=_WHY[act["state"]],
        act_name=act_name,
        may_withdraw=own and act["state"] == "waiting",
    )


def stored(answer: Any) -> list[Refusal]:
    """Why an act was refused when it was executed."""
    told = answer.get("refusals") or answer.get("errors") or [] if answer else []
    return [
        Refusal(one["code"], one.get("field"), one.get("line"), one.get("facts", {}))
        for one in told
    ]


def _decide(visit: Visit) -> Response:
    act_id, form = _number(visit), visit.form
    choice = form.text("decision")
    if choice == "withdraw":
        done: Entered | list[Refusal] = visit.withdraw(act_id)
    elif choice in ("approve", "reject"):
        done = visit.decide(act_id, form.text("digest"), choice == "approve")
    else:
        raise RefusedError(refuse("form_malformed"))
    if isinstance(done, list):
        return show_act(visit, _UNPROCESSABLE, done)
    return lead_on(visit, done)


def _number(visit: Visit) -> int:
    return number_in(visit.path_values["act_id"]) or 0


PAGES = (
    Page(code="acts.list", path="/acts", show=_list, group=Group.TODAY, order=10),
    Page(code="acts.one", path="/acts/{act_id}", show=_show, post=_decide, carries=False),
)
