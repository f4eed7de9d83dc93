"""What a programme was good for, and its public exports."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

from starlette.responses import Response

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import refuse
from sangsaeng.pictures.gauge import INKS, render_shares
from sangsaeng.web.safety.reading import programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

MONEY = (
    "budget_won",
    "paid_stage1_won",
    "paid_rewards_won",
    "paid_fees_won",
    "owed_won",
    "retained_won",
    "released_won",
    "clawed_back_won",
    "recovered_won",
    "lost_won",
)
_REWARDS = ("full", "part", "none")
_EXPORTS = {
    "indigo": "outcomes.exports.indigo",
    "ocds-release": "outcomes.exports.ocds_release",
    "ocds-record": "outcomes.exports.ocds_record",
}


def _show(visit: Visit) -> Response:
    programme = programme_of(visit)
    told = visit.one("outcomes.reports.one", programme_id=programme["programme_id"])
    report = told["report"]
    money = report["money"]
    parts = [(name, money[name]) for name in MONEY[1:6] if money[name] > 0]
    shown = [(visit.t(f"safety_report_{name}"), won) for name, won in parts]
    return visit.render(
        "safety/report.html",
        programme=programme,
        report=report,
        money=[(name, money[name]) for name in MONEY],
        rewards=[(name, report["rewards"][name]) for name in _REWARDS],
        shown=shown,
        inks=INKS,
        picture=render_shares("report", visit.t("safety_report_money"), shown, visit.lang),
        lines_said=told[f"text_{visit.lang}"].splitlines()[2:],
        exports=tuple(_EXPORTS),
    )


def _file(visit: Visit) -> Response:
    programme, name = programme_of(visit), visit.path_values["name"]
    about: dict[str, Any] = {"programme_id": programme["programme_id"]}
    if name == "workbook":
        found = visit.one("outcomes.exports.workbook", language=visit.lang, **about)
        return _saved(b64decode(found["content"]), found["file_name"], found["media_type"])
    if name not in _EXPORTS:
        raise RefusedError(refuse("safety_no_such_file"))
    document = visit.one(_EXPORTS[name], **about)["document"]
    text = json.dumps(document, ensure_ascii=False, indent=1)
    file_name = f"programme-{programme['programme_id']}-{name}.json"
    return _saved(text.encode(), file_name, "application/json")


def _saved(content: bytes, file_name: str, media_type: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{file_name}"',
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, media_type)


PAGES = (
    Page(code="safety.report", path="/safety/{programme_id}/report", show=_show),
    Page(code="safety.report_file", path="/safety/{programme_id}/report/{name}", show=_file),
)
