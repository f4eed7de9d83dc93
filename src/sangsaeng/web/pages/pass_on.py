"""Passing on in three steps: whom and how much, looked at, and on to who approves."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import COMPANY_ROLES, Role
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.corrected_file import (
    render_corrected_csv,
    render_corrected_xlsx,
)
from sangsaeng.web.holding import find_held
from sangsaeng.web.looking import seal_of, was_seen
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import entered
from sangsaeng.web.passing import (
    AMOUNT_OF,
    LARGEST_BYTES,
    MOST_BODY_BYTES,
    Checked,
    check,
    earnings,
    file_in,
    given,
)
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ACT = "receivables.pass_on_sheet"
_PASSES = frozenset({Role.ENTERER, Role.APPROVER})
_PARENTS = 200
# Past payees on the first page; everybody else stands in a spreadsheet.
_PAYEES = 30
_KNOWN = 1_000
_FAULTS = 50
_LINES = 100
_ISSUED = 30


def _show(visit: Visit) -> Response:
    asked = (visit.query("programme_id"), visit.query("receivable_id"))
    return _begin(visit, "-".join(asked) if any(asked) else "")


def _begin(visit: Visit, chosen: str, refusals: list[Refusal] | None = None) -> Response:
    parents = _parents(visit)
    if chosen:
        # What was asked for, or nothing: never another one instead.
        parent = _parent(visit, chosen)
        parent = parent if parent and parent["passable_won"] else None
        parents = _with(parents, parent) if parent else []
    else:
        parent = max(parents, key=lambda row: row["passable_won"], default=None)
    payees = visit.rows("payees.past", limit=_PAYEES)
    return visit.render(
        "pages/pass_on.html",
        _UNPROCESSABLE if refusals else 200,
        refusals=refusals or [],
        parents=[(_name(row), row) for row in parents],
        parent=parent,
        chosen=_name(parent) if parent else "",
        payees=payees,
        alone=visit.caller.mandate_id is not None,
        amount_of=AMOUNT_OF,
        filled=visit.form,
        largest=LARGEST_BYTES,
    )


def _parents(visit: Visit) -> list[dict[str, Any]]:
    """What can be passed on from, by the rule that passing on is refused by; due earliest first."""
    return list(visit.rows("receivables.held", limit=_PARENTS, least_passable_won=1))


def _parent(visit: Visit, chosen: str) -> dict[str, Any] | None:
    """The one that was chosen, also beyond the first of the list."""
    programme_id, _, receivable_id = chosen.partition("-")
    key = number_in(programme_id, 9), number_in(receivable_id)
    return None if key[0] is None or key[1] is None else find_held(visit, key[0], key[1])


def _with(parents: list[dict[str, Any]], chosen: dict[str, Any]) -> list[dict[str, Any]]:
    listed = _name(chosen) in map(_name, parents)
    return parents if listed else [*parents, chosen]


def _name(row: dict[str, Any]) -> str:
    return f"{row['programme_id']}-{row['receivable_id']}"


def _post(visit: Visit) -> Response:
    """The look at it; or, when it was looked at, on to who approves."""
    form = visit.form
    chosen = form.text("parent")
    programme_id, _, receivable_id = chosen.partition("-")
    key = {
        "programme_id": number_in(programme_id, 9) or 0,
        "receivable_id": number_in(receivable_id) or 0,
    }
    known = visit.rows("payees.past", limit=_KNOWN)
    file = file_in(form, known)
    if isinstance(file, Refusal):
        return _begin(visit, chosen, [file])
    checked = check(visit, key, file)
    if isinstance(checked, Refusal):
        return _begin(visit, chosen, [checked])
    if form.text("step") == "corrected":
        return _corrected(visit, checked)
    if form.text("step") != "send" or checked.refusals:
        return _look(visit, chosen, key, checked, known)
    request_key = visit.form_key()
    values = given(key, file, checked.sheet.total_won)
    if not was_seen(visit, _ACT, values):
        return _look(visit, chosen, key, checked, known, unseen=True)
    done = visit.enter(_ACT, values, request_key)
    if not isinstance(done, list):
        return entered(visit, done)
    return _look(visit, chosen, key, checked, known, done)


def _look(
    visit: Visit,
    chosen: str,
    key: dict[str, int],
    checked: Checked,
    known: Any,
    refusals: list[Refusal] | None = None,
    unseen: bool = False,
) -> Response:
    """The preview. `unseen`: what came in to be sent was not what its page had shown."""
    parent = _parent(visit, chosen)
    if parent is None:
        receivable = str(key["receivable_id"])
        raise RefusedError(refuse("unknown_receivable", "receivable_id", receivable=receivable))
    faults = refusals or list(checked.refusals)
    met = {row["payee_number"] for row in known}
    lines = [line for _, line in checked.sheet.lines]
    earned = (
        None
        if faults
        else earnings(visit, key, [(one.amount_won, one.matures_on) for one in lines])
    )
    return visit.render(
        "pages/pass_on_check.html",
        _UNPROCESSABLE if faults or unseen else 200,
        chosen=chosen,
        parent=parent,
        free_won=parent["passable_won"],
        checked=checked,
        faults=checked.faults(faults[:_FAULTS]),
        fault_count=len(faults),
        line_count=len(checked.sheet.lines) + _wrong(checked),
        lines=checked.sheet.lines[:_LINES],
        new=[line for line in lines if line.payee_number not in met],
        earned=earned,
        alone=visit.caller.mandate_id is not None,
        unseen=unseen,
        seal=seal_of(visit, _ACT, given(key, checked.file, checked.sheet.total_won)),
        request_key=secrets.token_hex(16),
    )


def _wrong(checked: Checked) -> int:
    """Lines that could not be read, so that they are not among the lines of the sheet."""
    return len({one.line for one in checked.sheet.refusals})


def _corrected(visit: Visit, checked: Checked) -> Response:
    """The user's own file, with what to put right written on each line."""
    kind = "csv" if checked.file.name.lower().endswith((".csv", ".txt")) else "xlsx"
    write = render_corrected_csv if kind == "csv" else render_corrected_xlsx
    headers = {"content-disposition": f'attachment; filename="corrected.{kind}"'}
    return Response(write(checked.mended, visit.lang), 200, headers, MEDIA_TYPES[kind])


def _issued(visit: Visit) -> Response:
    """What was passed on, and how it stands."""
    page = visit.read("receivables.issued", _ISSUED, visit.query("cursor"))
    return visit.render(
        "pages/pass_on_issued.html",
        rows=page.rows,
        later=f"/pass-on/issued?cursor={page.next_cursor}" if page.next_cursor else None,
        first=not visit.query("cursor"),
        cancels=visit.may_enter("receivables.cancel"),
        request_key=secrets.token_hex(16),
        refusals=visit.refusals,
        today=visit.today,
    )


def _cancel(visit: Visit) -> Response:
    """Ask the payee to agree that a promise is taken back."""
    key = {
        name: number_in(visit.form.text(name)) or 0 for name in ("programme_id", "receivable_id")
    }
    done = visit.enter("receivables.cancel", key)
    if isinstance(done, list):
        visit.refusals = done
        answer = _issued(visit)
        answer.status_code = _UNPROCESSABLE
        return answer
    return entered(visit, done)


def _holds(visit: Visit) -> bool:
    return bool(visit.standing["holds"])


PAGES = (
    Page(
        code="pass_on",
        path="/pass-on",
        show=_show,
        post=_post,
        open_to=_PASSES,
        when=_holds,
        group=Group.MONEY,
        order=30,
        most_body_bytes=MOST_BODY_BYTES,
    ),
    Page(
        code="pass_on.issued",
        path="/pass-on/issued",
        show=_issued,
        post=_cancel,
        open_to=COMPANY_ROLES,
        when=_holds,
        group=Group.MONEY,
        order=40,
    ),
)
