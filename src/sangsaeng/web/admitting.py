"""Who comes to a page: session, company, language and mode; and whether a form is ours."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from starlette.requests import Request

from sangsaeng.acts.model import Caller
from sangsaeng.api.callers import csrf_token_of, is_same_site
from sangsaeng.api.calls import Call, choose_language
from sangsaeng.api.persons import source_of
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.service_passwords import step_up_totp
from sangsaeng.signin.service_profile import Profile, get_profile
from sangsaeng.signin.service_sessions import get_caller
from sangsaeng.web.shape import Page, is_open
from sangsaeng.web.submitted import Submitted
from sangsaeng.web.visits import CONTRAST, LIGHT, Visit

LANGUAGE, MODE, COMPANY = "sangsaeng-language", "sangsaeng-mode", "sangsaeng-company"
STEP_UP_CODE = "step_up_code"
# For whom a page of ours was made; a form of it is that person's.
WRITTEN_BY = "written_by"
_NUMBER = re.compile(r"[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a request says of itself before anybody is asked."""

    page: Page
    call: Call
    form: Submitted


def look_of(request: Request, profile: Profile | None) -> tuple[Language, str]:
    """Language and mode: as chosen in this browser, else the person's, else the browser's."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen not in ("ko", "en"):
        chosen = profile.language if profile else None
    if chosen not in ("ko", "en"):
        chosen = choose_language(request.headers.get("accept-language", ""))
    mode = CONTRAST if request.cookies.get(MODE) == CONTRAST else LIGHT
    return ("en" if chosen == "en" else "ko"), mode


def admit(arrived: Arrived) -> Visit:
    """The visit of whoever comes, or RefusedError. A form must come from our own pages and carry
    the token of this very session; `step_up_code` proves its person anew on the way."""
    visit = _recognise(arrived)
    page, posted = arrived.page, arrived.call.request.method == "POST"
    if posted and not is_same_site(
        arrived.call.request, arrived.call.counter.settings, unsaid=False
    ):
        raise RefusedError(refuse("cross_site"))
    if page.anyone:
        return visit
    if visit.profile is None:
        code = "session_unknown" if visit.token else "sign_in_needed"
        raise RefusedError(refuse(code))
    if posted:
        said = visit.form.text(WRITTEN_BY)
        if said and said != str(visit.profile.session.person_id):
            raise RefusedError(refuse("form_of_another"))
        _check_token(visit)
        _prove(visit)
    visit.known_caller = _choose_caller(visit)
    if not is_open(page, visit):
        raise RefusedError(refuse("not_permitted", None, action=page.code))
    return visit


def _recognise(arrived: Arrived) -> Visit:
    call = arrived.call
    token = call.request.cookies.get(call.counter.settings.cookie) or None
    found = get_profile(call.database, token, call.at) if token else None
    profile = found if isinstance(found, Profile) else None
    lang, mode = look_of(call.request, profile)
    return Visit(
        call=call,
        page=arrived.page,
        lang=lang,
        mode=mode,
        form=arrived.form,
        token=token,
        profile=profile,
        path_values={name: str(value) for name, value in call.request.path_params.items()},
    )


def _check_token(visit: Visit) -> None:
    assert visit.token is not None
    sent = visit.form.text("csrf_token") or visit.call.request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(sent.encode(), csrf_token_of(visit.token).encode()):
        raise RefusedError(refuse("csrf_token_wrong"))


def _prove(visit: Visit) -> None:
    code = visit.form.text(STEP_UP_CODE)
    if not code:
        return
    assert visit.token is not None
    call = visit.call
    done = step_up_totp(call.database, visit.token, code, call.at, source_of(call), call.code_at)
    if isinstance(done, Refusal):
        # The form comes back with why, and can be proved again.
        raise RefusedError(refuse("step_up_needed"), done)


def _choose_caller(visit: Visit) -> Caller:
    """The company a form was made for, else the one chosen in this browser, else the first."""
    assert visit.token is not None and visit.profile is not None
    own = [one.company_id for one in visit.profile.companies if not one.awaits_recovery]
    of_form = visit.form.text("company_id") or visit.query("company")
    chosen = of_form or visit.call.request.cookies.get(COMPANY, "")
    wanted = int(chosen) if _NUMBER.fullmatch(chosen) else None
    if wanted not in own and (not of_form or wanted is None):
        wanted = own[0] if own else None
    found = get_caller(visit.call.database, visit.token, wanted, visit.at)
    if isinstance(found, Refusal):
        raise RefusedError(found)
    return found
