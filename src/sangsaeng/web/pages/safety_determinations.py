"""Why a claim pays what it pays, line by line; and what may be done about it: settle, object."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.kinds.outcomes_evidence import LARGEST_BYTES
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.pages.safety_works import ACCEPT, MOST_BODY, evidence_values
from sangsaeng.web.safety.forms import acts_about, post_short, short
from sangsaeng.web.safety.reading import (
    MOST,
    UNPROCESSABLE,
    error_items,
    number,
    programme_of,
)
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_SETTLE, _OBJECT, _DECIDE = (
    "outcomes.determinations.settle",
    "outcomes.disputes.open",
    "outcomes.disputes.decide",
)
_ADD = "outcomes.evidence.add"
# Lines that say what would have paid more; the others say what did.
_SHORT_OF = frozenset(
    {
        "explain_below_first_step",
        "explain_evidence_late",
        "explain_gate_broken",
        "explain_gate_incident",
        "explain_metric_over_tolerance",
        "explain_nothing_counts",
        "explain_observed_worse",
        "explain_overclaimed",
        "explain_period_not_paid",
        "explain_site_left",
    }
)


def _is_short(line: dict[str, Any]) -> bool:
    """Whether a line took from the amount: by its kind, or as a metric below its target."""
    below = line["what"] == "explain_metric" and str(line["facts"].get("achieved")) != "1"
    return below or line["what"] in _SHORT_OF


def _lines(visit: Visit, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every line as said to the visitor; a clause's words, which stand in both languages, once."""
    found, clause = [], ""
    for one in lines:
        both = one["words"].split(" / ", 1)
        words = both[0 if visit.lang == "ko" else -1] if one["clause"] != clause else ""
        found.append({**one, "said": one[visit.lang], "words": words})
        clause = one["clause"]
    return found


def _about(visit: Visit) -> dict[str, Any]:
    return {
        "programme_id": number(visit, "programme_id"),
        "determination_id": number(visit, "determination_id"),
    }


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, about = programme_of(visit), _about(visit)
    told = visit.one("outcomes.determinations.explain", **about)
    of_claim = {"programme_id": told["programme_id"], "claim_id": told["claim_id"]}
    versions = visit.rows("outcomes.determinations.list", **of_claim)
    booked = next(one for one in versions if one["determination_id"] == told["determination_id"])
    pending = [one for code in (_SETTLE, _OBJECT) for one in acts_about(visit, code, **about)]
    disputes = [
        one
        for one in visit.rows("outcomes.disputes.list", **of_claim)
        if one["determination_id"] == told["determination_id"]
    ]
    fresh = told["newest"] and not booked["booked_on"] and not pending
    open_ = told["window_until"] >= visit.today
    lines = _lines(visit, told["lines"])
    return visit.render(
        "safety/determination.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        told=told,
        versions=versions,
        booked=booked,
        pending=pending,
        disputes=disputes,
        open=open_,
        lines=lines,
        wrong=[one for one in lines if _is_short(one)],
        settle=short(visit, _SETTLE, about, refusals) if fresh and not open_ else None,
        objects=bool(fresh and open_ and not disputes and visit.may_enter(_OBJECT)),
        items=error_items(visit, refusals),
    )


def _post(visit: Visit) -> Response:
    return post_short(visit, {_SETTLE: _about(visit)}, _show)


def _dispute_form(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, about = programme_of(visit), _about(visit)
    told = visit.one("outcomes.determinations.explain", **about)
    added = _added(visit, told)
    return visit.render(
        "safety/dispute_form.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        told=told,
        files=added,
        accept=ACCEPT,
        largest=LARGEST_BYTES,
        form=short(visit, _OBJECT, {**about, "evidence_ids": []}, refusals) if added else None,
        add_key=secrets.token_hex(16),
        pending=acts_about(visit, _OBJECT, **about),
        items=error_items(visit, refusals),
    )


def _added(visit: Visit, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The company's files about the award that came after the determination: what is new."""
    about = {"programme_id": told["programme_id"], "award_id": told["award_id"]}
    return [
        one
        for one in visit.rows("outcomes.evidence.list", limit=MOST, **about)
        if one["company_id"] == visit.caller.company_id and one["added_at"] > told["determined_at"]
    ]


def _post_dispute(visit: Visit) -> Response:
    about, form = _about(visit), visit.form
    told = visit.one("outcomes.determinations.explain", **about)
    if form.text("act") == _ADD:
        file = form.upload("content")
        if file is None:
            return _dispute_form(visit, [refuse("safety_file_missing", "content")])
        of_award = {"programme_id": told["programme_id"], "award_id": told["award_id"]}
        done = visit.enter(_ADD, evidence_values(visit, file, of_award))
        if isinstance(done, list):
            return _dispute_form(visit, done)
        return visit.go(visit.call.request.url.path)
    ids = [one["evidence_id"] for one in _added(visit, told)]
    return post_short(visit, {_OBJECT: {**about, "evidence_ids": ids}}, _dispute_form)


def _dispute(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, dispute_id = programme_of(visit), number(visit, "dispute_id")
    about = {"programme_id": programme["programme_id"], "dispute_id": dispute_id}
    disputes = visit.rows(
        "outcomes.disputes.list", limit=MOST, programme_id=programme["programme_id"]
    )
    dispute = next((one for one in disputes if one["dispute_id"] == dispute_id), None)
    if dispute is None:
        return visit.go(f"/safety/{programme['programme_id']}")
    files = visit.rows(
        "outcomes.evidence.list",
        limit=MOST,
        programme_id=programme["programme_id"],
        award_id=dispute["award_id"],
    )
    pending = acts_about(visit, _DECIDE, **about)
    asked = not dispute["decided_at"] and not pending
    return visit.render(
        "safety/dispute.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        dispute=dispute,
        files=[one for one in files if one["evidence_id"] in dispute["evidence_ids"]],
        pending=pending,
        decide=short(visit, _DECIDE, about, refusals) if asked else None,
        items=error_items(visit, refusals),
    )


def _post_decision(visit: Visit) -> Response:
    about = {
        "programme_id": number(visit, "programme_id"),
        "dispute_id": number(visit, "dispute_id"),
    }
    return post_short(visit, {_DECIDE: about}, _dispute)


_AT = "/safety/{programme_id}/determinations/{determination_id}"
PAGES = (
    Page(code="safety.determination", path=_AT, show=_show, post=_post),
    Page(
        code="safety.dispute_form",
        path=f"{_AT}/dispute",
        show=_dispute_form,
        post=_post_dispute,
        most_body_bytes=MOST_BODY,
    ),
    Page(
        code="safety.dispute",
        path="/safety/{programme_id}/disputes/{dispute_id}",
        show=_dispute,
        post=_post_decision,
    ),
)
