"""Baselines of pay for success: recorded and locked by the verifier, before the works."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, Line, Name, ProgrammeId
from sangsaeng.acts.kinds.outcomes_targets import Quantity
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_call import Code
from sangsaeng.outcomes.model_target import BaselineLine, HazardLine
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_baselines import lock_baselines, record_baselines
from sangsaeng.outcomes.service_sides import award_verified

# A hundred sites with all metrics of the catalogue.
_MOST_LINES = 2_000
# Risk is likelihood x severity, each 1 to 5.
_HIGHEST_RISK = 25


class BaselineGiven(Given):
    """How a metric stood at a site: `numerator` of `denominator`, both days counted."""

    match_id: ItemId
    metric: Code
    numerator: Quantity
    denominator: Quantity
    from_on: Day
    until_on: Day
    source: Line


class HazardGiven(Given):
    """A hazard found at a site and its risk before the works, 1 to 25."""

    match_id: ItemId
    hazard_no: Annotated[int, Field(ge=1, le=10_000)]
    kind: Name
    risk_before: Annotated[int, Field(ge=1, le=_HIGHEST_RISK)]


class BaselinesGiven(Given):
    """Baselines and hazards of an award's sites; a baseline said again replaces the last."""

    programme_id: ProgrammeId
    award_id: ItemId
    lines: Annotated[list[BaselineGiven], Field(min_length=1, max_length=_MOST_LINES)]
    hazards: Annotated[list[HazardGiven], Field(max_length=_MOST_LINES, default_factory=list)]


class AwardNamed(Given):
    """An award of a programme."""

    programme_id: ProgrammeId
    award_id: ItemId


class BaselinesStated(Answer):
    """How many lines were put down."""

    lines: int
    hazards: int


class BaselinesLocked(Answer):
    """The matches whose baselines stand for ever."""

    matches: list[int]


def _mine(acting: Acting, programme_id: int, award_id: int) -> tuple[Programme, Award] | Refusal:
    award = award_verified(acting.tx, acting.company_id, programme_id, award_id)
    if isinstance(award, Refusal):
        return award
    programme = get_programme(acting.tx, programme_id)
    assert not isinstance(programme, Refusal)
    acting.touches(award.supplier_id)
    return programme, award


def _record(acting: Acting, given: BaselinesGiven) -> BaselinesStated | Refused:
    found = _mine(acting, given.programme_id, given.award_id)
    if isinstance(found, Refusal):
        return found
    lines = [
        BaselineLine(
            one.match_id,
            one.metric,
            Decimal(one.numerator),
            Decimal(one.denominator),
            one.from_on,
            one.until_on,
            one.source,
        )
        for one in given.lines
    ]
    hazards = [HazardLine(**one.model_dump()) for one in given.hazards]
    refused = record_baselines(acting.tx, *found, lines, hazards, acting.at)
    return refused or BaselinesStated(lines=len(lines), hazards=len(hazards))


def _lock(acting: Acting, given: AwardNamed) -> BaselinesLocked | Refused:
    found = _mine(acting, given.programme_id, given.award_id)
    if isinstance(found, Refusal):
        return found
    done = lock_baselines(acting.tx, *found, acting.at)
    return done if isinstance(done, Refusal) else BaselinesLocked(matches=list(done))


_VERIFIERS = frozenset({Role.VERIFIER})

ACTS = (
    Act(
        # What is recorded binds nobody before it is locked.
        code="outcomes.baselines.record",
        path="/outcomes/baselines/record",
        given=BaselinesGiven,
        answer=BaselinesStated,
        enter=_VERIFIERS,
        programme_of=lambda given: given.programme_id,
        execute=_record,
    ),
    Act(
        code="outcomes.baselines.lock",
        path="/outcomes/baselines/lock",
        given=AwardNamed,
        answer=BaselinesLocked,
        enter=_VERIFIERS,
        approve=_VERIFIERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_lock,
    ),
)
