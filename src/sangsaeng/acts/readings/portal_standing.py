"""What a company is in both schemes, so that a face shows what is its, and nothing else."""

from __future__ import annotations

from sangsaeng.acts.listing import EVERYONE, one_row
from sangsaeng.acts.model import Answer
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load

_SQL = load(__package__)


class Standing(Answer):
    """The asker's own company: whether it buys, holds receivables, funds, improves sites, is one,
    or pays rewards; the programmes in which it is buyer, institution or Foundation; and every
    pay-for-success programme it sees, since anybody may apply to one. At most 200 of each."""

    company_id: int
    name: str
    business_number: str
    buys: bool
    holds: bool
    funds: bool
    improves: bool
    is_site: bool
    rewards: bool
    programme_ids: list[int]
    outcome_programme_ids: list[int]


def _one(asked: Asked) -> Page | Refused:
    return one_row(asked.tx.the(_SQL["get_standing"], me=asked.company_id))


READINGS = (
    Reading(
        code="company.standing",
        path="/company/standing",
        read=EVERYONE,
        row=Standing,
        one=True,
        list_page=_one,
    ),
)
