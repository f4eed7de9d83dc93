"""A supplier refused sites that were drawn for it: who may refuse until the draw fits, chooses; a
reason to ask what was wrong with them.
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_refused_sites"])


CONTROL = Control(
    code="sites_refused",
    stops=False,
    says="control_sites_refused",
    look=_look,
)
