"""Sites that were in the baseline and are not in the claim: whoever left counts as not achieved (a
programme once dropped 27 of 101 and met its target by it).
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up
from sangsaeng.outcomes.model_site import REASONS, leaves_denominator

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    listed = [reason for reason in REASONS if leaves_denominator(reason)]
    return looked_up(looking, _SQL["find_dropped"], listed=listed)


CONTROL = Control(
    code="leavers_dropped",
    stops=True,
    says="control_leavers_dropped",
    look=_look,
)
