"""Calls: drawn up by the administrator, opened with the payer, closed at their time (row 1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model import Programme
from sangsaeng.outcomes.model_choosing import Draft, Period
from sangsaeng.outcomes.rules_calls import (
    decide_close,
    decide_draft,
    decide_open,
    digest_of_draft,
)
from sangsaeng.outcomes.service import get_programme
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_money import post_commitment

_SQL = load(__package__)


def draft_call(
    tx: Tx, draft: Draft, at: datetime, programme_id: int | None = None
) -> int | Refusal:
    """Draw up a call, or draw up a draft again; its number.

    Refusals in order: those of `decide_draft`, unknown_outcome_programme, call_not_draft,
    payer_stays.
    """
    refused = decide_draft(draft)
    if refused:
        return refused
    if programme_id is not None:
        known = _own_draft(tx, programme_id, draft.administrator_id)
        if isinstance(known, Refusal):
            return known
        if known.payer_id != draft.payer_id:
            return refuse("payer_stays", "payer_number")
    # From here it must succeed.
    values = {
        "name_ko": draft.name_ko,
        "name_en": draft.name_en,
        "budget_won": draft.budget_won,
        "running_won": draft.running_won,
        "call": Jsonb(draft.call.model_dump(mode="json")),
        "rules": Jsonb(draft.rules.model_dump(mode="json")),
        "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
    }
    sides = {"administrator_id": draft.administrator_id, "payer_id": draft.payer_id}
    if programme_id is None:
        number = int(tx.the(_SQL["add_programme"], **sides, **values)["programme_id"])
    else:
        number = programme_id
        tx.run(_SQL["change_draft"], programme_id=number, **values)
        tx.run(_SQL["drop_periods"], programme_id=number)
    names = ("period_no", "observed_from", "observed_until", "claim_until", "share")
    columns = {name: [getattr(one, name) for one in draft.periods] for name in names}
    tx.run(_SQL["add_periods"], programme_id=number, **columns)
    record_change(tx, Change(number, "programme", number, "draft"), at)
    return number


def list_periods(tx: Tx, programme_id: int) -> Sequence[Period]:
    """The periods of a programme, the first first."""
    return [Period(**row) for row in tx.rows(_SQL["list_periods"], programme_id=programme_id)]


def set_account(
    tx: Tx, programme_id: int, payer_id: int, own_account_id: int, at: datetime
) -> Refusal | None:
    """Name the bank account that a draft's money will lie in: the payer's own, kept for outcomes.

    Refusals in order: unknown_outcome_programme, call_not_draft, programme_account_unfit,
    programme_account_taken.
    """
    programme = get_programme(tx, programme_id, hold=True)
    if isinstance(programme, Refusal):
        return programme
    if programme.payer_id != payer_id:
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    if programme.state != "draft":
        return refuse("call_not_draft", "programme_id", state=programme.state)
    about = {"programme_id": programme_id, "own_account_id": own_account_id}
    found = tx.the(_SQL["own_account_fit"], payer_id=payer_id, **about)
    if not found["fit"]:
        return refuse("programme_account_unfit", "own_account_id", value=str(own_account_id))
    if found["taken"]:
        return refuse("programme_account_taken", "own_account_id", value=str(own_account_id))
    tx.run(_SQL["set_own_account"], **about)
    facts = {"own_account_id": own_account_id}
    record_change(tx, Change(programme_id, "programme", programme_id, "draft", facts=facts), at)
    return None


def get_draft_digest(tx: Tx, programme_id: int) -> str:
    """What a call would be opened with now, as `digest_of_draft`."""
    programme = get_programme(tx, programme_id)
    assert isinstance(programme, Programme), programme
    return digest_of_draft(programme, list_periods(tx, programme_id))


def open_call(
    tx: Tx, programme_id: int, administrator_id: int, draft_digest: str, at: datetime
) -> Programme | Refusal:
    """Open a call: the payer's undertaking becomes the pool (row 1). `draft_digest`: of the draft
    that all of them read, since one officer may draw it up again while the others decide.

    Refusals in order: unknown_outcome_programme, those of `decide_open`, draft_differs.
    """
    programme = _administered(tx, programme_id, administrator_id)
    if isinstance(programme, Refusal):
        return programme
    periods = list_periods(tx, programme_id)
    refused = decide_open(programme, periods, at)
    if refused:
        return refused
    if draft_digest != digest_of_draft(programme, periods):
        return refuse("draft_differs", "draft_digest")
    # From here it must succeed.
    tx.run(_SQL["set_programme_state"], programme_id=programme_id, state="open")
    today = at.astimezone(KOREA).date()
    post_commitment(tx, programme_id, programme.budget_won, programme.running_won, today)
    facts = {"budget_won": programme.budget_won, "running_won": programme.running_won}
    record_change(tx, Change(programme_id, "programme", programme_id, "open", facts=facts), at)
    return programme


def close_call(
    tx: Tx, programme_id: int, administrator_id: int, at: datetime
) -> Programme | Refusal:
    """Close a call at or after its closing time.

    Refusals in order: unknown_outcome_programme, call_not_open, call_still_open.
    """
    programme = _administered(tx, programme_id, administrator_id)
    if isinstance(programme, Refusal):
        return programme
    refused = decide_close(programme, at)
    if refused:
        return refused
    tx.run(_SQL["set_programme_state"], programme_id=programme_id, state="closed")
    record_change(tx, Change(programme_id, "programme", programme_id, "closed"), at)
    return programme


def _own_draft(tx: Tx, programme_id: int, administrator_id: int) -> Programme | Refusal:
    programme = _administered(tx, programme_id, administrator_id)
    if isinstance(programme, Programme) and programme.state != "draft":
        return refuse("call_not_draft", "programme_id", state=programme.state)
    return programme


def _administered(tx: Tx, programme_id: int, administrator_id: int) -> Programme | Refusal:
    programme = get_programme(tx, programme_id, hold=True)
    if isinstance(programme, Programme) and programme.administrator_id != administrator_id:
        return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))
    return programme
