"""Issuing, passing on, refusing, cancelling. One call = one transaction; a file is one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg.errors import UniqueViolation

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.parties.model import Company
from sangsaeng.parties.service import ensure_companies, get_company
from sangsaeng.parties.service_insolvency import is_insolvent_on
from sangsaeng.programmes.service_guarantee import block_guarantee, is_guaranteed
from sangsaeng.programmes.variants.variant import Funding
from sangsaeng.receivables.evidence_book import EvidenceBook
from sangsaeng.receivables.model import (
    ParentState,
    PromiseLine,
    Receivable,
    Setting,
    Written,
    cash_flow_digest,
)
from sangsaeng.receivables.rules import (
    decide_day,
    decide_holder,
    decide_issue,
    decide_parent,
    decide_pass_on,
    decide_setting,
    plan_claim_by,
)
from sangsaeng.receivables.service_parked import accrue_incentive
from sangsaeng.receivables.service_setting import get_setting

_SQL = load(__package__)
Refusals = list[Refusal]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where new receivables stand in their tree, and which account their value comes from."""

    tier: int
    parent_id: int | None
    root_id: int | None
    issuer_id: int
    terms_id: int
    kind: LineKind
    debit: int | None
    credit: AccountKind
    parked_since: date | None = None
    replaces_id: int | None = None


def issue(
    database: Transactions,
    programme_id: int,
    lines: Sequence[PromiseLine],
    today: date,
    key: str | None = None,
) -> Written | Refusals:
    """The buyer undertakes to pay each line's payee: roots, all of them or none.

    Refusals carry their line. `key`: an idempotency key; the same lines under it are not issued
    twice. Concurrent issues of one invoice wait for each other on the invoice (G8).
    """
    # The day is not the caller's: a retry after midnight gets the answer of the day before.
    given = {"programme_id": programme_id, "lines": shown_lines(lines)}
    return once(
        database, key, "issue", given, lambda tx: issue_lines(tx, programme_id, lines, today)
    )


def issue_lines(
    tx: Tx,
    programme_id: int,
    lines: Sequence[PromiseLine],
    today: date,
    replaces_id: int | None = None,
) -> Written | Refusals:
    """`issue` inside the caller's transaction, which must undo everything when it is refused.
    `replaces_id`: the cancelled root that an amendment puts this one in the place of."""
    setting = get_setting(tx, programme_id, today)
    if isinstance(setting, Refusal):
        return [setting]
    refused = decide_setting(setting)
    if refused or not lines:
        return [refused or refuse("nothing_to_do")]
    closed_through = ledger.enter_gate(tx, programme_id)
    refused = decide_day(today, closed_through)
    if refused:
        return [refused]
    buyer = get_company(tx, setting.programme.buyer_id)
    book = EvidenceBook(tx, lines)
    refusals: Refusals = []
    for line in lines:
        reason = decide_issue(
            line, setting, buyer.business_number, book.known(line), closed_through
        )
        if reason:
            refusals.append(reason.at(line.line_no))
        else:
            book.finance(line)
    if refusals:
        return refusals
    # From here on this must succeed, but for cash that is not deposited, or no guarantee left.
    book.write(tx)
    place = _Place(
        tier=1,
        parent_id=None,
        root_id=None,
        issuer_id=buyer.company_id,
        terms_id=setting.terms.terms_id,
        kind=LineKind.ISSUE,
        debit=None,
        credit=AccountKind.CLAIM,
        replaces_id=replaces_id,
    )
    written = _write(tx, setting, lines, book, place)
    if setting.variant.funding is Funding.BEFORE_ISSUE:
        return _hold_deposit(tx, setting, lines, written)
    if is_guaranteed(setting.programme):
        return _block_guarantee(tx, setting, lines, written)
    return written


def pass_on(
    database: Transactions,
    programme_id: int,
    parent_id: int,
    lines: Sequence[PromiseLine],
    today: date,
    key: str | None = None,
) -> Written | Refusals:
    """A holder passes parts of what it retains on to its own suppliers, all lines or none."""
    given = {"programme_id": programme_id, "parent_id": parent_id, "lines": shown_lines(lines)}
    return once(
        database,
        key,
        "pass_on",
        given,
        lambda tx: pass_on_lines(tx, programme_id, parent_id, lines, today),
    )


def pass_on_lines(
    tx: Tx,
    programme_id: int,
    parent_id: int,
    lines: Sequence[PromiseLine],
    today: date,
    replaces_id: int | None = None,
) -> Written | Refusals:
    """`pass_on` inside the caller's transaction, which must undo everything when it is refused.
    `replaces_id`: the cancelled child that an amendment puts this one in the place of."""
    if not lines:
        return [refuse("nothing_to_do")]
    closed_through = ledger.enter_gate(tx, programme_id)
    parent = get_parent(tx, programme_id, parent_id, closed_through)
    if isinstance(parent, Refusal):
        return [parent]
    setting = get_setting(tx, programme_id, today, parent.receivable.terms_id)
    if isinstance(setting, Refusal):
        return [setting]
    refused = decide_day(today, closed_through) or decide_parent(parent, today)
    if refused is None and not setting.programme.insolvent_may_pass_on:
        insolvent = is_insolvent_on(tx, parent.receivable.holder_id, today)
        refused = decide_holder(parent, setting.programme, insolvent)
    if refused:
        return [refused]
    book = EvidenceBook(tx, lines)
    refusals: Refusals = []
    left = parent.receivable.retained_won
    for line in lines:
        reason = decide_pass_on(line, parent, left, setting, book.known(line))
        if reason:
            refusals.append(reason.at(line.line_no))
        else:
            left -= line.amount_won
            book.finance(line)
    if refusals:
        return refusals
    # From here on this must succeed.
    book.write(tx)
    return _carve(tx, setting, parent, lines, book, replaces_id)


def _carve(
    tx: Tx,
    setting: Setting,
    parent: ParentState,
    lines: Sequence[PromiseLine],
    book: EvidenceBook,
    replaces_id: int | None,
) -> Written:
    held = parent.receivable
    parked = parent.root_funded_on is not None
    tx.run(
        _SQL["carve"],
        programme_id=held.programme_id,
        receivable_id=held.receivable_id,
        won=sum(line.amount_won for line in lines),
        parked=parked,
        day=setting.today,
    )
    kind = AccountKind.PARKED if parked else AccountKind.CLAIM
    place = _Place(
        tier=held.tier + 1,
        parent_id=held.receivable_id,
        root_id=held.root_id,
        issuer_id=held.holder_id,
        terms_id=held.terms_id,
        kind=LineKind.PASS_ON_PARKED if parked else LineKind.PASS_ON,
        debit=account(kind, held.receivable_id),
        credit=kind,
        parked_since=setting.today if parked else None,
        replaces_id=replaces_id,
    )
    written = _write(tx, setting, lines, book, place)
    if parent.root_funded_on is not None:
        accrue_incentive(
            tx,
            held.programme_id,
            held.receivable_id,
            balance_won=held.retained_won,
            since=held.parked_since or parent.root_funded_on,
            item_id=written.receivable_ids[0],
            day=setting.today,
        )
    return written


def _write(
    tx: Tx, setting: Setting, lines: Sequence[PromiseLine], book: EvidenceBook, place: _Place
) -> Written:
    programme, today = setting.programme, setting.today
    payees = ensure_companies(
        tx, {line.payee_number: (line.payee_name, line.payee_size) for line in lines}
    )
    ids = ledger.reserve_items(tx, len(lines))
    waiting = [payees[line.payee_number].joined_on is None for line in lines]
    if place.parent_id is None:
        # A root has no parent to return to: it waits for its payee as long as it takes.
        waiting = [False] * len(lines)
    tx.run(
        _SQL["add_receivables"],
        programme_id=programme.programme_id,
        root_id=place.root_id,
        parent_id=place.parent_id,
        tier=place.tier,
        issuer_id=place.issuer_id,
        issued_on=today,
        terms_id=place.terms_id,
        replaces_id=place.replaces_id,
        parked_since=place.parked_since,
        receivable_ids=ids,
        holder_ids=[payees[line.payee_number].company_id for line in lines],
        face_won=[line.amount_won for line in lines],
        matures_on=[line.matures_on for line in lines],
        evidence_ids=[book.evidence_id(line) for line in lines],
        claim_by=[
            plan_claim_by(today, programme.claim_days, line.matures_on) if waits else None
            for line, waits in zip(lines, waiting, strict=True)
        ],
        digests=[
            cash_flow_digest(programme, setting.terms, number, line.amount_won, line.matures_on)
            for number, line in zip(ids, lines, strict=True)
        ],
    )
    ledger.post_lines(
        tx,
        [
            Line(
                programme_id=programme.programme_id,
                kind=place.kind,
                item_id=number,
                debit=place.debit or account(AccountKind.UNDERTAKING, number),
                credit=account(place.credit, number),
                amount_won=line.amount_won,
                booked_on=today,
                receivable_id=number,
            )
            for number, line in zip(ids, lines, strict=True)
        ],
    )
    invited = sum(_not_joined(payees[line.payee_number]) for line in lines)
    return Written(tuple(ids), sum(line.amount_won for line in lines), invited)


def _not_joined(company: Company) -> bool:
    return company.joined_on is None


def _hold_deposit(
    tx: Tx, setting: Setting, lines: Sequence[PromiseLine], written: Written
) -> Written | Refusals:
    """Cash-deposit type: each root's face is held out of the buyer's cash until settlement."""
    programme_id = setting.programme.programme_id
    cash = account(AccountKind.BUYER_DEPOSIT, programme_id)
    for line, number in zip(lines, written.receivable_ids, strict=True):
        refused = ledger.place_hold(tx, programme_id, number, cash, line.amount_won, setting.today)
        if refused:
            return [refused.at(line.line_no)]
    return written


def _block_guarantee(
    tx: Tx, setting: Setting, lines: Sequence[PromiseLine], written: Written
) -> Written | Refusals:
    """Where the institution advances: the roots' faces are blocked in its guarantee."""
    amounts = [line.amount_won for line in lines]
    refused = block_guarantee(tx, setting.programme, amounts, setting.today)
    if refused is None:
        return written
    place, reason = refused
    return [reason.at(lines[place].line_no)]


def get_parent(
    tx: Tx, programme_id: int, receivable_id: int, closed_through: date | None
) -> ParentState | Refusal:
    """A receivable, locked, with what a change of it must know of its tree."""
    row = tx.row(_SQL["get_receivable"], programme_id=programme_id, receivable_id=receivable_id)
    if row is None:
        return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))
    around = {
        name: row.pop(name)
        for name in ("root_matures_on", "holder_number", "amended_on", "root_funded_on")
    }
    return ParentState(receivable=Receivable(**row), closed_through=closed_through, **around)


def shown_lines(lines: Sequence[PromiseLine]) -> list[list[Any]]:
    """What makes two calls under one key the same call."""
    return [
        [line.payee_number, line.amount_won, line.matures_on.isoformat()]
        + ([line.evidence.fingerprint] if line.evidence else [])
        for line in lines
    ]


class RolledBackError(Exception):
    """Carries refusals out of a transaction that must change nothing."""

    def __init__(self, refusals: Refusals) -> None:
        super().__init__()
        self.refusals = refusals


def once(
    database: Transactions, key: str | None, use_case: str, given: dict[str, Any], work: Any
) -> Written | Refusals:
    """Run `work` in one transaction; under a key, only once. Refusals roll everything back."""
    try:
        with database.transaction() as tx:
            if key is not None:
                found = ledger.find_answer(tx, key, use_case, given)
                if isinstance(found, Refusal):
                    raise RolledBackError([found])
                if found is not None:
                    return Written(**{**found, "receivable_ids": tuple(found["receivable_ids"])})
            done: Written | Refusals = work(tx)
            if isinstance(done, list):
                raise RolledBackError(done)
            if key is not None:
                answer = {
                    "receivable_ids": list(done.receivable_ids),
                    "total_won": done.total_won,
                    "invited": done.invited,
                }
                ledger.record_answer(tx, key, use_case, given, answer)
            return done
    except RolledBackError as rolled_back:
        return rolled_back.refusals
    except UniqueViolation as clash:
        # Two calls under one key ran side by side: the other one has answered by now.
        if key is None or clash.diag.constraint_name != "command_pkey":
            raise
        return once(database, key, use_case, given, work)
