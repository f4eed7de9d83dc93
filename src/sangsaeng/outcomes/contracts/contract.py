"""A contract read from data, its canonical text, and what it determines of inputs (G15).

The canonical text is JSON with sorted keys, without white space, every default written out and
every quantity in its shortest form: its SHA-256 is the digest of the rule version, and reading it
back and determining again gives the same amounts and digests, bit for bit, for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.contracts.kinds import kinds
from sangsaeng.outcomes.contracts.shape import BELOW_0, Clause, Inputs, Kind, Rounding, Step, Terms

# A file with more mistakes than this is another kind of file.
_MOST_MISTAKES = 20


class Currency(BaseModel):
    """ISO 4217: the code, and how many digits its minor unit has (won 0, pounds 2)."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "KRW"
    minor_digits: Annotated[int, Field(ge=0, le=4)] = 0


class _Head(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    contract: Annotated[str, Field(min_length=1, max_length=200)]
    version: Annotated[int, Field(ge=1, le=30_000)]
    kind: Annotated[str, Field(max_length=40)]
    currency: Currency = Currency()
    rounding: Annotated[Rounding, Field(strict=False)] = Rounding.FLOOR
    clauses: Annotated[dict[Clause, Annotated[str, Field(max_length=4_000)]], Field()] = {}
    terms: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that says something sensible. `clauses`: the paper's words by their number."""

    name: str
    version: int
    kind: Kind[Any, Any]
    currency: Currency
    rounding: Rounding
    clauses: Mapping[str, str]
    terms: Terms

    @property
    def highest(self) -> int:
        """The most it can ever pay, in minor units: what is reserved (G14)."""
        return self.kind.highest(self.terms)


@dataclass(frozen=True, slots=True)
class Determination:
    """What a contract pays on inputs, and everything it can be reckoned again from.

    `amount` is in minor units and is what the steps' amounts add up to; `shares`, where there are
    several to be paid, add up to it. `rule_digest` is of the contract's canonical text, and
    `input_digest` of `input_text`.
    """

    amount: int
    shares: Mapping[str, int]
    figures: Mapping[str, Fraction]
    steps: Sequence[Step]
    rule_version: int
    rule_digest: bytes
    input_text: str
    input_digest: bytes


def read_contract(data: Mapping[str, Any]) -> Contract | list[Refusal]:
    """A contract from YAML's or JSON's data, or everything that is wrong with it.

    Refused: `contract_unreadable` (a field missing, unknown, a float), `negative_quantity`,
    `contract_kind_unknown`, `clause_not_in_contract`, and what the kind refuses of its terms.
    """
    try:
        head = _Head.model_validate(data)
    except ValidationError as wrong:
        return mistakes(wrong, "contract_unreadable")
    kind = kinds().get(head.kind)
    if kind is None:
        return [refuse("contract_kind_unknown", "kind", value=head.kind)]
    try:
        terms = kind.terms.model_validate(head.terms)
    except ValidationError as wrong:
        return mistakes(wrong, "contract_unreadable", "terms")
    if lost := sorted(set(_clauses(terms.model_dump(mode="json"))) - {"", *head.clauses}):
        return [refuse("clause_not_in_contract", "clauses", value=lost[0])]
    if refused := kind.check(terms):
        return [refused]
    named = (head.contract, head.version, kind, head.currency, head.rounding, head.clauses)
    return Contract(*named, terms)


def render_canonical(contract: Contract) -> str:
    """The one text of a contract; the agreement keeps it."""
    return _canonical(
        {
            "contract": contract.name,
            "version": contract.version,
            "kind": contract.kind.code,
            "currency": contract.currency.model_dump(mode="json"),
            "rounding": contract.rounding.value,
            "clauses": dict(contract.clauses),
            "terms": contract.terms.model_dump(mode="json"),
        }
    )


def read_canonical(text: str) -> Contract:
    """A contract from the text that was kept. It was read once, so that refusing is a bug."""
    read = read_contract(json.loads(text))
    assert isinstance(read, Contract), read
    return read


def digest_of(text: str) -> bytes:
    """SHA-256 of a canonical text."""
    return hashlib.sha256(text.encode()).digest()


def determine(contract: Contract, inputs: Mapping[str, Any] | Inputs) -> Determination | Refusal:
    """What the contract pays on these inputs, and why. Pure: no clock, no place, no chance.

    Refused: `contract_inputs_unreadable`, `negative_quantity`, and what the kind refuses.
    """
    data = inputs.model_dump() if isinstance(inputs, Inputs) else inputs
    try:
        read = contract.kind.inputs.model_validate(data)
    except ValidationError as wrong:
        return mistakes(wrong, "contract_inputs_unreadable", "inputs")[0]
    # Reckoned from the very text that is kept: an order of keys that JSON loses cannot matter.
    text = _canonical(read.model_dump(mode="json"))
    kept = contract.kind.inputs.model_validate(json.loads(text))
    reckoned = contract.kind.decide(contract.terms, kept, contract.rounding)
    if isinstance(reckoned, Refusal):
        return reckoned
    # Held here for every kind, and whatever the kind: explained to the last unit, never above G14.
    assert sum(step.amount or 0 for step in reckoned.steps) == reckoned.amount
    assert not reckoned.shares or sum(reckoned.shares.values()) == reckoned.amount
    assert 0 <= reckoned.amount <= contract.highest
    return Determination(
        amount=reckoned.amount,
        shares=reckoned.shares,
        figures=reckoned.figures,
        steps=tuple(reckoned.steps),
        rule_version=contract.version,
        rule_digest=digest_of(render_canonical(contract)),
        input_text=text,
        input_digest=digest_of(text),
    )


def replay(rule_text: str, input_text: str) -> Determination | Refusal:
    """Determine again from the two texts that a determination keeps (G15)."""
    return determine(read_canonical(rule_text), json.loads(input_text))


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _clauses(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name.endswith("clause"):
                yield str(value)
            else:
                yield from _clauses(value)
    elif isinstance(data, list):
        for value in data:
            yield from _clauses(value)


def mistakes(wrong: ValidationError, code: str, within: str | None = None) -> list[Refusal]:
    """What a model's validation found, as refusals: each with the code, its place and the reason;
    `negative_quantity` where that is the reason."""
    found = []
    for error in wrong.errors(include_url=False, include_context=False)[:_MOST_MISTAKES]:
        place = ".".join(str(part) for part in (within, *error["loc"]) if part is not None)
        if error["msg"].endswith(BELOW_0):
            found.append(refuse("negative_quantity", place, value=str(error["input"])[:40]))
        else:
            found.append(refuse(code, place, place=place, what=error["msg"]))
    return found
