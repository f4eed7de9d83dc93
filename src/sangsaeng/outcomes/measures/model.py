"""A metric of the catalogue as data, and its exact value."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=1_000)]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")]
Evidence = Literal[
    "photo_before",
    "photo_after",
    "training_list",
    "test_sheet",
    "hazard_list",
    "incident_report",
    "visit_note",
    "observation",
    "confirmation",
    "register",
]


class Pays(StrEnum):
    """What a metric may do to money. PRICE: pay a supplier for its sites; FLOOR: a least number of
    reports, or nothing is paid; POOLED: a bonus over the whole programme; GATE: only stop it."""

    PRICE = "price"
    FLOOR = "floor"
    POOLED = "pooled"
    GATE = "gate"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Both(_Data):
    """A text for people in both languages."""

    ko: Text
    en: Text


class Denominator(_Data):
    """What a metric is divided by, and who says how much that is."""

    what: Both
    source: Both


class LeastExposure(_Data):
    """Below `count` of `of` the metric says nothing; `why` that number."""

    count: Digits
    of: (
        Literal["worker_years", "worker_months", "units", "hazards", "machines", "workers"]
        | (Literal["answers", "hours", "sites", "actions"])
    )
    why: Text


class Metric(_Data):
    """One metric. Its value is numerator / denominator x factor, in `unit`."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
    name: Both
    definition: Both
    unit: Text
    factor: Digits
    share: bool  # a part of a whole, from 0 to 1: a sample gives a lower bound
    numerator: Both
    denominator: Denominator
    period: Literal["month", "year", "observation"]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    verifier: Both
    gaming: Both
    lower_is_better: bool
    basis: Annotated[tuple[Text, ...], Field(min_length=1)]
    pays: Pays
    least_exposure: LeastExposure


class NationalRate(_Data):
    """Injuries per worker and year in the whole country: what a site without any works expects."""

    rate: Digits
    year: Digits
    source: Text


class Catalogue(_Data):
    """All metrics of a version, by code, and the national rate they are judged by."""

    code: str
    national: NationalRate
    metrics: dict[str, Metric]

    @property
    def shares(self) -> frozenset[str]:
        """The metrics that are a part of a whole: none is above one."""
        return frozenset(code for code, metric in self.metrics.items() if metric.share)


# Lost working days of a death, and of a permanent disability by its grade (1-3 as a death): the
# table of the rule on occupational accident statistics (산업재해통계업무처리규정).
DEATH_DAYS = 7_500
GRADE_DAYS = {1: DEATH_DAYS, 2: DEATH_DAYS, 3: DEATH_DAYS, 4: 5_500, 5: 4_000, 6: 3_000, 7: 2_200}
GRADE_DAYS |= {8: 1_500, 9: 1_000, 10: 600, 11: 400, 12: 200, 13: 100, 14: 50}
# A calendar day of absence is this part of a working day.
WORKING_DAYS_A_YEAR = Fraction(300, 365)


def lost_days(deaths: int, grades: tuple[int, ...], absence_days: int) -> Fraction:
    """Lost working days: by the table for deaths and disabilities, x 300/365 for absence."""
    table = deaths * DEATH_DAYS + sum(GRADE_DAYS[grade] for grade in grades)
    return table + absence_days * WORKING_DAYS_A_YEAR
