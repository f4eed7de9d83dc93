"""Short forms: an act whose subject the page knows, so that only what is left is asked for."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Consent
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service_executing import Entered
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.fields import Field, Kind, count_rows, fields_of, values_from
from sangsaeng.web.numbers import number_in
from sangsaeng.web.safety.reading import leads_on
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

Show = Callable[[Visit, Sequence[Refusal]], Response]
# Acts of one kind about one subject: a page that shows more than these is no help.
_MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class Short:
    """A form for one act. `filled` holds what came back with errors, or what is proposed."""

    code: str
    fields: Sequence[Field]
    filled: Submitted
    errors: Mapping[str, str]
    counts: Mapping[str, int]
    files: bool
    second: bool
    request_key: str


def short(
    visit: Visit,
    code: str,
    fixed: Mapping[str, Any],
    refusals: Sequence[Refusal] = (),
    proposed: Mapping[str, str] | None = None,
) -> Short | None:
    """The form; None for whoever may not enter the act. `fixed` is not asked for."""
    if not visit.may_enter(code):
        return None
    fields = _asked(code, fixed)
    ours = visit.form.text("act") == code
    proposal = {name: [value] for name, value in (proposed or {}).items()}
    filled = visit.form if ours else Submitted(proposal)
    more = filled.text("add_row")
    counts = {
        one.path: max(count_rows(filled, one.path), 1) + (one.path == more)
        for one in fields
        if one.kind is Kind.ROWS
    }
    errors = (
        {one.field: visit.explain(one) for one in reversed(refusals) if one.field} if ours else {}
    )
    return Short(
        code=code,
        fields=fields,
        filled=filled,
        errors=errors,
        counts=counts,
        files=any(one.kind is Kind.FILE for one in fields),
        second=acts()[code].consent is not Consent.NOBODY,
        request_key=(visit.form.text("request_key") if ours else "") or secrets.token_hex(16),
    )


def _asked(code: str, fixed: Mapping[str, Any]) -> list[Field]:
    return [one for one in fields_of(acts()[code].given) if one.path not in fixed]


def post_short(
    visit: Visit,
    allowed: Mapping[str, Mapping[str, Any]],
    show: Show,
    then: Callable[[Visit, Entered], Response] = leads_on,
) -> Response:
    """What a short form of the page asks for: an act with its subject, one more row, or the word
    of a second person about an act that waits."""
    form = visit.form
    if form.text("decision"):
        act_id = form.text("act_id")
        decided = visit.decide(
            number_in(act_id) or 0, form.text("digest"), form.text("decision") == "approve"
        )
        return show(visit, decided) if isinstance(decided, list) else leads_on(visit, decided)
    code = form.text("act")
    if code not in allowed or form.text("add_row"):
        return show(visit, [])
    values = {**values_from(form, _asked(code, allowed[code])), **allowed[code]}
    done = visit.enter(code, values)
    return show(visit, done) if isinstance(done, list) else then(visit, done)


def acts_about(visit: Visit, code: str, **about: Any) -> list[dict[str, Any]]:
    """Acts of a kind that wait, of this very subject."""
    rows = visit.rows(
        "acts.list",
        limit=_MOST_WAITING,
        action=code,
        state="waiting",
        about=json.dumps(about, default=str),
    )
    return [visit.one("acts.one", act_id=row["act_id"]) for row in rows]
