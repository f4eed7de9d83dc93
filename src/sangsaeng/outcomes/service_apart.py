"""Nobody acts on both sides of an award: for whom it pays, and for who decides or looks (G13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class Done:
    """An act as it was done: by whom for which company (`act_id`: with everybody who approved it; 0
    in a rehearsal), and the numbers it names. `all_of_it`: it is about every application of the
    programme. `decides`: it ranks or funds, which no assessor of the programme may."""

    programme_id: int
    numbers: Collection[int]
    act_id: int
    person_id: int | None
    company_id: int
    all_of_it: bool = False
    decides: bool = False


def decide_apart(tx: Tx, done: Done) -> Refusal | None:
    """`person_on_both_sides`, where one of the people of an act enters or approves it for the
    administrator, the payer or the verifier and holds a power at the supplier it is about."""
    found = tx.the(
        _SQL["is_on_both_sides"],
        programme_id=done.programme_id,
        numbers=sorted(done.numbers),
        act_id=done.act_id,
        person_id=done.person_id,
        company_id=done.company_id,
        all_of_it=done.all_of_it,
        decides=done.decides,
    )
    return refuse("person_on_both_sides", None) if found["yes"] else None
