"""One site's month, as who watches it found it: phone first, with what was told before."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.rules_observing import OBSERVED
from sangsaeng.web.days import month_of
from sangsaeng.web.numbers import count_in
from sangsaeng.web.pages.safety_sites import match_of
from sangsaeng.web.safety.months import (
    RECORD,
    line_items,
    metrics_watched,
    month_asked,
    months_over,
    told_of,
)
from sangsaeng.web.safety.reading import UNPROCESSABLE, metric_names, programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

# People of a site; commas stand only between thousands.
_COUNT_DIGITS = 6


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, match = programme_of(visit), match_of(visit)
    about = {"programme_id": match["programme_id"], "match_id": match["match_id"]}
    months, told = months_over(programme, visit.today), told_of(visit, **about)
    seen = {one["month"] for one in told}
    untold = next((month for month in months if month not in seen), None)
    month = month_asked(visit, months, untold)
    names = metric_names(programme, visit.lang)
    lines = _lines(visit, match, told, month, names)
    here = {one["metric"]: one for one in told if one["month"] == month}
    last: Mapping[str, Any] = next(iter(here.values()), told[-1] if told else {})
    return visit.render(
        "safety/month.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        match=match,
        months=[(f"{one:%Y-%m}", one in seen) for one in months],
        month=f"{month:%Y-%m}" if month else "",
        corrects=bool(here),
        lines=lines,
        names=names,
        source=visit.form.text("source") or last.get("source", ""),
        headcount=visit.form.text("headcount") or last.get("headcount") or "",
        earlier=_earlier(told),
        saved=visit.query("saved"),
        may=visit.may_enter(RECORD) and match["state"] in OBSERVED,
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
        items=line_items(visit, refusals, _typed(lines)),
    )


def _lines(
    visit: Visit,
    match: Mapping[str, Any],
    told: Sequence[Mapping[str, Any]],
    month: date | None,
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Every metric that has a baseline at the site: what was typed, else what was told of the
    month, else nothing of the denominator told last. A baseline's is of a whole year, and is never
    proposed for a month."""
    about = {"programme_id": match["programme_id"], "match_id": match["match_id"]}
    watched = metrics_watched(visit, **about).get(match["match_id"], [])
    now = {one["metric"]: one for one in told if one["month"] == month}
    before = {one["metric"]: one["denominator"] for one in told}
    found = []
    for metric in watched:
        name = f"{match['match_id']}.{metric}"
        said = now.get(metric, {})
        whole = said.get("denominator", before.get(metric, ""))
        found.append(
            {
                "match_id": match["match_id"],
                "site": match["site"],
                "metric": metric,
                "name": name,
                "label": names.get(metric, metric),
                "numerator": visit.form.text(f"n.{name}", said.get("numerator", "")),
                "denominator": visit.form.text(f"d.{name}", whole),
            }
        )
    return found


def _typed(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines that say something: a metric whose numerator is left empty was not counted."""
    return [one for one in lines if str(one["numerator"]).strip()]


def _earlier(told: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """What was told, the newest month first."""
    months: dict[date, list[Mapping[str, Any]]] = {}
    for one in told:
        months.setdefault(one["month"], []).append(one)
    return [(f"{month:%Y-%m}", months[month]) for month in sorted(months, reverse=True)]


def _post(visit: Visit) -> Response:
    programme, match, form = programme_of(visit), match_of(visit), visit.form
    months = months_over(programme, visit.today)
    month = month_of(form.text("month"))
    if month is None or month not in months:
        return _show(visit, [refuse("month_outside", "month", month=form.text("month")[:7])])
    lines = _typed(_lines(visit, match, [], month, metric_names(programme, visit.lang)))
    if not lines:
        return _show(visit, [refuse("safety_nothing_counted")])
    if not form.text("source"):
        return _show(visit, [refuse("safety_source_missing", "source")])
    headcount = form.text("headcount")
    heads = count_in(headcount, _COUNT_DIGITS)
    if headcount and heads is None:
        return _show(visit, [refuse("safety_number_wrong", "headcount")])
    said = {
        "month": f"{month:%Y-%m}",
        "headcount": heads,
        "source": form.text("source"),
    }
    names = ("match_id", "metric", "numerator", "denominator")
    given = [{**{name: one[name] for name in names}, **said} for one in lines]
    done = visit.enter(RECORD, {"programme_id": match["programme_id"], "lines": given})
    if isinstance(done, list):
        return _show(visit, done)
    return visit.go(visit.call.request.url.path, saved=said["month"])


PAGES = (
    Page(
        code="safety.month",
        path="/safety/{programme_id}/matches/{match_id}/months",
        show=_show,
        post=_post,
    ),
)
