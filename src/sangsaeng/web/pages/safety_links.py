"""Links for workers: made by verifier or officers, handed over on paper or by message."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256

from starlette.responses import Response

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.safety_sites import match_of
from sangsaeng.web.safety.reading import MOST, UNPROCESSABLE, error_items, programme_of
from sangsaeng.web.shape import Page
from sangsaeng.web.visits import Visit

_MAKE = "outcomes.confirmations.make"
# Long enough for a shift's return, short enough that a lost note ends.
_OPEN = timedelta(days=14)
# So many workers of one site are asked at once.
_MOST_LINKS = 20


def _show(visit: Visit, refusals: Sequence[Refusal] = (), made: Sequence[str] = ()) -> Response:
    programme, match = programme_of(visit), match_of(visit)
    links = visit.rows("outcomes.confirmations.list", MOST, programme_id=match["programme_id"])
    return visit.render(
        "safety/links.html",
        UNPROCESSABLE if refusals else 200,
        programme=programme,
        match=match,
        made=made,
        links=[one for one in links if one["match_id"] == match["match_id"]],
        may_make=visit.may_enter(_MAKE),
        ends_at=_ends_at(visit),
        items=error_items(visit, refusals),
        request_key=secrets.token_hex(16),
    )


def _ends_at(visit: Visit) -> datetime:
    """The same all day, so that a form sent twice asks for the same links."""
    return datetime.combine(visit.today + _OPEN, time.min, KOREA)


def _token(visit: Visit, key: str, number: int) -> str:
    """A link's secret: the same for the same form of the same session, and known to nobody who
    reads the book, which keeps neither the session's token nor this one."""
    assert visit.token is not None
    said = f"worker link {key} {number}".encode()
    return hmac.new(visit.token.encode(), said, sha256).hexdigest()


def _make(visit: Visit) -> Response:
    """The links are shown on the page that answers alone: only their digests are kept. Pressed
    twice, the button shows the same ones twice."""
    match, key = match_of(visit), visit.form_key()
    asked = visit.form.text("count", "1")
    found = number_in(asked, 3)
    count = 1 if found is None else min(found, _MOST_LINKS)
    made: list[str] = []
    for number in range(count):
        token = _token(visit, key, number)
        given = {
            "programme_id": match["programme_id"],
            "match_id": match["match_id"],
            "token_digest": sha256(token.encode()).hexdigest(),
            "ends_at": _ends_at(visit).isoformat(),
        }
        done = visit.enter(_MAKE, given, f"{key}-{number}")
        if isinstance(done, list):
            return _show(visit, done, made)
        origin = str(visit.call.request.base_url).rstrip("/")
        made.append(f"{origin}/worker/{token}?programme={match['programme_id']}")
    return _show(visit, (), made)


PAGES = (
    Page(
        code="safety.links",
        path="/safety/{programme_id}/matches/{match_id}/links",
        show=_show,
        post=_make,
    ),
)
