"""Observation: months, hazards and accidents, put down by administrator or verifier (row 13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.rules_observing import (
    Incident,
    Observed,
    decide_incident,
    decide_observations,
)
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_evidence import flag
from sangsaeng.outcomes.service_sides import Match, day_of, match_watched
from sangsaeng.outcomes.service_targets import catalogue_of

_SQL = load(__package__)


def record_observations(
    tx: Tx, company_id: int, programme_id: int, lines: Sequence[Observed], at: datetime
) -> int | list[Refusal]:
    """Put months down, all lines or none; how many sites' headcounts moved so far that it is a
    finding. A line said again is a correction: a new version, and the last counts.

    Refused: unknown_outcome_programme, or those of `decide_observations`, every line with its own.
    """
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return [programme]
    numbers = sorted({line.match_id for line in lines})
    rows = tx.rows(
        _SQL["observed_matches"],
        programme_id=programme_id,
        company_id=company_id,
        match_ids=numbers,
    )
    mine = {row["match_id"]: row for row in rows if row["mine"]}
    spans = [
        (row["observed_from"], row["observed_until"])
        for row in tx.rows(_SQL["periods_of"], programme_id=programme_id)
    ]
    states = {match_id: row["state"] for match_id, row in mine.items()}
    listed = catalogue_of(programme)
    refusals = decide_observations(lines, states, listed, spans, day_of(at))
    if refusals:
        return refusals
    # From here it must succeed.
    names = ("match_id", "metric", "month", "numerator", "denominator", "headcount", "source")
    columns = {name: [getattr(line, name) for line in lines] for name in names}
    tx.run(_SQL["add_observations"], programme_id=programme_id, **columns, at=at)
    lines_of = Counter(line.match_id for line in lines)
    for match_id in numbers:
        award_id = mine[match_id]["award_id"]
        about = (programme_id, "observation", match_id, "recorded", award_id)
        record_change(tx, Change(*about, facts={"lines": lines_of[match_id]}), at)
    return flag(tx, programme, "headcount_changed", numbers, at)


def abate_hazards(
    tx: Tx, match: Match, lines: Sequence[tuple[int, int, date]], at: datetime
) -> Refusal | None:
    """What became of hazards: number, risk afterwards, the day. A hazard is gone as far as its risk
    fell.

    Refusals by line: unknown_hazard, risk_not_lower, day_in_future.
    """
    about = {"programme_id": match.programme_id, "match_id": match.match_id}
    known = {row["hazard_no"]: row for row in tx.rows(_SQL["get_hazards"], **about)}
    for number, (hazard_no, risk, on) in enumerate(lines, start=1):
        if hazard_no not in known:
            return refuse("unknown_hazard", "hazard_no", value=str(hazard_no)).at(number)
        before = known[hazard_no]["risk_before"]
        if risk >= before:
            return refuse("risk_not_lower", "risk_after", before=before, after=risk).at(number)
        if on > day_of(at):
            return refuse("day_in_future", "abated_on", day=on.isoformat()).at(number)
    # From here it must succeed.
    for hazard_no, risk, on in lines:
        said = {"hazard_no": hazard_no, "risk_after": risk, "abated_on": on}
        tx.run(_SQL["abate_hazard"], **about, **said)
    told = (match.programme_id, "hazard", match.match_id, "abated", match.award_id)
    facts = {"hazards": [hazard_no for hazard_no, _, _ in lines]}
    record_change(tx, Change(*told, facts=facts), at)
    return None


def record_incident(
    tx: Tx, company_id: int, programme_id: int, incident: Incident, at: datetime
) -> tuple[int, Sequence[int]] | Refusal:
    """An accident at a site; its number, and the determinations it re-opens.

    Refusals in order: unknown_match, those of `decide_incident`.
    """
    match = match_watched(tx, company_id, programme_id, incident.match_id)
    if isinstance(match, Refusal):
        return match
    refused = decide_incident(incident, day_of(at))
    if refused:
        return refused
    # From here it must succeed.
    number = reserve_items(tx, 1)[0]
    about = {"programme_id": programme_id, "incident_id": number}
    tx.run(_SQL["add_incident"], **about, **asdict(incident), at=at)
    _record(tx, match, number, "recorded", incident, at)
    return number, _reopen(tx, match, number, incident, at)


def amend_incident(
    tx: Tx, company_id: int, programme_id: int, incident_id: int, changed: Row, at: datetime
) -> tuple[Incident, Sequence[int]] | Refusal:
    """What became known later of an accident (`changed` fields of Incident): COMWEL's approval
    above all, often months afterwards. The accident now, and the determinations it re-opens.

    Refusals in order: unknown_incident, those of `decide_incident`.
    """
    about = {"programme_id": programme_id, "incident_id": incident_id}
    row = tx.row(_SQL["get_incident"], **about)
    unknown = refuse("unknown_incident", "incident_id", value=str(incident_id))
    if row is None:
        return unknown
    match = match_watched(tx, company_id, programme_id, row["match_id"])
    if isinstance(match, Refusal):
        return unknown
    before = Incident(**{name: value for name, value in row.items() if name != "incident_id"})
    after = replace(before, **changed)
    refused = decide_incident(after, day_of(at))
    if refused:
        return refused
    # From here it must succeed.
    said = {name: getattr(after, name) for name in _AMENDED}
    tx.run(_SQL["amend_incident"], **about, **said)
    _record(tx, match, incident_id, "amended", after, at)
    return after, () if after == before else _reopen(tx, match, incident_id, after, at)


_AMENDED = ("reported_on", "approved_on", "concealed", "attributable", "lost_days")


def list_reopened(tx: Tx, programme_id: int) -> list[Row]:
    """Determinations that a late accident re-opened and nobody has made anew since."""
    return tx.rows(_SQL["list_reopened"], programme_id=programme_id)


def _record(
    tx: Tx, match: Match, number: int, state: str, incident: Incident, at: datetime
) -> None:
    facts = {"kind": incident.kind, "happened_on": incident.happened_on.isoformat()}
    change = Change(match.programme_id, "incident", number, state, match.award_id, facts=facts)
    record_change(tx, change, at)


def _reopen(tx: Tx, match: Match, number: int, incident: Incident, at: datetime) -> Sequence[int]:
    """Every accident of a determined period re-opens it: whether it changes the reward is for the
    determination to say, not for who records it."""
    rows = tx.rows(
        _SQL["determined_over"],
        programme_id=match.programme_id,
        award_id=match.award_id,
        happened_on=incident.happened_on,
    )
    for row in rows:
        about = (match.programme_id, "determination", row["determination_id"], "reopened")
        facts = {"incident_id": number, "match_id": match.match_id}
        record_change(tx, Change(*about, match.award_id, "late_accident", facts), at)
    return [row["determination_id"] for row in rows]
