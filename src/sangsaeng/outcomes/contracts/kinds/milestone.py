"""Fixed amounts for things done and verified, each paid once.

    amount = sum of pays over milestones verified and not paid before, up to what is left of the cap

What is claimed and not verified pays nothing and is said; what was paid before is said too.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from sangsaeng.kernel.refusals import Fact, Refusal, refuse
from sangsaeng.outcomes.contracts.gates import (
    GatedInputs,
    GatedTerms,
    apply_gates,
    check_gates,
    first_twice,
    match_gates,
)
from sangsaeng.outcomes.contracts.shape import (
    Amount,
    Clause,
    Code,
    Inputs,
    Kind,
    Reckoned,
    Rounding,
    Step,
    Terms,
    cap_step,
)


class Milestone(Terms):
    """Something that is done or not."""

    code: Code
    pays: Amount
    clause: Clause = ""


class MilestoneTerms(GatedTerms):
    """Milestones, and what they pay at most together, if not all."""

    milestones: Annotated[list[Milestone], Field(min_length=1, max_length=200)]
    cap: Amount | None = None
    cap_clause: Clause = ""


class Reached(Inputs):
    """Whether a milestone was claimed and verified."""

    code: Code
    claimed: bool
    verified: bool


class MilestoneInputs(GatedInputs):
    """What was claimed and verified; milestones not named are not reached yet. `paid`: the codes
    that were paid before, `paid_before` what was paid for them."""

    milestones: Annotated[list[Reached], Field(max_length=200)]
    paid: Annotated[list[Code], Field(max_length=200, default_factory=list)]
    paid_before: Amount = 0


def _check(terms: MilestoneTerms) -> Refusal | None:
    """Refused: `twice_in_contract`."""
    if again := first_twice([one.code for one in terms.milestones]):
        return refuse("twice_in_contract", "terms.milestones", value=again)
    return check_gates(terms.gates)


def _highest(terms: MilestoneTerms) -> int:
    most = sum(one.pays for one in terms.milestones)
    return most if terms.cap is None else min(most, terms.cap)


def _decide(
    terms: MilestoneTerms, inputs: MilestoneInputs, _rounding: Rounding
) -> Reckoned | Refusal:
    """Refused, in this order: `twice_in_inputs`, `milestone_not_in_contract`, and the gates'."""
    given = [one.code for one in inputs.milestones]
    if again := first_twice(given) or first_twice(inputs.paid):
        return refuse("twice_in_inputs", "milestones", value=again)
    known = [one.code for one in terms.milestones]
    if unknown := [code for code in (*given, *inputs.paid) if code not in known]:
        return refuse("milestone_not_in_contract", "milestones", value=unknown[0])
    if wrong := match_gates(terms.gates, inputs.gates):
        return wrong
    reached = {one.code: one for one in inputs.milestones}
    steps = [_say(one, reached.get(one.code), inputs.paid) for one in terms.milestones]
    earned = sum(step.amount or 0 for step in steps)
    if terms.cap is not None:
        cut = max(0, earned - max(0, terms.cap - inputs.paid_before))
        steps.append(cap_step(terms.cap_clause, terms.cap, inputs.paid_before, cut))
        earned -= cut
    amount, gated = apply_gates(terms.gates, inputs.gates, earned)
    count = sum(1 for step in steps if step.what == "explain_milestone")
    return Reckoned(amount, (*steps, *gated), {}, {"reached": Fraction(count)})


def _say(milestone: Milestone, reached: Reached | None, paid: list[str]) -> Step:
    facts: dict[str, Fact] = {"milestone": milestone.code, "pays": milestone.pays}
    if milestone.code in paid:
        return Step(milestone.clause, "explain_milestone_paid_before", facts, 0)
    if reached is not None and reached.verified:
        return Step(milestone.clause, "explain_milestone", facts, milestone.pays)
    if reached is not None and reached.claimed:
        return Step(milestone.clause, "explain_milestone_not_verified", facts, 0)
    return Step(milestone.clause, "explain_milestone_open", facts, 0)


KIND = Kind(
    code="milestone",
    terms=MilestoneTerms,
    inputs=MilestoneInputs,
    check=_check,
    highest=_highest,
    decide=_decide,
)
