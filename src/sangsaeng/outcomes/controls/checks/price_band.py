"""A unit priced outside the band of its model: kickbacks were paid out of tenfold prices."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_outside_bands"])


CONTROL = Control(
    code="price_band",
    stops=True,
    says="control_price_band",
    look=_look,
)
