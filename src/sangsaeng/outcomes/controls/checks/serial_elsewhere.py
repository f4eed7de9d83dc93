"""One serial number under two makers and models: one unit under another name, or two makers that
count alike; a reason to look at the nameplate, not proof.
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_serials_elsewhere"])


CONTROL = Control(
    code="serial_elsewhere",
    stops=False,
    says="control_serial_elsewhere",
    look=_look,
)
