"""Scoring under seal by assessors without conflict, and the ranking (row 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_choosing import Application, Ranked, Scored
from sangsaeng.outcomes.rules_scoring import decide_sheet, plan_ranking
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_applications import get_application
from sangsaeng.outcomes.service_events import Change, record_change

_SQL = load(__package__)
_OPEN_TO_SCORE = ("eligible", "scored")
# A mean is shown to 6 places; what orders is the exact one.
_PLACES = Decimal("0.000001")


def declare_conflict(
    tx: Tx,
    programme_id: int,
    application_id: int,
    person_id: int,
    conflicted: bool,
    statement: str,
    at: datetime,
) -> Refusal | None:
    """An assessor says, once, whether it is free to judge an application.

    Refusals in order: unknown_application, application_not_scored_now, conflict_declared.
    """
    application = _to_score(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    who = _who(application, person_id)
    if tx.row(_SQL["has_declared"], **who) is not None:
        return refuse("conflict_declared", "application_id", value=str(application_id))
    tx.run(_SQL["add_conflict"], **who, conflicted=conflicted, said=statement, at=at)
    return None


def lock_scores(
    tx: Tx,
    programme_id: int,
    application_id: int,
    person_id: int,
    points: Mapping[str, int],
    at: datetime,
) -> Refusal | None:
    """An assessor's whole sheet, which nobody changes and nobody else sees before the ranking.

    Refusals in order: unknown_outcome_programme, unknown_application, call_still_open,
    application_not_scored_now, conflict_not_declared, assessor_conflicted, scores_locked,
    score_sheet_differs, points_above_most.
    """
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    application = _to_score(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    if programme.state == "open":
        return refuse("call_still_open", "programme_id", closes=programme.closes_at.isoformat())
    who = _who(application, person_id)
    declared = tx.row(_SQL["has_declared"], **who)
    if declared is None:
        return refuse("conflict_not_declared", "application_id", value=str(application_id))
    if declared["conflicted"]:
        return refuse("assessor_conflicted", "application_id", value=str(application_id))
    if tx.the(_SQL["has_scored"], **who)["yes"]:
        return refuse("scores_locked", "application_id", value=str(application_id))
    refused = decide_sheet(programme.call, points)
    if refused:
        return refused
    # From here it must succeed.
    sheet = {"criterion": list(points), "points": list(points.values())}
    tx.run(_SQL["add_scores"], **who, **sheet, at=at)
    about = {"programme_id": programme_id, "application_id": application_id}
    found = int(tx.the(_SQL["count_assessors"], **about)["found"])
    if application.state == "eligible" and found >= programme.rules.least_assessors:
        tx.run(_SQL["set_application_state"], **about, state="scored", reason=None)
        record_change(tx, Change(programme_id, "application", application_id, "scored"), at)
    return None


def recommend(tx: Tx, programme_id: int, at: datetime) -> tuple[Ranked, ...] | Refusal:
    """Rank what was scored and recommend it to the payer, once (row 4).

    Refusals in order: unknown_outcome_programme, call_still_open, applications_unchecked,
    not_enough_assessors (of the first application that has too few), nothing_to_rank (also when
    it was ranked before).
    """
    programme = get_programme(tx, programme_id, hold=True)
    if isinstance(programme, Refusal):
        return programme
    if programme.state != "closed":
        return refuse("call_still_open", "programme_id", closes=programme.closes_at.isoformat())
    rows = tx.rows(_SQL["list_to_rank"], programme_id=programme_id)
    unchecked = sum(row["state"] == "submitted" for row in rows)
    if unchecked:
        return refuse("applications_unchecked", "programme_id", count=unchecked)
    ready = [row for row in rows if row["state"] in _OPEN_TO_SCORE]
    least = programme.rules.least_assessors
    for row in ready:
        if row["assessors"] < least:
            return refuse(
                "not_enough_assessors",
                "programme_id",
                application=str(row["application_id"]),
                found=row["assessors"],
                least=least,
            )
    if not ready:
        return refuse("nothing_to_rank", "programme_id")
    # From here it must succeed.
    moments = {row["application_id"]: row["submitted_at"] for row in ready}
    ranked = plan_ranking(programme.call, programme.rules, _scored(tx, programme_id, moments))
    _write(tx, programme, ranked, at)
    return ranked


def shown_mean(mean: Fraction) -> Decimal:
    """A mean to 6 places, cut."""
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(_PLACES, ROUND_DOWN)


def _scored(tx: Tx, programme_id: int, moments: Mapping[int, datetime]) -> list[Scored]:
    sheets: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in tx.rows(_SQL["list_scores"], programme_id=programme_id):
        sheets[row["application_id"]][row["person_id"]][row["criterion"]] = row["points"]
    return [Scored(number, at, tuple(sheets[number].values())) for number, at in moments.items()]


def _write(tx: Tx, programme: Programme, ranked: tuple[Ranked, ...], at: datetime) -> None:
    tx.run(
        _SQL["set_ranks"],
        programme_id=programme.programme_id,
        application_id=[one.application_id for one in ranked],
        rank=[one.rank for one in ranked],
        mean_points=[shown_mean(one.mean) for one in ranked],
        state=[one.state for one in ranked],
        reason=[one.reason for one in ranked],
    )
    for one in ranked:
        change = Change(
            programme.programme_id,
            "application",
            one.application_id,
            one.state,
            reason=one.reason,
            facts={"rank": one.rank, "mean": str(one.mean)},
        )
        record_change(tx, change, at)


def _to_score(tx: Tx, programme_id: int, application_id: int) -> Application | Refusal:
    application = get_application(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    if application.state == "draft":
        return refuse("unknown_application", "application_id", value=str(application_id))
    if application.state not in _OPEN_TO_SCORE:
        return refuse("application_not_scored_now", "application_id", state=application.state)
    return application


def _who(application: Application, person_id: int) -> dict[str, int]:
    return {
        "programme_id": application.programme_id,
        "application_id": application.application_id,
        "person_id": person_id,
    }
