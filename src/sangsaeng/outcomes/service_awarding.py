"""The payer's decision, with the whole success cap reserved (row 5, G14); who verifies an award."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_choosing import Application, Funding, Related
from sangsaeng.outcomes.rules_awarding import decide_funding, decide_recommended
from sangsaeng.outcomes.service import get_award
from sangsaeng.outcomes.service_applications import (
    get_application,
    is_barred,
    set_application_state,
)
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import free_pool_won, post_award
from sangsaeng.outcomes.service_related import are_tied, record_related
from sangsaeng.outcomes.service_sides import get_verifier

_SQL = load(__package__)
MOVED_UP = "moved_up"


def fund(
    tx: Tx, programme_id: int, application_id: int, funding: Funding, at: datetime
) -> int | Refusal:
    """Fund a recommended application; the award's number. Stage-1 money and the whole success cap
    leave the pool in the same transaction (G14).

    Refusals in order: unknown_application, those of `decide_funding`, supplier_barred,
    pool_too_small.
    """
    application = get_application(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    refused = decide_funding(application, funding)
    if refused:
        return refused
    today = at.astimezone(KOREA).date()
    if is_barred(tx, application.supplier_id, today):
        return refuse("supplier_barred", "application_id")
    stage1, success = funding.stage1_won, funding.success_cap_won
    money = {"stage1_won": stage1, "success_cap_won": success}
    free, wanted = free_pool_won(tx, programme_id), stage1 + success
    if wanted > free:
        return refuse("pool_too_small", "success_cap_won", free=free, wanted=wanted)
    # From here it must succeed. The award first, since its reserves name it.
    tx.run(
        _SQL["add_award"],
        programme_id=programme_id,
        award_id=application_id,
        supplier_id=application.supplier_id,
        instrument=str(funding.instrument),
        instrument_terms=Jsonb({"terms": funding.terms, "triggers": list(funding.triggers)}),
        policy_reference=funding.policy_reference or application.plan.policy_reference,
        at=at,
        **money,
    )
    refused = post_award(tx, programme_id, application_id, stage1, success, today)
    assert refused is None, refused
    facts = {"instrument": str(funding.instrument), **money}
    set_application_state(tx, application, "funded", None, at)
    change = Change(programme_id, "award", application_id, "funded", application_id, facts=facts)
    record_change(tx, change, at)
    return application_id


def decline(
    tx: Tx, programme_id: int, application_id: int, reason: str, at: datetime
) -> int | Refusal | None:
    """Decline a recommended application for a written reason. Who stands first in the reserve is
    recommended in its place: its number, if there is one.

    Refusals in order: unknown_application, application_not_recommended.
    """
    application = get_application(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    refused = decide_recommended(application)
    if refused:
        return refused
    # From here it must succeed.
    set_application_state(tx, application, "declined", reason, at)
    found = tx.row(_SQL["first_reserve"], programme_id=programme_id)
    if found is None:
        return None
    following = get_application(tx, programme_id, found["application_id"])
    assert isinstance(following, Application)
    set_application_state(tx, following, "recommended", MOVED_UP, at)
    return following.application_id


def assign_verifier(
    tx: Tx,
    programme_id: int,
    award_id: int,
    verifier_id: int,
    nonce_digest: bytes,
    replaces: bool,
    related: Sequence[Related],
    at: datetime,
) -> Refusal | None:
    """Assign an award's independent verifier. It keeps a nonce, whose digest is put down here:
    no sample can be chosen afterwards. Another takes over only where it is said to (`replaces`).
    `related`: who stands behind it.

    Refusals in order: unknown_award, verifier_assigned, verifier_was_assigned, those of
    `record_related`, verifier_tied_to_supplier.
    """
    award = get_award(tx, programme_id, award_id, hold=True)
    if isinstance(award, Refusal):
        return award
    about = {"programme_id": programme_id, "award_id": award_id}
    if get_verifier(tx, programme_id, award_id) is not None and not replaces:
        return refuse("verifier_assigned", "award_id", value=str(award_id))
    if tx.the(_SQL["was_assigned"], **about, verifier_id=verifier_id)["yes"]:
        return refuse("verifier_was_assigned", "verifier_number")
    refused = record_related(tx, programme_id, verifier_id, related, at)
    if refused:
        return refused
    if are_tied(tx, programme_id, award.supplier_id, verifier_id):
        return refuse("verifier_tied_to_supplier", "verifier_number")
    # From here it must succeed.
    tx.run(_SQL["end_assignment"], **about, at=at)
    values = {"verifier_id": verifier_id, "nonce_digest": nonce_digest}
    tx.run(_SQL["add_assignment"], **about, **values, at=at)
    facts = {"verifier_id": verifier_id, "nonce_digest": nonce_digest.hex()}
    change = Change(programme_id, "assignment", award_id, "assigned", award_id, facts=facts)
    record_change(tx, change, at)
    return None
