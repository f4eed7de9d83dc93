"""What is wrong with a contract or with its inputs is refused, each with its code."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.case_file import CaseSet, read_case_file, run_case
from sangsaeng.outcomes.contracts.contract import Contract, determine, read_contract

FOLDER = Path(__file__).parents[1] / "data" / "outcomes"
Data = dict[str, Any]
Change = Callable[[Data], object]


def document(file: str, number: int = 0) -> Data:
    """A contract of a case file, its first case's inputs beside it as `cases`."""
    data = yaml.safe_load((FOLDER / file).read_text("utf-8"))
    whole: Data = data["contracts"][number] if "contracts" in data else data
    return deepcopy(whole)


def head_of(whole: Data) -> Data:
    beside = ("case", "note", "source", "cases")
    return {key: value for key, value in whole.items() if key not in beside}


def refusals_after(file: str, change: Change, number: int = 0) -> list[Refusal]:
    whole = document(file, number)
    change(whole)
    read = read_contract(head_of(whole))
    assert isinstance(read, list), "nothing was refused"
    assert all(explain(one, language) for one in read for language in LANGUAGES)
    return read


def answer_after(file: str, change: Change, number: int = 0) -> Refusal:
    whole = document(file, number)
    contract = read_contract(head_of(whole))
    assert isinstance(contract, Contract), contract
    inputs = whole["cases"][0]["inputs"]
    change(inputs)
    answer = determine(contract, inputs)
    assert isinstance(answer, Refusal), "nothing was refused"
    assert all(explain(answer, language) for language in LANGUAGES)
    return answer


def metric(whole: Data, number: int = 0) -> Data:
    found: Data = whole["terms"]["metrics"][number]
    return found


def put(name: str, value: object) -> Change:
    return lambda data: data.update({name: value})


BAD_TERMS: list[tuple[str, int, Change, str]] = [
    ("AC-19.yaml", 1, lambda c: metric(c).update(weight="0.4"), "weights_not_one"),
    ("AC-19.yaml", 1, lambda c: metric(c).update(weight="0.500001"), "weights_not_one"),
    ("AC-19.yaml", 1, lambda c: metric(c).update(target="0"), "target_not_better"),
    (
        "AC-19.yaml",
        1,
        lambda c: metric(c).update(baseline="2", lower_is_better=False),
        "target_not_better",
    ),
    ("AC-19.yaml", 1, lambda c: metric(c).update(lower_is_better=True), "target_not_better"),
    ("AC-19.yaml", 1, lambda c: metric(c).update(baseline="-1"), "negative_quantity"),
    ("AC-19.yaml", 1, lambda c: metric(c, 1).update(code="units_working"), "twice_in_contract"),
    ("AC-19.yaml", 1, lambda c: c["terms"]["form"]["steps"].reverse(), "steps_not_rising"),
    (
        "AC-19.yaml",
        1,
        lambda c: c["terms"].update(periods=[{"no": 1, "cap": 59_999_999}]),
        "periods_not_whole",
    ),
    ("AC-19.yaml", 1, lambda c: metric(c).update(clause="99"), "clause_not_in_contract"),
    ("AC-12.yaml", 0, lambda c: c["terms"].update(cap_clause="99"), "clause_not_in_contract"),
    ("AC-19.yaml", 1, put("kind", "wishes"), "contract_kind_unknown"),
    ("AC-19.yaml", 1, put("version", 0), "contract_unreadable"),
    ("AC-19.yaml", 1, put("currency", {"code": "won"}), "contract_unreadable"),
    ("AC-19.yaml", 1, put("rounding", "up"), "contract_unreadable"),
    ("AC-19.yaml", 1, lambda c: c["terms"].update(cap=-1), "contract_unreadable"),
    ("AC-19.yaml", 1, lambda c: c["terms"].update(cap="60000000"), "contract_unreadable"),
    (
        "AC-06.yaml",
        0,
        lambda c: c["terms"]["measure"]["parts"][0].update(weight="0.9"),
        "weights_not_one",
    ),
    (
        "AC-06.yaml",
        0,
        lambda c: (
            c["terms"]["form"]["lines"].insert(0, {"at": "-1", "pays": 0})
            or c["terms"]["form"]["lines"][1].update(pays=10)
        ),
        "pays_without_effect",
    ),
    ("AC-10.yaml", 0, lambda c: c["terms"]["measure"].update(target="0"), "nothing_to_divide_by"),
    ("AC-03.yaml", 0, lambda c: c["terms"]["split"][0].update(share="0.9"), "weights_not_one"),
    ("AC-03.yaml", 0, lambda c: c["terms"]["bonus"]["lines"].reverse(), "steps_not_rising"),
    ("AC-08.yaml", 0, lambda c: c["terms"].update(cap=99_999_999), "fees_above_cap"),
    (
        "AC-18.yaml",
        0,
        lambda c: c["terms"]["periods"].update(first=4),
        "paid_periods_reversed",
    ),
    ("buyeo.yaml", 0, lambda c: c["terms"]["form"]["lines"].reverse(), "steps_not_rising"),
]


@pytest.mark.parametrize(("file", "number", "change", "code"), BAD_TERMS)
def test_terms_that_say_nothing_sensible_are_refused(
    file: str, number: int, change: Change, code: str
) -> None:
    assert [one.code for one in refusals_after(file, change, number)] == [code]


def first(inputs: Data, name: str = "quantities") -> Data:
    found: Data = inputs[name][0]
    return found


def line(inputs: Data) -> Data:
    found: Data = inputs["participants"][0]["lines"][0]
    return found


BAD_INPUTS: list[tuple[str, int, Change, str]] = [
    ("AC-19.yaml", 1, lambda i: first(i, "metrics").update(verified="-0.1"), "negative_quantity"),
    ("AC-19.yaml", 1, lambda i: first(i, "metrics").update(claimed="-1/3"), "negative_quantity"),
    ("AC-19.yaml", 1, lambda i: i["metrics"].pop(), "metric_missing"),
    ("AC-19.yaml", 1, lambda i: i["metrics"].append(i["metrics"][0]), "twice_in_inputs"),
    (
        "AC-19.yaml",
        1,
        lambda i: i["metrics"].append({"code": "smiles", "claimed": "1", "verified": "1"}),
        "metric_not_in_contract",
    ),
    ("AC-19.yaml", 1, lambda i: i["gates"].clear(), "gate_missing"),
    ("AC-19.yaml", 1, lambda i: i["gates"].update(weather=True), "gate_not_in_contract"),
    ("AC-19.yaml", 1, put("period", 1), "period_not_in_contract"),
    (
        "AC-19.yaml",
        1,
        lambda i: first(i, "metrics").update(verified="nan"),
        "contract_inputs_unreadable",
    ),
    (
        "AC-19.yaml",
        1,
        lambda i: first(i, "metrics").update(verified="1/0"),
        "contract_inputs_unreadable",
    ),
    (
        "AC-19.yaml",
        1,
        lambda i: first(i, "metrics").update(verified="1e9"),
        "contract_inputs_unreadable",
    ),
    ("AC-01.yaml", 0, lambda i: first(i).update(verified="0"), "nothing_to_divide_by"),
    ("AC-01.yaml", 0, lambda i: i["quantities"].pop(), "quantity_missing"),
    ("AC-01.yaml", 0, put("estimates", {"rct": "0.1"}), "quantity_not_in_contract"),
    ("AC-06.yaml", 0, lambda i: i["estimates"].pop("did"), "quantity_missing"),
    ("AC-09.yaml", 0, lambda i: first(i).update(verified="75"), "more_than_all"),
    ("AC-12.yaml", 0, lambda i: line(i).update(code="hope"), "line_not_in_contract"),
    ("AC-12.yaml", 0, lambda i: i["participants"].append(i["participants"][0]), "twice_in_inputs"),
    ("AC-12.yaml", 0, put("period", 1), "period_not_in_contract"),
    ("AC-15.yaml", 0, lambda i: i["quality"].pop(), "score_missing"),
    (
        "AC-15.yaml",
        0,
        lambda i: i["quality"].append({**i["quality"][0], "code": "third"}),
        "score_not_in_contract",
    ),
    (
        "AC-15.yaml",
        0,
        lambda i: i["quality"][1]["points"][0].update(possible="0"),
        "nothing_to_divide_by",
    ),
    ("AC-16.yaml", 1, lambda i: i.update(days=366), "days_beyond_year"),
    ("AC-17.yaml", 0, put("ground", "mood"), "ground_not_in_contract"),
    ("AC-17.yaml", 0, put("paid", 15_000_001), "more_than_was_paid"),
    ("AC-17.yaml", 0, put("mitigation", "0.1"), "mitigated_too_much"),
    (
        "milestones.yaml",
        0,
        lambda i: i["milestones"].append({"code": "tea", "claimed": True, "verified": True}),
        "milestone_not_in_contract",
    ),
]


@pytest.mark.parametrize(("file", "number", "change", "code"), BAD_INPUTS)
def test_inputs_that_do_not_fit_are_refused(
    file: str, number: int, change: Change, code: str
) -> None:
    assert answer_after(file, change, number).code == code


def test_every_mistake_of_a_contract_is_told_at_once_with_its_place() -> None:
    def spoil(whole: Data) -> None:
        whole["terms"]["cap"] = 1.5
        metric(whole)["weight"] = 0.5
        metric(whole, 1)["surprise"] = "x"

    found = refusals_after("AC-19.yaml", spoil, 1)
    places = [one.field for one in found]
    assert places == ["terms.cap", "terms.metrics.0.weight", "terms.metrics.1.surprise"]


def test_a_case_file_with_an_unknown_key_is_refused() -> None:
    whole = {**document("AC-10.yaml"), "surprise": 1}
    (refused,) = read_case_file(whole)
    assert isinstance(refused, Refusal) and refused.field == "surprise"


def test_an_expectation_that_is_not_met_is_a_difference() -> None:
    whole = document("AC-10.yaml")
    whole["cases"][0]["expected"] |= {"amount": 3_625_000_001, "shown": {"result": "167%"}}
    (found,) = read_case_file(whole)
    assert isinstance(found, CaseSet)
    differences = run_case(found.contract, found.cases[0]).differences
    told = [(one.what, one.expected, one.actual) for one in differences]
    assert told == [("amount", "3625000001", "3625000000"), ("result", "167%", "166%")]
