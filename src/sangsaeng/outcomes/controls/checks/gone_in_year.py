"""A site that closed within the tail: 346 firms were gone in the year of their grant."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_gone"], months=looking.rules.tail_months)


CONTROL = Control(
    code="gone_in_year",
    stops=True,
    says="control_gone_in_year",
    look=_look,
)
