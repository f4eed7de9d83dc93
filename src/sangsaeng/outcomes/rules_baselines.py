"""Whether a baseline may be recorded and locked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.outcomes.model_target import BaselineLine

# Accidents over hours worked: the gates and the pooled outcome need them for every site.
ACCIDENTS = "ltifr"


def decide_baseline(
    line: BaselineLine, listed: Catalogue, today: date, locked: Collection[tuple[int, str]]
) -> Refusal | None:
    """Whether a line may be put down. Refusals in order: unknown_metric, negative_quantity,
    denominator_nothing, span_upside_down, day_in_future, baseline_locked."""
    if line.metric not in listed.metrics:
        return refuse("unknown_metric", "metric", value=line.metric, catalogue=listed.code)
    for name, value in (("numerator", line.numerator), ("denominator", line.denominator)):
        if value < 0:
            return refuse("negative_quantity", name, value=str(value))
    if line.denominator == 0:
        return refuse("denominator_nothing", "denominator", metric=line.metric)
    if line.from_on >= line.until_on:
        return refuse("span_upside_down", "from_on", from_on=line.from_on.isoformat())
    if line.until_on > today:
        return refuse("day_in_future", "until_on", day=line.until_on.isoformat())
    if (line.match_id, line.metric) in locked:
        return refuse("baseline_locked", "match_id", match=str(line.match_id), metric=line.metric)
    return None


def decide_lock(
    match_id: int,
    lines: Sequence[BaselineLine],
    hazards: int,
    wanted: Sequence[str],
    least_months: int,
) -> Refusal | None:
    """Whether a match's baseline is whole (row 9): accidents and hours over so many months, every
    metric of the target, and a list of hazards. Refusals in order: baseline_missing,
    baseline_too_short, hazards_missing."""
    by_metric = {line.metric: line for line in lines}
    for metric in (ACCIDENTS, *wanted):
        if metric not in by_metric:
            return refuse("baseline_missing", "match_id", match=str(match_id), metric=metric)
    accidents = by_metric[ACCIDENTS]
    if whole_months(accidents.from_on, accidents.until_on) < least_months:
        found = whole_months(accidents.from_on, accidents.until_on)
        return refuse(
            "baseline_too_short", "match_id", match=str(match_id), found=found, least=least_months
        )
    if hazards == 0:
        return refuse("hazards_missing", "match_id", match=str(match_id))
    return None


def whole_months(from_on: date, until_on: date) -> int:
    """Whole months between two days, both counted: 1 January to 31 December are 12."""
    after = until_on + timedelta(days=1)
    months = 12 * (after.year - from_on.year) + after.month - from_on.month
    return months if after.day >= from_on.day else months - 1
