"""A company with a single person: its leave to act alone, and who may bind it (decision 0017)."""

from __future__ import annotations

from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.rules_rights import decide_end_of_right

_SQL = load(__package__)


def only_person(tx: Tx, company_id: int) -> int | Refusal:
    """The one person who enters and approves at a company.

    Refused: `company_without_people`, `company_has_two`.
    """
    people = [row["person_id"] for row in tx.rows(_SQL["people_of"], company_id=company_id)]
    if not people:
        return refuse("company_without_people", "business_number")
    return refuse("company_has_two", "business_number") if len(people) > 1 else int(people[0])


def give_mandate(
    tx: Tx,
    company_id: int,
    person_id: int,
    limit_won: int,
    ends_at: datetime,
    at: datetime,
    act_id: int,
) -> int | Refusal:
    """Let a company's only person act alone up to an amount a step; a mandate given before ends.

    Refused: as `decide_end_of_right`, `not_in_demonstration` where a persona's would become less.
    """
    refused = decide_end_of_right(ends_at, at)
    if refused:
        return refused
    kept = tx.row(_SQL["persona_with_mandate"], company_id=company_id, at=at)
    if kept is not None and (limit_won < kept["limit_won"] or ends_at < kept["ends_at"]):
        return refuse("not_in_demonstration", "business_number")
    tx.run(_SQL["end_mandates"], company_id=company_id, at=at)
    mandate_id = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_mandate"],
        mandate_id=mandate_id,
        company_id=company_id,
        person_id=person_id,
        limit_won=limit_won,
        act_id=act_id,
        at=at,
        ends_at=ends_at,
    )
    return mandate_id


def end_mandates(tx: Tx, company_id: int, at: datetime) -> Refusal | None:
    """A company's mandate ends. Refused: `no_mandate`, `not_in_demonstration` of a persona's."""
    if tx.row(_SQL["persona_with_mandate"], company_id=company_id, at=at) is not None:
        return refuse("not_in_demonstration", "business_number")
    ended = tx.run(_SQL["end_mandates"], company_id=company_id, at=at)
    return None if ended else refuse("no_mandate", "business_number")


def confirm_representative(
    tx: Tx, company_id: int, person_id: int, confirmed_by: int, at: datetime, act_id: int
) -> Refusal | None:
    """An institution has seen that a person may bind a company. Refused: `unknown_person`."""
    people = [row["person_id"] for row in tx.rows(_SQL["people_of"], company_id=company_id)]
    if person_id not in people:
        return refuse("unknown_person", "person_id", person=str(person_id))
    tx.run(
        _SQL["add_representative"],
        company_id=company_id,
        person_id=person_id,
        confirmed_by=confirmed_by,
        act_id=act_id,
        at=at,
    )
    return None
