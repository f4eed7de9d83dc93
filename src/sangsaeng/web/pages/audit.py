"""The log: who did or read what, its export, and the proof that nobody changed it."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts, all_readings
from sangsaeng.api.problems import RefusedError
from sangsaeng.audit.model import Outcome
from sangsaeng.audit.rules import check_export
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.days import day_of
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.acting import errors_of
from sangsaeng.web.paging import later_of
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_ROWS = 50
_SEES = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
_EXPORTS = frozenset({Role.AUDITOR})
# A page of the export, and as much as one request reads: about a second, and 20 MB.
_LINES = 1_000
_MOST_LINES = 50_000

# What people do about their way in, which no act stands for.
_SIGN_IN = {
    "agreement.accept": "audit_agreement_accept",
    "joining.accept": "audit_joining_accept",
    "signin.oidc": "audit_signin_oidc",
    "signin.passkey": "audit_signin_passkey",
    "signin.password": "audit_signin_password",
    "signin.persona": "audit_signin_persona",
    "signin.recovery": "audit_signin_recovery",
    "signin.session_end": "audit_signin_session_end",
    "signin.step_up": "audit_signin_step_up",
    "signin.way": "audit_signin_way",
}


def _filters(visit: Visit) -> dict[str, Any]:
    """What is asked for; what cannot be meant is left out, for the reading takes exact types."""
    return {
        "from_day": day_of(visit.query("from_day")),
        "until_day": day_of(visit.query("until_day")),
        "outcome": visit.query("outcome"),
        "action": visit.query("action"),
        "person_id": number_in(visit.query("person_id")),
        "company_id": number_in(visit.query("company_id")),
        "programme_id": number_in(visit.query("programme_id")),
    }


def _show(visit: Visit) -> Response:
    filters = _filters(visit)
    refusals: list[Refusal] = []
    rows: list[dict[str, Any]] = []
    later = None
    try:
        page = visit.read("audit.events", _ROWS, visit.query("cursor"), **filters)
        rows, later = list(page.rows), later_of(visit, page)
    except RefusedError as refused:
        refusals = list(refused.refusals)
    return visit.render(
        "pages/audit.html",
        _UNPROCESSABLE if refusals else 200,
        rows=rows,
        later=later,
        refusals=refusals,
        errors=errors_of(visit, refusals),
        filters=filters,
        outcomes=[str(one) for one in Outcome],
        name_of=name_of,
        may_export=visit.may_read("audit.export"),
        asked=visit.call.request.url.query,
    )


def name_of(action: str) -> str:
    """The sentence that names what was done or read, the code itself where none does."""
    plain = action.replace(".", "_")
    if action in acts():
        return f"act_{plain}"
    return f"reading_{plain}" if action in all_readings() else _SIGN_IN.get(action, "")


def _lines(visit: Visit) -> list[str]:
    """The whole export of what is asked for; RefusedError where it is too long for one answer."""
    found: list[str] = []
    cursor = ""
    while True:
        page = visit.read("audit.export", _LINES, cursor, **_filters(visit))
        found += [row["line"] for row in page.rows]
        if page.next_cursor is None:
            return found
        if len(found) >= _MOST_LINES:
            raise RefusedError(refuse("desk_export_long", None, most=_MOST_LINES))
        cursor = page.next_cursor


def _export(visit: Visit) -> Response:
    text = "".join(f"{line}\n" for line in _lines(visit))
    name = f"audit-{visit.today:%Y%m%d}.jsonl"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), 200, headers, "application/jsonl")


def _proof(visit: Visit) -> Response:
    checked = check_export(_lines(visit))
    refused = checked if isinstance(checked, Refusal) else None
    return visit.render(
        "pages/audit_proof.html", checked=None if refused else checked, refused=refused
    )


PAGES = (
    Page(
        code="audit",
        path="/audit",
        show=_show,
        open_to=_SEES,
        group=Group.COMPANY,
        order=800,
    ),
    Page(code="audit.export", path="/audit/export", show=_export, open_to=_EXPORTS),
    Page(code="audit.proof", path="/audit/proof", show=_proof, open_to=_EXPORTS),
)
