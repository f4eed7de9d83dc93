"""Whose it is: what is another's answers as if it were not there (G12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from sangsaeng.acts.model import Office, Role
from sangsaeng.acts.shape import Acting
from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.check_levels import Step, most_new_companies
from sangsaeng.parties.model import Company
from sangsaeng.parties.service import find_companies
from sangsaeng.parties.service_levels import decide_checked
from sangsaeng.programmes.model import FacilityKind, Programme
from sangsaeng.programmes.service import get_programme

_SQL = load(__package__)
_ADDS_UP = timedelta(days=30)
_ACTIONS_OF: Mapping[Step, tuple[str, ...]] = {
    Step.PASS_ON: ("receivables.pass_on", "receivables.pass_on_sheet"),
    Step.SELL: ("early_payment.accept", "standing_orders.add"),
}


def programme_bought_in(acting: Acting, programme_id: int) -> Programme | Refusal:
    """A programme whose buyer the actor is, or `unknown_programme`."""
    found = get_programme(acting.tx, programme_id)
    if isinstance(found, Programme) and found.buyer_id != acting.company_id:
        return refuse("unknown_programme", "programme_id", value=str(programme_id))
    return found


def programme_run(acting: Acting, programme_id: int) -> Programme | Refusal:
    """A programme whose institution the actor is, or `unknown_programme`."""
    found = get_programme(acting.tx, programme_id)
    if isinstance(found, Programme) and found.institution_id != acting.company_id:
        return refuse("unknown_programme", "programme_id", value=str(programme_id))
    return found


def programme_joined(acting: Acting, programme_id: int) -> Programme | Refusal:
    """A programme the actor takes part in, as a funder does that was let in; or
    `unknown_programme`."""
    found = get_programme(acting.tx, programme_id)
    about = {"programme_id": programme_id, "company_id": acting.company_id}
    if isinstance(found, Programme) and not acting.tx.the(_SQL["takes_part"], **about)["yes"]:
        return refuse("unknown_programme", "programme_id", value=str(programme_id))
    return found


def facility_provided(acting: Acting, facility_id: int, kind: FacilityKind) -> Refusal | None:
    """`unknown_facility`, unless the actor provides it and it is of this kind."""
    about = {"provider_id": acting.company_id, "kind": str(kind)}
    if acting.tx.the(_SQL["provides"], facility_id=facility_id, **about)["yes"]:
        return None
    return refuse("unknown_facility", "facility_id", value=str(facility_id))


def company_named(acting: Acting, number: str, field: str) -> Company | Refusal:
    """The company of a checked business number, which the act is about; or `unknown_company`."""
    found = find_companies(acting.tx, [number]).get(number)
    if found is not None:
        acting.touches(found.company_id)
    return found or _unknown_company(number, field)


def operator(acting: Acting, action: str) -> Refusal | None:
    """`not_permitted`, unless the actor runs the installation: what it does then concerns every
    institution's programmes at once."""
    return holds_office(acting.tx, acting.company_id, Office.OPERATOR, action)


def holds_office(tx: Tx, company_id: int, office: Office, action: str) -> Refusal | None:
    """`not_permitted`, unless a company is this to the whole system."""
    if tx.the(_SQL["holds"], company_id=company_id, office=str(office))["yes"]:
        return None
    return refuse("not_permitted", None, action=action)


def company_to_agree(
    tx: Tx, number: str, field: str, office: Office | None = None
) -> int | Refusal:
    """The company, of an office where one is given, whose people are asked to agree to what an
    institution enters: by its number, since the institution need not know it yet. It hears
    `unknown_company`, or nothing but that they are asked."""
    found = tx.the(_SQL["to_agree"], number=number)["company_id"]
    known = found is not None and (
        office is None or tx.the(_SQL["holds"], company_id=found, office=str(office))["yes"]
    )
    return int(found) if known else _unknown_company(number, field)


def receivables_held(
    acting: Acting, programme_id: int, receivable_ids: Collection[int]
) -> Refusal | None:
    """`unknown_receivable` of the first that the actor does not hold."""
    wanted = list(receivable_ids)
    about = {"programme_id": programme_id, "holder_id": acting.company_id}
    held = acting.tx.rows(_SQL["held_of"], receivable_ids=wanted, **about)
    known = {row["receivable_id"] for row in held}
    for line, one in enumerate(wanted, start=1):
        if one not in known:
            refused = _unknown_receivable(one)
            return refused if len(wanted) == 1 else refused.at(line)
    return None


def holder_agrees(tx: Tx, company_id: int, programme_id: int, receivable_id: int) -> int | Refusal:
    """The holder of a receivable that a company issued or passed on, whose people must agree to a
    change of it; read under the company's own rights. Refused: `unknown_receivable`."""
    key = {"programme_id": programme_id, "receivable_id": receivable_id}
    found = tx.row(_SQL["sides_of_receivable"], **key)
    if found is not None and found["issuer_id"] == company_id:
        return int(found["holder_id"])
    return _unknown_receivable(receivable_id)


def receivable_held(acting: Acting, programme_id: int, receivable_id: int) -> Refusal | None:
    """`unknown_receivable`, unless the actor holds it."""
    return _mine(acting, programme_id, receivable_id, "holder_id")


def receivable_issued(acting: Acting, programme_id: int, receivable_id: int) -> Refusal | None:
    """`unknown_receivable`, unless the actor issued it or passed it on."""
    return _mine(acting, programme_id, receivable_id, "issuer_id")


def _mine(acting: Acting, programme_id: int, receivable_id: int, side: str) -> Refusal | None:
    found = acting.tx.row(
        _SQL["sides_of_receivable"], programme_id=programme_id, receivable_id=receivable_id
    )
    if found is not None and found[side] == acting.company_id:
        return None
    return _unknown_receivable(receivable_id)


def _unknown_company(number: str, field: str) -> Refusal:
    return refuse("unknown_company", field, number=number)


def _unknown_receivable(receivable_id: int) -> Refusal:
    return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))


def checked_for(acting: Acting, step: Step, amount_won: int) -> Refusal | None:
    """`check_missing` or `agreement_outdated`, where the company and who signs for it were not
    looked at as deep as the step asks; for the amount with all that it did of the kind in 30 days,
    so that small steps add up."""
    before = acting.tx.the(
        _SQL["done_before"],
        company_id=acting.company_id,
        person_id=acting.person_id,
        act_id=acting.act_id,
        amount_won=amount_won,
        actions=list(_ACTIONS_OF[step]),
        since=acting.at - _ADDS_UP,
    )
    return decide_checked(
        acting.tx,
        acting.company_id,
        acting.person_id,
        step,
        amount_won + int(before["done_won"]),
        # Who may enter as an enterer enters as one.
        (str(Role.ENTERER),) if str(Role.ENTERER) in before["roles"] else before["roles"],
        None if acting.rehearsed else acting.approved_by,
    )


def names_too_many(acting: Acting) -> Refusal | None:
    """`too_many_new_companies`, after promises were made: who is on the system is not to be found
    out by naming every number there is."""
    most = most_new_companies()
    named = acting.tx.the(_SQL["newly_named"], company_id=acting.company_id, day=acting.today)
    if named["companies"] <= most:
        return None
    return refuse("too_many_new_companies", None, most=most)
