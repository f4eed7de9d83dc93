"""Accidents of all sites together: the pooled rate ratio, for the report only; it pays nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.reports.model import AccidentFigures
from sangsaeng.outcomes.statistics.model import Interval


@dataclass(frozen=True, slots=True)
class Controls:
    """Accidents and hours of matched sites without works, before and since."""

    before: int
    hours_before: Decimal
    after: int
    hours_after: Decimal


def state_accidents(seen: AccidentFigures, controls: Controls | None) -> dict[str, Any]:
    """The pooled rate ratio with its 95% interval; `reason` where too few were counted for one."""
    told: dict[str, Any] = {
        "before": seen.before,
        "hours_before": f"{seen.hours_before:f}",
        "after": seen.after,
        "hours_after": f"{seen.hours_after:f}",
        "against_controls": controls is not None,
        **dict.fromkeys(("ratio", "low", "high", "p", "reason")),
    }
    if min(seen.before, seen.after) <= 0 or min(seen.hours_before, seen.hours_after) <= 0:
        return {**told, "reason": "too_few_events"}
    # scipy takes seconds to load: only who reckons waits for it.
    from sangsaeng.outcomes.statistics.differences import (  # noqa: PLC0415
        Arms,
        Counted,
        difference,
    )
    from sangsaeng.outcomes.statistics.rates import compare  # noqa: PLC0415

    if controls is None:
        found = compare(seen.after, float(seen.hours_after), seen.before, float(seen.hours_before))
        return {**told, **_shown(found.ratio, found.interval, found.exact_p)}
    effect = difference(
        Arms(
            before=Counted(seen.before, float(seen.hours_before)),
            after=Counted(seen.after, float(seen.hours_after)),
            control_before=Counted(controls.before, float(controls.hours_before)),
            control_after=Counted(controls.after, float(controls.hours_after)),
        )
    )
    if isinstance(effect, Refusal):
        return {**told, "reason": effect.code}
    return {**told, **_shown(effect.ratio, effect.interval, effect.p)}


def _shown(ratio: float, interval: Interval, p: float) -> dict[str, str]:
    told = {"ratio": ratio, "low": interval.low, "high": interval.high, "p": p}
    return {name: f"{value:.4f}" for name, value in told.items()}
