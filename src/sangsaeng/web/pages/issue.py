"""Issuing: files in, a preview of every line, and then another person's word (screen 3's way)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.model import Role
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.evidence.corrected_file import render_corrected_xlsx
from sangsaeng.web.issuing import Brought, due_of, read_brought
from sangsaeng.web.looking import seal_of, was_seen
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.pages.acting import entered, errors_of
from sangsaeng.web.pages.buying import bought_in, buys
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

_UNPROCESSABLE = 422
# A month of tax invoices of a large buyer, about 15 kB each, as base64.
_MOST_BYTES = 16 * 1024 * 1024
# Lines shown of each kind; all of them are in the file, and in the corrected one.
_SHOWN = 100


def _show(visit: Visit) -> Response:
    return _form(visit, [])


def _form(visit: Visit, refusals: Sequence[Refusal]) -> Response:
    return visit.render(
        "pages/issue.html",
        _UNPROCESSABLE if refusals else 200,
        programmes=bought_in(visit),
        filled=visit.form,
        refusals=refusals,
        errors=errors_of(visit, list(refusals)),
        largest=_MOST_BYTES // 2,
    )


def _post(visit: Visit) -> Response:
    known = {str(row["programme_id"]): row for row in bought_in(visit)}
    asked = visit.form.text("programme_id") or (next(iter(known)) if len(known) == 1 else "")
    if asked not in known:
        return _form(visit, [refuse("issue_which_programme", "programme_id")])
    brought = read_brought(visit.form, int(asked))
    if isinstance(brought, Refusal):
        return _form(visit, [brought])
    step = visit.form.text("step")
    sends = step == "enter" and brought.right
    unseen = sends and not was_seen(visit, brought.act, brought.given)
    if sends and not unseen:
        done = visit.enter(brought.act, brought.given, visit.form_key())
        if not isinstance(done, list):
            return entered(visit, done)
        return _preview(visit, known[asked], brought.told(done), _UNPROCESSABLE)
    if brought.right:
        tried = visit.dry_run(brought.act, brought.given)
        if isinstance(tried, list):
            brought = brought.told(tried)
    if step == "corrected" and brought.sheet is not None:
        return _corrected(visit, brought)
    status = 200 if brought.right and not unseen else _UNPROCESSABLE
    return _preview(visit, known[asked], brought, status, unseen)


def _preview(
    visit: Visit,
    programme: dict[str, Any],
    brought: Brought,
    status: int = 200,
    unseen: bool = False,
) -> Response:
    """Every line. `unseen`: what came in to be entered was not what its page had shown."""
    return visit.render(
        "pages/issue_preview.html",
        status,
        programme=programme,
        brought=brought,
        wrong=brought.wrong[:_SHOWN],
        good=brought.good[:_SHOWN],
        days=_by_day(brought),
        due=due_of(visit.form),
        filled=visit.form,
        errors=errors_of(visit, list(brought.refusals)),
        largest=_MOST_BYTES // 2,
        of_files=brought.act == "receivables.issue_files",
        request_key=secrets.token_hex(16),
        unseen=unseen,
        seal=seal_of(visit, brought.act, brought.given),
    )


def _by_day(brought: Brought) -> list[tuple[date, int, int]]:
    """Settlement days with how many promises and how much they come to."""
    found: dict[date, tuple[int, int]] = {}
    for line in brought.good:
        if line.matures_on is not None and line.amount_won is not None:
            count, won = found.get(line.matures_on, (0, 0))
            found[line.matures_on] = (count + 1, won + line.amount_won)
    return [(day, *sums) for day, sums in sorted(found.items())]


def _corrected(visit: Visit, brought: Brought) -> Response:
    assert brought.sheet is not None
    data = render_corrected_xlsx(brought.sheet, visit.lang)
    said = {"content-disposition": 'attachment; filename="to-mend.xlsx"'}
    return Response(data, 200, said, MEDIA_TYPES["xlsx"])


PAGES = (
    Page(
        code="issue",
        path="/issue",
        show=_show,
        post=_post,
        open_to=frozenset({Role.ENTERER, Role.APPROVER}),
        when=buys,
        group=Group.BUYING,
        order=20,
        most_body_bytes=_MOST_BYTES,
    ),
)
