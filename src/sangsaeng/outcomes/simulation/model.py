"""Candidate rules and the world they are tried in: data, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.contract import Contract, read_contract
from sangsaeng.outcomes.contracts.kinds.composite import CompositeTerms

# What the world knows how to produce; any other metric or gate is refused.
SHARES = ("units_working", "hazards_abated", "worker_confirmed_use")
INJURIES = "injury_rate_pct"
FLOOR_GATE, CONCEALMENT_GATE, DEATH_GATE = "near_miss_floor", "no_concealment", "no_death"
GATES = (FLOOR_GATE, CONCEALMENT_GATE, DEATH_GATE)
_MOST_MISTAKES = 20


class Strategy(IntEnum):
    """How a supplier behaves; the codes are those of `Strategies`, in its order."""

    HONEST = 0
    SOFT_TARGETS = 1
    OVER_CLAIMING = 2
    CONCEALMENT = 3
    CHERRY_PICKING = 4
    LEAVERS_DROPPED = 5
    PAPER_UNITS = 6


def _number(value: object) -> float:
    if not isinstance(value, str):
        raise ValueError('a number is text: "0.2"')
    return float(value)


Chance = Annotated[float, BeforeValidator(_number), Field(ge=0, le=1)]
Positive = Annotated[float, BeforeValidator(_number), Field(gt=0, le=10_000)]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Few = Annotated[int, Field(ge=1, le=1_000, strict=True)]
# A programme's sites are drawn at once: some 20 arrays of so many numbers, 16 MB.
MOST_SITES = 100_000
# Every supplier's reward is kept until the end: some 50 bytes each, 500 MB.
MOST_REWARDS = 10_000_000


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Strategies(_Data):
    """Which part of the suppliers games how; the rest is honest."""

    soft_targets: Chance = 0.10
    over_claiming: Chance = 0.10
    concealment: Chance = 0.10
    cherry_picking: Chance = 0.05
    leavers_dropped: Chance = 0.05
    paper_units: Chance = 0.05


class World(_Data):
    """Suppliers, sites and behaviour. None of it is known, so it is stated and can be changed.

    A supplier's quality q is drawn from Beta(quality_a, quality_b); its units work, its hazards
    are abated and its devices are used with chances that grow with q, and where they work they
    take away q x `most_reduction` of the injuries. `deserving`: the true reduction, leavers
    counted as none, from which a supplier has earned a reward. The months of a year are drawn as
    their sum: they are independent and alike, so their sum has the same distribution.
    """

    suppliers: Count = 50
    sites_each: Count = 6  # 50 x 6 is the real programme's 300
    months: Annotated[int, Field(ge=1, le=60, strict=True)] = 12
    workers_least: Count = 5  # the sites the accident law has reached since 2024: 5 to 49
    workers_most: Count = 49
    injury_rate: Chance = 0.0067  # national, 2024
    death_share: Chance = 0.0147  # of the injured: 2,098 of 142,771 in 2024
    risk_shape: Positive = 2.0  # sites differ: Gamma with mean 1, the prior of the shrinkage
    units_least: Few = 2
    units_most: Few = 10
    hazards_mean: Positive = 8.0
    answers_most: Few = 10
    near_misses: Positive = 4.0  # reported per 100 worker-months where nobody is silenced
    quality_a: Positive = 4.0
    quality_b: Positive = 2.0
    least_working: Chance = 0.5  # the chance at q = 0; at q = 1 it is 1
    most_reduction: Chance = 0.5
    deserving: Chance = 0.20
    leaves: Chance = 0.08
    slips: Chance = 0.03  # of what is missing, claimed by mistake by the honest
    over_claims: Chance = 0.70  # of what is missing, claimed by those who over-claim
    paper: Chance = 0.60  # of the units of those who install on paper
    soft: Chance = 0.70  # of the way to the reference target
    reports: Chance = 0.90  # of injuries, by the honest
    reports_concealing: Chance = 0.20  # of injuries and near misses
    picked_risk: Chance = 0.50  # risk of picked sites; also the part of the rest easily abated
    strategies: Strategies = Strategies()


class Verification(_Data):
    """How many sites of each supplier are seen, and what a visit costs the payer. With none seen,
    claims are believed."""

    sample_share: Chance = 0.20
    sample_least: Annotated[int, Field(ge=0, le=10_000, strict=True)] = 3
    visit_won: Annotated[int, Field(ge=0, le=10**9, strict=True)] = 0


class Controls(_Data):
    """What the rules do against gaming (domain section 6)."""

    gateway: bool = True  # sites are drawn, not picked
    keep_leavers: bool = True  # who leaves counts as not achieved
    reference_targets: bool = True  # no target softer than the stratum's
    record_matching: Chance = 0.60  # the chance that a concealed case is found
    near_miss_floor: Annotated[float, BeforeValidator(_number), Field(ge=0, le=1_000)] = 1.0


class _File(_Data):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    world: World = World()
    verification: Verification = Verification()
    controls: Controls = Controls()
    contract: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A candidate: a composite contract, how it is verified, and its controls."""

    name: str
    world: World
    verification: Verification
    controls: Controls
    contract: Contract

    @property
    def terms(self) -> CompositeTerms:
        """The contract's terms; it is composite."""
        assert isinstance(self.contract.terms, CompositeTerms)
        return self.contract.terms


def read_rules(data: object) -> RuleSet | list[Refusal]:
    """Candidate rules from a file's data, or what is wrong with them.

    Refused: `simulation_unreadable` (a field missing, unknown or of another kind), what the
    contract is refused for, `kind_not_simulated`, `metric_not_simulated`, `gate_not_simulated`,
    `periods_not_simulated`, `strategies_above_one`, `range_reversed`.
    """
    try:
        told = _File.model_validate(data)
    except ValidationError as wrong:
        return [
            refuse("simulation_unreadable", _place(error), place=_place(error), what=error["msg"])
            for error in wrong.errors(include_url=False, include_context=False)[:_MOST_MISTAKES]
        ]
    contract = read_contract(told.contract)
    if not isinstance(contract, Contract):
        return contract
    if not isinstance(contract.terms, CompositeTerms):
        return [refuse("kind_not_simulated", "contract.kind", kind=contract.kind.code)]
    made = RuleSet(told.name, told.world, told.verification, told.controls, contract)
    wrong_terms = _check_terms(contract.terms) or _check_world(told.world)
    return [wrong_terms] if wrong_terms else made


def _check_terms(terms: CompositeTerms) -> Refusal | None:
    for metric in terms.metrics:
        if metric.code not in (*SHARES, INJURIES):
            known = ", ".join((*SHARES, INJURIES))
            return refuse("metric_not_simulated", "metrics", metric=metric.code, known=known)
    for gate in terms.gates:
        if gate.code not in GATES:
            return refuse("gate_not_simulated", "gates", gate=gate.code, known=", ".join(GATES))
    if terms.periods:
        return refuse("periods_not_simulated", "periods")
    return None


def _check_world(world: World) -> Refusal | None:
    total = sum(world.strategies.model_dump().values())
    if total > 1:
        return refuse("strategies_above_one", "strategies", total=f"{total:.3f}")
    for least, most in (("workers_least", "workers_most"), ("units_least", "units_most")):
        if getattr(world, least) > getattr(world, most):
            return refuse("range_reversed", least, least=least, most=most)
    return None


def check_size(rules: RuleSet, programmes: int) -> Refusal | None:
    """Whether a run fits in the memory of an ordinary machine, or `simulation_too_large`."""
    world = rules.world
    sites, rewards = world.suppliers * world.sites_each, programmes * world.suppliers
    if sites > MOST_SITES or rewards > MOST_REWARDS:
        return refuse(
            "simulation_too_large",
            "world",
            sites=sites,
            most_sites=MOST_SITES,
            rewards=rewards,
            most_rewards=MOST_REWARDS,
        )
    return None


def check_same_world(one: RuleSet, other: RuleSet) -> Refusal | None:
    """Two rule sets are compared on the same draws, so in the same world, or `worlds_differ`."""
    here, there = one.world.model_dump(), other.world.model_dump()
    for name, value in here.items():
        if there[name] != value:
            return refuse("worlds_differ", "world", name=name)
    return None


def _place(error: Mapping[str, Any]) -> str:
    return ".".join(map(str, error["loc"]))
