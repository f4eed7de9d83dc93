"""Assessors: conflicts declared, scores locked under seal, then the ranking (row 4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_call import Code, Text
from sangsaeng.outcomes.service_scoring import (
    declare_conflict,
    lock_scores,
    recommend,
    shown_mean,
)
from sangsaeng.outcomes.service_sides import administered

_OFFICER = frozenset({Role.PROGRAMME_OFFICER})
_ASSESSOR = frozenset({Role.ASSESSOR})


class ConflictDeclared(Given):
    """An assessor says, once, whether it is free to judge an application, and why."""

    programme_id: ProgrammeId
    application_id: ItemId
    conflicted: bool
    statement: Text


class Points(Given):
    """The points for one criterion."""

    criterion: Code
    points: Annotated[int, Field(ge=0, le=100)]


class ScoresLocked(Given):
    """An assessor's whole sheet: every criterion of the call, once. It is not changed afterwards,
    and nobody else sees it before the ranking."""

    programme_id: ProgrammeId
    application_id: ItemId
    points: Annotated[list[Points], Field(min_length=1, max_length=30)]


class RankingWanted(Given):
    """Rank what was scored, once, and recommend it to the payer."""

    programme_id: ProgrammeId


class Declared(Answer):
    """Whether the assessor may judge the application."""

    application_id: int
    free_to_judge: bool


class Locked(Answer):
    """The sum of a locked sheet."""

    application_id: int
    points: int


class PlaceStated(Answer):
    """An application's place; `mean` to 6 places, the order is by the exact one."""

    application_id: int
    rank: int
    mean: str
    state: str


class RankingStated(Answer):
    """The ranking, the best first."""

    programme_id: int
    places: list[PlaceStated]


def _declare(acting: Acting, given: ConflictDeclared) -> Declared | Refused:
    who = _assessor(acting, given.programme_id, "outcomes.conflicts.declare")
    if isinstance(who, Refusal):
        return who
    about = (given.programme_id, given.application_id, who)
    refused = declare_conflict(acting.tx, *about, given.conflicted, given.statement, acting.at)
    return refused or Declared(
        application_id=given.application_id, free_to_judge=not given.conflicted
    )


def _lock(acting: Acting, given: ScoresLocked) -> Locked | Refused:
    who = _assessor(acting, given.programme_id, "outcomes.scores.lock")
    if isinstance(who, Refusal):
        return who
    sheet = {one.criterion: one.points for one in given.points}
    if len(sheet) != len(given.points):
        codes = [one.criterion for one in given.points]
        twice = next(code for code in codes if codes.count(code) > 1)
        return refuse("criterion_twice", "points", criterion=twice)
    about = (given.programme_id, given.application_id, who)
    refused = lock_scores(acting.tx, *about, sheet, acting.at)
    return refused or Locked(application_id=given.application_id, points=sum(sheet.values()))


def _recommend(acting: Acting, given: RankingWanted) -> RankingStated | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return programme
    done = recommend(acting.tx, given.programme_id, acting.at)
    if isinstance(done, Refusal):
        return done
    acting.touches(programme.payer_id)
    places = [
        PlaceStated(
            application_id=one.application_id,
            rank=one.rank,
            mean=str(shown_mean(one.mean)),
            state=one.state,
        )
        for one in done
    ]
    return RankingStated(programme_id=given.programme_id, places=places)


def _assessor(acting: Acting, programme_id: int, action: str) -> int | Refusal:
    """The person who judges, at the administrator; a machine judges nothing."""
    programme = administered(acting.tx, acting.company_id, programme_id)
    if isinstance(programme, Refusal):
        return programme
    return acting.person_id or refuse("not_permitted", None, action=action)


ACTS = (
    Act(
        code="outcomes.conflicts.declare",
        path="/outcomes/conflicts/declare",
        given=ConflictDeclared,
        answer=Declared,
        enter=_ASSESSOR,
        by_key=False,
        programme_of=lambda given: given.programme_id,
        execute=_declare,
    ),
    Act(
        # One assessor's judgement alone decides nothing: three do, and two people rank them.
        code="outcomes.scores.lock",
        path="/outcomes/scores/lock",
        given=ScoresLocked,
        answer=Locked,
        enter=_ASSESSOR,
        steps_up=True,
        by_key=False,
        programme_of=lambda given: given.programme_id,
        execute=_lock,
    ),
    Act(
        code="outcomes.recommendations.decide",
        path="/outcomes/recommendations/decide",
        given=RankingWanted,
        answer=RankingStated,
        enter=_OFFICER,
        approve=_OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_recommend,
    ),
)
