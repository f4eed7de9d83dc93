"""Any act as a form made from what it is given: tried first, then entered."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Consent
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service_executing import Entered
from sangsaeng.acts.shape import Act
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.fields import Field, Kind, count_rows, fields_of, values_from
from sangsaeng.web.leading import lead_on
from sangsaeng.web.pages.acts import act_name
from sangsaeng.web.shape import Page
from sangsaeng.web.showing import Shown, show_values
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
_OWN = ("request_key", "step", "add_row", "company", "company_id")


def _act(visit: Visit) -> Act[Any]:
    code = visit.path_values["code"]
    if code not in acts() or not visit.may_enter(code):
        raise RefusedError(refuse("not_permitted", None, action=code[:100]))
    return acts()[code]


def _show(visit: Visit) -> Response:
    act = _act(visit)
    asked = visit.call.request.query_params.multi_items()
    # A link fills in fields; what belongs to the sending is the form's own.
    kept = [(name, value) for name, value in asked if name not in _OWN]
    visit.form = Submitted({name: [value] for name, value in kept})
    if "programme_id" in act.given.model_fields and (only := visit.only_programme(act.code)):
        visit.form.fields.setdefault("programme_id", [str(only)])
    return _form(visit, act)


def _form(
    visit: Visit,
    act: Act[Any],
    refusals: list[Refusal] | None = None,
    tried: list[Shown] | None = None,
    rows: dict[str, int] | None = None,
) -> Response:
    fields = fields_of(act.given)
    return visit.render(
        "pages/acting.html",
        _UNPROCESSABLE if refusals else 200,
        act=act,
        name=act_name(act.code),
        fields=fields,
        counts={**_counts(visit.form, fields), **(rows or {})},
        filled=visit.form,
        refusals=refusals or [],
        errors=errors_of(visit, refusals or []),
        tried=tried,
        second_person=act.consent is not Consent.NOBODY,
        has_files=_has_files(fields),
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
    )


def _post(visit: Visit) -> Response:
    act = _act(visit)
    fields = fields_of(act.given)
    more = visit.form.text("add_row")
    if more:
        return _form(visit, act, rows={more: count_rows(visit.form, more) + 1})
    values = values_from(visit.form, fields)
    if visit.form.text("step") == "try":
        tried = visit.dry_run(act.code, values)
        if isinstance(tried, list):
            return _form(visit, act, tried)
        return _form(visit, act, tried=show_values(tried, act.answer))
    done = visit.enter(act.code, values)
    if isinstance(done, list):
        return _form(visit, act, done)
    return entered(visit, done)


def entered(visit: Visit, done: Entered) -> Response:
    """On to the act: what came of it, or for whom it waits."""
    return lead_on(visit, done)


def errors_of(visit: Visit, refusals: list[Refusal]) -> dict[str, str]:
    """What to say beside a field; of two faults the first."""
    found: dict[str, str] = {}
    for one in refusals:
        if one.field and one.line is None:
            found.setdefault(one.field, visit.explain(one))
    return found


def _counts(form: Submitted, fields: tuple[Field, ...] | Any) -> dict[str, int]:
    return {one.path: max(count_rows(form, one.path), 1) for one in fields if one.kind is Kind.ROWS}


def _has_files(fields: Any) -> bool:
    return any(one.kind is Kind.FILE or _has_files(one.parts) for one in fields)


PAGES = (
    Page(
        code="acting",
        path="/do/{code}",
        show=_show,
        post=_post,
        most_body_bytes=8 * 1024 * 1024,
    ),
)
