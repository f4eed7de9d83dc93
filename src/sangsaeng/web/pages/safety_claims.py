"""A supplier's claim, and a claim on its way: checked, drawn, visited, determined."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.rules_claims import CLAIMED_STATES
from sangsaeng.web.amounts import parse_won
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.safety_award import award_of
from sangsaeng.web.safety.forms import acts_about, post_short, short
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    error_items,
    leads_on,
    metric_names,
    number,
    programme_of,
    the,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

# Periods of a programme; more figures than any has.
_PERIOD_DIGITS = 3
_SUBMIT, _CHECK, _DRAW = (
    "outcomes.claims.submit",
    "outcomes.claims.check",
    "outcomes.verifications.draw",
)
_DETERMINE = "outcomes.determinations.determine"


def metrics_agreed(visit: Visit, **about: Any) -> list[str]:
    """The metrics of an award's newest rule, in its order."""
    agreed = visit.rows("outcomes.agreements.list", limit=MOST, **about)
    if not agreed:
        return []
    rule = json.loads(agreed[-1]["rule_text"])
    return [one["code"] for one in rule["terms"].get("metrics", ())]


def claim_of(visit: Visit) -> dict[str, Any]:
    """The claim of the path, or RefusedError."""
    programme_id, claim_id = number(visit, "programme_id"), number(visit, "claim_id")
    unknown = refuse("unknown_claim", "claim_id", value=str(claim_id))
    about = {"programme_id": programme_id, "claim_id": claim_id}
    return the(visit, "outcomes.claims.list", unknown, **about)


def _form(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, award = programme_of(visit), award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    periods = [one for one in programme["periods"] if one["observed_until"] < f"{visit.today}"]
    lines = _lines(visit, about)
    return visit.render(
        "safety/claim_form.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        award=award,
        pending=acts_about(visit, _SUBMIT, **about),
        periods=periods,
        lines=lines,
        names=metric_names(programme, visit.lang),
        may=visit.may_enter(_SUBMIT),
        request_key=visit.form.text("request_key") or secrets.token_hex(16),
        items=error_items(visit, refusals),
    )


def _lines(visit: Visit, about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is asked for every metric at every accepted site: what was typed, else what was last
    observed there, in parts of the locked baseline's denominator."""
    metrics = metrics_agreed(visit, **about)
    matches = visit.rows("outcomes.matches.list", limit=MOST, **about)
    baselines = visit.rows("outcomes.baselines.list", limit=MOST, **about)
    seen = visit.rows("outcomes.observations.list", limit=MOST, **about)
    denominators = {(one["match_id"], one["metric"]): one["denominator"] for one in baselines}
    last = {(one["match_id"], one["metric"]): one for one in seen}
    found = []
    for match in matches:
        if match["state"] not in CLAIMED_STATES:
            continue
        for metric in metrics:
            key = (match["match_id"], metric)
            name = f"{match['match_id']}.{metric}"
            observed = last.get(key)
            part = observed["numerator"] if observed else ""
            whole = observed["denominator"] if observed else denominators.get(key, "")
            found.append(
                {
                    "match_id": match["match_id"],
                    "site": match["site"],
                    "metric": metric,
                    "name": name,
                    "numerator": visit.form.text(f"n.{name}", part),
                    "denominator": visit.form.text(f"d.{name}", whole),
                }
            )
    return found


def _post_form(visit: Visit) -> Response:
    if visit.form.text("decision"):
        return post_short(visit, {}, _form)
    award = award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    period = visit.form.text("period_no")
    names = ("match_id", "metric", "numerator", "denominator")
    lines = [{name: one[name] for name in names} for one in _lines(visit, about)]
    number_of = number_in(period, _PERIOD_DIGITS)
    given = {**about, "period_no": period if number_of is None else number_of, "lines": lines}
    done = visit.enter(_SUBMIT, given)
    return _form(visit, done) if isinstance(done, list) else leads_on(visit, done)


def _claim(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, claim = programme_of(visit), claim_of(visit)
    about = {"programme_id": claim["programme_id"], "claim_id": claim["claim_id"]}
    drawn = visit.rows("outcomes.verifications.list", **about)
    pending = [one for code in (_CHECK, _DETERMINE) for one in acts_about(visit, code, **about)]
    state = claim["state"] if not pending else ""
    amount = _amount(visit, about) if state == "verified" and visit.may_enter(_DETERMINE) else None
    matches = visit.rows(
        "outcomes.matches.list",
        limit=MOST,
        programme_id=claim["programme_id"],
        award_id=claim["award_id"],
    )
    fixed = {**about, "amount_won": amount}
    return visit.render(
        "safety/claim.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        claim=claim,
        drawn=drawn[0] if drawn else None,
        sites={one["match_id"]: one["site"] for one in matches},
        names=metric_names(programme, visit.lang),
        found=_found(drawn[0]) if drawn else {},
        pending=pending,
        check=short(visit, _CHECK, about, refusals) if state == "submitted" else None,
        draw=short(visit, _DRAW, about, refusals) if state == "checked" else None,
        reports=state == "drawn" and visit.may_enter("outcomes.verifications.report"),
        amount=amount,
        determine=short(visit, _DETERMINE, fixed, refusals) if amount is not None else None,
        determinations=visit.rows("outcomes.determinations.list", **about),
        items=error_items(visit, refusals),
    )


def _found(drawn: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {f"{one['match_id']}.{one['metric']}": one for one in drawn["found"] or ()}


def _amount(visit: Visit, about: Mapping[str, Any]) -> int | None:
    """What the frozen rule gives: a trial with another sum says it."""
    tried = visit.dry_run(_DETERMINE, {**about, "amount_won": 0})
    if not isinstance(tried, list):
        return 0
    differs = tried[0].code == "stated_sum_differs"
    return int(tried[0].facts["found"]) if differs else None


def _post_claim(visit: Visit) -> Response:
    claim = claim_of(visit)
    about = {"programme_id": claim["programme_id"], "claim_id": claim["claim_id"]}
    stated = {**about, "amount_won": parse_won(visit.form.text("amount_won")) or 0}
    return post_short(visit, {_CHECK: about, _DRAW: about, _DETERMINE: stated}, _claim)


PAGES = (
    Page(
        code="safety.claim_form",
        path="/safety/{programme_id}/awards/{award_id}/claim",
        show=_form,
        post=_post_form,
    ),
    Page(
        code="safety.claim",
        path="/safety/{programme_id}/claims/{claim_id}",
        show=_claim,
        post=_post_claim,
    ),
)
