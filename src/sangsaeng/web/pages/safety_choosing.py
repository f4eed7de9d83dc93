"""Applications: checked by officers, judged by assessors who said that they are free, ranked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.numbers import number_in
from sangsaeng.web.safety.forms import Short, acts_about, post_short, short
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    error_items,
    metric_names,
    number,
    programme_of,
    the,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.showing import show_values
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

_CHECK, _DECLARE, _SCORE = (
    "outcomes.applications.check",
    "outcomes.conflicts.declare",
    "outcomes.scores.lock",
)
_DECIDE = "outcomes.awards.decide"
# What a decision leaves unasked. The way itself is sent as `way`: `decision` is what a second
# person says of an act.
_FUND: Mapping[str, Any] = {"decision": "fund", "reason": None}
_DECLINE: Mapping[str, Any] = {
    "decision": "decline",
    "instrument": "grant",
    "stage1_won": 0,
    "success_cap_won": 0,
    "terms": None,
    "triggers": [],
    "policy_reference": None,
}
_JUDGED = ("eligible", "scored")
TONES = {
    "recommended": "success",
    "funded": "success",
    "ineligible": "danger",
    "rejected": "danger",
    "declined": "danger",
}


def _list(visit: Visit) -> Response:
    programme = programme_of(visit)
    rows = visit.rows(
        "outcomes.applications.list", limit=MOST, programme_id=programme["programme_id"]
    )
    named = [{**one, "points": _mean(one["mean_points"])} for one in rows]
    ordered = sorted(named, key=lambda one: (one["rank"] is None, one["rank"] or 0))
    return visit.render("safety/applications.html", programme=programme, rows=ordered, tones=TONES)


def _application(visit: Visit) -> dict[str, Any]:
    about = {
        "programme_id": number(visit, "programme_id"),
        "application_id": number(visit, "application_id"),
    }
    unknown = refuse("unknown_application", "application_id", value=str(about["application_id"]))
    return the(visit, "outcomes.applications.list", unknown, **about)


def _about(application: dict[str, Any]) -> dict[str, Any]:
    return {name: application[name] for name in ("programme_id", "application_id")}


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, application = programme_of(visit), _application(visit)
    about = _about(application)
    scores = visit.rows("outcomes.scores.list", **about)
    judges = application["state"] in _JUDGED and application["rank"] is None
    pending = [one for code in (_CHECK, _DECIDE) for one in acts_about(visit, code, **about)]
    decides = application["state"] == "recommended" and not pending
    checks = application["state"] == "submitted" and programme["state"] == "closed"
    return visit.render(
        "safety/application.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        application=application,
        tones=TONES,
        points=_mean(application["mean_points"]),
        plan=show_values(_named(application["plan"], metric_names(programme, visit.lang))),
        sheet=programme["call"]["score_sheet"],
        scores={one["criterion"]: one["points"] for one in scores},
        declares=judges and not scores and visit.may_enter(_DECLARE),
        judges=judges and not scores and visit.may_enter(_SCORE),
        pending=pending,
        check=short(visit, _CHECK, about, refusals) if checks and not pending else None,
        fund=_award_form(visit, about, _FUND, application, refusals) if decides else None,
        decline=_award_form(visit, about, _DECLINE, application, refusals) if decides else None,
        request_key=secrets.token_hex(16),
        errors={one.field: visit.explain(one) for one in refusals},
        items=error_items(visit, refusals),
    )


def _award_form(
    visit: Visit,
    about: Mapping[str, Any],
    way: Mapping[str, Any],
    application: Mapping[str, Any],
    refusals: Sequence[Refusal],
) -> Short | None:
    """To fund, with what was asked for as the proposal, or to decline."""
    ours = visit.form.text("way") in ("", way["decision"])
    proposed = {
        "instrument": "grant",
        "stage1_won": str(application["stage1_won"]),
        "success_cap_won": str(application["success_won"]),
    }
    made = short(visit, _DECIDE, {**about, **way}, refusals if ours else (), proposed)
    return made if ours or made is None else replace(made, filled=Submitted({}))


def _post(visit: Visit) -> Response:
    application, form = _application(visit), visit.form
    about = _about(application)
    if form.text("act") == _DECLARE:
        said = {"yes": True, "no": False}.get(form.text("conflicted"))
        given = {**about, "conflicted": said, "statement": form.text("statement")}
        done = visit.enter(_DECLARE, given)
        here = visit.call.request.url.path
        return _show(visit, done) if isinstance(done, list) else visit.go(here)
    if form.text("act") == _SCORE:
        sheet = programme_of(visit)["call"]["score_sheet"]
        points = [
            {"criterion": one["code"], "points": _points(form.text(f"points.{one['code']}"))}
            for one in sheet
        ]
        locked = visit.enter(_SCORE, {**about, "points": points})
        here = visit.call.request.url.path
        return _show(visit, locked) if isinstance(locked, list) else visit.go(here)
    way = _DECLINE if form.text("way") == "decline" else _FUND
    return post_short(visit, {_CHECK: about, _DECIDE: {**about, **way}}, _show)


def _mean(points: str | None) -> str | None:
    """A mean to two places: the ranking is by the exact one."""
    return None if points is None else f"{Decimal(points):.2f}"


def _named(plan: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """A plan with its metrics by name."""
    metrics = [
        {**one, "metric": names.get(one["metric"], one["metric"])} for one in plan["metrics"]
    ]
    return {**plan, "metrics": metrics}


def _points(text: str) -> int | str:
    number = number_in(text, 3)
    return text if number is None else number


PAGES = (
    Page(code="safety.applications", path="/safety/{programme_id}/applications", show=_list),
    Page(
        code="safety.application",
        path="/safety/{programme_id}/applications/{application_id}",
        show=_show,
        post=_post,
    ),
)
