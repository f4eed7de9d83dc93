"""Who is tied to whom: the look that the controls of related parties share."""

from __future__ import annotations

from sangsaeng.database.statements import load
from sangsaeng.outcomes.controls.shape import Found, Looking, looked_up
from sangsaeng.outcomes.service_related import own_digests

_SQL = load(__package__)


def find_ties(looking: Looking, control: str) -> list[Found]:
    """Ties of the pairs a control watches, by related parties' digests, accounts and people. A
    company that another names as its own is known by its business number."""
    rows = looking.tx.rows(_SQL["list_sides"], programme_id=looking.programme_id)
    numbers = {row["company_id"]: row["business_number"] for row in rows}
    named = own_digests(looking.tx, numbers)
    return looked_up(looking, _SQL["find_ties"], control=control, **named)
