"""Targets of pay for success: proposed by the supplier, approved by administrator and verifier."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import ItemId, Line, Name, ProgrammeId, Won
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_call import Code, Ratio, Share
from sangsaeng.outcomes.model_target import Stated, Target, TargetMetric, UnitPrice
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_sides import (
    administered,
    award_administered,
    award_supplied,
    get_verifier,
)
from sangsaeng.outcomes.service_targets import (
    approve_target,
    propose_target,
    refuse_target,
    set_references,
)

# Quantities are decimal text; a minus is read, so that it is refused by its own code.
Quantity = Annotated[
    str, Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$", description="a decimal as text")
]
_MOST_UNITS = 100_000
_MOST_LINES = 1_000


class MetricWanted(Given):
    """One metric: its weight, and the size of the change. `delta`: baseline + size; `ratio`:
    baseline x size; `absolute`: the level itself."""

    metric: Code
    weight: Share
    stated: Annotated[Stated, Field(strict=False)]
    size: Quantity
    achievement_cap: Ratio | None = None


class UnitWanted(Given):
    """What a unit of the works is reckoned at, and how many there will be."""

    unit: Name
    price_won: Won
    units: Annotated[int, Field(ge=1, le=_MOST_UNITS)]


class TargetWanted(Given):
    """A supplier's undertaking for its award; weights add up to exactly 1."""

    programme_id: ProgrammeId
    award_id: ItemId
    metrics: Annotated[list[MetricWanted], Field(min_length=1, max_length=10)]
    units: Annotated[list[UnitWanted], Field(max_length=50, default_factory=list)]


class TargetNamed(Given):
    """A version of an undertaking."""

    programme_id: ProgrammeId
    award_id: ItemId
    version: Annotated[int, Field(ge=1, le=30_000)]


class TargetRefused(TargetNamed):
    """The same, and why, in words that the supplier reads."""

    reason: Line


class ReferenceLine(Given):
    """The level a metric reaches anyway at sites whose industry code begins with `stratum`; `*`:
    at every site."""

    stratum: Annotated[str, Field(pattern=r"^([A-Z][0-9]{0,5}|\*)$")]
    metric: Code
    value: Quantity


class ReferencesSet(Given):
    """What no target may be softer than, and where it is from."""

    programme_id: ProgrammeId
    source: Line
    lines: Annotated[list[ReferenceLine], Field(min_length=1, max_length=_MOST_LINES)]


class TargetStated(Answer):
    """A version of an undertaking as it stands after the act."""

    version: int
    state: str


class ReferencesStated(Answer):
    """How many references were set."""

    lines: int


def _propose(acting: Acting, given: TargetWanted) -> TargetStated | Refused:
    award = award_supplied(acting.tx, acting.company_id, given.programme_id, given.award_id)
    if isinstance(award, Refusal):
        return award
    programme = get_programme(acting.tx, given.programme_id)
    assert not isinstance(programme, Refusal)
    target = Target(
        [TargetMetric(**one.model_dump()) for one in given.metrics],
        [UnitPrice(**one.model_dump()) for one in given.units],
    )
    done = propose_target(acting.tx, programme, award, target, acting.at)
    return done if isinstance(done, Refusal) else TargetStated(version=done, state="proposed")


def _approve(acting: Acting, given: TargetNamed) -> TargetStated | Refused:
    about = (given.programme_id, given.award_id)
    found = award_administered(acting.tx, acting.company_id, *about)
    if isinstance(found, Refusal):
        return found
    programme, award = found
    # The verifier may have changed since it was entered: who verifies now must have agreed.
    verifier = get_verifier(acting.tx, *about)
    if verifier is not None and verifier not in acting.agreed:
        return refuse("sides_changed", "award_id", award=str(given.award_id))
    acting.touches(award.supplier_id)
    done = approve_target(acting.tx, programme, award, given.version, acting.at)
    if isinstance(done, Refusal):
        return done
    return TargetStated(version=given.version, state="approved")


def _refuse(acting: Acting, given: TargetRefused) -> TargetStated | Refused:
    about = (given.programme_id, given.award_id)
    found = award_administered(acting.tx, acting.company_id, *about)
    if isinstance(found, Refusal):
        return found
    acting.touches(found[1].supplier_id)
    refused = refuse_target(acting.tx, found[1], given.version, given.reason, acting.at)
    return refused or TargetStated(version=given.version, state="refused")


def _verifier(tx: Tx, company_id: int, given: TargetNamed) -> Sequence[int] | Refusal:
    found = administered(tx, company_id, given.programme_id)
    if isinstance(found, Refusal):
        return found
    verifier = get_verifier(tx, given.programme_id, given.award_id)
    return () if verifier is None else (verifier,)


def _set_references(acting: Acting, given: ReferencesSet) -> ReferencesStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id, hold=True)
    if isinstance(programme, Refusal):
        return programme
    lines = [(one.stratum, one.metric, Decimal(one.value)) for one in given.lines]
    refused = set_references(acting.tx, programme, lines, given.source, acting.at)
    return refused or ReferencesStated(lines=len(lines))


_OFFICERS = frozenset({Role.PROGRAMME_OFFICER})

ACTS = (
    Act(
        code="outcomes.targets.propose",
        path="/outcomes/targets/propose",
        given=TargetWanted,
        answer=TargetStated,
        enter=frozenset({Role.ENTERER, Role.APPROVER}),
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_propose,
    ),
    Act(
        code="outcomes.targets.approve",
        path="/outcomes/targets/approve",
        given=TargetNamed,
        answer=TargetStated,
        enter=_OFFICERS,
        approve=_OFFICERS,
        agree_by=frozenset({Role.VERIFIER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_verifier,
        programme_of=lambda given: given.programme_id,
        execute=_approve,
    ),
    Act(
        code="outcomes.targets.refuse",
        path="/outcomes/targets/refuse",
        given=TargetRefused,
        answer=TargetStated,
        enter=_OFFICERS,
        approve=_OFFICERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_refuse,
    ),
    Act(
        code="outcomes.references.set",
        path="/outcomes/references/set",
        given=ReferencesSet,
        answer=ReferencesStated,
        enter=_OFFICERS,
        approve=_OFFICERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_set_references,
    ),
)
