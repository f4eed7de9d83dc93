"""Accepted works whose tax invoice, bank transfer and serial numbers do not lead to each other."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_broken_trails"])


CONTROL = Control(
    code="payment_trail",
    stops=True,
    says="control_payment_trail",
    look=_look,
)
