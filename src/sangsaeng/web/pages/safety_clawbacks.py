"""Money asked back: the notice, the supplier's words, the decision."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
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

_HEAR, _DECIDE = "outcomes.clawbacks.hear", "outcomes.clawbacks.decide"


def _about(visit: Visit) -> dict[str, int]:
    return {
        "programme_id": number(visit, "programme_id"),
        "clawback_id": number(visit, "clawback_id"),
    }


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, about = programme_of(visit), _about(visit)
    rows = visit.rows("outcomes.clawbacks.list", limit=MOST, programme_id=about["programme_id"])
    found = next((one for one in rows if one["clawback_id"] == about["clawback_id"]), None)
    if found is None:
        value = str(about["clawback_id"])
        raise RefusedError(refuse("unknown_clawback", "clawback_id", value=value))
    pending = [one for code in (_HEAR, _DECIDE) for one in acts_about(visit, code, **about)]
    state = found["state"] if not pending else ""
    hears = state == "opened" and found["hearing_on"] >= visit.today
    decides = state == "heard" or (state == "opened" and found["hearing_on"] < visit.today)
    return visit.render(
        "safety/clawback.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        clawback=found,
        pending=pending,
        hear=short(visit, _HEAR, about, refusals) if hears else None,
        decide=short(visit, _DECIDE, about, refusals) if decides else None,
        items=error_items(visit, refusals),
    )


def _post(visit: Visit) -> Response:
    about = _about(visit)
    return post_short(visit, {_HEAR: about, _DECIDE: about}, _show)


PAGES = (
    Page(
        code="safety.clawback",
        path="/safety/{programme_id}/clawbacks/{clawback_id}",
        show=_show,
        post=_post,
    ),
)
