"""An assessor that declared itself free and may act for the applicant it judged (row 4)."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_assessors"])


CONTROL = Control(
    code="assessor_tied",
    stops=True,
    says="control_assessor_tied",
    look=_look,
)
