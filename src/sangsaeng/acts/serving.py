"""What acts about people's rights look at: offices, whom the operator speaks of, and oneself."""

from __future__ import annotations

from collections.abc import Sequence

from sangsaeng.acts.model import COMPANY_ROLES, OFFICES_OF_ROLE, Office, Role
from sangsaeng.acts.owning import operator
from sangsaeng.acts.shape import Acting
from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)


def decide_role_fits(tx: Tx, company_id: int, role: Role) -> Refusal | None:
    """`role_needs_office`, where the role has no force at this company."""
    if role in COMPANY_ROLES:
        return None
    held = {Office(row["office"]) for row in tx.rows(_SQL["offices_of"], company_id=company_id)}
    if OFFICES_OF_ROLE[role] & held:
        return None
    return refuse("role_needs_office", "role", role=str(role))


def refuse_own_right(acting: Acting, person_id: int) -> Refusal | None:
    """`no_power_for_oneself`: neither who enters nor who approves gains by it (G13)."""
    deciders = acting.tx.rows(_SQL["deciders_of"], act_id=acting.act_id)
    if person_id == acting.person_id or person_id in {row["person_id"] for row in deciders}:
        return right_for_oneself()
    return None


def right_for_oneself() -> Refusal:
    """`no_power_for_oneself`."""
    return refuse("no_power_for_oneself", "person_id")


def find_served(acting: Acting, business_number: str, action: str) -> int | Refusal:
    """A company of which the operator says something that holds for every institution's payments;
    `not_permitted` to everybody else, `company_not_served` for itself and where there is none."""
    refused = operator(acting, action)
    if refused:
        return refused
    found = acting.tx.row(
        _SQL["find_served"], business_number=business_number, company_id=acting.company_id
    )
    if found is None:
        return refuse("company_not_served", "business_number", number=business_number)
    acting.touches(found["company_id"])
    return int(found["company_id"])


def refuse_strangers(acting: Acting, numbers: Sequence[str]) -> list[Refusal]:
    """`not_your_payee`, by line, where a company is asked in by who owes it nothing and runs no
    programme of it; known or not, the answer is the same. The operator asks in anybody."""
    about = {"company_id": acting.company_id, "numbers": list(numbers)}
    theirs = {row["number"] for row in acting.tx.rows(_SQL["list_invitable"], **about)}
    return [
        refuse("not_your_payee", "business_number", number=number).at(line)
        for line, number in enumerate(numbers, start=1)
        if number not in theirs
    ]
