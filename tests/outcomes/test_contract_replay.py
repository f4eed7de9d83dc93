"""Determinations that were made stay what they were: texts, digests and amounts (G15).

`tests/data/outcomes/determined` holds determinations as they were kept, a line each. Lines are only
ever added: a change of the engine that makes one of them another amount is not a change but a loss.
"""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sangsaeng.outcomes.contracts.case_file import CaseSet, read_case_file
from sangsaeng.outcomes.contracts.contract import (
    Determination,
    determine,
    digest_of,
    read_canonical,
    render_canonical,
    replay,
)
from sangsaeng.outcomes.contracts.kinds import kinds
from sangsaeng.outcomes.contracts.returns import show_return
from sangsaeng.outcomes.contracts.shape import Rounding, read_exact, render_exact, round_amount

DATA = Path(__file__).parents[1] / "data" / "outcomes"
KEPT = [
    json.loads(line)
    for file in sorted((DATA / "determined").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
# What another machine would do: a process of its own with another hash seed, and nothing of ours.
ELSEWHERE = """
import json, sys
from sangsaeng.outcomes.contracts.contract import replay
kept = json.load(sys.stdin)
found = [replay(one["rule"], one["input"]) for one in kept]
def told(step):
    return [step.clause, step.what, sorted(step.facts.items()), step.amount]
whole = [[one.amount, one.input_digest.hex(), *map(told, one.steps)] for one in found]
json.dump(whole, sys.stdout)
"""


def test_every_kind_stands_among_the_determinations_that_were_kept() -> None:
    assert {json.loads(one["rule"])["kind"] for one in KEPT} == set(kinds())


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: str(kept["input_digest"])[:12])
def test_a_kept_determination_comes_out_the_same(kept: dict[str, Any]) -> None:
    assert digest_of(kept["rule"]).hex() == kept["rule_digest"]
    assert digest_of(kept["input"]).hex() == kept["input_digest"]
    assert render_canonical(read_canonical(kept["rule"])) == kept["rule"]
    found = replay(kept["rule"], kept["input"])
    assert isinstance(found, Determination)
    assert (found.amount, dict(found.shares)) == (kept["amount"], kept["shares"])
    assert found.rule_digest.hex() == kept["rule_digest"]
    assert (found.input_text, found.input_digest.hex()) == (kept["input"], kept["input_digest"])


def _elsewhere(seed: str) -> str:
    environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONPATH": "src"}
    run = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=json.dumps(KEPT),
        env=environment,
        cwd=DATA.parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    assert _elsewhere("1") == _elsewhere("4242")


def _set(file: str, number: int) -> CaseSet:
    sets = read_case_file(yaml.safe_load((DATA / file).read_text("utf-8")))
    one = sets[number]
    assert isinstance(one, CaseSet)
    return one


def _found(file: str, number: int) -> Determination:
    one = _set(file, number)
    found = determine(one.contract, one.cases[0].inputs)
    assert isinstance(found, Determination)
    return found


def test_our_programme_comes_out_whole_as_far_as_contracts_say() -> None:
    stage1, steps = _found("AC-19.yaml", 0), _found("AC-19.yaml", 1)
    advance, cost = 56_000_000, 78_500_000
    paid = advance + stage1.amount + steps.shares["payable"]
    assert paid == 105_500_000
    retention = steps.shares["retained"]
    assert retention == 3_000_000
    back = (80_000_000 - cost) + steps.figures["unearned"]
    assert back == 1_500_000 + 30_000_000
    pool = 7_000_000_000 - 80_000_000 - 60_000_000 + back
    assert pool == 6_891_500_000
    assert 7_000_000_000 - paid == pool + retention == 6_894_500_000


@pytest.mark.parametrize(
    ("same", "form"),
    [("0.80", "0.8"), ("4/5", "0.8"), ("00.8", "0.8"), ("-0", "0"), ("10/30", "1/3")],
)
def test_a_quantity_has_one_text_however_it_is_written(same: str, form: str) -> None:
    assert render_exact(read_exact(same)) == form


@given(value=st.fractions(max_denominator=10**9))
def test_a_quantity_is_read_back_as_it_was_written(value: Fraction) -> None:
    assert read_exact(render_exact(value)) == value


@given(value=st.fractions(min_value=0))
def test_rounding_is_by_less_than_one_and_half_goes_up(value: Fraction) -> None:
    floor = round_amount(value, Rounding.FLOOR)
    nearest = round_amount(value, Rounding.NEAREST)
    assert 0 <= value - floor < 1
    assert -Fraction(1, 2) < nearest - value <= Fraction(1, 2)


def test_exactly_half_a_unit_is_rounded_up_whatever_stands_before_it() -> None:
    halves = [Fraction(number, 2) for number in (1, 3, 5, 7)]
    assert [round_amount(half, Rounding.NEAREST) for half in halves] == [1, 2, 3, 4]


def test_a_contract_that_says_the_same_in_other_words_is_the_same_rule() -> None:
    one = _set("AC-19.yaml", 1).contract
    data = json.loads(render_canonical(one))
    data["terms"]["metrics"][0]["weight"] = "0.500"
    data["terms"]["form"]["steps"][1]["least"] = "1.0"
    del data["rounding"]
    assert render_canonical(read_canonical(json.dumps(data))) == render_canonical(one)


def test_a_return_is_shown_and_never_guessed() -> None:
    assert show_return([(Fraction(0), -100), (Fraction(1), 110)], 2) == "10.00"
    assert show_return([(Fraction(0), -100), (Fraction(1), 60), (Fraction(2), 60)], 1) == "13.1"
    assert show_return([(Fraction(0), -100), (Fraction(2), 50)], 2) == "-29.29"
    assert show_return([(Fraction(0), -100)], 2) is None
    assert show_return([], 2) is None
