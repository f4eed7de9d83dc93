"""Applications to a call: the supplier's own, and the administrator's check (rows 2, 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import DraftDigest, ItemId, ProgrammeId, Won, WonOrNone
from sangsaeng.acts.fields_related import Relateds, related_in
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_call import Plan, PlannedMetric
from sangsaeng.outcomes.model_choosing import Asked, Looked
from sangsaeng.outcomes.service_applications import (
    check_application,
    get_application,
    get_application_digest,
    save_application,
    submit_application,
)
from sangsaeng.outcomes.service_sides import administered

_OFFICER = frozenset({Role.PROGRAMME_OFFICER})
_SUPPLIER = frozenset({Role.ENTERER, Role.APPROVER})


class PlannedMetricWanted(PlannedMetric, Given):
    """One undertaking of a plan: a metric of the catalogue, and its weight in the score."""


class PlanWanted(Plan, Given):
    """The supplier's business plan."""

    metrics: Annotated[Sequence[PlannedMetricWanted], Field(min_length=1, max_length=10)]


class ApplicationWanted(Given):
    """The supplier's one application to a call; until it is submitted it is saved over. What was
    told of related parties stays told."""

    programme_id: ProgrammeId
    plan: PlanWanted
    stage1_won: Won
    success_won: WonOrNone
    related: Relateds = Field(default_factory=list)


class ApplicationSubmitted(Given):
    """A draft is submitted as it was read: its `draft_digest` is in the answer of the act that
    saved it."""

    programme_id: ProgrammeId
    application_id: ItemId
    draft_digest: DraftDigest


class ApplicationLooked(Given):
    """What an officer found in papers that no table here knows: arrears of tax or premium, an
    accident concealed or a name published, no proof of sales, a plan with gaps."""

    programme_id: ProgrammeId
    application_id: ItemId
    in_arrears: bool = False
    concealed_or_named: bool = False
    not_commercialised: bool = False
    incomplete: bool = False


class ApplicationStated(Answer):
    """An application as it stands; `reason`: a stable code, where it is not eligible;
    `draft_digest`: of everything a draft would be submitted with."""

    application_id: int
    state: str
    reason: str | None = None
    draft_digest: str | None = None


def _save(acting: Acting, given: ApplicationWanted) -> ApplicationStated | Refused:
    plan = Plan.model_validate(given.plan.model_dump())
    asked = Asked(plan, given.stage1_won, given.success_won, related_in(given.related))
    done = save_application(acting.tx, given.programme_id, acting.company_id, asked, acting.at)
    if isinstance(done, Refusal):
        return done
    digest = get_application_digest(acting.tx, given.programme_id, done)
    return ApplicationStated(application_id=done, state="draft", draft_digest=digest)


def _submit(acting: Acting, given: ApplicationSubmitted) -> ApplicationStated | Refused:
    about = (given.programme_id, given.application_id, acting.company_id)
    done = submit_application(acting.tx, *about, given.draft_digest, acting.at)
    if isinstance(done, Refusal):
        return done
    return ApplicationStated(application_id=done.application_id, state="submitted")


def _check(acting: Acting, given: ApplicationLooked) -> ApplicationStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    looked = Looked(
        given.in_arrears, given.concealed_or_named, given.not_commercialised, given.incomplete
    )
    reason = check_application(
        acting.tx, given.programme_id, given.application_id, looked, acting.at
    )
    if isinstance(reason, Refusal):
        return reason
    found = get_application(acting.tx, given.programme_id, given.application_id)
    if isinstance(found, Refusal):
        return found
    acting.touches(found.supplier_id)
    return ApplicationStated(
        application_id=found.application_id, state=found.state, reason=found.reason
    )


ACTS = (
    Act(
        # A draft is the supplier's alone and asks for nothing yet.
        code="outcomes.applications.save",
        path="/outcomes/applications/save",
        given=ApplicationWanted,
        answer=ApplicationStated,
        enter=_SUPPLIER,
        programme_of=lambda given: given.programme_id,
        execute=_save,
    ),
    Act(
        code="outcomes.applications.submit",
        path="/outcomes/applications/submit",
        given=ApplicationSubmitted,
        answer=ApplicationStated,
        enter=_SUPPLIER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_submit,
    ),
    Act(
        code="outcomes.applications.check",
        path="/outcomes/applications/check",
        given=ApplicationLooked,
        answer=ApplicationStated,
        enter=_OFFICER,
        approve=_OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_check,
    ),
)
