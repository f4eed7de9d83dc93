"""A worker's word, given by a link on a phone, that what was installed is not in use."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_contradictions"])


CONTROL = Control(
    code="worker_contradicts",
    stops=True,
    says="control_worker_contradicts",
    look=_look,
    beside=frozenset({"answers"}),
)
