"""What a supplier undertakes, how things stood before, and the two made absolute: plain values.

A metric's value is numerator / denominator, exact; over several sites numerators and denominators
are added up first, so that a large site weighs more than a small one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Stated(StrEnum):
    """How a target is stated. DELTA: baseline + size; RATIO: baseline x size; ABSOLUTE: size."""

    DELTA = "delta"
    RATIO = "ratio"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class TargetMetric:
    """One metric of the undertaking. Sizes and shares are decimal text, read exactly; what is above
    `achievement_cap` of the way counts no more (None: the programme's)."""

    metric: str
    weight: str
    stated: Stated
    size: str
    achievement_cap: str | None = None

    def absolute(self, baseline: Fraction) -> Fraction:
        """The level to be reached, from where it started."""
        size = Fraction(Decimal(self.size))
        if self.stated is Stated.DELTA:
            return baseline + size
        return baseline * size if self.stated is Stated.RATIO else size


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What a unit of the works is reckoned at, and how many there will be."""

    unit: str
    price_won: int
    units: int


@dataclass(frozen=True, slots=True)
class Target:
    """The whole undertaking for an award."""

    metrics: Sequence[TargetMetric]
    units: Sequence[UnitPrice] = ()


def render_target(target: Target) -> str:
    """The one text of a target, whose digest is kept beside it."""
    return json.dumps(asdict(target), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_target(text: str) -> Target:
    """A target from its text."""
    data: dict[str, Any] = json.loads(text)
    return Target(
        [TargetMetric(**{**one, "stated": Stated(one["stated"])}) for one in data["metrics"]],
        [UnitPrice(**one) for one in data["units"]],
    )


@dataclass(frozen=True, slots=True)
class Reference:
    """What sites of an award's strata reach anyway: the least and the most of the references that
    apply to them."""

    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class BaselineLine:
    """How a metric stood at a match before the works: `numerator` of `denominator` over the days
    from `from_on` until `until_on`, both counted."""

    match_id: int
    metric: str
    numerator: Decimal
    denominator: Decimal
    from_on: date
    until_on: date
    source: str


@dataclass(frozen=True, slots=True)
class HazardLine:
    """A hazard found at a match: its kind and its risk, likelihood x severity, 1 to 25."""

    match_id: int
    hazard_no: int
    kind: str
    risk_before: int


@dataclass(frozen=True, slots=True)
class AbsoluteMetric:
    """A metric of the undertaking with baseline and target as levels."""

    of: TargetMetric
    baseline: Fraction
    target: Fraction
    lower_is_better: bool


def add_up(lines: Sequence[tuple[Decimal, Decimal]]) -> Fraction:
    """Numerators over denominators, both added up."""
    return Fraction(sum(Fraction(one) for one, _ in lines)) / Fraction(
        sum(Fraction(other) for _, other in lines)
    )


References = Mapping[str, Reference]
