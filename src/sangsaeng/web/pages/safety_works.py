"""A supplier hands in works: photographs first, each with its hash, then what was installed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.kinds.outcomes_evidence import LARGEST_BYTES
from sangsaeng.acts.service_executing import Entered
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.web.media import MEDIA_TYPES
from sangsaeng.web.pages.safety_sites import match_of
from sangsaeng.web.safety.forms import acts_about, post_short, short
from sangsaeng.web.safety.reading import UNPROCESSABLE, error_items, programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.submitted import Upload
from sangsaeng.web.visits import Visit

_ADD, _SUBMIT = "outcomes.evidence.add", "outcomes.works.submit"
KINDS = (
    "photo_before",
    "photo_after",
    "training_list",
    "test_sheet",
    "invoice",
    "transfer",
    "other",
)
_ENDINGS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "webp": "image/webp",
    **{ending: MEDIA_TYPES[ending] for ending in ("pdf", "xlsx")},
}
ACCEPT = ",".join(f".{ending}" for ending in _ENDINGS)
# A browser sends a file as it is; as text for carrying it grows by a third.
MOST_BODY = 8 * 1024 * 1024


def about_of(match: dict[str, Any]) -> dict[str, Any]:
    """How acts and lists name the match."""
    return {"programme_id": match["programme_id"], "match_id": match["match_id"]}


def evidence_values(visit: Visit, file: Upload, about: dict[str, Any]) -> dict[str, Any]:
    """A file of the form as the act takes it; the kind of an unknown ending is refused there."""
    ending = file.name.rsplit(".", 1)[-1].lower()
    taken = visit.form.text("taken_at")
    return {
        **about,
        "kind": visit.form.text("kind", "other"),
        "media_type": _ENDINGS.get(ending, ending[:40] or "-"),
        "content": base64.b64encode(file.data).decode(),
        "taken_at": f"{taken}+09:00" if taken else visit.at.isoformat(),
    }


def _show(visit: Visit, refusals: Sequence[Refusal] = ()) -> Response:
    programme, match = programme_of(visit), match_of(visit)
    about = about_of(match)
    files = visit.rows("outcomes.evidence.list", **about)
    pending = acts_about(visit, _SUBMIT, **about)
    fixed = {**about, "evidence_ids": [one["evidence_id"] for one in files]}
    form = short(visit, _SUBMIT, fixed, refusals) if not pending else None
    return visit.render(
        "safety/works.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        match=match,
        pending=pending,
        files=files,
        added=visit.query("added"),
        kinds=[(kind, kind) for kind in KINDS],
        accept=ACCEPT,
        largest=LARGEST_BYTES,
        now=_local(visit.at),
        form=form,
        may_add=visit.may_enter(_ADD) and match["state"] == "confirmed",
        add_key=secrets.token_hex(16),
        items=error_items(visit, refusals),
    )


def _local(at: datetime) -> str:
    return at.astimezone(KOREA).strftime("%Y-%m-%dT%H:%M")


def _post(visit: Visit) -> Response:
    match, form = match_of(visit), visit.form
    about = about_of(match)
    if form.text("act") == _ADD:
        file = form.upload("content")
        if file is None:
            return _show(visit, [refuse("safety_file_missing", "content")])
        done = visit.enter(_ADD, evidence_values(visit, file, about))
        return _show(visit, done) if isinstance(done, list) else _added(visit, match, done)
    files = visit.rows("outcomes.evidence.list", **about)
    fixed = {**about, "evidence_ids": [one["evidence_id"] for one in files]}
    return post_short(visit, {_SUBMIT: fixed}, _show)


def _added(visit: Visit, match: dict[str, Any], done: Entered) -> Response:
    here = f"/safety/{match['programme_id']}/matches/{match['match_id']}/works"
    sha256 = (done.answer or {}).get("sha256", "")
    return visit.go(here, added=sha256[:16])


PAGES = (
    Page(
        code="safety.works",
        path="/safety/{programme_id}/matches/{match_id}/works",
        show=_show,
        post=_post,
        most_body_bytes=MOST_BODY,
    ),
)
