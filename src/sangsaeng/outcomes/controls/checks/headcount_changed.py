"""A headcount that moved so far that the rates of before and after are not of one site (row 13)."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_headcounts"], share=looking.rules.headcount_flag)


CONTROL = Control(
    code="headcount_changed",
    stops=False,
    says="control_headcount_changed",
    look=_look,
)
