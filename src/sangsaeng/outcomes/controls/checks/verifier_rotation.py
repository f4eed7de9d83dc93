"""One verifier for one supplier, time after time: whoever comes back always is no stranger."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)
# A programme has two periods as a rule: a second programme in a row is one too many.
_MOST = 2


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_rotations"], most=_MOST)


CONTROL = Control(
    code="verifier_rotation",
    stops=False,
    says="control_verifier_rotation",
    look=_look,
)
