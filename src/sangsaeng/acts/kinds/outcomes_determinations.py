"""Determinations: made by the frozen rule, signed by the verifier, confirmed by the payer; and
booked after their window (rows 16 to 18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.kinds.outcomes_claims import MOST_LINES, VERIFIER, touch_supplier
from sangsaeng.acts.kinds.outcomes_verifications import FindingWanted, read_findings
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_determining import (
    DeterminationPut,
    determine_claim,
    get_determination,
    redetermine_claim,
)
from sangsaeng.outcomes.service_settling import settle_determination

_TREASURY = frozenset({Role.TREASURY})
PAYER = frozenset({Role.CREDIT})


class ClaimNamed(Given):
    """A claim of a programme."""

    programme_id: ProgrammeId
    claim_id: ItemId


class DeterminationWanted(ClaimNamed):
    """A claim, and what it comes to by the agreed rule: whoever agrees, agrees to that sum. A trial
    with another sum says which it is."""

    amount_won: Annotated[int, Field(ge=0, le=LARGEST_WON, description="whole won")]


class RedeterminationWanted(DeterminationWanted):
    """A claim is determined anew by the same rule: an accident became known later, a dispute was
    upheld, or an error was found. Findings given here take the place of the ones before."""

    reason: Literal["late_accident", "dispute", "found_error"]
    found: Annotated[list[FindingWanted], Field(max_length=MOST_LINES)] = Field(
        default_factory=list
    )
    duties_met: bool | None = None


class DeterminationStated(Answer):
    """A determination: the won, until when the supplier may object, and the digests of rule and
    input by which anybody can reckon it again."""

    determination_id: int
    claim_id: int
    version: int
    amount_won: int
    window_until: date
    rule_digest: str
    input_digest: str


class DeterminationNamed(Given):
    """A determination of a programme."""

    programme_id: ProgrammeId
    determination_id: ItemId


class SettlementStated(Answer):
    """What a determination became: owed, kept back for the tail, back to the pool; where a later
    version is lower, taken out of what was kept and asked back; where one is higher again, kept
    back again."""

    determination_id: int
    owed_won: int
    retained_won: int
    released_won: int
    taken_back_won: int
    clawback_won: int
    restored_won: int
    payable_id: int | None
    clawback_id: int | None


def payer_agrees(tx: Tx, _company_id: int, given: ClaimNamed) -> Sequence[int] | Refusal:
    """The programme's payer, whose credit people confirm."""
    programme = get_programme(tx, given.programme_id)
    return programme if isinstance(programme, Refusal) else (programme.payer_id,)


def _determine(acting: Acting, given: DeterminationWanted) -> DeterminationStated | Refused:
    about = (given.programme_id, given.claim_id, acting.company_id)
    return _stated(acting, given, determine_claim(acting.tx, *about, acting.at))


def _redetermine(acting: Acting, given: RedeterminationWanted) -> DeterminationStated | Refused:
    done = redetermine_claim(
        acting.tx,
        given.programme_id,
        given.claim_id,
        acting.company_id,
        given.reason,
        read_findings(given.found),
        given.duties_met,
        acting.at,
    )
    return _stated(acting, given, done)


def _stated(
    acting: Acting, given: DeterminationWanted, done: DeterminationPut | Refusal
) -> DeterminationStated | Refused:
    """Refused: `stated_sum_differs`, where what is known by now comes to another sum than the one
    that was agreed to."""
    if isinstance(done, Refusal):
        return done
    if done.amount_won != given.amount_won:
        sums = {"stated": given.amount_won, "found": done.amount_won}
        return refuse("stated_sum_differs", "amount_won", **sums)
    touch_supplier(acting, given.programme_id, done.claim_id)
    return DeterminationStated(
        determination_id=done.determination_id,
        claim_id=done.claim_id,
        version=done.version,
        amount_won=done.amount_won,
        window_until=done.window_until,
        rule_digest=done.rule_digest.hex(),
        input_digest=done.input_digest.hex(),
    )


def _settle(acting: Acting, given: DeterminationNamed) -> SettlementStated | Refused:
    about = (given.programme_id, given.determination_id, acting.company_id)
    done = settle_determination(acting.tx, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    names = SettlementStated.model_fields
    return SettlementStated(**{name: getattr(done, name) for name in names})


def _determined_won(tx: Tx, given: DeterminationNamed) -> int | None:
    """What counts against the limit of who books it."""
    row = get_determination(tx, given.programme_id, given.determination_id)
    return None if isinstance(row, Refusal) else int(row["amount_won"])


ACTS = (
    Act(
        code="outcomes.determinations.determine",
        path="/outcomes/determinations/determine",
        given=DeterminationWanted,
        answer=DeterminationStated,
        enter=VERIFIER,
        approve=VERIFIER,
        agree_by=PAYER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=payer_agrees,
        programme_of=lambda given: given.programme_id,
        execute=_determine,
    ),
    Act(
        code="outcomes.determinations.redetermine",
        path="/outcomes/determinations/redetermine",
        given=RedeterminationWanted,
        answer=DeterminationStated,
        enter=VERIFIER,
        approve=VERIFIER,
        agree_by=PAYER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=payer_agrees,
        programme_of=lambda given: given.programme_id,
        execute=_redetermine,
    ),
    Act(
        code="outcomes.determinations.settle",
        path="/outcomes/determinations/settle",
        given=DeterminationNamed,
        answer=SettlementStated,
        enter=_TREASURY,
        approve=_TREASURY,
        consent=Consent.ANOTHER,
        steps_up=True,
        standing_won=_determined_won,
        programme_of=lambda given: given.programme_id,
        execute=_settle,
    ),
)
