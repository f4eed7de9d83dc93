"""Applications: saved, submitted before the closing second, checked for eligibility (rows 2, 3)."""

from __future__ import annotations

from datetime import date, datetime

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_call import Plan
from sangsaeng.outcomes.model_choosing import Application, Asked, Looked, Unfit
from sangsaeng.outcomes.rules_applications import decide_asked, decide_unfit, digest_of_application
from sangsaeng.outcomes.rules_calls import decide_receiving
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_related import list_related_digests, record_related
from sangsaeng.parties.service import get_company
from sangsaeng.parties.service_insolvency import is_insolvent_on

_SQL = load(__package__)


def get_application(tx: Tx, programme_id: int, application_id: int) -> Application | Refusal:
    """An application, held still; or `unknown_application`."""
    about = {"programme_id": programme_id, "application_id": application_id}
    found = tx.row(_SQL["hold_application"], **about)
    if found is None:
        return _unknown(application_id)
    return Application(**{**found, "plan": Plan.model_validate(found["plan"])})


def save_application(
    tx: Tx, programme_id: int, supplier_id: int, asked: Asked, at: datetime
) -> int | Refusal:
    """Save a draft of the supplier's one application; its number.

    Refusals in order: unknown_outcome_programme, call_not_open, call_over, those of `decide_asked`,
    application_submitted, related_needs_birth, related_needs_number.
    """
    programme = _receiving(tx, programme_id, at)
    if isinstance(programme, Refusal):
        return programme
    refused = decide_asked(programme, supplier_id, asked)
    if refused:
        return refused
    sides = {"programme_id": programme_id, "supplier_id": supplier_id}
    known = tx.row(_SQL["hold_application_of"], **sides)
    if known is not None:
        application = get_application(tx, programme_id, known["application_id"])
        assert isinstance(application, Application)
        if application.state != "draft":
            return _submitted(application)
    refused = record_related(tx, programme_id, supplier_id, asked.related, at)
    if refused:
        return refused
    # From here it must succeed.
    number = int(known["application_id"]) if known else reserve_items(tx, 1)[0]
    values = {
        "application_id": number,
        "plan": Jsonb(asked.plan.model_dump(mode="json")),
        "stage1_won": asked.stage1_won,
        "success_won": asked.success_won,
    }
    if known is None:
        tx.run(_SQL["add_application"], **sides, **values)
        record_change(tx, Change(programme_id, "application", number, "draft"), at)
    else:
        tx.run(_SQL["change_application"], programme_id=programme_id, **values)
    return number


def get_application_digest(tx: Tx, programme_id: int, application_id: int) -> str:
    """What a draft would be submitted with now, as `digest_of_application`."""
    application = get_application(tx, programme_id, application_id)
    assert isinstance(application, Application), application
    related = list_related_digests(tx, programme_id, application.supplier_id)
    return digest_of_application(application, related)


def submit_application(
    tx: Tx,
    programme_id: int,
    application_id: int,
    supplier_id: int,
    draft_digest: str,
    at: datetime,
) -> Application | Refusal:
    """Submit a draft; from then on it stays as it is. `draft_digest`: of the draft that both people
    read, since it may be saved over while the second one decides.

    Refusals in order: unknown_outcome_programme, call_not_open, call_over, unknown_application,
    application_submitted, related_parties_missing, draft_differs.
    """
    programme = _receiving(tx, programme_id, at)
    if isinstance(programme, Refusal):
        return programme
    application = get_application(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    if application.supplier_id != supplier_id:
        return _unknown(application_id)
    if application.state != "draft":
        return _submitted(application)
    related = list_related_digests(tx, programme_id, supplier_id)
    if not related:
        return refuse("related_parties_missing", "related")
    if draft_digest != digest_of_application(application, related):
        return refuse("draft_differs", "draft_digest")
    # From here it must succeed.
    about = {"programme_id": programme_id, "application_id": application_id}
    tx.run(_SQL["submit_application"], **about, at=at)
    facts = {"stage1_won": application.stage1_won, "success_won": application.success_won}
    change = Change(programme_id, "application", application_id, "submitted", facts=facts)
    record_change(tx, change, at)
    return application


def check_application(
    tx: Tx, programme_id: int, application_id: int, looked: Looked, at: datetime
) -> Unfit | Refusal | None:
    """Find an application eligible (None), or not and why; what the system knows decides first.

    Refusals in order: unknown_application (a draft is its supplier's alone),
    application_checked.
    """
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    application = get_application(tx, programme_id, application_id)
    if isinstance(application, Refusal):
        return application
    if application.state == "draft":
        return _unknown(application_id)
    if application.state != "submitted":
        return refuse("application_checked", "application_id", state=application.state)
    supplier, today = application.supplier_id, at.astimezone(KOREA).date()
    reason = decide_unfit(
        programme.call,
        application.plan,
        looked,
        barred=is_barred(tx, supplier, today),
        insolvent=is_insolvent_on(tx, supplier, today),
        is_sme=get_company(tx, supplier).size.is_sme,
    )
    state = "eligible" if reason is None else "ineligible"
    set_application_state(tx, application, state, reason, at)
    return reason


def is_barred(tx: Tx, company_id: int, day: date) -> bool:
    """Whether a company is kept out of every programme on a day (OSH Act §158)."""
    return bool(tx.the(_SQL["is_barred"], company_id=company_id, day=day)["yes"])


def set_application_state(
    tx: Tx, application: Application, state: str, reason: str | None, at: datetime
) -> None:
    """Move an application to another state, and write its history."""
    about = (application.programme_id, application.application_id)
    why = None if reason is None else str(reason)
    tx.run(
        _SQL["set_application_state"],
        programme_id=about[0],
        application_id=about[1],
        state=state,
        reason=why,
    )
    record_change(tx, Change(about[0], "application", about[1], state, reason=why), at)


def _receiving(tx: Tx, programme_id: int, at: datetime) -> Programme | Refusal:
    """A call that takes applications; a draft of a call is not there for anybody else."""
    programme = get_programme(tx, programme_id)
    if isinstance(programme, Refusal):
        return programme
    if programme.state == "draft":
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    return decide_receiving(programme, at) or programme


def _unknown(application_id: int) -> Refusal:
    return refuse("unknown_application", "application_id", value=str(application_id))


def _submitted(application: Application) -> Refusal:
    return refuse("application_submitted", "application_id", state=application.state)
