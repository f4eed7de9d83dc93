"""Programmes and awards: reading them and moving their states."""

from __future__ import annotations

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Award, Programme
from sangsaeng.outcomes.model_call import Call, ProgrammeRules

_SQL = load(__package__)


def get_programme(tx: Tx, programme_id: int, hold: bool = False) -> Programme | Refusal:
    """A programme, held still where wanted; or `unknown_outcome_programme`."""
    found = tx.row(_SQL["hold_programme" if hold else "get_programme"], programme_id=programme_id)
    if found is None:
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    call, rules = Call.model_validate(found["call"]), ProgrammeRules.model_validate(found["rules"])
    return Programme(**{**found, "call": call, "rules": rules})


def get_award(tx: Tx, programme_id: int, award_id: int, hold: bool = False) -> Award | Refusal:
    """An award, held still where wanted; or `unknown_award`."""
    statement = _SQL["hold_award" if hold else "get_award"]
    found: Row | None = tx.row(statement, programme_id=programme_id, award_id=award_id)
    if found is None:
        return refuse("unknown_award", "award_id", value=str(award_id))
    return Award(**found)


def set_award_state(tx: Tx, award: Award, state: str) -> None:
    """Move an award to another state; its history is the caller's to write."""
    about = {"programme_id": award.programme_id, "award_id": award.award_id}
    tx.run(_SQL["set_award_state"], **about, state=state)
