"""How awards and programmes end (rows 21 and 22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sangsaeng.acts.fields import ItemId, ProgrammeId, WonOrNone
from sangsaeng.acts.kinds.outcomes_claims import OFFICER
from sangsaeng.acts.kinds.outcomes_determinations import PAYER
from sangsaeng.acts.kinds.outcomes_tails import AwardNamed
from sangsaeng.acts.model import Answer, Consent, Given
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service import get_award
from sangsaeng.outcomes.service_ending import (
    Ground,
    close_programme,
    terminate,
    write_off_advance,
)
from sangsaeng.outcomes.service_sides import administered


class TerminationWanted(Given):
    """An award ends early; by `fraud` once a finding was confirmed. `agreed_won`: costs agreed
    besides what was verified, where the payer ends without cause."""

    programme_id: ProgrammeId
    award_id: ItemId
    ground: Literal["sites_closed", "supplier_failed", "payer_ended", "fraud"]
    agreed_won: WonOrNone = 0


class TerminationStated(Answer):
    """What an early end made of an award; an advance that is left is to be repaid."""

    award_id: int
    cost_won: int
    agreed_won: int
    released_won: int
    retention_released_won: int
    retention_forfeited_won: int
    payables_ended_won: int
    advance_left_won: int


class AdvanceLost(Answer):
    """An advance that nobody will repay."""

    award_id: int
    lost_won: int


class ProgrammeNamed(Given):
    """A programme."""

    programme_id: ProgrammeId


class ProgrammeEnded(Answer):
    """What went back to the payer: the commitment it need not pay, and what it is owed."""

    programme_id: int
    commitment_ended_won: int
    returned_won: int
    payable_id: int | None


def _terminate(acting: Acting, given: TerminationWanted) -> TerminationStated | Refused:
    about = (given.programme_id, given.award_id, acting.company_id)
    done = terminate(acting.tx, *about, Ground(given.ground), given.agreed_won, acting.at)
    if isinstance(done, Refusal):
        return done
    award = get_award(acting.tx, given.programme_id, given.award_id)
    if not isinstance(award, Refusal):
        acting.touches(award.supplier_id)
    names = TerminationStated.model_fields
    return TerminationStated(**{name: getattr(done, name) for name in names})


def _write_off(acting: Acting, given: AwardNamed) -> AdvanceLost | Refused:
    about = (given.programme_id, given.award_id, acting.company_id)
    done = write_off_advance(acting.tx, *about, acting.at)
    if isinstance(done, Refusal):
        return done
    return AdvanceLost(award_id=given.award_id, lost_won=done)


def _close(acting: Acting, given: ProgrammeNamed) -> ProgrammeEnded | Refused:
    done = close_programme(acting.tx, given.programme_id, acting.company_id, acting.at)
    if isinstance(done, Refusal):
        return done
    names = ProgrammeEnded.model_fields
    return ProgrammeEnded(**{name: getattr(done, name) for name in names})


def _payer(
    tx: Tx, company_id: int, given: TerminationWanted | AwardNamed | ProgrammeNamed
) -> Sequence[int] | Refusal:
    programme = administered(tx, company_id, given.programme_id)
    return programme if isinstance(programme, Refusal) else (programme.payer_id,)


ACTS = (
    Act(
        code="outcomes.terminations.decide",
        path="/outcomes/terminations/decide",
        given=TerminationWanted,
        answer=TerminationStated,
        enter=OFFICER,
        approve=OFFICER,
        agree_by=PAYER,
        consent=Consent.ANOTHER,
        steps_up=True,
        amount_won=lambda given: given.agreed_won,
        agree=_payer,
        programme_of=lambda given: given.programme_id,
        execute=_terminate,
    ),
    Act(
        code="outcomes.advances.write_off",
        path="/outcomes/advances/write-off",
        given=AwardNamed,
        answer=AdvanceLost,
        enter=OFFICER,
        approve=OFFICER,
        agree_by=PAYER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_payer,
        programme_of=lambda given: given.programme_id,
        execute=_write_off,
    ),
    Act(
        code="outcomes.programmes.close",
        path="/outcomes/programmes/close",
        given=ProgrammeNamed,
        answer=ProgrammeEnded,
        enter=OFFICER,
        approve=OFFICER,
        agree_by=PAYER,
        consent=Consent.ANOTHER,
        steps_up=True,
        agree=_payer,
        programme_of=lambda given: given.programme_id,
        execute=_close,
    ),
)
