"""Evidence from outside its window: late, before the award, or on the wrong side of the works."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_times"])


CONTROL = Control(
    code="evidence_time",
    stops=False,
    says="control_evidence_time",
    look=_look,
)
