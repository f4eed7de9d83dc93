"""The figures of one programme, as reports and exports take them. Won are whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_claim import Period

# Until a publisher says where its export stands, and registers a prefix of its own.
NOWHERE = "https://example.org/outcomes.json"
NOBODY = "ocds-000000"


@dataclass(frozen=True, slots=True)
class Company:
    """A company as it is published: its name and business number."""

    company_id: int
    name: str
    business_number: str


@dataclass(frozen=True, slots=True)
class AwardFigures:
    """An award with its reserves, its agreement and what it reached. `metrics`: code, weight,
    baseline and target of the agreed rule."""

    award_id: int
    supplier_id: int
    instrument: str
    state: str
    policy_reference: str | None
    technology: str
    stage1_won: int
    success_cap_won: int
    reserved_won: int
    spent_won: int
    released_won: int
    awarded_on: date
    tail_until: date | None
    signed_on: date | None
    accepted_on: date | None
    sites: int
    workers: int
    metrics: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class DeterminationFigures:
    """The latest word on a claim. `cap_won`: what the period could have paid at most; `achieved`:
    the weighted achievement, where the rule reckons one."""

    determination_id: int
    award_id: int
    claim_id: int
    period_no: int
    version: int
    amount_won: int
    cap_won: int
    achieved: str | None
    determined_on: date
    window_until: date
    disputed: bool


@dataclass(frozen=True, slots=True)
class PayableFigures:
    """Something a party was owed, and when it was paid. `period_no`: of a reward or retention."""

    payable_id: int
    company_id: int
    award_id: int | None
    purpose: str
    period_no: int | None
    amount_won: int
    owed_on: date
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class HazardFigures:
    """Hazards of one type, found and removed."""

    kind: str
    found: int
    removed: int


@dataclass(frozen=True, slots=True)
class FollowOnFigures:
    """What came of awards beyond the programme, by kind."""

    kind: str
    times: int
    sites: int
    amount_won: int


@dataclass(frozen=True, slots=True)
class AccidentFigures:
    """Accidents and hours of the programme's sites, before the works and in the observation."""

    before: int
    hours_before: Decimal
    after: int
    hours_after: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts and sums of a programme that belong to no one award."""

    called: int
    selected: int
    claims: int
    verified: int
    cut: int
    lines: int
    lines_cut: int
    retained_won: int
    retention_released_won: int
    retention_forfeited_won: int
    refund_won: int
    penalty_won: int
    recovered_won: int
    lost_won: int
    findings: int
    findings_open: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything reports and exports are made of, read as of one moment."""

    programme: Programme
    read_at: datetime
    companies: Mapping[int, Company]
    periods: Sequence[Period]
    awards: Sequence[AwardFigures]
    determinations: Sequence[DeterminationFigures]
    payables: Sequence[PayableFigures]
    hazards: Sequence[HazardFigures]
    follow_ons: Sequence[FollowOnFigures]
    accidents: AccidentFigures
    totals: Totals

    def paid_won(self, *purposes: str) -> int:
        """What was paid for these purposes."""
        return sum(
            one.amount_won
            for one in self.payables
            if one.paid_on is not None and one.purpose in purposes
        )


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes, and where. `ocid_prefix`: registered with the Open Contracting Partnership;
    the default is nobody's."""

    uri: str = NOWHERE
    ocid_prefix: str = NOBODY

    def ocid(self, figures: Figures) -> str:
        """The number of the contracting process, the same in every export."""
        return f"{self.ocid_prefix}-{figures.programme.programme_id}"
