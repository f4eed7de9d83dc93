"""Sites are drawn for an award: how many are still missing, the form, and every draw so far."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.pages.safety_award import award_of
from sangsaeng.web.pages.safety_sites import TONES
from sangsaeng.web.safety.forms import acts_about, post_short, short
from sangsaeng.web.safety.reading import MOST, UNPROCESSABLE, error_items, programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_DRAW = "outcomes.gateway.draw"
_NONCE_BYTES = 32
# No act draws more at once.
_MOST_SITES = 100


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, award = programme_of(visit), award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    matches = visit.rows("outcomes.matches.list", limit=MOST, **about)
    planned = _planned(visit, award["programme_id"], award["award_id"])
    standing = sum(one["state"] != "refused" for one in matches)
    pending = acts_about(visit, _DRAW, **about)
    draws = [
        one
        for one in visit.rows(
            "outcomes.gateway.draws", limit=MOST, programme_id=award["programme_id"]
        )
        if one["award_id"] == award["award_id"]
    ]
    missing = min(max(planned - standing, 1), _MOST_SITES)
    proposed = {"sites": str(missing), "nonce": secrets.token_hex(_NONCE_BYTES)}
    asked = award["state"] == "funded" and not pending
    return visit.render(
        "safety/draw.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        award=award,
        pending=pending,
        matches=matches,
        tones=TONES,
        planned=planned,
        standing=standing,
        draws=list(reversed(draws)),
        names={one["site_id"]: one["site"] for one in matches},
        form=short(visit, _DRAW, about, refusals, proposed) if asked else None,
        items=error_items(visit, refusals),
    )


def _planned(visit: Visit, programme_id: int, award_id: int) -> int:
    """How many sites the funded plan names."""
    about = {"programme_id": programme_id, "application_id": award_id}
    found = visit.rows("outcomes.applications.list", **about)
    return int(found[0]["plan"]["sites_planned"]) if found else 0


def _post(visit: Visit) -> Response:
    award = award_of(visit)
    about = {"programme_id": award["programme_id"], "award_id": award["award_id"]}
    return post_short(visit, {_DRAW: about}, _show)


PAGES = (
    Page(
        code="safety.draw",
        path="/safety/{programme_id}/awards/{award_id}/draw",
        show=_show,
        post=_post,
    ),
)
