"""Coming on the system by invitation, and the one agreement; links' tokens travel in bodies."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.responses import Response

from sangsaeng.acts.model import Answer, Caller, Given
from sangsaeng.api.callers import check_own_site
from sangsaeng.api.calls import Call
from sangsaeng.api.deciding import Digest
from sangsaeng.api.persons import (
    SessionShown,
    agent_of,
    begun,
    done,
    shown,
    source_of,
    token_of,
)
from sangsaeng.api.problems import RefusedError, answer
from sangsaeng.api.shape import Door, For
from sangsaeng.kernel.refusals import refuse
from sangsaeng.signin.service_agreement import accept_terms, find_acceptance, open_terms
from sangsaeng.signin.service_joining import (
    Joiner,
    accept_invitation,
    get_invitation,
    open_invited_terms,
)

Token = Annotated[str, Field(min_length=1, max_length=200)]
Language = Literal["ko", "en"]
_Line = Annotated[str, Field(max_length=300)]


class Link(Given):
    """The token of an invitation's link."""

    token: Token


class LinkAndLanguage(Link):
    """The same, and the language to read in."""

    language: Language = "ko"


class OnlyLanguage(Given):
    """The language to read in."""

    language: Language = "ko"


class OnlyDigest(Given):
    """The digest of the terms that were opened."""

    digest: Digest


class Joining(Given):
    """What the person enters; what is already known of it or its company may be left out.

    `as_signed_in`: the person of this session joins. `terms_digest`: it accepts the key terms now.
    """

    token: Token
    business_number: _Line
    company_name: _Line | None = None
    company_size: _Line | None = None
    name: _Line = ""
    email: _Line = ""
    telephone: _Line = ""
    language: Language = "ko"
    terms_digest: Digest | None = None
    as_signed_in: bool = False


class InvitationShown(Answer):
    """Who invites, whom, and what waits for it. The business number's end is left to be entered;
    `asks_company`: the company's name and size are asked too."""

    inviter_name: str
    company_name: str
    business_number_shown: str
    role: str
    waiting_won: int
    waiting: int
    ends_at: datetime
    asks_company: bool


class TermsShown(Answer):
    """The key terms with the company's own facts; `digest` is what is accepted."""

    version: str
    language: Language
    text: str
    digest: str
    opened_at: datetime


class AcceptanceShown(Answer):
    """What the company accepted, and by whom."""

    version: str
    digest: str
    language: Language
    person_id: int
    accepted_at: datetime


class JoinedShown(Answer):
    """The person works for the company now, and `claimed` receivables are the company's. Who was
    not signed in is so now."""

    company_id: int
    person_id: int
    role: str
    claimed: int
    session: SessionShown | None
    csrf_token: str | None


def look_at_invitation(call: Call) -> Response:
    """Who invites and what waits, before anything is asked."""
    check_own_site(call.request, call.counter.settings)
    found = done(get_invitation(call.database, call.given(Link).token, call.at))
    return answer(shown(InvitationShown, found))


def open_terms_of_invitation(call: Call) -> Response:
    """Open the key terms for the company that is invited."""
    check_own_site(call.request, call.counter.settings)
    given = call.given(LinkAndLanguage)
    opened = open_invited_terms(call.database, given.token, given.language, call.at)
    return answer(shown(TermsShown, done(opened)))


def join(call: Call) -> Response:
    """Join by an invitation; a new person is signed in by it."""
    check_own_site(call.request, call.counter.settings)
    fields: dict[str, Any] = call.given(Joining).model_dump()
    token, signed_in = fields.pop("token"), fields.pop("as_signed_in")
    joiner = Joiner(**fields, session_token=token_of(call) if signed_in else None)
    where = (agent_of(call), source_of(call))
    joined = done(accept_invitation(call.database, token, joiner, call.at, *where))
    said = {
        "company_id": joined.company_id,
        "person_id": joined.person_id,
        "role": str(joined.role),
        "claimed": joined.claimed,
    }
    if joined.signed_in is None:
        return answer({**said, "session": None, "csrf_token": None})
    return begun(call, joined.signed_in, said)


def open_agreement(call: Call) -> Response:
    """Open the key terms with the company's own facts; what was shown is kept."""
    caller = _person_of(call, "agreement.open")
    language = call.given(OnlyLanguage).language
    return answer(
        shown(TermsShown, open_terms(call.database, caller.company_id, language, call.at))
    )


def accept_agreement(call: Call) -> Response:
    """Accept what was opened, once for all counterparties."""
    caller = call.caller()
    digest = call.given(OnlyDigest).digest
    return answer(
        shown(AcceptanceShown, done(accept_terms(call.database, caller, digest, call.at)))
    )


def show_agreement(call: Call) -> Response:
    """What the company accepted of the terms in force."""
    found = find_acceptance(call.database, _person_of(call, "agreement.one").company_id)
    if found is None:
        raise RefusedError(refuse("unknown_acceptance"))
    return answer(shown(AcceptanceShown, found))


def _person_of(call: Call, action: str) -> Caller:
    """A company's terms are its people's matter: a machine, whatever its scopes, is refused."""
    caller = call.caller()
    if caller.key_id is not None:
        raise RefusedError(refuse("not_permitted", None, action=action))
    return caller


DOORS = (
    Door(
        code="joining.look",
        method="POST",
        path="/joining/look",
        work=look_at_invitation,
        given=Link,
        answer=InvitationShown,
        open_to=For.ANYONE,
    ),
    Door(
        code="joining.open_terms",
        method="POST",
        path="/joining/open-terms",
        work=open_terms_of_invitation,
        given=LinkAndLanguage,
        answer=TermsShown,
        open_to=For.ANYONE,
    ),
    Door(
        code="joining.accept",
        method="POST",
        path="/joining/accept",
        work=join,
        given=Joining,
        answer=JoinedShown,
        open_to=For.ANYONE,
    ),
    Door(
        code="agreement.open",
        method="POST",
        path="/agreement/open",
        work=open_agreement,
        given=OnlyLanguage,
        answer=TermsShown,
    ),
    Door(
        code="agreement.accept",
        method="POST",
        path="/agreement/accept",
        work=accept_agreement,
        given=OnlyDigest,
        answer=AcceptanceShown,
    ),
    Door(
        code="agreement.one",
        method="GET",
        path="/agreement",
        work=show_agreement,
        answer=AcceptanceShown,
    ),
)
