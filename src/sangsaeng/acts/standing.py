"""What the thing that an act names is worth as it stands: giving it up counts for limits too."""

from __future__ import annotations

from typing import Protocol

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load

_SQL = load(__package__)


class NamesReceivable(Protocol):
    """An act on one receivable."""

    @property
    def programme_id(self) -> int: ...
    @property
    def receivable_id(self) -> int: ...


class NamesSale(Protocol):
    """An act on one sale."""

    @property
    def programme_id(self) -> int: ...
    @property
    def sale_id(self) -> int: ...


class NamesFacility(Protocol):
    """An act on one facility."""

    @property
    def facility_id(self) -> int: ...


def face_won(tx: Tx, given: NamesReceivable) -> int | None:
    """The face of a receivable that the asker holds or issued."""
    about = {"programme_id": given.programme_id, "receivable_id": given.receivable_id}
    found = tx.row(_SQL["face_of_receivable"], **about)
    return None if found is None else int(found["won"])


def sold_won(tx: Tx, given: NamesSale) -> int | None:
    """The amount of a sale of the asker's."""
    about = {"programme_id": given.programme_id, "sale_id": given.sale_id}
    found = tx.row(_SQL["amount_of_sale"], **about)
    return None if found is None else int(found["won"])


def limit_won(tx: Tx, given: NamesFacility) -> int | None:
    """The limit of a facility of the asker's, or of a programme it runs."""
    found = tx.row(_SQL["limit_of_facility"], facility_id=given.facility_id)
    return None if found is None else int(found["won"])
