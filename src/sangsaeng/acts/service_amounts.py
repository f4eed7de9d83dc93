"""What an act moves, as limits count it: what is stated, or what the book says of its object."""

from __future__ import annotations

from typing import Any

from sangsaeng.acts.model import Caller, Given
from sangsaeng.acts.shape import Act
from sangsaeng.database.connection import WEB, Asking, Database


def amount_of(database: Database, caller: Caller, act: Act[Any], given: Given) -> int | None:
    """Whole won that count against limits; None: it moves none. The larger of what is stated and
    what stands, so that giving up a claim counts as much as making one. What the caller may not
    see counts nothing here: the act itself refuses it."""
    stated = None if act.amount_won is None else act.amount_won(given)
    if act.standing_won is None:
        return stated
    with database.asked_by(Asking(WEB, caller.company_id, caller.person_id)) as tx:
        stands = act.standing_won(tx, given)
    return max(stated or 0, stands or 0)
