"""From a call to the awards: drafts, related parties, checks, scores and decisions as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sangsaeng.outcomes.model_call import Call, Plan, ProgrammeRules


@dataclass(frozen=True, slots=True)
class Period:
    """Days in which results are observed, the last day to claim them, and its share of the cap."""

    period_no: int
    observed_from: date
    observed_until: date
    claim_until: date
    share: Decimal


@dataclass(frozen=True, slots=True)
class Draft:
    """A call as its administrator draws it up; it may be drawn up again until it opens."""

    administrator_id: int
    payer_id: int
    name_ko: str
    name_en: str
    budget_won: int
    running_won: int
    call: Call
    rules: ProgrammeRules
    opens_at: datetime
    closes_at: datetime
    periods: Sequence[Period]


class Relation(StrEnum):
    """What somebody is to a company."""

    OWNER = "owner"
    OFFICER = "officer"
    FAMILY = "family"
    AGENT = "agent"
    ACCOUNT = "account"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Related:
    """Who or what stands behind a company: a person by name and day of birth, a bank account or a
    company by its number."""

    relation: Relation
    named: str
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a supplier asks for, and on which plan."""

    plan: Plan
    stage1_won: int
    success_won: int
    related: Sequence[Related] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """An application; `state` as `outcomes.application` lists them."""

    programme_id: int
    application_id: int
    supplier_id: int
    plan: Plan
    stage1_won: int
    success_won: int
    state: str
    reason: str | None
    submitted_at: datetime | None
    mean_points: Decimal | None
    rank: int | None


class Unfit(StrEnum):
    """Why an application is not eligible; each has its sentence, which the supplier reads."""

    BARRED = "supplier_barred"
    INSOLVENT = "supplier_insolvent"
    NOT_SME = "not_sme"
    TECHNOLOGY = "technology_outside_call"
    ARREARS = "in_arrears"
    CONCEALMENT = "concealed_or_named"
    NOT_COMMERCIAL = "not_commercialised"
    INCOMPLETE = "plan_incomplete"


@dataclass(frozen=True, slots=True)
class Looked:
    """What an officer found that no table here knows: arrears of tax or premium, an accident
    concealed or a name published (OSH Act §10), and what the plan shows."""

    in_arrears: bool
    concealed_or_named: bool
    not_commercialised: bool
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """An eligible application and what each assessor gave it, by criterion."""

    application_id: int
    submitted_at: datetime
    sheets: Sequence[Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An application's place; `mean` is exact. `state`: recommended, reserve, rejected."""

    application_id: int
    rank: int
    mean: Fraction
    state: str
    reason: str | None = None


class Instrument(StrEnum):
    """How an award is funded; money runs here for grants only."""

    GRANT = "grant"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    INVESTMENT = "investment"


@dataclass(frozen=True, slots=True)
class Funding:
    """What the payer grants. `terms` and `triggers` of a loan, a guarantee or an investment, whose
    money is in the bank's own system; `policy_reference` links to a policy fund."""

    instrument: Instrument
    stage1_won: int = 0
    success_cap_won: int = 0
    terms: str | None = None
    triggers: Sequence[str] = field(default_factory=tuple)
    policy_reference: str | None = None
