"""One photo, invoice or test sheet handed in twice: known by its hash, whatever it is called."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_reused"])


CONTROL = Control(
    code="file_reused",
    stops=True,
    says="control_file_reused",
    look=_look,
)
