"""Claims, what was verified of them, and everything a determination is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One metric at one site: `numerator` of `denominator`, as claimed or as found."""

    match_id: int
    metric: str
    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Fraction:
        """The metric's value, exact."""
        return Fraction(self.numerator) / Fraction(self.denominator)


@dataclass(frozen=True, slots=True)
class Period:
    """When results are observed and until when they may be claimed (all days counted)."""

    period_no: int
    observed_from: date
    observed_until: date
    claim_until: date
    share: Decimal


@dataclass(frozen=True, slots=True)
class AgreedMetric:
    """A metric of the agreed rule. Lower is better where the target lies below the baseline."""

    code: str
    baseline: Fraction
    target: Fraction

    @property
    def lower_is_better(self) -> bool:
        """Which way improvement goes."""
        return self.target < self.baseline


@dataclass(frozen=True, slots=True)
class ClaimedSite:
    """A site of an award as a determination sees it; `state` is its match's.

    `timely`: some evidence of the period came within its window. `excused`: it left for a listed
    reason and is out of the denominator. `baseline`: per metric, numerator and denominator.
    `observed`: per metric, the period's months added up, each month's newest version.
    """

    match_id: int
    state: str
    timely: bool
    excused: bool = False
    baseline: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    observed: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GateCase:
    """An accident at a site within the period's span: it may close a gate, it is never a price."""

    incident_id: int
    match_id: int
    kind: str
    concealed: bool
    attributable: bool


@dataclass(frozen=True, slots=True)
class DeterminationCase:
    """Everything a claim is determined from; `cap_won` is what the period may pay at most."""

    programme_id: int
    award_id: int
    claim_id: int
    period_no: int
    cap_won: int
    rule_version: int
    rule_text: str
    claimed: Sequence[ClaimLine]
    found: Sequence[ClaimLine]
    sites: Sequence[ClaimedSite]
    incidents: Sequence[GateCase]
    duties_met: bool


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line of an explanation, as it is stored: `what` is its sentence, `amount_won` where it
    makes or cuts an amount."""

    clause: str
    what: str
    facts: Mapping[str, str | int]
    amount_won: int | None = None


@dataclass(frozen=True, slots=True)
class Determined:
    """A determination before it is put down."""

    case: DeterminationCase
    input_text: str
    amount_won: int
    lines: tuple[ExplainedLine, ...]
