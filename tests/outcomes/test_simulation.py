"""Simulation: the twin pays what the contract pays, the draws are sound, reports replay."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.contract import (
    Contract,
    Determination,
    determine,
    read_contract,
)
from sangsaeng.outcomes.simulation.applying import apply, measure, sample_size
from sangsaeng.outcomes.simulation.drawing import draw
from sangsaeng.outcomes.simulation.judging import judge
from sangsaeng.outcomes.simulation.model import (
    RuleSet,
    Strategy,
    check_same_world,
    check_size,
    read_rules,
)
from sangsaeng.outcomes.simulation.paying import Measured, pay, reported_at
from sangsaeng.outcomes.simulation.report import render_html, render_json
from sangsaeng.outcomes.simulation.running import compare_exactly, run

SAMPLES = ("leading", "no_controls", "accidents")


def _data(name: str) -> dict[str, Any]:
    file = resources.files("sangsaeng.outcomes.simulation") / "samples" / f"{name}.yaml"
    told: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return told


def _rules(name: str = "leading", **world: object) -> RuleSet:
    found = read_rules({**_data(name), "world": world})
    assert isinstance(found, RuleSet), found
    return found


def _silent(_done: int) -> None:
    pass


NOBODY_GAMES = {one.name.lower(): "0" for one in Strategy if one is not Strategy.HONEST}

SHARE = st.integers(0, 20).map(lambda part: Fraction(part, 20))


@st.composite
def _contracts(drawing: st.DrawFn) -> Contract:
    """Composite contracts of all shapes, with edges that scores often stand on exactly."""
    count = drawing(st.integers(1, 4))
    cuts = sorted(drawing(st.lists(st.integers(0, 20), min_size=count - 1, max_size=count - 1)))
    weights = [
        Fraction(end - begin, 20) for begin, end in zip([0, *cuts], [*cuts, 20], strict=True)
    ]
    metrics = []
    for place, weight in enumerate(weights):
        baseline, target = drawing(st.tuples(SHARE, SHARE).filter(lambda two: two[0] != two[1]))
        metrics.append(
            {
                "code": f"metric_{place}",
                "weight": weight,
                "baseline": baseline,
                "target": target,
                "achievement_cap": drawing(st.sampled_from(["1", "1.2", "0.9"])),
                "tolerance": drawing(st.sampled_from([None, "0.05", "0.5"])),
            }
        )
    forms: list[dict[str, Any]] = [
        {"kind": "linear", "floor": "0.6", "full": "1"},
        {"kind": "linear", "floor": "0", "full": "0.35"},
        {"kind": "steps", "steps": [{"least": "0.8", "pays": "0.5"}, {"least": "1", "pays": "1"}]},
        {"kind": "steps", "steps": [{"least": "0", "pays": "0.1"}, {"least": "0.3", "pays": "1"}]},
    ]
    read = read_contract(
        {
            "contract": "any",
            "version": 1,
            "kind": "composite",
            "rounding": drawing(st.sampled_from(["floor", "nearest"])),
            "terms": {
                "cap": drawing(st.sampled_from([0, 1, 7, 60_000_000, 99_999_999_999, 10**15])),
                "form": drawing(st.sampled_from(forms)),
                "metrics": metrics,
            },
        }
    )
    assert isinstance(read, Contract), read
    return read


@given(contract=_contracts(), seed=st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_the_twin_pays_what_the_contract_pays_to_the_won(contract: Contract, seed: int) -> None:
    source, rows = np.random.default_rng(seed), 25
    measured = {}
    for metric in contract.terms.metrics:  # type: ignore[attr-defined]
        total = source.choice([1, 3, 20, 40, 600, 10**9], rows)
        whole = total * source.choice([1, 2, 7], rows)
        measured[metric.code] = Measured(
            claimed=source.integers(0, total, endpoint=True),
            total=total,
            part=source.integers(0, whole, endpoint=True),
            whole=whole,
        )
    kept = source.random(rows) < 0.9
    rewards = pay(contract, measured, kept)
    for row in range(rows):
        reported = {code: reported_at(one, row) for code, one in measured.items()}
        inputs = {
            "metrics": [
                {"code": code, "claimed": one.claimed, "verified": one.verified}
                for code, one in reported.items()
            ]
        }
        exact = determine(contract, inputs)
        assert isinstance(exact, Determination), exact
        assert rewards[row] == (exact.amount if kept[row] else 0)


def test_a_cap_whose_won_a_float_cannot_tell_apart_is_reckoned_exactly() -> None:
    told = _data("accidents")["contract"]
    told["terms"] |= {"cap": 10**15, "form": {"kind": "linear", "floor": "0.1", "full": "0.97"}}
    contract = read_contract(told)
    assert isinstance(contract, Contract), contract
    part, whole = np.arange(1, 1_001), np.full(1_000, 1_499)
    measured = {"injury_rate_pct": Measured(part, whole, part, whole)}
    rewards = pay(contract, measured, np.ones(1_000, np.bool_))
    for row, one in enumerate(part):
        score = min(max((Fraction(67, 100) - Fraction(int(one), 1_499)) * 200 / 67, 0), 1)
        share = min(max((score - Fraction(1, 10)) * 100 / 87, 0), 1)
        assert rewards[row] == 10**15 * share // 1


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_agrees_with_the_contract_for_a_whole_programme(name: str) -> None:
    for seed in range(3):
        assert compare_exactly(_rules(name), seed) == 50


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_verified_is_never_above_what_is_claimed(name: str) -> None:
    rules = _rules(name)
    for one in measure(rules, draw(rules.world, 11, 0, 40)).values():
        assert (one.part * one.total <= one.claimed * one.whole).all()
        assert (one.claimed <= one.total).all() or name == "accidents"


def test_where_every_site_is_seen_the_truth_is_verified() -> None:
    told = _data("leading")
    told["verification"] = {"sample_share": "1", "sample_least": 1}
    rules = read_rules(told)
    assert isinstance(rules, RuleSet)
    assert sample_size(rules) == rules.world.sites_each
    draws = draw(rules.world, 3, 0, 40)
    for code, one in measure(rules, draws).items():
        assert (one.part * one.total == draws.counted[code].true.sum(axis=2) * one.whole).all()


def test_the_error_share_of_the_sites_seen_cuts_the_claims_of_the_others() -> None:
    rules = _rules()
    draws = draw(rules.world, 11, 0, 3)
    seen = sample_size(rules)
    for code, one in measure(rules, draws).items():
        counted = draws.counted[code]
        claims = counted.true + counted.claimed
        for place in np.ndindex(draws.strategy.shape):
            found, said = (int(all_[place][:seen].sum()) for all_ in (counted.true, claims))
            others, total = int(claims[place][seen:].sum()), int(counted.total[place].sum())
            error = Fraction(said - found, said) if said else Fraction(0)
            wanted = (found + others * (1 - error)) / total
            assert Fraction(int(one.part[place]), int(one.whole[place])) == wanted


def test_gates_stop_whom_they_are_for_and_nobody_else() -> None:
    told = _data("leading")
    told["controls"] = {"record_matching": "1", "near_miss_floor": "2.5"}
    rules = read_rules(told)
    assert isinstance(rules, RuleSet)
    draws = draw(rules.world, 11, 0, 100)
    applied = apply(rules, draws)
    concealed = (draws.strategy == Strategy.CONCEALMENT) & (draws.hidden > 0)
    assert concealed.any() and (applied.gates["no_concealment"] == ~concealed).all()
    few = draws.near_misses / draws.worker_months * 100 < 2.5
    assert few.any() and (applied.gates["near_miss_floor"] == ~few).all()
    assert (applied.gates["no_death"] == (draws.deaths == 0)).all()
    assert not applied.rewards[concealed | few | (draws.deaths > 0)].any()


def test_where_all_works_and_nobody_games_everybody_is_paid_in_full() -> None:
    world = {"least_working": "1", "leaves": "0", "death_share": "0", "strategies": NOBODY_GAMES}
    applied = apply(_rules(**world), draw(_rules(**world).world, 5, 0, 40))
    assert (applied.rewards == 60_000_000).all()


def test_injuries_come_at_the_national_rate() -> None:
    rules = _rules(most_reduction="0", leaves="0", strategies=NOBODY_GAMES)
    draws = draw(rules.world, 5, 0, 500)
    years = draws.worker_months.sum() / 12
    found = (draws.reported + draws.hidden).sum() / years
    # Some 27,000 injuries: four standard errors.
    assert found == pytest.approx(0.0067, rel=4 / 27_000**0.5)
    deaths = draws.deaths.sum() / (draws.reported + draws.hidden).sum()
    assert deaths == pytest.approx(0.0147, rel=0.25)


def test_strategies_are_as_frequent_as_the_world_says() -> None:
    rules = _rules()
    strategy = draw(rules.world, 5, 0, 500).strategy
    told = rules.world.strategies.model_dump()
    for one in Strategy:
        share = 1 - sum(told.values()) if one is Strategy.HONEST else told[one.name.lower()]
        assert (strategy == one).mean() == pytest.approx(share, abs=0.01)


def test_without_any_effect_one_programme_in_twenty_seems_to_have_one() -> None:
    rules = _rules(most_reduction="0", leaves="0", strategies=NOBODY_GAMES)
    pooled = judge(run([rules], 2_000, 4, 1, _silent))["rules"][0]["pooled"]
    assert pooled["significant"] == pytest.approx(0.05, abs=0.02)
    assert pooled["median_ratio_reported"] == pytest.approx(1, abs=0.03)


def test_power_is_that_of_the_closed_form_where_nobody_conceals() -> None:
    rules = _rules(leaves="0", strategies=NOBODY_GAMES, sites_each=12)
    pooled = judge(run([rules], 1_000, 4, 1, _silent))["rules"][0]["pooled"]
    assert pooled["significant"] == pytest.approx(pooled["power_closed_form"], abs=0.06)
    assert pooled["median_ratio_reported"] == pytest.approx(pooled["ratio_true"], abs=0.03)


def test_picking_sites_changes_who_is_helped_and_not_the_ratio_of_rates() -> None:
    told = _data("no_controls")
    told["world"] = {"leaves": "0", "strategies": {**NOBODY_GAMES, "cherry_picking": "1"}}
    told["contract"]["terms"]["cap"] = 1
    free = read_rules(told)
    told["controls"] = {**told["controls"], "gateway": True}
    drawn = read_rules(told)
    assert isinstance(free, RuleSet) and isinstance(drawn, RuleSet)
    ratios, deserving = [], []
    for one in judge(run([free, drawn], 500, 4, 1, _silent))["rules"]:
        ratios.append(one["pooled"]["ratio_true"])
        deserving.append(one["errors"]["deserving"])
    assert ratios[0] == pytest.approx(ratios[1], abs=0.02)
    assert deserving[0] < deserving[1] / 3


def _gains(name: str) -> dict[str, float]:
    report = judge(run([_rules(name)], 600, 4, 1, _silent))
    found = report["rules"][0]["strategies"]
    return {code: one["gain_won"] for code, one in found.items()}


def test_no_way_of_gaming_pays_under_all_controls_and_most_do_without() -> None:
    controlled, free = _gains("leading"), _gains("no_controls")
    # Half a million won is some two standard errors of the means compared.
    assert max(controlled.values()) < 1_000_000
    for code in ("soft_targets", "over_claiming", "leavers_dropped", "paper_units"):
        assert free[code] > 5_000_000, code


def test_paying_by_reported_injuries_pays_for_silence() -> None:
    gains = _gains("accidents")
    assert gains.pop("concealment") > 10_000_000
    assert max(gains.values()) < 2_000_000


def test_two_rule_sets_are_judged_on_the_same_draws() -> None:
    one, other = _rules("leading"), _rules("no_controls")
    alone, both = run([one], 60, 9, 1, _silent), run([one, other], 60, 9, 1, _silent)
    assert (alone.applied[0].rewards == both.applied[0].rewards).all()
    assert (alone.strategy == both.strategy).all()
    difference = judge(both)["difference"]
    assert difference["paid_more"] > difference["paid_less"]
    shares = [difference[name] for name in ("paid_more", "paid_less", "paid_the_same")]
    assert sum(shares) == pytest.approx(1)


def test_the_first_programmes_are_the_same_however_many_there_are() -> None:
    # 500 programmes are a block of 300 sites each.
    few, many = run([_rules()], 40, 9, 1, _silent), run([_rules()], 520, 9, 1, _silent)
    assert (few.applied[0].rewards == many.applied[0].rewards[:40]).all()
    assert len(many.strategy) == 520


def test_the_same_seed_gives_the_same_bytes_by_one_process_or_two() -> None:
    # Ten programmes a block: more blocks than are handed out ahead.
    rule_sets = [_rules(sites_each=300), _rules("no_controls", sites_each=300)]
    told: list[int] = []
    one, two = (run(rule_sets, 100, 9, processes, told.append) for processes in (1, 2))
    assert sum(told) == 200
    assert (one.applied[1].rewards == two.applied[1].rewards).all()
    alone, together = judge(one), judge(two)
    assert render_json(alone) == render_json(together)
    assert render_html(alone, "ko") == render_html(together, "ko")
    other = judge(run(rule_sets[:1], 10, 10, 1, _silent))
    assert (
        other["rules"][0]["reward"]
        != judge(run(rule_sets[:1], 10, 9, 1, _silent))["rules"][0]["reward"]
    )


def test_a_report_is_a_page_with_plots_and_without_scripts() -> None:
    report = judge(run([_rules(), _rules("accidents")], 60, 9, 1, _silent))
    for language, title in (("ko", "성과 규칙 모의실험"), ("en", "Simulation of reward rules")):
        text = render_html(report, language)  # type: ignore[arg-type]
        page = html.fromstring(text)
        assert page.findtext(".//h1") == title
        assert len(page.findall(".//svg")) == 4
        assert not page.findall(".//script") and "http://" not in _without_names(text)
        ids = page.xpath("//@id")
        assert page.xpath("//table") and all(not one.endswith("_1") for one in ids)
    assert json.loads(render_json(report)) == report


def _without_names(text: str) -> str:
    """The page without the names of XML vocabularies, which nobody fetches."""
    return (
        text.replace("http://www.w3.org/", "")
        .replace("http://purl.org/", "")
        .replace("http://creativecommons.org/", "")
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"world": {"suppliers": "50"}}, "simulation_unreadable"),
        ({"world": {"leaves": 0.5}}, "simulation_unreadable"),
        ({"world": {"leaves": "1.5"}}, "simulation_unreadable"),
        ({"world": {"weather": "fine"}}, "simulation_unreadable"),
        ({"world": {"workers_least": 60}}, "range_reversed"),
        ({"world": {"strategies": {"concealment": "0.9"}}}, "strategies_above_one"),
        ({"controls": {"gateway": "maybe"}}, "simulation_unreadable"),
        ({"contract": {"contract": "x"}}, "contract_unreadable"),
    ],
)
def test_rules_that_say_nothing_sensible_are_refused(change: dict[str, Any], code: str) -> None:
    found = read_rules({**_data("leading"), **change})
    assert isinstance(found, list) and found[0].code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"metrics": [{"code": "smiles", "weight": "1"}]}, "metric_not_simulated"),
        ({"gates": [{"code": "no_rain"}]}, "gate_not_simulated"),
        ({"periods": [{"no": 1, "cap": 60_000_000}]}, "periods_not_simulated"),
    ],
)
def test_what_the_world_does_not_produce_is_refused(change: dict[str, Any], code: str) -> None:
    told = _data("no_controls")
    for one in change.get("metrics", ()):
        one |= {"baseline": "0", "target": "1"}
    told["contract"]["terms"] |= change
    found = read_rules(told)
    assert isinstance(found, list) and found[0].code == code


def test_another_kind_of_contract_is_refused() -> None:
    told = _data("no_controls")
    told["contract"]["kind"] = "milestone"
    told["contract"]["terms"] = {"milestones": [{"code": "done", "pays": 1}]}
    found = read_rules(told)
    assert isinstance(found, list)
    assert found[0].code == "kind_not_simulated"


def test_what_would_not_fit_in_memory_is_refused() -> None:
    wide = check_size(_rules(suppliers=1_000, sites_each=1_000), 1)
    assert isinstance(wide, Refusal) and wide.code == "simulation_too_large"
    long = check_size(_rules(suppliers=1_000), 10_001)
    assert isinstance(long, Refusal) and long.code == "simulation_too_large"
    assert (
        check_size(_rules(), 10_000) is None and check_size(_rules(sites_each=300), 10_000) is None
    )


def test_rule_sets_of_other_worlds_are_not_compared() -> None:
    refused = check_same_world(_rules(), _rules(leaves="0.2"))
    assert isinstance(refused, Refusal) and refused.code == "worlds_differ"
    assert refused.facts["name"] == "leaves"
    assert check_same_world(_rules(), _rules("accidents")) is None
