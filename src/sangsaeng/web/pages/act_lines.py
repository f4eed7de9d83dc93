"""Every line of an act's file as a file of our own, for whoever may see the act."""

from __future__ import annotations

import json

from starlette.responses import Response

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.papers.printing import render_csv
from sangsaeng.web.numbers import number_in
from sangsaeng.web.opened_files import open_files
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit


def _download(visit: Visit) -> Response:
    act = visit.one("acts.one", act_id=number_in(visit.path_values["act_id"]) or 0)
    opened = open_files(act["action"], json.loads(act["opened"]))
    if opened is None or not opened.rows:
        raise RefusedError(refuse("path_unknown"))
    said = {"content-disposition": f'attachment; filename="act-{act["act_id"]}.csv"'}
    return Response(render_csv(opened.table(visit.lang)), 200, said, "text/csv; charset=utf-8")


PAGES = (Page(code="acts.lines", path="/acts/{act_id}/lines", show=_download),)
