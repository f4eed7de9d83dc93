"""Money taken back: notice, the supplier's words, decision, and what will not come (row 20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId, Won
from sangsaeng.acts.kinds.outcomes_claims import OFFICER, SUPPLIER
from sangsaeng.acts.kinds.outcomes_determinations import PAYER
from sangsaeng.acts.model import Answer, Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_call import Share, Text
from sangsaeng.outcomes.service import get_award
from sangsaeng.outcomes.service_clawbacks import (
    Opening,
    decide_clawback,
    hear_clawback,
    open_clawback,
    write_off_clawback,
)
from sangsaeng.outcomes.service_sides import administered


class ClawbackWanted(Given):
    """Notice to a supplier: the ground, what was paid of what it reaches, and by when it is
    heard."""

    programme_id: ProgrammeId
    award_id: ItemId
    ground: Literal[
        "fraud",
        "misuse",
        "sold",
        "moved_abroad",
        "business_closed",
        "bankruptcy",
        "death_by_defect",
    ]
    base_won: Won
    statement: Text
    hearing_on: Day


class ClawbackStated(Answer):
    """A clawback and how it stands; refund and penalty once it is decided."""

    clawback_id: int
    state: str
    refund_won: int | None = None
    penalty_won: int | None = None
    bar_until: date | None = None


class ClawbackHeard(Given):
    """What the supplier says to it."""

    programme_id: ProgrammeId
    clawback_id: ItemId
    words: Text


class ClawbackDecided(Given):
    """The committee's decision: upheld by the ground's multiples, the penalty mitigated for slight
    negligence as far as the ground lets, or dropped."""

    programme_id: ProgrammeId
    clawback_id: ItemId
    upheld: bool
    mitigation: Share = "0"


class ClawbackNamed(Given):
    """A clawback of a programme."""

    programme_id: ProgrammeId
    clawback_id: ItemId


class ClawbackLost(Answer):
    """What of a clawback will not come."""

    clawback_id: int
    lost_won: int


def _open(acting: Acting, given: ClawbackWanted) -> ClawbackStated | Refused:
    about = (given.programme_id, given.award_id, acting.company_id)
    opening = Opening(given.ground, given.base_won, given.statement, given.hearing_on)
    done = open_clawback(acting.tx, *about, opening, acting.at)
    if isinstance(done, Refusal):
        return done
    award = get_award(acting.tx, given.programme_id, given.award_id)
    if not isinstance(award, Refusal):
        acting.touches(award.supplier_id)
    return ClawbackStated(clawback_id=done, state="opened")


def _hear(acting: Acting, given: ClawbackHeard) -> ClawbackStated | Refused:
    about = (given.programme_id, given.clawback_id, acting.company_id)
    done = hear_clawback(acting.tx, *about, given.words, acting.at)
    if isinstance(done, Refusal):
        return done
    return ClawbackStated(clawback_id=given.clawback_id, state=done)


def _decide(acting: Acting, given: ClawbackDecided) -> ClawbackStated | Refused:
    about = (given.programme_id, given.clawback_id, acting.company_id)
    done = decide_clawback(acting.tx, *about, given.upheld, Fraction(given.mitigation), acting.at)
    if isinstance(done, Refusal):
        return done
    return ClawbackStated(
        clawback_id=done.clawback_id,
        state=done.state,
        refund_won=done.refund_won,
        penalty_won=done.penalty_won,
        bar_until=done.bar_until,
    )


def _write_off(acting: Acting, given: ClawbackNamed) -> ClawbackLost | Refused:
    about = (given.programme_id, given.clawback_id, acting.company_id)
    done = write_off_clawback(acting.tx, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    return ClawbackLost(clawback_id=given.clawback_id, lost_won=done)


def _payer(tx: Tx, company_id: int, given: ClawbackNamed) -> Sequence[int] | Refusal:
    programme = administered(tx, company_id, given.programme_id)
    return programme if isinstance(programme, Refusal) else (programme.payer_id,)


ACTS = (
    Act(
        code="outcomes.clawbacks.open",
        path="/outcomes/clawbacks/open",
        given=ClawbackWanted,
        answer=ClawbackStated,
        enter=OFFICER,
        approve=OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.base_won,
        programme_of=lambda given: given.programme_id,
        execute=_open,
    ),
    Act(
        code="outcomes.clawbacks.hear",
        path="/outcomes/clawbacks/hear",
        given=ClawbackHeard,
        answer=ClawbackStated,
        enter=SUPPLIER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_hear,
    ),
    Act(
        code="outcomes.clawbacks.decide",
        path="/outcomes/clawbacks/decide",
        given=ClawbackDecided,
        answer=ClawbackStated,
        enter=OFFICER,
        approve=OFFICER,
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_decide,
    ),
    Act(
        code="outcomes.clawbacks.write_off",
        path="/outcomes/clawbacks/write-off",
        given=ClawbackNamed,
        answer=ClawbackLost,
        enter=OFFICER,
        approve=OFFICER,
        agree_by=PAYER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_payer,
        programme_of=lambda given: given.programme_id,
        execute=_write_off,
    ),
)
