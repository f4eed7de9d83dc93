"""Photos of one site taken far apart, or where another company's site was photographed. Sites have
no coordinates of their own: photos are held against each other and the verifier's visit.
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up

_SQL = load(__package__)
# A large works yard, with the error of a phone between walls.
_FAR_METRES = 1_000
# Two companies in one building are told apart by the officer who answers.
_NEAR_METRES = 15


def _look(looking: Looking) -> list[Found]:
    return looked_up(looking, _SQL["find_places"], far=_FAR_METRES, near=_NEAR_METRES)


CONTROL = Control(
    code="evidence_place",
    stops=False,
    says="control_evidence_place",
    look=_look,
)
