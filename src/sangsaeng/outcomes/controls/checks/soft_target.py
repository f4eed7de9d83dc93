"""A target softer than what sites of its strata reach anyway: suppliers set their own (row 8)."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_soft_targets"])


CONTROL = Control(code="soft_target", stops=True, says="control_soft_target", look=_look)
