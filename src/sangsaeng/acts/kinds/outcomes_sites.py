"""Sites of pay for success: registering one, the consent of its two sides, and its end."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, Name, ProgrammeId
from sangsaeng.acts.fields_related import Relateds, related_in
from sangsaeng.acts.kinds.machines import Digest
from sangsaeng.acts.model import Answer, Consent, Given, Office, Role
from sangsaeng.acts.owning import holds_office
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_call import AccidentType
from sangsaeng.outcomes.model_site import SiteEntry
from sangsaeng.outcomes.service_sides import administered
from sangsaeng.outcomes.service_sites import (
    close_site,
    consent_site,
    get_site,
    register_site,
    site_owned,
    unknown_site,
)

Reason = Literal[
    "disaster",
    "ordered",
    "bankruptcy",
    "business_closed",
    "relocated",
    "site_withdrew",
    "supplier_withdrew",
    "other",
]
# Nobody in the programme has more people at one site.
_MOST_PEOPLE = 100_000


class SiteWanted(Given):
    """A workplace of the actor's that asks to be improved, free of charge, and who stands behind
    the company: no supplier that shares any of them is drawn for it."""

    programme_id: ProgrammeId
    name: Name
    workplace_number: Annotated[
        str, Field(pattern=r"^[0-9]{11}$", description="COMWEL's number of the workplace")
    ]
    industry_code: Annotated[
        str, Field(pattern=r"^[A-Z][0-9]{2,5}$", description="Korean standard classification")
    ]
    region: Name
    headcount: Annotated[int, Field(ge=1, le=_MOST_PEOPLE)]
    hazards: Annotated[list[AccidentType], Field(min_length=1, max_length=4)]
    related: Relateds = Field(default_factory=list)


class SiteNamed(Given):
    """A site of a programme."""

    programme_id: ProgrammeId
    site_id: ItemId


class ConsentGiven(SiteNamed):
    """The digest of the text that the owner and the workers' representative both read."""

    text_digest: Digest


class SiteEnded(SiteNamed):
    """A site that closed on a day, or takes part no more; and why. `disaster`, `ordered` and
    `bankruptcy` take it out of what is counted: the administrator says so, with evidence of it."""

    reason: Reason
    closed_on: Day | None = None
    evidence_ids: Annotated[list[ItemId], Field(max_length=100)] = Field(default_factory=list)


class SiteStated(Answer):
    """A site as it stands after the act."""

    site_id: int
    state: str


class SiteGone(SiteStated):
    """The same, and the matches that ended with it."""

    matches: list[int]


def person_and_second(acting: Acting, field: str) -> tuple[int, int] | Refusal | None:
    """Who entered and who approved, both people; None in a rehearsal. Refused:
    `worker_representative_missing`, where one person alone may act for the company."""
    if acting.rehearsed:
        return None
    if acting.person_id is None or not acting.approved_by:
        return refuse("worker_representative_missing", field)
    return acting.person_id, acting.approved_by[0]


def _register(acting: Acting, given: SiteWanted) -> SiteStated | Refused:
    refused = holds_office(acting.tx, acting.company_id, Office.SITE, "outcomes.sites.register")
    if refused:
        return refused
    entry = SiteEntry(**given.model_dump(exclude={"programme_id", "related"}))
    about = (acting.company_id, given.programme_id, entry, related_in(given.related))
    done = register_site(acting.tx, *about, acting.at)
    return done if isinstance(done, Refusal) else SiteStated(site_id=done, state="registered")


def _consent(acting: Acting, given: ConsentGiven) -> SiteStated | Refused:
    site = site_owned(acting.tx, acting.company_id, given.programme_id, given.site_id, hold=True)
    if isinstance(site, Refusal):
        return site
    people = person_and_second(acting, "site_id")
    if isinstance(people, Refusal):
        return people
    digest = bytes.fromhex(given.text_digest)
    refused = consent_site(acting.tx, site, digest, people, acting.at)
    return refused or SiteStated(site_id=site.site_id, state="consented")


def _close(acting: Acting, given: SiteEnded) -> SiteGone | Refused:
    site = get_site(acting.tx, given.programme_id, given.site_id, hold=True)
    if isinstance(site, Refusal):
        return site
    mine = administered(acting.tx, acting.company_id, given.programme_id)
    if site.company_id != acting.company_id and isinstance(mine, Refusal):
        return unknown_site(given.site_id)
    acting.touches(site.company_id)
    told = (given.reason, given.closed_on, given.evidence_ids, acting.company_id)
    done = close_site(acting.tx, site, *told, acting.at)
    if isinstance(done, Refusal):
        return done
    state = "withdrawn" if given.closed_on is None else "closed"
    return SiteGone(site_id=site.site_id, state=state, matches=list(done))


def _programme(given: Given) -> int:
    return cast(SiteNamed, given).programme_id


_OWNER = frozenset({Role.ENTERER, Role.APPROVER})

ACTS = (
    Act(
        code="outcomes.sites.register",
        path="/outcomes/sites/register",
        given=SiteWanted,
        answer=SiteStated,
        enter=_OWNER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=_programme,
        execute=_register,
    ),
    Act(
        # Both are people, and not the same: a machine consents to nothing.
        code="outcomes.sites.consent",
        path="/outcomes/sites/consent",
        given=ConsentGiven,
        answer=SiteStated,
        enter=_OWNER,
        approve=frozenset({Role.WORKER_REPRESENTATIVE}),
        consent=Consent.ANOTHER,
        steps_up=True,
        by_key=False,
        programme_of=_programme,
        execute=_consent,
    ),
    Act(
        code="outcomes.sites.close",
        path="/outcomes/sites/close",
        given=SiteEnded,
        answer=SiteGone,
        enter=_OWNER | {Role.PROGRAMME_OFFICER},
        approve=frozenset({Role.APPROVER, Role.PROGRAMME_OFFICER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=_programme,
        execute=_close,
    ),
)
