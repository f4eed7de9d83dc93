"""Disputes: a supplier objects with new evidence, and is answered in writing (row 17)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.kinds.outcomes_claims import OFFICER, SUPPLIER
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_call import Text
from sangsaeng.outcomes.service_disputes import decide_dispute, open_dispute


class DisputeWanted(Given):
    """The supplier objects to a determination within its window, on evidence that came after it."""

    programme_id: ProgrammeId
    determination_id: ItemId
    ground: Text
    evidence_ids: Annotated[list[ItemId], Field(min_length=1, max_length=100)]


class DisputeStated(Answer):
    """A dispute and how it stands."""

    dispute_id: int
    state: str


class DisputeAnswered(Given):
    """The panel's written answer; upheld, the verifier determines the claim anew."""

    programme_id: ProgrammeId
    dispute_id: ItemId
    upheld: bool
    answer: Text


def _open(acting: Acting, given: DisputeWanted) -> DisputeStated | Refused:
    about = (given.programme_id, given.determination_id, acting.company_id)
    done = open_dispute(acting.tx, *about, given.ground, given.evidence_ids, acting.at)
    if isinstance(done, Refusal):
        return done
    return DisputeStated(dispute_id=done, state="opened")


def _decide(acting: Acting, given: DisputeAnswered) -> DisputeStated | Refused:
    about = (given.programme_id, given.dispute_id, acting.company_id)
    done = decide_dispute(acting.tx, *about, given.upheld, given.answer, acting.at)
    if isinstance(done, Refusal):
        return done
    return DisputeStated(dispute_id=given.dispute_id, state=done)


ACTS = (
    Act(
        code="outcomes.disputes.open",
        path="/outcomes/disputes/open",
        given=DisputeWanted,
        answer=DisputeStated,
        enter=SUPPLIER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_open,
    ),
    Act(
        code="outcomes.disputes.decide",
        path="/outcomes/disputes/decide",
        given=DisputeAnswered,
        answer=DisputeStated,
        enter=OFFICER,
        approve=OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_decide,
    ),
)
