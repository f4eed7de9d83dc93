"""A month of many sites: who is missing, a sheet to fill in, and the filled one looked at."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.sheets.reading import read_observations
from sangsaeng.papers.model import Cell, Column, Table
from sangsaeng.papers.printing import render_csv, render_xlsx
from sangsaeng.receivables.evidence.columns import columns_of
from sangsaeng.web.looking import seal_of, was_seen
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.opened_files import SHOWN_LINES, Opened, open_files
from sangsaeng.web.rendering import value_label
from sangsaeng.web.safety.months import (
    RECORD_SHEET,
    matches_watched,
    metrics_watched,
    month_asked,
    months_over,
    told_of,
)
from sangsaeng.web.safety.reading import UNPROCESSABLE, explain, leads_on, programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.submitted import Upload
from sangsaeng.web.visits import Visit

_SHEET = "sangsaeng.outcomes.sheets:observations"
_FORMS = ("xlsx", "csv")
_PASTED = "pasted.csv"
# 20,000 lines, and a browser sends a file as it is.
_MOST_BODY = 8 * 1024 * 1024
_MOST_MISSING = 60


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme = programme_of(visit)
    about = {"programme_id": programme["programme_id"]}
    months = months_over(programme, visit.today)
    month = month_asked(visit, months, None)
    matches = matches_watched(visit, programme["programme_id"])
    told = _told(visit, **about, month=month) if month else {}
    watched = metrics_watched(visit, **about)
    # A site is told of once all of its metrics are.
    missing = [
        one
        for one in matches
        if not all((one["match_id"], name) in told for name in watched.get(one["match_id"], ()))
        or one["match_id"] not in watched
    ]
    return visit.render(
        "safety/observing.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        months=[f"{one:%Y-%m}" for one in months],
        month=f"{month:%Y-%m}" if month else "",
        matches=matches,
        missing=missing[:_MOST_MISSING],
        count=len(missing),
        forms=_FORMS,
        largest=_MOST_BODY // 2,
        items=[(one.field, explain(visit, one)) for one in refusals],
    )


def _sheet(visit: Visit) -> Response:
    """The sheet of a month: a line for every metric of every site, with what was told so far, else
    the month before's denominator. A baseline's is of a whole year, and is never proposed."""
    programme, form = programme_of(visit), visit.path_values["form"]
    month = month_asked(visit, months_over(programme, visit.today), None)
    if form not in _FORMS or month is None:
        raise RefusedError(refuse("path_unknown"))
    table = _table(visit, programme["programme_id"], month)
    content = render_csv(table) if form == "csv" else render_xlsx(table)
    name = f"observations-{programme['programme_id']}-{month:%Y-%m}.{form}"
    said = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, 200, said, MEDIA_TYPES[form])


def _table(visit: Visit, programme_id: int, month: date) -> Table:
    about = {"programme_id": programme_id}
    told = _told(visit, month=month, **about)
    before = _told(visit, month=(month - timedelta(days=1)).replace(day=1), **about)
    watched = metrics_watched(visit, **about)
    fields = [one.field for one in columns_of(_SHEET)]
    rows: list[tuple[Cell, ...]] = []
    for match in matches_watched(visit, programme_id):
        for metric in watched.get(match["match_id"], ()):
            key = match["match_id"], metric
            said: Mapping[str, Any] = {
                "denominator": before[key]["denominator"] if key in before else None,
                **told.get(key, {}),
                "match_id": match["match_id"],
                "metric": metric,
                "month": f"{month:%Y-%m}",
            }
            cells = [said.get(field) for field in fields]
            rows.append((*(None if one is None else str(one) for one in cells), match["site"]))
    heads = [one.ko if visit.lang == "ko" else one.en for one in columns_of(_SHEET)]
    columns = tuple(Column(head) for head in (*heads, visit.t("safety_site")))
    return Table(columns, tuple(rows), none="")


def _told(visit: Visit, **about: Any) -> dict[tuple[int, str], dict[str, Any]]:
    return {(one["match_id"], one["metric"]): one for one in told_of(visit, **about)}


def _post(visit: Visit) -> Response:
    programme = programme_of(visit)
    file = _brought(visit)
    if file is None:
        return _show(visit, [refuse("safety_file_missing", "content")])
    found = read_observations(file.data, file.name)
    faults = [one for one in found if isinstance(one, Refusal)]
    given = {
        "programme_id": programme["programme_id"],
        "file_name": file.name[:100] or _PASTED,
        "content": b64encode(file.data).decode(),
        "lines": max(len(found), 1),
    }
    if faults:
        return _preview(visit, programme, file, given, faults)
    unseen = visit.form.text("step") == "enter" and not was_seen(visit, RECORD_SHEET, given)
    if visit.form.text("step") == "enter" and not unseen:
        done = visit.enter(RECORD_SHEET, given, visit.form_key())
        if not isinstance(done, list):
            return leads_on(visit, done)
        return _preview(visit, programme, file, given, done)
    tried = visit.dry_run(RECORD_SHEET, given)
    wrong = tried if isinstance(tried, list) else []
    return _preview(visit, programme, file, given, wrong, unseen)


def _preview(
    visit: Visit,
    programme: Mapping[str, Any],
    file: Upload,
    given: Mapping[str, Any],
    refusals: Sequence[Refusal],
    unseen: bool = False,
) -> Response:
    opened = open_files(RECORD_SHEET, given) or Opened([])
    by_line = sorted((one for one in refusals if one.line), key=lambda one: one.line or 0)
    loose = [replace(one, field="content") for one in refusals if not one.line]
    return visit.render(
        "safety/observing_preview.html",
        UNPROCESSABLE if refusals or unseen else 200,
        programme=programme,
        carried=[("carried_name", file.name[:200]), ("carried_data", given["content"])],
        name=file.name,
        heads=opened.shown_heads(visit.lang),
        rows=_said(visit, opened),
        count=len(opened.rows),
        wrong=[(one.line, one.field, explain(visit, one)) for one in by_line[:SHOWN_LINES]],
        wrong_lines=len({one.line for one in by_line}),
        right=not refusals,
        unseen=unseen,
        largest=_MOST_BODY // 2,
        seal=seal_of(visit, RECORD_SHEET, given),
        request_key=secrets.token_hex(16),
        items=[("content", explain(visit, one)) for one in loose],
    )


def _said(visit: Visit, opened: Opened) -> list[list[str]]:
    """The first lines, metrics by name."""
    place = opened.heads.index("metric") if "metric" in opened.heads else -1
    return [
        [value_label(cell, visit.lang) if at == place else cell for at, cell in enumerate(row)]
        for row in opened.shown_rows(visit.lang)
    ]


def _brought(visit: Visit) -> Upload | None:
    """A new file, pasted cells, or what the preview carries."""
    form = visit.form
    file = form.upload("content")
    if file is not None:
        return file
    if form.text("pasted"):
        return Upload(_PASTED, form.text("pasted").encode())
    try:
        data = b64decode(form.text("carried_data"), validate=True)
    except ValueError:
        return None
    return Upload(form.text("carried_name"), data) if data else None


def _enters(visit: Visit) -> bool:
    return visit.may_enter(RECORD_SHEET)


PAGES = (
    Page(
        code="safety.observing",
        path="/safety/{programme_id}/observations",
        show=_show,
        when=_enters,
        post=_post,
        most_body_bytes=_MOST_BODY,
    ),
    Page(
        code="safety.observing_sheet",
        path="/safety/{programme_id}/observations/{form}",
        show=_sheet,
        when=_enters,
    ),
)
