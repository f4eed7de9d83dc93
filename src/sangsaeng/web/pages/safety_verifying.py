"""The verifier's report: every metric of every drawn site, as it was found."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.pages.safety_claims import claim_of
from sangsaeng.web.safety.forms import acts_about, post_short
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    error_items,
    leads_on,
    metric_names,
    programme_of,
    the,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_REPORT = "outcomes.verifications.report"


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, claim = programme_of(visit), claim_of(visit)
    about = {"programme_id": claim["programme_id"], "claim_id": claim["claim_id"]}
    matches = visit.rows(
        "outcomes.matches.list",
        limit=MOST,
        programme_id=claim["programme_id"],
        award_id=claim["award_id"],
    )
    sites = {one["match_id"]: one["site"] for one in matches}
    return visit.render(
        "safety/report_form.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        claim=claim,
        pending=acts_about(visit, _REPORT, **about),
        sites=[(number, sites.get(number, ""), lines) for number, lines in _lines(visit, claim)],
        names=metric_names(programme, visit.lang),
        visited=visit.form.text("visited_on") or f"{visit.today}",
        duties=visit.form.text("duties_met"),
        may=visit.may_enter(_REPORT),
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
        items=error_items(visit, refusals),
    )


def _lines(visit: Visit, claim: Mapping[str, Any]) -> list[tuple[int, list[dict[str, Any]]]]:
    """The claim's lines at each drawn site, in the order drawn, with what was typed."""
    unknown = refuse("unknown_claim", "claim_id", value=str(claim["claim_id"]))
    about = {"programme_id": claim["programme_id"], "claim_id": claim["claim_id"]}
    drawn = the(visit, "outcomes.verifications.list", unknown, **about)
    found = []
    for match_id in drawn["drawn"]:
        lines = []
        for one in claim["lines"]:
            if one["match_id"] != match_id:
                continue
            name = f"{match_id}.{one['metric']}"
            lines.append(
                {
                    **one,
                    "name": name,
                    "found": visit.form.text(f"n.{name}", str(one["numerator"])),
                    "of": visit.form.text(f"d.{name}", str(one["denominator"])),
                    "reason": visit.form.text(f"r.{name}"),
                }
            )
        found.append((match_id, lines))
    return found


def _post(visit: Visit) -> Response:
    form = visit.form
    if form.text("decision"):
        return post_short(visit, {}, _show)
    claim = claim_of(visit)
    duties = {"yes": True, "no": False}.get(form.text("duties_met"))
    if duties is None:
        return _show(visit, [refuse("safety_duties_missing", "duties_met")])
    visited = form.text("visited_on")
    found = [
        {
            "match_id": match_id,
            "metric": one["metric"],
            "numerator": one["found"],
            "denominator": one["of"],
            "visited_on": visited,
            "reason": one["reason"],
        }
        for match_id, lines in _lines(visit, claim)
        for one in lines
    ]
    about = {"programme_id": claim["programme_id"], "claim_id": claim["claim_id"]}
    done = visit.enter(_REPORT, {**about, "duties_met": duties, "found": found})
    return _show(visit, done) if isinstance(done, list) else leads_on(visit, done)


PAGES = (
    Page(
        code="safety.report_form",
        path="/safety/{programme_id}/claims/{claim_id}/report",
        show=_show,
        post=_post,
    ),
)
