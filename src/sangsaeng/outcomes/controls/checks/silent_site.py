"""A site from which nothing is heard at all: silence never pays, and is looked into."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)
# 20 workers report a near miss about monthly where reporting is alive; a quarter without is a sign.
_MONTHS = 3


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_silent"], today=looking.today, months=_MONTHS)


CONTROL = Control(
    code="silent_site",
    stops=False,
    says="control_silent_site",
    look=_look,
)
