"""Observation of pay for success: months, hazards, accidents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from sangsaeng.acts.fields import Day, ItemId, Line, ProgrammeId
from sangsaeng.acts.kinds.outcomes_targets import Quantity
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_call import Code
from sangsaeng.outcomes.rules_observing import Incident, Observed
from sangsaeng.outcomes.service_observing import (
    abate_hazards,
    amend_incident,
    record_incident,
    record_observations,
)
from sangsaeng.outcomes.service_sides import match_watched

# 300 sites, five metrics, a year.
_MOST_LINES = 20_000
_HIGHEST_RISK = 25
# A death weighs 7,500 days; several in one accident are several incidents.
_MOST_DAYS = 7_500
Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="YYYY-MM")]


class ObservationGiven(Given):
    """One metric at one site in one month; said again, the last word counts."""

    match_id: ItemId
    metric: Code
    month: Month
    numerator: Quantity
    denominator: Quantity
    headcount: Annotated[int, Field(ge=0, le=100_000)] | None = None
    source: Line


class ObservationsGiven(Given):
    """Months of any sites of a programme: all lines or none."""

    programme_id: ProgrammeId
    lines: Annotated[list[ObservationGiven], Field(min_length=1, max_length=_MOST_LINES)]


class AbatedGiven(Given):
    """A hazard, the risk that is left of it (1 to 25), and the day."""

    hazard_no: Annotated[int, Field(ge=1, le=10_000)]
    risk_after: Annotated[int, Field(ge=1, le=_HIGHEST_RISK)]
    abated_on: Day


class HazardsAbated(Given):
    """What became of hazards at a site."""

    programme_id: ProgrammeId
    match_id: ItemId
    lines: Annotated[list[AbatedGiven], Field(min_length=1, max_length=1_000)]


class IncidentGiven(Given):
    """An accident at a site. `reported_on`: the injury report form; `approved_on`: COMWEL's word;
    `attributable`: to a defect of what was installed."""

    programme_id: ProgrammeId
    match_id: ItemId
    kind: Literal["injury", "death", "serious", "disease"]
    happened_on: Day
    reported_on: Day | None = None
    approved_on: Day | None = None
    concealed: bool = False
    attributable: bool = False
    lost_days: Annotated[int, Field(ge=-_MOST_DAYS, le=_MOST_DAYS)] = 0


class IncidentAmended(Given):
    """What became known later of an accident; what is not named stays."""

    programme_id: ProgrammeId
    incident_id: ItemId
    reported_on: Day | None = None
    approved_on: Day | None = None
    concealed: bool | None = None
    attributable: bool | None = None
    lost_days: Annotated[int, Field(ge=-_MOST_DAYS, le=_MOST_DAYS)] | None = None


class ObservationsStated(Answer):
    """How many lines were put down, and findings that they made."""

    lines: int
    findings: int


class HazardsStated(Answer):
    """How many hazards it was said of."""

    hazards: int


class IncidentStated(Answer):
    """The accident's number, and the determinations that it re-opens."""

    incident_id: int
    reopened: list[int]


def _observe(acting: Acting, given: ObservationsGiven) -> ObservationsStated | Refused:
    lines = [
        Observed(
            one.match_id,
            one.metric,
            date.fromisoformat(f"{one.month}-01"),
            Decimal(one.numerator),
            Decimal(one.denominator),
            one.headcount,
            one.source,
        )
        for one in given.lines
    ]
    about = (acting.company_id, given.programme_id)
    done = record_observations(acting.tx, *about, lines, acting.at)
    if isinstance(done, list):
        return done
    return ObservationsStated(lines=len(lines), findings=done)


def _abate(acting: Acting, given: HazardsAbated) -> HazardsStated | Refused:
    about = (acting.company_id, given.programme_id, given.match_id)
    match = match_watched(acting.tx, *about, hold=True)
    if isinstance(match, Refusal):
        return match
    acting.touches(match.company_id)
    lines = [(one.hazard_no, one.risk_after, one.abated_on) for one in given.lines]
    refused = abate_hazards(acting.tx, match, lines, acting.at)
    return refused or HazardsStated(hazards=len(lines))


def _incident(acting: Acting, given: IncidentGiven) -> IncidentStated | Refused:
    about = (acting.company_id, given.programme_id)
    incident = Incident(**given.model_dump(exclude={"programme_id"}))
    done = record_incident(acting.tx, *about, incident, acting.at)
    if isinstance(done, Refusal):
        return done
    return IncidentStated(incident_id=done[0], reopened=list(done[1]))


def _amend(acting: Acting, given: IncidentAmended) -> IncidentStated | Refused:
    about = (acting.company_id, given.programme_id, given.incident_id)
    named = given.model_dump(exclude={"programme_id", "incident_id"})
    changed: dict[str, Any] = {name: one for name, one in named.items() if one is not None}
    done = amend_incident(acting.tx, *about, changed, acting.at)
    if isinstance(done, Refusal):
        return done
    return IncidentStated(incident_id=given.incident_id, reopened=list(done[1]))


_WATCHERS = frozenset({Role.PROGRAMME_OFFICER, Role.VERIFIER})

ACTS = (
    Act(
        # Months decide nothing before they are claimed and verified.
        code="outcomes.observations.record",
        path="/outcomes/observations/record",
        given=ObservationsGiven,
        answer=ObservationsStated,
        enter=_WATCHERS,
        programme_of=lambda given: given.programme_id,
        execute=_observe,
    ),
    Act(
        code="outcomes.hazards.abate",
        path="/outcomes/hazards/abate",
        given=HazardsAbated,
        answer=HazardsStated,
        enter=_WATCHERS,
        programme_of=lambda given: given.programme_id,
        execute=_abate,
    ),
    Act(
        # An accident may close a gate: it decides over the supplier's reward.
        code="outcomes.incidents.record",
        path="/outcomes/incidents/record",
        given=IncidentGiven,
        answer=IncidentStated,
        enter=_WATCHERS,
        approve=_WATCHERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_incident,
    ),
    Act(
        code="outcomes.incidents.amend",
        path="/outcomes/incidents/amend",
        given=IncidentAmended,
        answer=IncidentStated,
        enter=_WATCHERS,
        approve=_WATCHERS,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_amend,
    ),
)
