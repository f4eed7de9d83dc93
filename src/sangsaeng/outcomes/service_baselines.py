"""Baselines: how things stood before the works, recorded and locked by the verifier (row 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_target import BaselineLine, HazardLine, add_up
from sangsaeng.outcomes.rules_baselines import decide_baseline, decide_lock
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_sides import day_of, unknown_match
from sangsaeng.outcomes.service_targets import approved_target, catalogue_of

_SQL = load(__package__)


def record_baselines(
    tx: Tx,
    programme: Programme,
    award: Award,
    lines: Sequence[BaselineLine],
    hazards: Sequence[HazardLine],
    at: datetime,
) -> Refusal | None:
    """Put down how things stand; until it is locked the last word counts.

    Refusals in order: award_state_unfit; by line unknown_match, match_not_open, those of
    `decide_baseline`; by hazard unknown_match, hazard_known.
    """
    if award.state != "funded":
        return refuse("award_state_unfit", "award_id", state=award.state)
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    refused = _decide_lines(tx, programme, about, lines, at) or _decide_hazards(tx, about, hazards)
    if refused:
        return refused
    # From here it must succeed.
    for line in lines:
        said = asdict(line)
        tx.run(_SQL["record_baseline"], programme_id=award.programme_id, **said, at=at)
    for hazard in hazards:
        tx.run(_SQL["add_hazard"], programme_id=award.programme_id, **asdict(hazard))
    about_matches = {line.match_id for line in lines} | {one.match_id for one in hazards}
    for match_id in sorted(about_matches):
        change = Change(award.programme_id, "baseline", match_id, "recorded", award.award_id)
        record_change(tx, change, at)
    return None


def lock_baselines(
    tx: Tx, programme: Programme, award: Award, at: datetime
) -> Sequence[int] | Refusal:
    """Lock the baselines of all confirmed matches of an award, for ever; the matches.

    Refusals in order: award_state_unfit, target_not_approved, matches_open (a drawn match is
    neither confirmed nor refused), no_match_confirmed, those of `decide_lock`.
    """
    if award.state != "funded":
        return refuse("award_state_unfit", "award_id", state=award.state)
    target = approved_target(tx, award)
    if isinstance(target, Refusal):
        return target
    matches = list_confirmed(tx, award)
    if isinstance(matches, Refusal):
        return matches
    rows = _by_match(tx, award)
    wanted = [one.metric for one in target.metrics]
    for match_id in matches:
        lines = [_line(row) for row in rows[match_id] if row["metric"] is not None]
        hazards = rows[match_id][0]["hazards"]
        least = programme.rules.baseline_months
        refused = decide_lock(match_id, lines, hazards, wanted, least)
        if refused:
            return refused
    # From here it must succeed.
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    tx.run(_SQL["lock_baselines"], **about, at=at)
    for match_id in matches:
        change = Change(award.programme_id, "baseline", match_id, "locked", award.award_id)
        record_change(tx, change, at)
    return matches


def list_confirmed(tx: Tx, award: Award) -> list[int] | Refusal:
    """The confirmed matches of an award, once none is left open. Refusals in order: matches_open,
    no_match_confirmed."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    rows = tx.rows(_SQL["matches_of_award"], **about)
    opened = [row["match_id"] for row in rows if row["state"] == "drawn"]
    if opened:
        return refuse("matches_open", "award_id", match=str(opened[0]), open=len(opened))
    confirmed = [row["match_id"] for row in rows if row["state"] == "confirmed"]
    return confirmed or refuse("no_match_confirmed", "award_id", award=str(award.award_id))


def locked_baselines(
    tx: Tx, award: Award, metrics: Sequence[str]
) -> Mapping[str, Fraction] | Refusal:
    """The baseline of each metric over all confirmed matches, exact. Refused: baseline_not_locked
    (a match was confirmed after the lock, or nothing is locked yet)."""
    sums: dict[str, list[Row]] = defaultdict(list)
    for match_id, rows in _by_match(tx, award).items():
        locked = {row["metric"]: row for row in rows if row["locked_at"] is not None}
        for metric in metrics:
            if metric not in locked:
                return refuse("baseline_not_locked", "award_id", match=str(match_id), metric=metric)
            sums[metric].append(locked[metric])
    return {
        metric: add_up([(row["numerator"], row["denominator"]) for row in rows])
        for metric, rows in sums.items()
    }


def _by_match(tx: Tx, award: Award) -> dict[int, list[Row]]:
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    found: dict[int, list[Row]] = defaultdict(list)
    for row in tx.rows(_SQL["baselines_of_award"], **about):
        found[row["match_id"]].append(row)
    return found


def _line(row: Row) -> BaselineLine:
    names = ("match_id", "metric", "numerator", "denominator", "from_on", "until_on")
    return BaselineLine(**{name: row[name] for name in names}, source="")


def _decide_lines(
    tx: Tx,
    programme: Programme,
    about: dict[str, int],
    lines: Sequence[BaselineLine],
    at: datetime,
) -> Refusal | None:
    states = {row["match_id"]: row["state"] for row in tx.rows(_SQL["matches_of_award"], **about)}
    locked = {
        (row["match_id"], row["metric"]) for row in tx.rows(_SQL["list_locked_baselines"], **about)
    }
    listed = catalogue_of(programme)
    for number, line in enumerate(lines, start=1):
        if line.match_id not in states:
            return unknown_match(line.match_id).at(number)
        if states[line.match_id] not in ("drawn", "confirmed"):
            return refuse("match_not_open", "match_id", state=states[line.match_id]).at(number)
        refused = decide_baseline(line, listed, day_of(at), locked)
        if refused:
            return refused.at(number)
    return None


def _decide_hazards(tx: Tx, about: dict[str, int], hazards: Sequence[HazardLine]) -> Refusal | None:
    matches = {row["match_id"] for row in tx.rows(_SQL["matches_of_award"], **about)}
    rows = tx.rows(_SQL["list_hazard_numbers"], **about)
    known = {(row["match_id"], row["hazard_no"]) for row in rows}
    for number, one in enumerate(hazards, start=1):
        if one.match_id not in matches:
            return unknown_match(one.match_id).at(number)
        if (one.match_id, one.hazard_no) in known:
            return refuse("hazard_known", "hazard_no", hazard=str(one.hazard_no)).at(number)
        known.add((one.match_id, one.hazard_no))
    return None
