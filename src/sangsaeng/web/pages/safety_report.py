"""What a programme was good for, and its public exports."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.messages import sentence
from sangsaeng.kernel.refusals import refuse
from sangsaeng.pictures.gauge import INKS, render_shares
from sangsaeng.web.rendering import rate_text, value_label
from sangsaeng.web.safety.reading import programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

# What went out, and what came back or never left: the cycle's two ends.
OUT = (
    "budget_won",
    "paid_stage1_won",
    "paid_rewards_won",
    "paid_fees_won",
    "owed_won",
    "retained_won",
)
BACK = ("released_won", "forfeited_won", "clawed_back_won", "recovered_won", "lost_won")
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
    parts = [(name, money[name]) for name in OUT[1:] if money[name] > 0]
    shown = [(visit.t(f"safety_report_{name}"), won) for name, won in parts]
    return visit.render(
        "safety/report.html",
        programme=programme,
        report=report,
        out=[(name, money[name]) for name in OUT],
        back=[(name, money[name]) for name in BACK],
        achieved=[_band(one) for one in report["achievement"]],
        rewards=[(name, report["rewards"][name]) for name in _REWARDS],
        shown=shown,
        inks=INKS,
        picture=render_shares("report", visit.t("safety_report_out"), shown, visit.lang),
        lines_said=_lines(visit, report, told[f"text_{visit.lang}"]),
        exports=tuple(_EXPORTS),
    )


def _band(one: Mapping[str, Any]) -> tuple[str, int]:
    """A span of achievement as percents, and its claims."""
    least, below = rate_text(one["least"]), one["below"]
    return (f"{least} – {rate_text(below)}" if below else f"≥ {least}", one["claims"])


def _lines(visit: Visit, report: Mapping[str, Any], text: str) -> list[str]:
    """The report as text, below its title, with hazards and follow-on results by their names: a
    kind is anybody's word, so whole sentences are replaced and never a word within one."""
    coded = [("report_hazard", one) for one in report["hazards"]]
    coded += [("report_follow_on", one) for one in report["follow_on"]["told"]]
    named = {
        sentence(code, visit.lang, one): sentence(
            code, visit.lang, {**one, "kind": value_label(one["kind"], visit.lang)}
        )
        for code, one in coded
    }
    return [named.get(line, line) for line in text.splitlines()[2:]]


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
