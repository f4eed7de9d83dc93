"""Powers of people at a company: given, limited anew, ended; never deleted.

Who may do this, and whose agreement it needs, is the act's (`acts/kinds/people.py`).
"""

from __future__ import annotations

from datetime import date, datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items

_SQL = load(__package__)
_ADMINISTRATOR = "administrator"


def grant_power(
    tx: Tx,
    company_id: int,
    person_id: int,
    role: str,
    limit_won: int | None,
    at: datetime,
    act_id: int,
) -> int | Refusal:
    """Give a role to a person who works, or worked, here; everyone else comes by invitation, so
    that nobody can find out who is on the system.

    Refused: `unknown_person`, `power_known`.
    """
    known = tx.the(_SQL["has_worked_here"], person_id=person_id, company_id=company_id)
    if not known["yes"]:
        return refuse("unknown_person", "person_id", person=str(person_id))
    return _add(tx, company_id, person_id, role, limit_won, at, act_id)


def end_power(tx: Tx, company_id: int, power_id: int, at: datetime) -> int | Refusal:
    """End a power; its person.

    Refused: `unknown_power`, `not_in_demonstration` of what a persona came with, so that the next
    visitor finds it as it was, `last_administrator`.
    """
    # Two administrators who end each other at once would leave nobody.
    tx.run(_SQL["lock_company"], company_id=company_id)
    held = tx.row(_SQL["get_power"], power_id=power_id, company_id=company_id)
    if held is None:
        return refuse("unknown_power", "power_id", power=str(power_id))
    if held["seated"]:
        return refuse("not_in_demonstration", "power_id")
    if held["role"] == _ADMINISTRATOR:
        about = {"company_id": company_id, "role": _ADMINISTRATOR, "person_id": held["person_id"]}
        if not tx.the(_SQL["others_with_role"], **about)["others"]:
            return refuse("last_administrator", "power_id")
    tx.run(_SQL["end_power"], power_id=power_id, at=at)
    return int(held["person_id"])


def person_of_power(tx: Tx, company_id: int, power_id: int) -> int | None:
    """Whose power it is; None where the company has no such power."""
    held = tx.row(_SQL["get_power"], power_id=power_id, company_id=company_id)
    return None if held is None else int(held["person_id"])


def change_limit(
    tx: Tx, company_id: int, power_id: int, limit_won: int | None, at: datetime, act_id: int
) -> int | Refusal:
    """Another limit: the power ends and one with the new limit begins; its number.

    Refused: `unknown_power`, `not_in_demonstration` as in `end_power`.
    """
    tx.run(_SQL["lock_company"], company_id=company_id)
    held = tx.row(_SQL["get_power"], power_id=power_id, company_id=company_id)
    if held is None:
        return refuse("unknown_power", "power_id", power=str(power_id))
    if held["seated"]:
        return refuse("not_in_demonstration", "power_id")
    tx.run(_SQL["end_power"], power_id=power_id, at=at)
    return _add(tx, company_id, held["person_id"], held["role"], limit_won, at, act_id)


def record_office(tx: Tx, company_id: int, office: str, since: date) -> None:
    """What a company is to the whole system, from the console; said again it changes nothing."""
    tx.run(_SQL["add_office"], company_id=company_id, office=office, since=since)


def _add(
    tx: Tx,
    company_id: int,
    person_id: int,
    role: str,
    limit_won: int | None,
    at: datetime,
    act_id: int,
) -> int | Refusal:
    power_id = reserve_items(tx, 1)[0]
    added = tx.run(
        _SQL["add_power"],
        power_id=power_id,
        person_id=person_id,
        company_id=company_id,
        role=role,
        limit_won=limit_won,
        at=at,
        act_id=act_id,
    )
    return power_id if added else refuse("power_known", "role", role=role)
