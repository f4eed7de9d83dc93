"""The tail: looks at sites after the reward, and what was kept back (row 19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId
from sangsaeng.acts.kinds.outcomes_claims import OFFICER, VERIFIER, touch_supplier
from sangsaeng.acts.kinds.outcomes_determinations import ClaimNamed
from sangsaeng.acts.model import Answer, Consent, Given
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_call import Text
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_settling import start_tail
from sangsaeng.outcomes.service_sides import get_match
from sangsaeng.outcomes.service_tail import (
    Look,
    forfeit_retention,
    inspect,
    release_retention,
)


class AwardNamed(Given):
    """An award of a programme."""

    programme_id: ProgrammeId
    award_id: ItemId


class TailStated(Answer):
    """An award's tail, until a day."""

    award_id: int
    tail_until: date


class InspectionWanted(Given):
    """A look at a site; `announced`: whether it knew beforehand."""

    programme_id: ProgrammeId
    match_id: ItemId
    inspected_on: Day
    in_use: bool
    announced: bool
    note: Text


class InspectionStated(Answer):
    """A look, put down."""

    inspection_id: int


class ForfeitWanted(Given):
    """What was kept back of a claim is lost: all of it for a concealed accident found later, the
    sites' share for equipment that is no longer in use."""

    programme_id: ProgrammeId
    claim_id: ItemId
    ground: Literal["concealment", "not_in_use"]


class RetentionStated(Answer):
    """What became of a claim's retention; `payable_id` where it is owed to the supplier."""

    claim_id: int
    released_won: int
    forfeited_won: int
    payable_id: int | None


def _begin(acting: Acting, given: AwardNamed) -> TailStated | Refused:
    about = (given.programme_id, given.award_id, acting.company_id)
    done = start_tail(acting.tx, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    return TailStated(award_id=given.award_id, tail_until=done)


def _inspect(acting: Acting, given: InspectionWanted) -> InspectionStated | Refused:
    look = Look(given.match_id, given.inspected_on, given.in_use, given.announced, given.note)
    done = inspect(acting.tx, given.programme_id, acting.company_id, look, acting.at)
    if isinstance(done, Refusal):
        return done
    match = get_match(acting.tx, given.programme_id, given.match_id)
    if not isinstance(match, Refusal):
        acting.touches(match.supplier_id)
        acting.touches(match.company_id)
    return InspectionStated(inspection_id=done)


def _release(acting: Acting, given: ClaimNamed) -> RetentionStated | Refused:
    about = (given.programme_id, given.claim_id, acting.company_id)
    done = release_retention(acting.tx, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    touch_supplier(acting, given.programme_id, given.claim_id)
    won, payable = done
    return RetentionStated(
        claim_id=given.claim_id, released_won=won, forfeited_won=0, payable_id=payable
    )


def _forfeit(acting: Acting, given: ForfeitWanted) -> RetentionStated | Refused:
    about = (given.programme_id, given.claim_id, acting.company_id)
    done = forfeit_retention(acting.tx, *about, given.ground, acting.at)
    if isinstance(done, Refusal):
        return done
    touch_supplier(acting, given.programme_id, given.claim_id)
    return RetentionStated(
        claim_id=given.claim_id, released_won=0, forfeited_won=done, payable_id=None
    )


def _administrator(
    tx: Tx, _company_id: int, given: ClaimNamed | ForfeitWanted
) -> Sequence[int] | Refusal:
    programme = get_programme(tx, given.programme_id)
    return programme if isinstance(programme, Refusal) else (programme.administrator_id,)


ACTS = (
    Act(
        code="outcomes.tails.begin",
        path="/outcomes/tails/begin",
        given=AwardNamed,
        answer=TailStated,
        enter=OFFICER,
        approve=OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_begin,
    ),
    Act(
        code="outcomes.tails.inspect",
        path="/outcomes/tails/inspect",
        given=InspectionWanted,
        answer=InspectionStated,
        enter=VERIFIER,
        approve=VERIFIER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_inspect,
    ),
    Act(
        code="outcomes.retentions.release",
        path="/outcomes/retentions/release",
        given=ClaimNamed,
        answer=RetentionStated,
        enter=VERIFIER,
        approve=VERIFIER,
        agree_by=OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_administrator,
        programme_of=lambda given: given.programme_id,
        execute=_release,
    ),
    Act(
        code="outcomes.retentions.forfeit",
        path="/outcomes/retentions/forfeit",
        given=ForfeitWanted,
        answer=RetentionStated,
        enter=VERIFIER,
        approve=VERIFIER,
        agree_by=OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_administrator,
        programme_of=lambda given: given.programme_id,
        execute=_forfeit,
    ),
)
