"""Claims of pay for success: the supplier's, and the administrator's look at them (row 14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import ItemId, Number, ProgrammeId
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_call import Code
from sangsaeng.outcomes.model_claim import ClaimLine
from sangsaeng.outcomes.service_claims import check_claim, get_claim, submit_claim

# Numerators and denominators: measured to a millionth, up to a trillion.
Quantity = Annotated[
    str,
    Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,6})?$", description="a decimal as text"),
]
# 100 sites of an award by ten metrics.
MOST_LINES = 1_000
SUPPLIER = frozenset({Role.ENTERER, Role.APPROVER})
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
VERIFIER = frozenset({Role.VERIFIER})


class LineWanted(Given):
    """One metric at one site of the award."""

    match_id: ItemId
    metric: Code
    numerator: Quantity
    denominator: Quantity


class ClaimWanted(Given):
    """What was reached in a period: every metric of the agreed rule for every accepted site."""

    programme_id: ProgrammeId
    award_id: ItemId
    period_no: Number
    lines: Annotated[list[LineWanted], Field(min_length=1, max_length=MOST_LINES)]


class ClaimStated(Answer):
    """A claim: `digest` binds it before anything is drawn. `moved_from`: the period whose window it
    missed. `state` refused: no period was left for it; it is kept and pays nothing."""

    claim_id: int
    state: str
    period_no: int
    moved_from: int | None
    digest: str


class ClaimChecked(Given):
    """The desk's look at a claim; sent back with a reason, the supplier may claim again."""

    programme_id: ProgrammeId
    claim_id: ItemId
    passed: bool
    reason: Literal["evidence_incomplete", "figures_implausible", "wrong_period"] | None = None


class ClaimMoved(Answer):
    """How a claim stands now."""

    claim_id: int
    state: str


def read_line(given: LineWanted) -> ClaimLine:
    """A line as it was entered."""
    numbers = Decimal(given.numerator), Decimal(given.denominator)
    return ClaimLine(given.match_id, given.metric, *numbers)


def _submit(acting: Acting, given: ClaimWanted) -> ClaimStated | Refused:
    done = submit_claim(
        acting.tx,
        given.programme_id,
        given.award_id,
        acting.company_id,
        given.period_no,
        [read_line(line) for line in given.lines],
        acting.at,
    )
    if isinstance(done, Refusal):
        return done
    return ClaimStated(
        claim_id=done.claim_id,
        state=done.state,
        period_no=done.period_no,
        moved_from=done.moved_from,
        digest=done.digest.hex(),
    )


def _check(acting: Acting, given: ClaimChecked) -> ClaimMoved | Refused:
    about = (given.programme_id, given.claim_id, acting.company_id)
    state = check_claim(acting.tx, *about, given.passed, given.reason, acting.at)
    if isinstance(state, Refusal):
        return state
    touch_supplier(acting, given.programme_id, given.claim_id)
    return ClaimMoved(claim_id=given.claim_id, state=state)


def touch_supplier(acting: Acting, programme_id: int, claim_id: int) -> None:
    """The act is about the claim's supplier."""
    claim = get_claim(acting.tx, programme_id, claim_id)
    if not isinstance(claim, Refusal):
        acting.touches(claim.award.supplier_id)


ACTS = (
    Act(
        code="outcomes.claims.submit",
        path="/outcomes/claims/submit",
        given=ClaimWanted,
        answer=ClaimStated,
        enter=SUPPLIER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_submit,
    ),
    Act(
        # It pays nothing: a verifier looks after it, whatever it says.
        code="outcomes.claims.check",
        path="/outcomes/claims/check",
        given=ClaimChecked,
        answer=ClaimMoved,
        enter=OFFICER,
        programme_of=lambda given: given.programme_id,
        execute=_check,
    ),
)
