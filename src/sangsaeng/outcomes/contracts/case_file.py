"""Contract files: a contract with cases of inputs and what is expected of them, for replaying.

A file is one contract with its cases, or `contracts`, a list of them. `note` and `source` say where
its figures come from. An unknown key is a mistake of the file, never skipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.contract import (
    Contract,
    Determination,
    determine,
    mistakes,
    read_contract,
    render_canonical,
    replay,
)
from sangsaeng.outcomes.contracts.returns import show_return
from sangsaeng.outcomes.contracts.shape import Exact, Rounding, render_exact, round_amount

_OF_THE_FILE = frozenset({"case", "note", "source", "cases"})
_SHOWN = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?%?$"


class _Data(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Flow(_Data):
    """Money of an investor: years from the start, and the amount, paid in below 0."""

    years: Exact
    amount: int


class Expected(_Data):
    """What must come of a case; what is left out is not compared. `figures` are exact; `shown` are
    compared at the places they are written with, in percent where they end so; `return_percent` is
    the yearly return of the case's flows, for showing only."""

    amount: int | None = None
    highest: int | None = None
    refused: str | None = None
    shares: dict[str, int] | None = None
    figures: Annotated[dict[str, Exact], Field(default_factory=dict)]
    shown: Annotated[dict[str, Annotated[str, Field(pattern=_SHOWN)]], Field(default_factory=dict)]
    return_percent: Annotated[str, Field(pattern=_SHOWN)] | None = None


class Case(_Data):
    """Inputs, and what is expected of them."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    inputs: dict[str, Any]
    expected: Expected = Field(default_factory=lambda: Expected.model_validate({}))
    flows: Annotated[list[Flow], Field(max_length=1_000, default_factory=list)]
    note: str = ""


class _Beside(_Data):
    case: str = ""
    note: str = ""
    source: str = ""
    cases: Annotated[list[Case], Field(max_length=10_000, default_factory=list)]


class _Many(_Data):
    case: str = ""
    note: str = ""
    source: str = ""
    contracts: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1_000)]


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A contract and its cases."""

    contract: Contract
    cases: Sequence[Case]
    note: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that did not come out as expected."""

    what: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: a determination or a refusal, and every difference."""

    case: Case
    found: Determination | Refusal
    differences: Sequence[Difference]


def read_case_file(data: object) -> list[CaseSet] | list[Refusal]:
    """The contracts of a file's data, or everything wrong with it.

    Refused: `contract_unreadable` and what `read_contract` refuses.
    """
    if not isinstance(data, Mapping):
        return [refuse("contract_unreadable", None, place="-", what="a mapping")]
    listed: Sequence[Mapping[str, Any]] = [data]
    if "contracts" in data:
        try:
            listed = _Many.model_validate(data).contracts
        except ValidationError as wrong:
            return mistakes(wrong, "contract_unreadable")
    sets: list[CaseSet] = []
    for one in listed:
        read = _read_one(one)
        if isinstance(read, list):
            return read
        sets.append(read)
    return sets


def _read_one(data: Mapping[str, Any]) -> CaseSet | list[Refusal]:
    beside = {key: value for key, value in data.items() if key in _OF_THE_FILE}
    try:
        said = _Beside.model_validate(beside)
    except ValidationError as wrong:
        return mistakes(wrong, "contract_unreadable")
    read = read_contract({key: value for key, value in data.items() if key not in _OF_THE_FILE})
    return read if isinstance(read, list) else CaseSet(read, said.cases, said.note)


def run_case(contract: Contract, case: Case) -> CaseResult:
    """Determine a case, replay it from its canonical texts, and compare."""
    found = determine(contract, case.inputs)
    if isinstance(found, Refusal):
        return CaseResult(case, found, _compare("refused", case.expected.refused, found.code))
    expected = case.expected
    differences = [
        *_compare("refused", expected.refused, None),
        *_compare("amount", expected.amount, found.amount),
        *_compare("highest", expected.highest, contract.highest),
        *_compare("replay", found, replay(render_canonical(contract), found.input_text)),
    ]
    if expected.shares is not None:
        differences += _compare("shares", expected.shares, dict(found.shares))
    for name, figure in expected.figures.items():
        differences += _compare(name, _text(figure), _text(found.figures.get(name)))
    for name, shown in expected.shown.items():
        differences += _compare(name, shown, _shown_as(found.figures.get(name), shown))
    if expected.return_percent is not None:
        places = len(expected.return_percent.partition(".")[2])
        flows = [(flow.years, flow.amount) for flow in case.flows]
        differences += _compare("return", expected.return_percent, show_return(flows, places))
    return CaseResult(case, found, differences)


def _compare(what: str, expected: object, actual: object) -> list[Difference]:
    if (expected is None and what != "refused") or expected == actual:
        return []
    return [Difference(what, str(expected), str(actual))]


def _text(figure: Fraction | None) -> str | None:
    return None if figure is None else render_exact(figure)


def _shown_as(figure: Fraction | None, like: str) -> str | None:
    """A figure with as many places as it is expected with, half up."""
    if figure is None:
        return None
    percent = like.endswith("%")
    places = len(like.rstrip("%").partition(".")[2])
    scaled = figure * 10**places * (100 if percent else 1)
    whole = round_amount(scaled, Rounding.NEAREST)
    return f"{Decimal(whole).scaleb(-places):f}{'%' if percent else ''}"
