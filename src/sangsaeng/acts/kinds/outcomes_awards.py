"""The payer's decision about what was recommended (row 5), and who verifies an award."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import BusinessNumber, ItemId, Line, ProgrammeId, WonOrNone
from sangsaeng.acts.fields_related import Relateds, related_in
from sangsaeng.acts.model import Answer, Consent, Given, Office, Role
from sangsaeng.acts.owning import company_named, company_to_agree
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_call import Text
from sangsaeng.outcomes.model_choosing import Funding, Instrument
from sangsaeng.outcomes.service_applications import get_application
from sangsaeng.outcomes.service_awarding import assign_verifier, decline, fund
from sangsaeng.outcomes.service_payables import paid_by
from sangsaeng.outcomes.service_sides import administered

_OFFICER = frozenset({Role.PROGRAMME_OFFICER})
_CREDIT = frozenset({Role.CREDIT})


class AwardDecided(Given):
    """Fund a recommended application, or decline it with a written reason. The money of a grant is
    at most what was asked for, and its whole success cap is reserved at once; a loan, a guarantee
    or an investment stores terms and triggers, and its money runs in the bank's own system."""

    programme_id: ProgrammeId
    application_id: ItemId
    decision: Literal["fund", "decline"]
    instrument: Instrument = Instrument.GRANT
    stage1_won: WonOrNone = 0
    success_cap_won: WonOrNone = 0
    terms: Text | None = None
    triggers: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    policy_reference: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    reason: Line | None = None


class AwardStated(Answer):
    """What was decided; `moved_up_id`: the application that is recommended in its place."""

    application_id: int
    state: str
    stage1_won: int
    success_cap_won: int
    moved_up_id: int | None = None


class VerifierWanted(Given):
    """An award's independent verifier, which agrees. It keeps a nonce, from which it will draw
    its samples; its sha256 is put down here. `replaces`: it takes over from another. `related`: who
    stands behind it, in the very text it agrees to."""

    programme_id: ProgrammeId
    award_id: ItemId
    verifier_number: BusinessNumber
    nonce_digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    replaces: bool = False
    related: Relateds = Field(default_factory=list)


class VerifierStated(Answer):
    """Who verifies the award from now on."""

    award_id: int
    verifier_id: int


def _decide(acting: Acting, given: AwardDecided) -> AwardStated | Refused:
    programme = paid_by(acting.tx, given.programme_id, acting.company_id)
    if isinstance(programme, Refusal):
        return programme
    acting.touches(programme.administrator_id)
    key = (given.programme_id, given.application_id)
    found = get_application(acting.tx, *key)
    if isinstance(found, Refusal) or found.state == "draft":
        return refuse("unknown_application", "application_id", value=str(given.application_id))
    acting.touches(found.supplier_id)
    if given.decision == "decline":
        return _decline(acting, given)
    funding = Funding(
        instrument=given.instrument,
        stage1_won=given.stage1_won,
        success_cap_won=given.success_cap_won,
        terms=given.terms,
        triggers=tuple(given.triggers),
        policy_reference=given.policy_reference,
    )
    done = fund(acting.tx, *key, funding, acting.at)
    return done if isinstance(done, Refusal) else _stated(given, "funded")


def _decline(acting: Acting, given: AwardDecided) -> AwardStated | Refused:
    if given.reason is None:
        return refuse("reason_missing", "reason")
    if given.stage1_won or given.success_cap_won:
        return refuse("declined_with_money", "stage1_won")
    key = (given.programme_id, given.application_id)
    done = decline(acting.tx, *key, given.reason, acting.at)
    return done if isinstance(done, Refusal) else _stated(given, "declined", done)


def _stated(given: AwardDecided, state: str, moved_up_id: int | None = None) -> AwardStated:
    return AwardStated(
        application_id=given.application_id,
        state=state,
        stage1_won=given.stage1_won,
        success_cap_won=given.success_cap_won,
        moved_up_id=moved_up_id,
    )


def _verifier(tx: Tx, company_id: int, given: VerifierWanted) -> list[int] | Refusal:
    programme = administered(tx, company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    found = company_to_agree(tx, given.verifier_number, "verifier_number", Office.VERIFIER)
    return found if isinstance(found, Refusal) else [found]


def _assign(acting: Acting, given: VerifierWanted) -> VerifierStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    verifier = company_named(acting, given.verifier_number, "verifier_number")
    if isinstance(verifier, Refusal):
        return verifier
    refused = assign_verifier(
        acting.tx,
        given.programme_id,
        given.award_id,
        verifier.company_id,
        bytes.fromhex(given.nonce_digest),
        given.replaces,
        related_in(given.related),
        acting.at,
    )
    return refused or VerifierStated(award_id=given.award_id, verifier_id=verifier.company_id)


ACTS = (
    Act(
        code="outcomes.awards.decide",
        path="/outcomes/awards/decide",
        given=AwardDecided,
        answer=AwardStated,
        enter=_CREDIT,
        approve=_CREDIT,
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.stage1_won + given.success_cap_won,
        programme_of=lambda given: given.programme_id,
        execute=_decide,
    ),
    Act(
        code="outcomes.verifiers.assign",
        path="/outcomes/verifiers/assign",
        given=VerifierWanted,
        answer=VerifierStated,
        enter=_OFFICER,
        approve=_OFFICER,
        agree_by=frozenset({Role.VERIFIER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_verifier,
        programme_of=lambda given: given.programme_id,
        execute=_assign,
    ),
)
