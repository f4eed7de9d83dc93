"""What a run says about its rules: rewards, cost, what was paid for nothing, what was missed.

A supplier deserves a reward when the injuries it truly took away reach the world's `deserving`;
that measure is the same for every rule set. Figures are rounded to six digits, so that a report has
the same bytes wherever the draws are the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from sangsaeng.outcomes.contracts.contract import digest_of, render_canonical
from sangsaeng.outcomes.simulation.applying import Applied, sample_size
from sangsaeng.outcomes.simulation.drawing import Flags, Floats, Ints
from sangsaeng.outcomes.simulation.model import RuleSet, Strategy, World
from sangsaeng.outcomes.simulation.running import Run
from sangsaeng.outcomes.statistics.differences import LEVEL, power_of_difference

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
# Rewards are shown in twentieths of the cap, true reductions in twentieths of 1.
BINS = 20
_DIGITS = 6

Figures = dict[str, Any]


def judge(run: Run) -> Figures:
    """The report as data."""
    programmes = len(run.strategy)
    world = run.rule_sets[0].world
    judged = [
        _judge_one(run, rules, applied)
        for rules, applied in zip(run.rule_sets, run.applied, strict=True)
    ]
    report: Figures = {
        "seed": run.seed,
        "programmes": programmes,
        "suppliers": programmes * world.suppliers,
        "sites": programmes * world.suppliers * world.sites_each,
        "compared_exactly": run.compared,
        "world": world.model_dump(),
        "rules": judged,
    }
    if len(run.applied) > 1:
        report["difference"] = _difference(run, judged)
    rounded: Figures = _rounded(report)
    return rounded


def _judge_one(run: Run, rules: RuleSet, applied: Applied) -> Figures:
    deserving = applied.reduction >= rules.world.deserving
    visits = sample_size(rules) * rules.world.suppliers
    visits_won = visits * rules.verification.visit_won
    return {
        "name": rules.name,
        "contract_digest": digest_of(render_canonical(rules.contract)).hex(),
        "verification": {**rules.verification.model_dump(), "sites_a_supplier": sample_size(rules)},
        "controls": rules.controls.model_dump(),
        "reward": _reward(applied.rewards, rules.terms.cap),
        "cost": _cost(applied.rewards, rules, visits_won),
        "errors": _errors(applied.rewards, deserving),
        "gates_broken": {code: _mean(~kept) for code, kept in applied.gates.items()},
        "strategies": _strategies(run.strategy, applied, deserving),
        "curve": _curve(applied),
        "pooled": _pooled(run, applied, rules.world),
    }


def _reward(rewards: Ints, cap: int) -> Figures:
    parts = np.ceil(rewards.ravel() / max(cap, 1) * BINS).astype(np.int64)
    return {
        "mean_won": float(rewards.mean()),
        "quantiles_won": dict(zip(_names(), _quantiles(rewards), strict=True)),
        "paid": _mean(rewards > 0),
        "paid_in_full": _mean(rewards == cap),
        # How many got nothing, up to a twentieth of the cap, up to two, and so on.
        "histogram": np.bincount(parts, minlength=BINS + 1).tolist(),
    }


def _cost(rewards: Ints, rules: RuleSet, visits_won: int) -> Figures:
    total = rewards.sum(axis=1) + visits_won
    reserved = rules.terms.cap * rules.world.suppliers
    return {
        "mean_won": float(total.mean()),
        "quantiles_won": dict(zip(_names(), _quantiles(total), strict=True)),
        "most_won": int(total.max()),
        "visits_won": visits_won,
        "reserved_won": reserved,
        "used_of_reserve": float(rewards.sum(axis=1).mean()) / max(reserved, 1),
        "histogram": _histogram(total, reserved + visits_won),
    }


def _errors(rewards: Ints, deserving: Flags) -> Figures:
    paid = rewards > 0
    wrongly = np.where(deserving, 0, rewards).sum(axis=1)
    return {
        "deserving": _mean(deserving),
        "false_reward": _part(paid & ~deserving, ~deserving),
        "missed_reward": _part(~paid & deserving, deserving),
        "power": _part(paid & deserving, deserving),
        "false_won_a_programme": float(wrongly.mean()),
        "false_of_all_won": float(wrongly.sum()) / max(int(rewards.sum()), 1),
    }


def _strategies(strategy: Ints, applied: Applied, deserving: Flags) -> Figures:
    """What each way of behaving brings; `gain_won` against the honest. A way that nobody of the
    world goes is left out."""
    honest = applied.rewards[strategy == Strategy.HONEST]
    base = float(honest.mean()) if honest.size else 0.0
    found: Figures = {}
    for one in Strategy:
        here = strategy == one
        if here.any():
            mean = float(applied.rewards[here].mean())
            found[one.name.lower()] = {
                "suppliers": int(here.sum()),
                "mean_won": mean,
                "gain_won": mean - base,
                "deserving": _mean(deserving[here]),
                "paid": _mean(applied.rewards[here] > 0),
            }
    return found


def _curve(applied: Applied) -> list[Figures]:
    """How often and how much is paid, by what was truly achieved: good rules rise steeply."""
    place = np.minimum((applied.reduction.ravel() * BINS).astype(np.int64), BINS - 1)
    rewards = applied.rewards.ravel()
    suppliers = np.bincount(place, minlength=BINS)
    paid = np.bincount(place, weights=rewards > 0, minlength=BINS)
    won = np.bincount(place, weights=rewards, minlength=BINS)
    return [
        {
            "from": number / BINS,
            "suppliers": int(suppliers[number]),
            "paid": float(paid[number] / suppliers[number]),
            "mean_won": float(won[number] / suppliers[number]),
        }
        for number in range(BINS)
        if suppliers[number]
    ]


def _pooled(run: Run, applied: Applied, world: World) -> Figures:
    """How often the whole programme's accidents, against matched controls, show the effect at a
    one-sided 5%, and what closed form says of it."""
    cells = [applied.reported, applied.before, run.controls.after, run.controls.before]
    usable = np.logical_and.reduce([cell > 0 for cell in cells])
    logs = [np.log(cell[usable]) for cell in cells]
    error = np.sqrt(sum(1 / cell[usable] for cell in cells))
    shift = logs[0] - logs[1] - logs[2] + logs[3]
    shown = int((special.ndtr(shift / error) < LEVEL).sum())
    before = float(applied.before.mean()) / world.reports
    ratio = float(applied.injuries.mean()) / before if before else 1.0
    workers = (world.workers_least + world.workers_most) / 2
    years = world.suppliers * world.sites_each * workers * world.months / 12
    closed = (
        power_of_difference(world.injury_rate * world.reports, ratio, years, years)
        if 0 < ratio < 1
        else 0.0
    )
    return {
        "significant": shown / len(usable),
        "power_closed_form": closed,
        "median_ratio_reported": float(np.exp(np.median(shift))) if usable.any() else 1.0,
        "ratio_true": ratio,
    }


def _difference(run: Run, judged: list[Figures]) -> Figures:
    """The second rule set less the first, on the same draws."""
    first, second = run.applied[0].rewards, run.applied[1].rewards
    told: Figures = {
        "paid_more": _mean(second > first),
        "paid_less": _mean(second < first),
        "paid_the_same": _mean(second == first),
        "reward_mean_won": judged[1]["reward"]["mean_won"] - judged[0]["reward"]["mean_won"],
        "cost_mean_won": judged[1]["cost"]["mean_won"] - judged[0]["cost"]["mean_won"],
    }
    for name in ("false_reward", "missed_reward", "power", "false_won_a_programme"):
        told[name] = judged[1]["errors"][name] - judged[0]["errors"][name]
    return told


def _histogram(values: Ints, most: int) -> list[int]:
    place = np.minimum(values * BINS // max(most, 1), BINS - 1)
    found: list[int] = np.bincount(place, minlength=BINS).tolist()
    return found


def _names() -> list[str]:
    return [f"p{round(part * 100):02d}" for part in _QUANTILES]


def _quantiles(values: Ints) -> list[int]:
    # The value that stands there, not one between two: whole won.
    found: list[int] = np.quantile(values.ravel(), _QUANTILES, method="lower").tolist()
    return found


def _mean(flags: Flags) -> float:
    return float(flags.mean())


def _part(flags: Flags, of: Flags | Floats) -> float:
    return float(flags.sum()) / max(int(of.sum()), 1)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return value
