"""A unit far above what another supplier asks for the same model; a reason to ask, not proof."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)
# Delivery, fitting and size of order move prices of one model; the cases found were tenfold.
_SHARE = "0.30"


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_above_others"], share=_SHARE)


CONTROL = Control(
    code="price_of_others",
    stops=False,
    says="control_price_of_others",
    look=_look,
)
