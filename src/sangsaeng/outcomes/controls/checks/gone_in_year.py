"""A site that closed within the tail: 346 firms were gone in the year of their grant. Who went for
a listed reason is told of and holds nothing.
"""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Control, Found, Looking, looked_up
from sangsaeng.outcomes.model_site import REASONS, leaves_denominator

_SQL = load(__package__)


def _look(looking: Looking) -> list[Found]:
    listed = [reason for reason in REASONS if leaves_denominator(reason)]
    about = {"months": looking.rules.tail_months, "listed": listed}
    return looked_up(looking, _SQL["find_gone"], **about)


CONTROL = Control(
    code="gone_in_year",
    stops=True,
    says="control_gone_in_year",
    look=_look,
)
