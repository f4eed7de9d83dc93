"""Whose it is: what is another's answers as if it were not there (G12)."""

from __future__ import annotations

from sangsaeng.acts.shape import Acting
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.service import get_programme

_SQL = load(__package__)


def programme_bought_in(acting: Acting, programme_id: int) -> Programme | Refusal:
    """A programme whose buyer the actor is, or `unknown_programme`."""
    found = get_programme(acting.tx, programme_id)
    if isinstance(found, Programme) and found.buyer_id != acting.company_id:
        return refuse("unknown_programme", "programme_id", value=programme_id)
    return found


def programme_run(acting: Acting, programme_id: int) -> Programme | Refusal:
    """A programme whose institution the actor is, or `unknown_programme`."""
    found = get_programme(acting.tx, programme_id)
    if isinstance(found, Programme) and found.institution_id != acting.company_id:
        return refuse("unknown_programme", "programme_id", value=programme_id)
    return found


def receivable_held(acting: Acting, programme_id: int, receivable_id: int) -> Refusal | None:
    """`unknown_receivable`, unless the actor holds it."""
    return _mine(acting, programme_id, receivable_id, "holder_id")


def receivable_issued(acting: Acting, programme_id: int, receivable_id: int) -> Refusal | None:
    """`unknown_receivable`, unless the actor issued it or passed it on."""
    return _mine(acting, programme_id, receivable_id, "issuer_id")


def _mine(acting: Acting, programme_id: int, receivable_id: int, side: str) -> Refusal | None:
    found = acting.tx.row(
        _SQL["sides_of_receivable"], programme_id=programme_id, receivable_id=receivable_id
    )
    if found is not None and found[side] == acting.company_id:
        return None
    return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))
