"""Claims of which less was verified than claimed, beyond the programme's tolerance (row 15)."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_over_claimed"], share=looking.rules.claim_tolerance)


CONTROL = Control(
    code="over_claimed",
    stops=False,
    says="control_over_claimed",
    look=_look,
)
