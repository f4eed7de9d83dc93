"""Accepted sites that are in the baseline and not in the claim (a programme once dropped 27 of 101
and met its target by it). Who left or closed is not looked for: no claim may have it, and counting
puts it at its baseline.
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_dropped"])


CONTROL = Control(
    code="leavers_dropped",
    stops=True,
    says="control_leavers_dropped",
    look=_look,
)
