"""A form that could not be taken yet comes back whole: nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sangsaeng.api.callers import is_same_site
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.model import SignedIn
from sangsaeng.signin.service_profile import Profile, get_profile
from sangsaeng.web.admitting import STEP_UP_CODE, WRITTEN_BY, Arrived, look_of
from sangsaeng.web.paths import local_path
from sangsaeng.web.submitted import CARRIED, Submitted
from sangsaeng.web.visits import Visit

# What belongs to the sending, not to what was written.
NOT_CARRIED = frozenset({"csrf_token", STEP_UP_CODE, "password", "password_again", "code", "email"})
_WHY = {
    "step_up_needed": "proof",
    "sign_in_needed": "sign_in",
    "session_unknown": "sign_in",
    "csrf_token_wrong": "again",
}
# Names of an interrupted form while its person signs in.
HELD, HELD_ADDRESS = "held:", "held_address"
_LEADS = {
    "proof": ("page_carried_proof", "carried_proof_lead"),
    "sign_in": ("page_carried_sign_in", "carried_sign_in_lead"),
    "again": ("page_carried_again", "carried_again_lead"),
}
# What pages put into forms of their own; a file that a preview carries is told by its name.
_NOT_WRITTEN = (
    *("request_key", "company_id", "written_by", "digest", "next", "step", "decision", "parts"),
    *("content", "carried_data"),
)
_NAMES_OF_FILES = ("file_name", "carried_name")
_STATUS = {"proof": 403, "sign_in": 401, "again": 409}


def carry(arrived: Arrived, refusals: Sequence[Refusal]) -> Response:
    """The page that keeps the form: prove yourself, sign in again, or look and send it again.

    Only a form of our own pages is kept: another's would be sent by a person that never saw it.
    """
    call = arrived.call
    if not is_same_site(call.request, call.counter.settings, unsaid=False):
        raise RefusedError(refuse("cross_site"))
    token = call.request.cookies.get(call.counter.settings.cookie) or None
    found = get_profile(call.database, token, call.at) if token else None
    profile = found if isinstance(found, Profile) else None
    lang, mode = look_of(call.request, profile)
    why = _WHY[refusals[0].code]
    refuse_another(arrived.form, profile)
    if why != "proof" and not arrived.page.carries:
        return to_sign_in(call.request) if profile is None else _back(call.request)
    visit = Visit(
        call=call,
        page=replace(arrived.page, code=f"carried.{why}"),
        lang=lang,
        mode=mode,
        form=arrived.form,
        token=token if profile else None,
        profile=profile,
    )
    fields = arrived.form.carried(NOT_CARRIED)
    return visit.render(
        "carried.html",
        _STATUS[why],
        why=why,
        said=_LEADS[why],
        address=call.request.url.path,
        fields=fields,
        written=_written(fields),
        files=_files(fields),
        refusals=list(refusals)[1:],
    )


def refuse_another(form: Submitted, profile: Profile | None) -> None:
    """RefusedError `form_of_another`, where a form was made for one person and another one is here:
    it must not go on under a name that never saw it."""
    said = form.text(WRITTEN_BY)
    if said and profile is not None and said != str(profile.session.person_id):
        raise RefusedError(refuse("form_of_another"))


def to_sign_in(request: Request) -> Response:
    """The way in, and back to the page. A link from a letter comes from elsewhere, so that the
    browser keeps the session's cookie to itself: asked once more, it brings it."""
    where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = {"next": where} if where != "/" else {}
    if request.headers.get("sec-fetch-site") == "cross-site":
        asked["again"] = "1"
    return RedirectResponse(f"/sign-in?{urlencode(asked)}" if asked else "/sign-in", 303)


def _back(request: Request) -> Response:
    return RedirectResponse(local_path(request.url.path), 303)


def held_in(form: Submitted) -> list[tuple[str, str]]:
    """The interrupted form that came along to the way in: its address first, then its fields."""
    address = form.text(HELD_ADDRESS)
    if not address:
        return []
    pairs = [
        (name, value)
        for name, values in form.fields.items()
        if name.startswith(HELD)
        for value in values
    ]
    return [(HELD_ADDRESS, address), *pairs]


def carry_on(visit: Visit, signed_in: SignedIn | None) -> Response:
    """The interrupted form once more, to be looked at and sent: under the new session, if any."""
    held = held_in(visit.form)
    fields = [(name.removeprefix(HELD), value) for name, value in held[1:]]
    if signed_in is not None:
        visit.token = signed_in.token
        written_by = dict(fields).get(WRITTEN_BY, "")
        if written_by and written_by != str(signed_in.session.person_id):
            return visit.render("problem.html", 409, refusals=[refuse("form_of_another")])
    visit.page = replace(visit.page, code="carried.again")
    return visit.render(
        "carried.html",
        why="again",
        said=_LEADS["again"],
        address=local_path(held[0][1]) if held else "/",
        fields=fields,
        written=_written(fields),
        files=_files(fields),
        refusals=[],
    )


def _written(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a person wrote, without what the page put in."""
    return [
        (name, value)
        for name, value in fields
        if value and not name.startswith(CARRIED) and name not in (*_NOT_WRITTEN, *_NAMES_OF_FILES)
    ]


def _files(fields: Sequence[tuple[str, str]]) -> list[str]:
    sent = [value.partition(":")[2] for name, value in fields if name.startswith(CARRIED)]
    return sent + [value for name, value in fields if name in _NAMES_OF_FILES and value]
