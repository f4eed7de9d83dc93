"""How things stood before the works: the verifier writes down site by site, and locks it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.rules_baselines import ACCIDENTS
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.safety_award import award_of
from sangsaeng.web.safety.forms import acts_about, post_short, short
from sangsaeng.web.safety.months import line_items, whole_list
from sangsaeng.web.safety.reading import MOST, UNPROCESSABLE, metric_names, programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_RECORD, _LOCK = "outcomes.baselines.record", "outcomes.baselines.lock"
_STATE = "confirmed"
# The year before, both days counted, unless somebody says otherwise.
_SPAN = timedelta(days=365)


def _about(visit: Visit) -> dict[str, int]:
    award = award_of(visit)
    return {"programme_id": award["programme_id"], "award_id": award["award_id"]}


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, award, about = programme_of(visit), award_of(visit), _about(visit)
    names = metric_names(programme, visit.lang)
    hazards = whole_list(visit, "outcomes.hazards.list", **about)
    recorded = whole_list(visit, "outcomes.baselines.list", **about)
    lines = _lines(visit, about, names, recorded)
    last: Mapping[str, Any] = recorded[-1] if recorded else {}
    yesterday = visit.today - timedelta(days=1)
    otherwise = {
        "from_on": last.get("from_on", yesterday - _SPAN + timedelta(days=1)),
        "until_on": last.get("until_on", yesterday),
        "source": last.get("source", ""),
    }
    pending = acts_about(visit, _LOCK, **about)
    open_ = award["state"] == "funded" and not pending
    locked = bool(recorded) and all(one["locked_at"] for one in recorded)
    ours = visit.form.text("act") != _LOCK
    items = line_items(visit, refusals, _typed(lines))
    return visit.render(
        "safety/baselines.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        award=award,
        pending=pending,
        lines=lines,
        names=names,
        hazards=_by_match(hazards),
        recorded=recorded,
        sites=_sites(lines),
        said={name: visit.form.text(name) or f"{value}" for name, value in otherwise.items()},
        months=programme["rules"].get("baseline_months"),
        saved=visit.query("saved"),
        may=open_ and visit.may_enter(_RECORD) and not locked,
        lock=short(visit, _LOCK, about, refusals) if open_ and recorded and not locked else None,
        locked=locked,
        request_key=(visit.form.text("request_key") if ours else "") or secrets.token_hex(16),
        items=items,
    )


def _lines(
    visit: Visit,
    about: Mapping[str, Any],
    names: Mapping[str, str],
    recorded: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Accidents over hours and every metric of the approved target, at every confirmed site: what
    was typed, else what was recorded."""
    targets = visit.rows("outcomes.targets.list", limit=MOST, **about)
    approved = next((one for one in reversed(targets) if one["state"] == "approved"), None)
    wanted = [one["metric"] for one in approved["target"]["metrics"]] if approved else []
    metrics = list(dict.fromkeys([ACCIDENTS, *wanted]))
    matches = whole_list(visit, "outcomes.matches.list", **about)
    known = {(one["match_id"], one["metric"]): one for one in recorded}
    found = []
    for match in matches:
        if match["state"] != _STATE:
            continue
        for metric in metrics:
            name = f"{match['match_id']}.{metric}"
            before = known.get((match["match_id"], metric), {})
            found.append(
                {
                    "match_id": match["match_id"],
                    "site": match["site"],
                    "metric": metric,
                    "name": name,
                    "label": f"{match['site']}, {names.get(metric, metric)}",
                    "numerator": visit.form.text(f"n.{name}", before.get("numerator", "")),
                    "denominator": visit.form.text(f"d.{name}", before.get("denominator", "")),
                }
            )
    return found


def _typed(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in lines if str(one["numerator"]).strip()]


def _sites(lines: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, list[Mapping[str, Any]]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    for one in lines:
        found.setdefault(one["match_id"], []).append(one)
    return [(number, of[0]["site"], of) for number, of in found.items()]


def _by_match(hazards: Sequence[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for one in hazards:
        found.setdefault(one["match_id"], []).append(one)
    return found


def _hazards(visit: Visit, about: Mapping[str, Any], matches: Sequence[int]) -> list[Any]:
    """New hazards, one a site and form, each with the site's next number. A site may have one
    before its numbers are known."""
    known = _by_match(whole_list(visit, "outcomes.hazards.list", **about))
    found = []
    for match_id in matches:
        kind, risk = visit.form.text(f"hk.{match_id}"), visit.form.text(f"hr.{match_id}")
        if not kind and not risk:
            continue
        number = max((one["hazard_no"] for one in known.get(match_id, ())), default=0) + 1
        before = number_in(risk, 3)
        found.append(
            {"match_id": match_id, "hazard_no": number, "kind": kind, "risk_before": before}
        )
    return found


def _post(visit: Visit) -> Response:
    about, form = _about(visit), visit.form
    if form.text("decision") or form.text("act") == _LOCK:
        return post_short(visit, {_LOCK: about}, _show)
    recorded = whole_list(visit, "outcomes.baselines.list", **about)
    names_of = metric_names(programme_of(visit), visit.lang)
    everything = _lines(visit, about, names_of, recorded)
    lines = _typed(everything)
    if not lines:
        return _show(visit, [refuse("safety_nothing_counted")])
    if not form.text("source"):
        return _show(visit, [refuse("safety_source_missing", "source")])
    said = {name: form.text(name) for name in ("from_on", "until_on", "source")}
    names = ("match_id", "metric", "numerator", "denominator")
    given = {
        **about,
        "lines": [{**{name: one[name] for name in names}, **said} for one in lines],
        "hazards": _hazards(visit, about, [number for number, _, _ in _sites(everything)]),
    }
    done = visit.enter(_RECORD, given)
    if isinstance(done, list):
        return _show(visit, done)
    return visit.go(visit.call.request.url.path, saved="1")


PAGES = (
    Page(
        code="safety.baselines",
        path="/safety/{programme_id}/awards/{award_id}/baselines",
        show=_show,
        post=_post,
    ),
)
