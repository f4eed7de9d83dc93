"""A supplier proposes its targets: the plan's metrics to begin with, else what it said last."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_target import Stated
from sangsaeng.web.amounts import parse_won
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.safety_award import award_of
from sangsaeng.web.safety.forms import acts_about, post_short
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    explain,
    leads_on,
    metric_names,
    programme_of,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import Visit

_PROPOSE = "outcomes.targets.propose"
_METRIC = ("metric", "weight", "stated", "size", "achievement_cap")
_UNIT = ("unit", "price_won", "units")
# As many as the act takes; more rows than that are not offered.
_MOST_METRICS, _MOST_UNITS = 10, 50
_OPEN = ("proposed", "approved")


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, award = programme_of(visit), award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    versions = visit.rows("outcomes.targets.list", limit=MOST, **about)
    pending = acts_about(visit, _PROPOSE, **about)
    plan = _plan(visit, award)
    metrics, units = _begun(visit.form, versions, plan)
    mine = award["supplier_id"] == visit.caller.company_id and visit.may_enter(_PROPOSE)
    standing = any(one["state"] in _OPEN for one in versions)
    names = metric_names(programme, visit.lang)
    return visit.render(
        "safety/targets.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        award=award,
        pending=pending,
        versions=list(reversed(versions)),
        names=names,
        choices=list(names.items()),
        stated=list(Stated),
        metrics=metrics,
        units=units,
        planned={one["metric"] for one in plan},
        references=_references(visit, programme, names),
        may=mine and not pending and not standing and award["state"] == "funded",
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
        items=_items(visit, refusals),
    )


def _plan(visit: Visit, award: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The metrics of the application that was funded; an award has its application's number."""
    found = visit.rows(
        "outcomes.applications.list",
        programme_id=award["programme_id"],
        application_id=award["award_id"],
    )
    return list(found[0]["plan"]["metrics"]) if found else []


def _references(
    visit: Visit, programme: Mapping[str, Any], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What no target may be softer than."""
    about = {"programme_id": programme["programme_id"]}
    rows = visit.rows("outcomes.references.list", limit=MOST, **about)
    return [{**one, "name": names.get(one["metric"], one["metric"])} for one in rows]


def _begun(
    form: Submitted, versions: Sequence[Mapping[str, Any]], plan: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the form: what was typed, else the last version, else the plan's metrics."""
    if "metrics" in form.fields:
        metrics, units = _typed(form, "metrics", _METRIC), _typed(form, "units", _UNIT)
    else:
        last: Mapping[str, Any] = versions[-1]["target"] if versions else {"metrics": plan}
        metrics = [{**dict.fromkeys(_METRIC), **one} for one in last["metrics"]]
        units = [{**dict.fromkeys(_UNIT), **one} for one in last.get("units", ())]
    more = form.text("add_row")
    if (not metrics or more == "metrics") and len(metrics) < _MOST_METRICS:
        metrics.append(dict.fromkeys(_METRIC))
    if (not units or more == "units") and len(units) < _MOST_UNITS:
        units.append(dict.fromkeys(_UNIT))
    return metrics, units


def _typed(form: Submitted, name: str, fields: Sequence[str]) -> list[dict[str, Any]]:
    """So many rows as the form says it has; those that are all empty are left out."""
    count = number_in(form.text(name), 3) or 0
    rows = [
        {field: form.text(f"{name}.{number}.{field}") for field in fields}
        for number in range(count)
    ]
    return [row for row in rows if any(value for key, value in row.items() if key != "stated")]


def _items(visit: Visit, refusals: Sequence[Refusal]) -> list[tuple[str | None, str]]:
    """Every fault; one of a row by the row's number."""
    found: list[tuple[str | None, str]] = []
    for one in refusals:
        said = explain(visit, one)
        if one.line is not None:
            said = visit.t("safety_target_row", row=one.line, said=said)
        found.append((None, said))
    return found


def _unit(typed: Mapping[str, str]) -> dict[str, Any]:
    """A unit as the act takes it; what is no number stays text, and the act says what is wrong."""
    price_won, units = parse_won(typed["price_won"]), number_in(typed["units"])
    return {
        "unit": typed["unit"],
        "price_won": typed["price_won"] if price_won is None else price_won,
        "units": typed["units"] if units is None else units,
    }


def _post(visit: Visit) -> Response:
    form = visit.form
    if form.text("decision"):
        return post_short(visit, {}, _show)
    if form.text("add_row"):
        return _show(visit)
    award = award_of(visit)
    metrics = [
        {**one, "achievement_cap": one["achievement_cap"] or None}
        for one in _typed(form, "metrics", _METRIC)
    ]
    units = [_unit(one) for one in _typed(form, "units", _UNIT)]
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    done = visit.enter(_PROPOSE, {**about, "metrics": metrics, "units": units})
    return _show(visit, done) if isinstance(done, list) else leads_on(visit, done)


PAGES = (
    Page(
        code="safety.targets",
        path="/safety/{programme_id}/awards/{award_id}/targets",
        show=_show,
        post=_post,
    ),
)
