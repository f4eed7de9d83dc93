"""One award: targets, sites, claims, determinations and money, each with its next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.pages.safety import AWARD_TONES, TONES, actor_of, steps_of, waiting_lines
from sangsaeng.web.pages.safety_sites import TONES as MATCH_TONES
from sangsaeng.web.safety.forms import acts_about, post_short, short
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
from sangsaeng.web.visits import Visit

_APPROVE, _TURN_DOWN = "outcomes.targets.approve", "outcomes.targets.refuse"
_SIGN = "outcomes.agreements.sign"
_LISTS = {
    "matches": "outcomes.matches.list",
    "targets": "outcomes.targets.list",
    "claims": "outcomes.claims.list",
    "verifications": "outcomes.verifications.list",
    "determinations": "outcomes.determinations.list",
    "disputes": "outcomes.disputes.list",
    "retentions": "outcomes.retentions.list",
    "clawbacks": "outcomes.clawbacks.list",
    "incidents": "outcomes.incidents.list",
    "agreements": "outcomes.agreements.list",
}
_BEFORE = ("draw", "targets", "baselines")
# The last changes; the list holds them all.
_CHANGES = 12


def award_of(visit: Visit) -> dict[str, Any]:
    """The award of the path, or RefusedError."""
    programme_id, award_id = number(visit, "programme_id"), number(visit, "award_id")
    unknown = refuse("unknown_award", "award_id", value=str(award_id))
    about = {"programme_id": programme_id, "award_id": award_id}
    return the(visit, "outcomes.awards.list", unknown, **about)


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, award = programme_of(visit), award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    lists = {name: visit.rows(code, limit=MOST, **about) for name, code in _LISTS.items()}
    payables = visit.rows("outcomes.payables.list", limit=MOST, programme_id=award["programme_id"])
    waiting = waiting_lines(visit, **about)
    # Targets and the agreement are agreed to before the works; afterwards nobody is waited for.
    early = (_APPROVE, _TURN_DOWN, _SIGN) if award["state"] == "funded" else ()
    pending = [one for code in early for one in acts_about(visit, code, **about)]
    asks = {one["what"] for one in waiting if one["mine"]} if not pending else set()
    return visit.render(
        "safety/award.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        award=award,
        award_tones=AWARD_TONES,
        match_tones=MATCH_TONES,
        steps=steps_of(visit, **about),
        tones=TONES,
        actor=actor_of,
        mine=[one for one in waiting if one["mine"]],
        others=[one for one in waiting if not one["mine"]],
        payables=[one for one in payables if one["award_id"] == award["award_id"]],
        names=metric_names(programme, visit.lang),
        events=visit.rows("outcomes.events.list", limit=_CHANGES, **about),
        pending=pending,
        forms=_forms(visit, about, asks, refusals),
        preview=_preview(visit, about) if "agreement" in asks else None,
        items=error_items(visit, refusals),
        steps_at=_steps_at(visit, award),
        found_of={one["claim_id"]: one for one in lists["verifications"]},
        **lists,
    )


def _steps_at(visit: Visit, award: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pages of what comes before the works, whoever does it: each shows what was entered."""
    at = f"/safety/{award['programme_id']}/awards/{award['award_id']}"
    return [(visit.t(f"page_safety_{name}"), f"{at}/{name}") for name in _BEFORE]


def _fixed(visit: Visit, about: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the forms of the page leave unasked."""
    targets = visit.rows("outcomes.targets.list", limit=MOST, **about)
    proposed = [one["version"] for one in targets if one["state"] == "proposed"]
    target = {**about, "version": proposed[-1] if proposed else 1}
    signed = {**about, "rule_digest": visit.form.text("rule_digest")}
    return {_APPROVE: target, _TURN_DOWN: target, _SIGN: signed}


def _forms(
    visit: Visit,
    about: Mapping[str, Any],
    asks: set[str],
    refusals: Sequence[Refusal],
) -> dict[str, Any]:
    found: dict[str, Any] = {"approve": None, "turn_down": None, "sign": None}
    if "target_decide" in asks:
        fixed = _fixed(visit, about)[_APPROVE]
        found["approve"] = short(visit, _APPROVE, fixed, refusals)
        found["turn_down"] = short(visit, _TURN_DOWN, fixed, refusals)
    if "agreement" in asks:
        found["sign"] = short(visit, _SIGN, {**about, "rule_digest": ""}, refusals)
    return found


def _preview(visit: Visit, about: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rule as it would be frozen now; None while something is missing for it."""
    try:
        return visit.one("outcomes.agreements.preview", **about)
    except RefusedError:
        return None


def _post(visit: Visit) -> Response:
    award = award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    return post_short(visit, _fixed(visit, about), _show)


PAGES = (
    Page(
        code="safety.award",
        path="/safety/{programme_id}/awards/{award_id}",
        show=_show,
        post=_post,
    ),
)
