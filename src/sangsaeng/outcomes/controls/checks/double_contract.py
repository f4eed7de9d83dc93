"""A second contract behind the one that was filed: one invoice twice, one unit under two names, or
a sum above what the site or the maker states when asked directly.
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_double_contracts"])


CONTROL = Control(
    code="double_contract",
    stops=True,
    says="control_double_contract",
    look=_look,
)
