"""Gates: what must be kept for anything to be paid. They take away; they never price.

A concealed case, an attributable death, a duty of the law not met: the whole amount of the period
is not earned (workflow row 16). Every gate of the contract must be answered, so that nobody is
paid because a question was left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.shape import Clause, Code, Inputs, Step, Terms


class Gate(Terms):
    """What must be kept for anything to be paid: no concealed case, no attributable death."""

    code: Code
    clause: Clause = ""


class GatedTerms(Terms):
    """Terms of a contract that may have gates."""

    gates: Annotated[list[Gate], Field(max_length=100, default_factory=list)]


class GatedInputs(Inputs):
    """By gate, whether it is kept (true) or broken (false)."""

    gates: Annotated[dict[Code, bool], Field(default_factory=dict)]


def first_twice(codes: Sequence[str]) -> str | None:
    """The first code that stands in a list again."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return None


def check_gates(gates: Sequence[Gate]) -> Refusal | None:
    """Refused: `twice_in_contract`."""
    again = first_twice([gate.code for gate in gates])
    return refuse("twice_in_contract", "terms.gates", value=again) if again else None


def match_gates(gates: Sequence[Gate], kept: Mapping[str, bool]) -> Refusal | None:
    """Refused, in this order: `gate_missing`, `gate_not_in_contract`."""
    codes = [gate.code for gate in gates]
    if missing := [code for code in codes if code not in kept]:
        return refuse("gate_missing", "gates", value=missing[0])
    if unknown := [code for code in kept if code not in codes]:
        return refuse("gate_not_in_contract", "gates", value=unknown[0])
    return None


def apply_gates(
    gates: Sequence[Gate], kept: Mapping[str, bool], earned: int
) -> tuple[int, list[Step]]:
    """What is left of an amount behind the gates, and the lines that say so."""
    broken = [gate for gate in gates if not kept[gate.code]]
    steps = []
    for gate in gates:
        what = "explain_gate_kept" if kept[gate.code] else "explain_gate_broken"
        steps.append(Step(gate.clause, what, {"gate": gate.code}))
    if not broken:
        return earned, steps
    named = ", ".join(gate.code for gate in broken)
    cut: dict[str, Fact] = {"gates": named, "amount": earned}
    return 0, [*steps, Step(broken[0].clause, "explain_gates_cut", cut, -earned)]
