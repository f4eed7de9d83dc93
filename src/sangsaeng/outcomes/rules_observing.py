"""What may be put down of a site's months and accidents. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.measures.model import Catalogue

# Whose results are observed: those who ended stay in the denominator and may still be told of.
OBSERVED = ("accepted", "left", "closed")


@dataclass(frozen=True, slots=True)
class Observed:
    """One metric at one site in one month (its first day): `numerator` of `denominator`;
    `headcount` where it was counted."""

    match_id: int
    metric: str
    month: date
    numerator: Decimal
    denominator: Decimal
    headcount: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Incident:
    """An accident. `reported_on`: the day of the injury report form, None while nobody reported it;
    `approved_on`: COMWEL's word; `concealed`, `attributable` to a defect of what was installed:
    gates, each found by somebody and never a price."""

    match_id: int
    kind: str
    happened_on: date
    reported_on: date | None = None
    approved_on: date | None = None
    concealed: bool = False
    attributable: bool = False
    lost_days: int = 0


def decide_observations(
    lines: Sequence[Observed],
    states: Mapping[int, str],
    listed: Catalogue,
    spans: Sequence[tuple[date, date]],
    today: date,
) -> list[Refusal]:
    """Everything that is wrong with lines, each with its number.

    A line is refused, in this order: unknown_match, match_not_open, unknown_metric,
    negative_quantity, share_above_one, month_outside, month_not_over, observed_twice.
    """
    found = []
    seen: set[tuple[int, str, date]] = set()
    for number, line in enumerate(lines, start=1):
        refused = _decide_line(line, states, listed, spans, today)
        key = (line.match_id, line.metric, line.month)
        if refused is None and key in seen:
            facts = {"metric": line.metric, "month": f"{line.month:%Y-%m}"}
            refused = refuse("observed_twice", "month", match=str(line.match_id), **facts)
        seen.add(key)
        if refused is not None:
            found.append(refused.at(number))
    return found


def _decide_line(
    line: Observed,
    states: Mapping[int, str],
    listed: Catalogue,
    spans: Sequence[tuple[date, date]],
    today: date,
) -> Refusal | None:
    if line.match_id not in states:
        return refuse("unknown_match", "match_id", value=str(line.match_id))
    if states[line.match_id] not in OBSERVED:
        return refuse("match_not_open", "match_id", state=states[line.match_id])
    if line.metric not in listed.metrics:
        return refuse("unknown_metric", "metric", value=line.metric, catalogue=listed.code)
    for name, value in (("numerator", line.numerator), ("denominator", line.denominator)):
        if value < 0:
            return refuse("negative_quantity", name, value=str(value))
    if listed.metrics[line.metric].share and line.numerator > line.denominator:
        named = {"match": str(line.match_id), "metric": line.metric}
        return refuse("share_above_one", "numerator", **named)
    if not any(first.replace(day=1) <= line.month <= last for first, last in spans):
        return refuse("month_outside", "month", month=f"{line.month:%Y-%m}")
    if line.month >= today.replace(day=1):
        return refuse("month_not_over", "month", month=f"{line.month:%Y-%m}")
    return None


def decide_incident(incident: Incident, today: date) -> Refusal | None:
    """Whether an accident's days fit. Refusals in order: day_in_future, told_before_it_happened,
    negative_quantity."""
    for name in ("happened_on", "reported_on", "approved_on"):
        day: date | None = getattr(incident, name)
        if day is not None and day > today:
            return refuse("day_in_future", name, day=day.isoformat())
    for name in ("reported_on", "approved_on"):
        day = getattr(incident, name)
        if day is not None and day < incident.happened_on:
            return refuse("told_before_it_happened", name, day=day.isoformat())
    if incident.lost_days < 0:
        return refuse("negative_quantity", "lost_days", value=str(incident.lost_days))
    return None
