"""Who stands behind a supplier, a site or a verifier: told, sealed, and compared by digest.

What was told once stays told: a name that is left out of the next list was there all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.rules_related import decide_related
from sangsaeng.outcomes.sealed import digest_of_related, seal_related
from sangsaeng.parties.service import get_company

_SQL = load(__package__)


def record_related(
    tx: Tx, programme_id: int, company_id: int, related: Sequence[Related], at: datetime
) -> Refusal | None:
    """Put down who stands behind a company in a programme; those known already are left.
    Refusals by line: related_needs_birth, related_needs_number."""
    for line, one in enumerate(related, start=1):
        refused = decide_related(one)
        if refused:
            return refused.at(line)
    about = {"programme_id": programme_id, "company_id": company_id}
    known = set(list_related_digests(tx, programme_id, company_id))
    for one in related:
        digest = digest_of_related(tx.keys, one)
        if (str(one.relation), digest) in known:
            continue
        known.add((str(one.relation), digest))
        number = reserve_items(tx, 1)[0]
        tx.run(
            _SQL["add_related"],
            **about,
            related_id=number,
            relation=str(one.relation),
            named_digest=digest,
            named_sealed=seal_related(tx.keys, number, one),
            at=at,
        )
    return None


def list_related_digests(tx: Tx, programme_id: int, company_id: int) -> list[tuple[str, bytes]]:
    """What a company has said of who stands behind it: relations, and digests of names."""
    about = {"programme_id": programme_id, "company_id": company_id}
    rows = tx.rows(_SQL["list_known_related"], **about)
    return [(row["relation"], bytes(row["named_digest"])) for row in rows]


def are_tied(tx: Tx, programme_id: int, one_id: int, other_id: int) -> bool:
    """Whether two companies are one, or share an owner, an officer, an agent, an account or a
    person who acts for both, or one named the other (`outcomes.ties`)."""
    if one_id == other_id:
        return True
    numbers = {one: get_company(tx, one).business_number for one in (one_id, other_id)}
    ids = {"programme_id": programme_id, "one_id": one_id, "other_id": other_id}
    return bool(tx.the(_SQL["are_tied"], **ids, **own_digests(tx, numbers))["yes"])


def own_digests(tx: Tx, numbers: Mapping[int, str]) -> dict[str, list[Any]]:
    """By what each company is found where another named it: the arguments `companies` and
    `digests` of `outcomes.ties`, from their business numbers."""
    named = [Related(Relation.COMPANY, number) for number in numbers.values()]
    digests = [digest_of_related(tx.keys, one) for one in named]
    return {"companies": list(numbers), "digests": digests}
