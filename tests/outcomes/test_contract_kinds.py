"""Every kind of contract: explained to the last unit, never above its highest, replayed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from contract_strategies import DOCUMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

import sangsaeng.outcomes.contracts
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.contracts.case_file import CaseSet, read_case_file, run_case
from sangsaeng.outcomes.contracts.contract import (
    Contract,
    Determination,
    determine,
    digest_of,
    read_canonical,
    read_contract,
    render_canonical,
    replay,
)
from sangsaeng.outcomes.contracts.explaining import explain_step
from sangsaeng.outcomes.contracts.kinds import kinds
from sangsaeng.outcomes.contracts.shape import Terms

FILES = sorted((Path(__file__).parents[1] / "data" / "outcomes").glob("*.yaml"))
# What a drawn document may rightly be refused for; everything else must be determined.
MAY_REFUSE = {"nothing_to_divide_by", "more_than_all", "pays_without_effect"}


def sets_of(file: Path) -> list[CaseSet]:
    sets = read_case_file(yaml.safe_load(file.read_text("utf-8")))
    assert all(isinstance(one, CaseSet) for one in sets), sets
    return sets  # type: ignore[return-value]


CASES = [
    pytest.param(one.contract, case, id=f"{file.stem}: {one.contract.name}: {case.name}")
    for file in FILES
    for one in sets_of(file)
    for case in one.cases
]


def test_every_kind_has_a_case_file_and_a_random_document() -> None:
    shown = {one.contract.kind.code for file in FILES for one in sets_of(file)}
    assert shown == set(kinds()) == set(DOCUMENTS)


def test_every_acceptance_case_of_the_domain_paper_is_a_file() -> None:
    listed = [1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 19]
    names = {file.stem for file in FILES}
    assert names >= {f"AC-{number:02d}" for number in listed}


@pytest.mark.parametrize(("contract", "case"), CASES)
def test_a_case_comes_out_as_the_paper_says(contract: Contract, case: Any) -> None:
    assert run_case(contract, case).differences == []


def read(kind: str, terms: dict[str, Any], rounding: str) -> Contract | list[Refusal]:
    head = {"contract": "drawn", "version": 1, "kind": kind, "rounding": rounding}
    return read_contract({**head, "terms": terms})


@pytest.mark.parametrize("kind", sorted(kinds()))
@settings(max_examples=40)
@given(data=st.data(), rounding=st.sampled_from(["floor", "nearest"]))
def test_whatever_is_verified_every_unit_is_explained_bounded_and_replayed(
    kind: str, data: st.DataObject, rounding: str
) -> None:
    terms, inputs = data.draw(DOCUMENTS[kind])
    contract = read(kind, terms, rounding)
    if isinstance(contract, list):
        assert {one.code for one in contract} <= MAY_REFUSE, contract
        return
    found = determine(contract, inputs)
    if isinstance(found, Refusal):
        assert found.code in MAY_REFUSE, found
        return
    assert 0 <= found.amount <= contract.highest
    assert sum(step.amount or 0 for step in found.steps) == found.amount
    assert not found.shares or sum(found.shares.values()) == found.amount
    assert all(share >= 0 for share in found.shares.values())
    text = render_canonical(contract)
    assert render_canonical(read_canonical(text)) == text
    again = replay(text, found.input_text)
    assert again == found and isinstance(again, Determination)
    assert found.rule_digest == digest_of(text)
    for step in found.steps:
        for language in LANGUAGES:
            assert explain_step(step, contract.currency, language)


@settings(max_examples=40)
@given(data=st.data(), rounding=st.sampled_from(["floor", "nearest"]))
def test_all_periods_of_a_composite_together_stay_below_its_highest(
    data: st.DataObject, rounding: str
) -> None:
    terms, inputs = data.draw(DOCUMENTS["composite"].filter(lambda drawn: drawn[0]["periods"]))
    contract = read("composite", terms, rounding)
    assert isinstance(contract, Contract)
    paid = 0
    for period in terms["periods"]:
        found = determine(contract, {**inputs, "period": period["no"]})
        assert isinstance(found, Determination) and found.amount <= period["cap"]
        paid += found.amount
    assert paid <= contract.highest <= contract.terms.cap  # type: ignore[attr-defined]


@settings(max_examples=40)
@given(data=st.data(), rounding=st.sampled_from(["floor", "nearest"]))
def test_the_months_of_a_fee_add_up_to_it(data: st.DataObject, rounding: str) -> None:
    terms, _ = data.draw(DOCUMENTS["delivery_fee"])
    contract = read("delivery_fee", terms, rounding)
    assert isinstance(contract, Contract)
    months = [determine(contract, {"month": 1 + month}) for month in range(terms["months"])]
    amounts = [one.amount for one in months if isinstance(one, Determination)]
    pools = [one.figures["outcome_pool"] for one in months if isinstance(one, Determination)]
    assert len(amounts) == terms["months"] and max(amounts) - min(amounts) <= 1
    assert sum(amounts) + pools[0] == terms["value"] and sum(amounts) <= contract.highest


@settings(max_examples=40)
@given(drawn=st.lists(DOCUMENTS["per_unit"], min_size=1, max_size=1), more=st.integers(1, 4))
def test_a_rate_card_paid_again_and_again_never_passes_its_cap(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]], more: int
) -> None:
    terms, inputs = drawn[0]
    contract = read("per_unit", terms, "floor")
    assert isinstance(contract, Contract)
    paid = 0
    for _ in range(more):
        found = determine(contract, {**inputs, "advanced": 0, "paid_before": paid})
        assert isinstance(found, Determination)
        paid += found.amount
    assert paid <= contract.highest


@pytest.mark.parametrize("kind", sorted(kinds()))
@settings(max_examples=10)
@given(data=st.data())
def test_an_unknown_field_a_float_and_a_truth_value_are_refused(
    kind: str, data: st.DataObject
) -> None:
    terms, inputs = data.draw(DOCUMENTS[kind].filter(lambda drawn: readable(kind, drawn[0])))
    for wrong in (*spoiled(terms), {**terms, "surprise": 1}):
        refused = read(kind, wrong, "floor")
        assert isinstance(refused, list) and refused[0].code == "contract_unreadable", wrong
    contract = read(kind, terms, "floor")
    assert isinstance(contract, Contract)
    for wrong in (*spoiled(inputs), {**inputs, "surprise": 1}):
        answer = determine(contract, wrong)
        assert isinstance(answer, Refusal) and answer.code == "contract_inputs_unreadable", wrong


def readable(kind: str, terms: dict[str, Any]) -> bool:
    return isinstance(read(kind, terms, "floor"), Contract)


def spoiled(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Copies with one number or quantity turned into a float, and into a truth value."""
    made = []
    for name, value in data.items():
        if isinstance(value, int) and not isinstance(value, bool):
            made += [{**data, name: float(value)}, {**data, name: True}]
        if isinstance(value, str) and value[-1].isdigit():
            made += [{**data, name: 0.5}, {**data, name: True}]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            made += [{**data, name: [one, *value[1:]]} for one in spoiled(value[0])]
        if isinstance(value, dict):
            made += [{**data, name: one} for one in spoiled(value)]
    return made


def test_terms_and_inputs_of_every_kind_are_closed_and_exact() -> None:
    for kind in kinds().values():
        for model in (kind.terms, kind.inputs):
            assert model.model_config["strict"] and model.model_config["extra"] == "forbid"
        assert issubclass(kind.terms, Terms)


def test_no_float_stands_where_amounts_are_reckoned() -> None:
    # The one that is shown and never pays.
    shown = {"returns.py"}
    for folder in sangsaeng.outcomes.contracts.__path__:
        for file in sorted(Path(folder).rglob("*.py")):
            nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
            floats = [node for node in nodes if getattr(node, "id", "") == "float"]
            floats += [node for node in nodes if isinstance(getattr(node, "value", None), float)]
            assert bool(floats) is (file.name in shown), file


def test_the_highest_clawback_is_that_of_the_second_time() -> None:
    ground = {"code": "misuse", "refund": "1", "penalty": "2", "again_penalty": "5"}
    contract = read("clawback", {"most_paid": 15_000_000, "grounds": [ground]}, "floor")
    assert isinstance(contract, Contract)
    found = determine(contract, {"ground": "misuse", "paid": 15_000_000, "again": True})
    assert isinstance(found, Determination)
    assert found.amount == contract.highest == 90_000_000
