"""What a call says, by which rules its programme runs, and what a supplier plans: data, checked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

AccidentType = Literal["fire", "caught_in", "collision", "fall"]
Won = Annotated[int, Field(ge=0, le=10**15)]


def _share(text: str) -> str:
    if not 0 <= Decimal(text) <= 1:
        raise ValueError("a share from 0 to 1")
    return text


# A share as text, from 0 to 1: the reckoning makes a Decimal of it.
Share = Annotated[str, Field(pattern=r"^[01](\.[0-9]{1,6})?$"), AfterValidator(_share)]
Ratio = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,6})?$")]
Text = Annotated[str, Field(min_length=1, max_length=4_000)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]


class _Data(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Criterion(_Data):
    """A line of the score sheet: `most` points at most, by each assessor."""

    code: Code
    name_ko: Text
    name_en: Text
    most: Annotated[int, Field(ge=1, le=100)]


class Call(_Data):
    """The call as it is published."""

    eligibility_ko: Text
    eligibility_en: Text
    accident_types: Annotated[list[AccidentType], Field(min_length=1)]
    score_sheet: Annotated[Sequence[Criterion], Field(min_length=1, max_length=30)]
    metric_catalogue: Code = "metrics_2026"


class RewardStep(_Data):
    """From an achievement on, this share of the cap is paid."""

    least: Ratio
    pays: Share


class ProgrammeRules(_Data):
    """How a programme runs; KOSME's and KB's real ones are not public, so all are data."""

    advance_rate: Share = "0.70"
    retention_rate: Share = "0.10"
    tail_months: Annotated[int, Field(ge=0, le=36)] = 12
    dispute_days: Annotated[int, Field(ge=1, le=60)] = 14
    least_assessors: Annotated[int, Field(ge=3, le=9)] = 3
    least_points: Ratio = "60"
    most_awards: Annotated[int, Field(ge=1, le=1_000)] = 50
    headcount_flag: Share = "0.30"
    baseline_months: Annotated[int, Field(ge=12, le=36)] = 12
    sample_share: Share = "0.20"
    sample_least: Annotated[int, Field(ge=1, le=1_000)] = 3
    verifier_fee_won: Won = 0
    claim_tolerance: Share = "0.05"
    achievement_cap: Ratio = "1.0"
    # A < 0.8 pays nothing, from 0.8 half, from 1 the whole cap; or linear between two points.
    reward: Literal["steps", "linear"] = "steps"
    steps: Sequence[RewardStep] = (
        RewardStep(least="0.8", pays="0.5"),
        RewardStep(least="1", pays="1"),
    )
    linear_floor: Ratio = "0.6"
    linear_full: Ratio = "1.0"


class PlannedMetric(_Data):
    """One undertaking of a plan: a metric of the catalogue, and its weight in the score."""

    metric: Code
    weight: Share


class Plan(_Data):
    """A supplier's business plan."""

    technology: Text
    accident_types: Annotated[list[AccidentType], Field(min_length=1)]
    commercial_proof: Text  # where it is sold already
    quote_won: Won  # what a unit costs on the market, by the plan's own quotation
    sites_planned: Annotated[int, Field(ge=1, le=100)]
    metrics: Annotated[Sequence[PlannedMetric], Field(min_length=1, max_length=10)]
    policy_reference: Annotated[str, Field(max_length=100)] | None = None
