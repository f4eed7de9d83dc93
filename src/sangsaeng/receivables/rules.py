"""Whether a promise may be made, passed on or taken back. Pure; all refusals first, in order."""

from __future__ import annotations

from datetime import date, timedelta

from sangsaeng.kernel.money import check_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.programmes.model import Programme
from sangsaeng.receivables.model import (
    Evidence,
    KnownEvidence,
    ParentState,
    PromiseLine,
    Receivable,
    Setting,
)


def decide_day(today: date, closed_through: date | None) -> Refusal | None:
    """Whether anything may still be written with this day: `day_closed` after a later day's
    settlement, whose incentives and windows have been counted."""
    if closed_through is not None and today < closed_through:
        return refuse("day_closed", "today", day=closed_through.isoformat())
    return None


def decide_setting(setting: Setting) -> Refusal | None:
    """Whether anything may be issued under the programme today.

    Refusals in order: buyer_suspended, programme_not_open.
    """
    if setting.standing.suspended:
        until = setting.standing.until
        return refuse("buyer_suspended", "buyer", until=until.isoformat() if until else "-")
    programme = setting.programme
    ended = programme.ends_on is not None and setting.today > programme.ends_on
    if ended or setting.today < programme.opened_on:
        return refuse("programme_not_open", "programme_id", programme=str(programme.programme_id))
    return None


def decide_issue(
    line: PromiseLine,
    setting: Setting,
    issuer_number: str,
    known: KnownEvidence | None,
    closed_through: date | None,
) -> Refusal | None:
    """Whether one line may become a root receivable.

    Refusals in order: not_a_whole_won, payee_is_holder, already_due, tenor_limit,
    payment_term_limit, evidence_missing, evidence_other_parties, evidence_not_yet,
    evidence_not_acceptable, invoice_amended, invoice_differs, duplicate_invoice, more_than_invoice.
    """
    refused = _decide_amount_and_payee(line, issuer_number)
    if refused:
        return refused
    # What falls due on a day already taken in hand would be settled by no run.
    is_closed = closed_through is not None and line.matures_on <= closed_through
    if line.matures_on < setting.today or is_closed:
        return refuse("already_due", "matures_on", day=line.matures_on.isoformat())
    refused = _decide_term(line, setting)
    if refused:
        return refused
    # One kind a variant: else a delivery could be promised on its invoice and on its statement.
    if line.evidence is None or line.evidence.kind != setting.variant.evidence:
        return refuse("evidence_missing", "approval_number")
    return _decide_evidence(line, line.evidence, issuer_number, known, setting.today)


def decide_pass_on(
    line: PromiseLine,
    parent: ParentState,
    retained_won: int,
    setting: Setting,
    known: KnownEvidence | None,
) -> Refusal | None:
    """Whether one line may be carved out of what `parent` still retains (`retained_won` is what is
    left after the lines before it).

    Refusals in order: not_a_whole_won, payee_is_holder, more_than_retained, attached,
    maturity_order, tier_limit, tenor_limit, payment_term_limit, then those of the evidence.
    """
    refused = _decide_amount_and_payee(line, parent.holder_number)
    if refused:
        return refused
    if line.amount_won > retained_won:
        return refuse(
            "more_than_retained", "amount_won", amount=line.amount_won, retained=retained_won
        )
    free_won = retained_won - parent.receivable.locked_won
    if line.amount_won > free_won:
        return refuse("attached", "amount_won", amount=line.amount_won, free=free_won)
    if line.matures_on < parent.receivable.matures_on:
        return refuse(
            "maturity_order",
            "matures_on",
            day=line.matures_on.isoformat(),
            parent_day=parent.receivable.matures_on.isoformat(),
        )
    if parent.receivable.tier >= setting.programme.max_tier:
        return refuse("tier_limit", "tier", limit=setting.programme.max_tier)
    refused = _decide_term(line, setting)
    if refused:
        return refused
    if line.evidence is None:
        return None
    return _decide_evidence(line, line.evidence, parent.holder_number, known, setting.today)


def decide_parent(parent: ParentState, today: date) -> Refusal | None:
    """Whether anything may be carved from a receivable today.

    Refusals in order: cancelled, unclaimed_yet, already_due, settlement_running, invoice_amended.
    """
    held = parent.receivable
    if held.cancelled_on is not None:
        return refuse("cancelled", "receivable_id", receivable=str(held.receivable_id))
    if held.claim_by is not None and held.claimed_on is None:
        return refuse("unclaimed_yet", "receivable_id", receivable=str(held.receivable_id))
    refused = _decide_open(held.matures_on, parent, today)
    if refused:
        return refused
    if parent.amended_on is not None:
        return refuse("invoice_amended", "receivable_id", day=parent.amended_on.isoformat())
    return None


def decide_holder(parent: ParentState, programme: Programme, insolvent: bool) -> Refusal | None:
    """Whether the holder may pass on today: one in insolvency (`insolvent`) where the programme
    lets it, since what it was given it owes to its suppliers. Refused: holder_insolvent."""
    if insolvent and not programme.insolvent_may_pass_on:
        shown = str(parent.receivable.receivable_id)
        return refuse("holder_insolvent", "receivable_id", receivable=shown)
    return None


def decide_cancel(
    parent: ParentState, today: date, consented: bool, money_waits: bool
) -> Refusal | None:
    """Whether a receivable may be cancelled: its holder consents, nothing of it is passed on or
    sold, its creditors have not attached it (what they hold is not the holder's to give back), and
    its tree is not funded (`money_waits`: the buyer's money for it is there already).

    Refusals in order: cancelled, consent_missing, has_sales_or_children, attached, already_funded,
    settlement_running. Common terms of 2009-12-22: no cancellation by the issuer alone.
    """
    held = parent.receivable
    if held.cancelled_on is not None:
        return refuse("cancelled", "receivable_id", receivable=str(held.receivable_id))
    if not consented:
        return refuse("consent_missing", "consents", receivable=str(held.receivable_id))
    if held.retained_won != held.face_won:
        return refuse("has_sales_or_children", "receivable_id", receivable=str(held.receivable_id))
    if held.locked_won:
        return refuse("attached", "receivable_id", amount=held.face_won, free=held.free_won)
    if parent.root_funded_on is not None or money_waits:
        return refuse("already_funded", "receivable_id", receivable=str(held.receivable_id))
    return _decide_open(held.matures_on, parent, today)


def plan_claim_by(today: date, claim_days: int, matures_on: date) -> date:
    """Until when value waits for a payee that is not on the system: `claim_days`, and at the
    latest the day before its settlement day; then it returns to the parent."""
    return max(today, min(today + timedelta(days=claim_days), matures_on - timedelta(days=1)))


def _decide_amount_and_payee(line: PromiseLine, issuer_number: str) -> Refusal | None:
    amount = check_won(line.amount_won)
    if isinstance(amount, Refusal):
        return amount
    if line.payee_number == issuer_number:
        return refuse("payee_is_holder", "payee_number", number=line.payee_number)
    return None


def _decide_open(matures_on: date, parent: ParentState, today: date) -> Refusal | None:
    closed = parent.closed_through
    if today > matures_on or (closed is not None and matures_on <= closed):
        return refuse("already_due", "receivable_id", day=matures_on.isoformat())
    root_taken = closed is not None and parent.root_matures_on <= closed
    if root_taken and parent.root_funded_on is None:
        return refuse("settlement_running", "receivable_id", day=parent.root_matures_on.isoformat())
    return None


def _decide_term(line: PromiseLine, setting: Setting) -> Refusal | None:
    law = setting.law
    tenor = (line.matures_on - setting.today).days
    if tenor > law.tenor_days:
        return refuse(
            "tenor_limit",
            "matures_on",
            days=tenor,
            limit=law.tenor_days,
            article=law.tenor_article,
        )
    # Civil code §157, §161: the first day is not counted; a last day on a holiday moves on.
    counted_from = line.evidence.written_on if line.evidence else setting.today
    latest = setting.calendar.on_or_after(counted_from + timedelta(days=law.payment_days))
    if line.matures_on > latest:
        return refuse(
            "payment_term_limit",
            "matures_on",
            days=(line.matures_on - counted_from).days,
            limit=law.payment_days,
            article=law.payment_article,
        )
    return None


def _decide_evidence(
    line: PromiseLine,
    evidence: Evidence,
    issuer_number: str,
    known: KnownEvidence | None,
    today: date,
) -> Refusal | None:
    if (evidence.supplier_number, evidence.buyer_number) != (line.payee_number, issuer_number):
        return refuse("evidence_other_parties", "approval_number")
    if evidence.written_on > today:
        return refuse("evidence_not_yet", "written_on", day=evidence.written_on.isoformat())
    shown = evidence.approval_number or evidence.fingerprint[:12]
    if known is not None:
        # To a stranger nothing of another's invoice is told: not its total, nor what is promised.
        sides = (known.supplier_number, known.buyer_number)
        if sides != (evidence.supplier_number, evidence.buyer_number):
            return refuse("evidence_not_acceptable", "approval_number")
        if known.amended_on is not None:
            return refuse("invoice_amended", "approval_number", day=known.amended_on.isoformat())
        if known.total_won != evidence.total_won:
            return refuse("invoice_differs", "total_won", number=shown, total=known.total_won)
        if known.financed_won == known.total_won:
            return refuse("duplicate_invoice", "approval_number", number=shown)
    left = evidence.total_won - (known.financed_won if known else 0)
    if line.amount_won > left:
        return refuse(
            "more_than_invoice", "amount_won", number=shown, left=left, amount=line.amount_won
        )
    return None


def decide_refuse(receivable: Receivable, company_id: int) -> Refusal | None:
    """Whether a company may refuse what it was given: only its holder. A refusal is one click and
    costs nothing; it is the holder's own consent to cancel."""
    if receivable.holder_id != company_id:
        return refuse("not_the_holder", "receivable_id", receivable=str(receivable.receivable_id))
    return None
