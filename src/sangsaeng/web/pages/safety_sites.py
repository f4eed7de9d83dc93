"""A site's side: consent by owner and workers' representative, and the match with its works."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.rules_observing import OBSERVED
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

_CONSENT, _CONFIRM, _DECLINE = (
    "outcomes.sites.consent",
    "outcomes.matches.confirm",
    "outcomes.matches.refuse",
)
_ACCEPT, _REFUSE = "outcomes.works.accept", "outcomes.works.refuse"
# How files begin that a browser draws; it runs nothing of them. Every other file is saved.
_DRAWN = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
}
_NO_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 72"><rect width="96" height="72"'
    b' fill="#E6E8EA"/><path d="M36 20h16l8 8v24H36zM52 20v8h8" fill="none" stroke="#58616A"'
    b' stroke-width="2"/></svg>'
)
_KEPT = {
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=3600",
    "content-security-policy": "default-src 'none'; sandbox",
}
TONES = {"drawn": "warning", "accepted": "success", "refused": "danger", "left": "neutral"}


def site_of(visit: Visit) -> dict[str, Any]:
    """The site of the path, or RefusedError."""
    programme_id, site_id = number(visit, "programme_id"), number(visit, "site_id")
    unknown = refuse("unknown_site", "site_id", value=str(site_id))
    return the(visit, "outcomes.sites.list", unknown, programme_id=programme_id, site_id=site_id)


def match_of(visit: Visit) -> dict[str, Any]:
    """The match of the path, or RefusedError."""
    programme_id, match_id = number(visit, "programme_id"), number(visit, "match_id")
    unknown = refuse("unknown_match", "match_id", value=str(match_id))
    about = {"programme_id": programme_id, "match_id": match_id}
    return the(visit, "outcomes.matches.list", unknown, **about)


def _site(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, site = programme_of(visit), site_of(visit)
    about = {"programme_id": site["programme_id"], "site_id": site["site_id"]}
    own = site["company_id"] == visit.caller.company_id
    text = visit.one("outcomes.sites.consent_text", **about)
    pending = acts_about(visit, _CONSENT, **about) if own else []
    asked = own and site["state"] == "registered" and not pending
    fixed = {**about, "text_digest": text["text_digest"]}
    matches = visit.rows("outcomes.matches.list", limit=MOST, **about)
    return visit.render(
        "safety/site.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        site=site,
        own=own,
        text=text["text"].split("\n\n")[0 if visit.lang == "ko" else -1],
        digest=text["text_digest"],
        pending=pending,
        form=short(visit, _CONSENT, fixed, refusals) if asked else None,
        matches=matches,
        tones=TONES,
        items=error_items(visit, refusals),
    )


def _post_site(visit: Visit) -> Response:
    site = site_of(visit)
    fixed = {
        "programme_id": site["programme_id"],
        "site_id": site["site_id"],
        "text_digest": visit.form.text("text_digest"),
    }
    return post_short(visit, {_CONSENT: fixed}, _site)


def _match(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, match = programme_of(visit), match_of(visit)
    about = {"programme_id": match["programme_id"], "match_id": match["match_id"]}
    own = match["company_id"] == visit.caller.company_id
    now = {"drawn": (_CONFIRM, _DECLINE), "installed": (_ACCEPT, _REFUSE)}
    codes = now.get(match["state"], ())
    pending = [one for code in codes for one in acts_about(visit, code, **about)]
    works = visit.rows("outcomes.works.list", **about)
    confirmed_at = match["site_at"] if own else match["supplier_at"]
    side = own or any(row["award_id"] == match["award_id"] for row in _supplied(visit, match))
    asks = "" if pending or not side else match["state"]
    may_confirm = asks == "drawn" and confirmed_at is None
    may_accept = asks == "installed" and own
    return visit.render(
        "safety/match.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        match=match,
        own=own,
        tones=TONES,
        pending=pending,
        works=works[0] if works else None,
        files=visit.rows("outcomes.evidence.list", **about),
        hazards=visit.rows("outcomes.hazards.list", limit=MOST, **about),
        baselines=visit.rows("outcomes.baselines.list", **about),
        observations=visit.rows("outcomes.observations.list", limit=MOST, **about),
        names=metric_names(programme, visit.lang),
        confirm=short(visit, _CONFIRM, about, refusals) if may_confirm else None,
        decline=short(visit, _DECLINE, about, refusals) if may_confirm else None,
        accept=short(visit, _ACCEPT, about, refusals) if may_accept else None,
        refuse=short(visit, _REFUSE, about, refusals) if may_accept else None,
        submits=asks == "confirmed" and not own and visit.may_enter("outcomes.works.submit"),
        watches=match["state"] in OBSERVED and visit.may_enter("outcomes.observations.record"),
        makes_links=bool(works) and visit.may_enter("outcomes.confirmations.make"),
        items=error_items(visit, refusals),
    )


def _supplied(visit: Visit, match: dict[str, Any]) -> Sequence[dict[str, Any]]:
    about = {"programme_id": match["programme_id"], "award_id": match["award_id"]}
    awards = visit.rows("outcomes.awards.list", **about)
    return [row for row in awards if row["supplier_id"] == visit.caller.company_id]


def _post_match(visit: Visit) -> Response:
    match = match_of(visit)
    about = {"programme_id": match["programme_id"], "match_id": match["match_id"]}
    codes = (_CONFIRM, _DECLINE, _ACCEPT, _REFUSE)
    return post_short(visit, dict.fromkeys(codes, about), _match)


def _evidence(visit: Visit) -> Response:
    about = {
        "programme_id": number(visit, "programme_id"),
        "evidence_id": number(visit, "evidence_id"),
    }
    file = visit.one("outcomes.evidence.content", **about)
    content = b64decode(file["content"])
    drawn = any(content.startswith(begins) for begins in _DRAWN.get(file["media_type"], ()))
    if visit.query("small") and not drawn:
        return Response(_NO_PICTURE, 200, _KEPT, "image/svg+xml")
    ending = file["media_type"].rsplit("/", 1)[-1].rsplit(".", 1)[-1][:5]
    how = "inline" if drawn else "attachment"
    name = f'{how}; filename="evidence-{about["evidence_id"]}.{ending}"'
    kind = file["media_type"] if drawn else "application/octet-stream"
    return Response(content, 200, {**_KEPT, "content-disposition": name}, kind)


PAGES = (
    Page(
        code="safety.site",
        path="/safety/{programme_id}/sites/{site_id}",
        show=_site,
        post=_post_site,
    ),
    Page(
        code="safety.match",
        path="/safety/{programme_id}/matches/{match_id}",
        show=_match,
        post=_post_match,
    ),
    Page(
        code="safety.evidence",
        path="/safety/{programme_id}/evidence/{evidence_id}",
        show=_evidence,
    ),
)
