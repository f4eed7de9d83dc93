"""A composite score: what a metric's achievement is, in both directions, and what it earns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from sangsaeng.outcomes.contracts.contract import (
    Contract,
    Determination,
    determine,
    read_contract,
)
from sangsaeng.outcomes.contracts.kinds.composite import Metric, achievement

levels = st.fractions(0, 100, max_denominator=50)
caps = st.fractions(0, 2, max_denominator=20)


def metric_of(baseline: Fraction, target: Fraction, cap: Fraction) -> Metric:
    made: dict[str, Any] = {"code": "m", "weight": "1", "baseline": baseline, "target": target}
    return Metric.model_validate({**made, "achievement_cap": cap})


@given(levels, levels, caps, levels)
def test_an_achievement_lies_between_0_and_its_cap_in_both_directions(
    baseline: Fraction, target: Fraction, cap: Fraction, verified: Fraction
) -> None:
    assume(baseline != target)
    metric = metric_of(baseline, target, cap)
    assert 0 <= achievement(metric, verified) <= cap
    assert achievement(metric, baseline) == 0
    assert achievement(metric, target) == min(1, cap)
    half = (baseline + target) / 2
    assert achievement(metric, half) == min(Fraction(1, 2), cap)


@given(levels, levels, caps, levels, levels)
def test_a_better_result_never_achieves_less(
    baseline: Fraction, target: Fraction, cap: Fraction, one: Fraction, two: Fraction
) -> None:
    assume(baseline != target)
    metric = metric_of(baseline, target, cap)
    worse, better = sorted([one, two], reverse=target < baseline)
    assert achievement(metric, worse) <= achievement(metric, better)


def paid(form: dict[str, Any], verified: dict[str, str], tolerance: str | None = None) -> int:
    weights = {"fewer": "0.4", "more": "0.6"}
    sides = {"fewer": ("10", "5"), "more": ("10", "20")}
    metrics = [
        {
            "code": code,
            "weight": weight,
            "baseline": sides[code][0],
            "target": sides[code][1],
            "tolerance": tolerance,
        }
        for code, weight in weights.items()
    ]
    terms = {"cap": 1_000_001, "form": form, "metrics": metrics}
    contract = read_contract({"contract": "c", "version": 1, "kind": "composite", "terms": terms})
    assert isinstance(contract, Contract), contract
    given = [{"code": code, "claimed": "12", "verified": one} for code, one in verified.items()]
    found = determine(contract, {"metrics": given})
    assert isinstance(found, Determination), found
    return found.amount


LINEAR = {"kind": "linear", "floor": "0", "full": "1"}


def test_a_metric_that_became_worse_takes_nothing_from_the_others() -> None:
    assert paid(LINEAR, {"fewer": "30", "more": "20"}) == 600_000
    assert paid(LINEAR, {"fewer": "5", "more": "0"}) == 400_000


def test_a_claim_beyond_the_tolerance_counts_0_also_where_fewer_is_better() -> None:
    # Claimed 12: of 5 verified far too much, of 20 too little; 0.6 x 0.2 of 12 verified is left.
    assert paid(LINEAR, {"fewer": "5", "more": "12"}, "0.05") == 120_000
    assert paid(LINEAR, {"fewer": "12", "more": "20"}, "0.05") == 0
    # None verified where 12 were claimed: none is the best there is, and still beyond it.
    assert paid(LINEAR, {"fewer": "0", "more": "20"}, "5") == 600_000


def test_a_step_is_reached_exactly_and_not_a_hair_below() -> None:
    form = {"kind": "steps", "steps": [{"least": "0.6", "pays": "0.5"}]}
    assert paid(form, {"fewer": "10", "more": "20"}) == 500_000
    assert paid(form, {"fewer": "10", "more": "19.999999999999"}) == 0
