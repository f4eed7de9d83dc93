"""Creditors' orders against a company: they reach what it retains itself, nothing else (G6).

An order takes what is there when it is served, all at once; orders wait for each other. It enters
the gates of the programmes in their order and then locks the receivables in theirs, as every change
does, so nothing slips away beside it, and nothing that a run has in hand is reached: for that the
order came after the cut-off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.receivables.model_attachment import (
    Attachment,
    AttachmentKind,
    Ending,
    HeldLock,
    LaterOrder,
    Lock,
    Portion,
    Released,
)
from sangsaeng.receivables.rules import decide_day
from sangsaeng.receivables.rules_attachment import decide_attachment, plan_endings, plan_locks

_SQL = load(__package__)
_Gates = dict[int, date | None]


def record_attachment(
    database: Transactions,
    company_id: int,
    kind: AttachmentKind,
    reference: str,
    amount_won: int,
    today: date,
) -> Attachment | Refusal:
    """An order is served: the company's own retained, unpaid portions are locked up to
    `amount_won`, in all programmes; what is locked and what found nothing is in the answer.

    Refusals in order: those of `decide_attachment`, day_closed, attachment_known.
    """
    refused = decide_attachment(amount_won, reference)
    if refused:
        return refused
    with database.transaction() as tx:
        tx.run(_SQL["orders_one_by_one"])
        programmes = tx.rows(_SQL["list_holding_programmes"], company_id=company_id)
        gates = _enter_gates(tx, programmes)
        refused = _decide_days(today, gates)
        if refused:
            return refused
        (attachment_id,) = ledger.reserve_items(tx, 1)
        added = tx.run(
            _SQL["add_attachment"],
            attachment_id=attachment_id,
            company_id=company_id,
            kind=str(kind),
            reference=reference.strip(),
            amount_won=amount_won,
            served_on=today,
        )
        if not added:
            return refuse("attachment_known", "reference", reference=reference.strip())
        # From here on this must succeed.
        rows = tx.rows(_SQL["lock_reachable"], company_id=company_id, **_columns(gates))
        _lock(tx, attachment_id, plan_locks([Portion(**row) for row in rows], amount_won), today)
        found = get_attachment(tx, attachment_id)
        assert isinstance(found, Attachment)
        return found


def release_attachment(
    database: Transactions, attachment_id: int, today: date
) -> Released | Refusal:
    """An order ends: what it locked is the holder's again, and what a run has left in the book is
    paid by the next one; later orders that found too little reach it first.

    Refusals in order: unknown_attachment, attachment_released, day_closed.
    """
    with database.transaction() as tx:
        tx.run(_SQL["orders_one_by_one"])
        order = get_attachment(tx, attachment_id)
        if isinstance(order, Refusal):
            return order
        if order.released_on is not None:
            return refuse("attachment_released", "attachment_id", attachment=str(attachment_id))
        programmes = tx.rows(_SQL["list_lock_programmes"], attachment_id=attachment_id)
        gates = _enter_gates(tx, programmes)
        refused = _decide_days(today, gates)
        if refused:
            return refused
        # From here on this must succeed.
        rows = tx.rows(_SQL["lock_locked"], attachment_id=attachment_id, **_columns(gates))
        tx.run(_SQL["release_attachment"], attachment_id=attachment_id, day=today)
        endings = plan_endings([HeldLock(**row) for row in rows], _later_orders(tx, order))
        _end(tx, endings, today)
        return Released(
            attachment_id=attachment_id,
            freed_won=sum(one.freed_won for one in endings),
            to_pay_won=sum(one.to_pay_won for one in endings),
            locked_on_won=sum(won for one in endings for _, won in one.taken),
        )


def get_attachment(tx: Tx, attachment_id: int) -> Attachment | Refusal:
    """One order with its locks, or `unknown_attachment`."""
    row = tx.row(_SQL["get_attachment"], attachment_id=attachment_id)
    if row is None:
        return refuse("unknown_attachment", "attachment_id", attachment=str(attachment_id))
    return _with_locks(tx, [row])[0]


def list_attachments(tx: Tx, company_id: int | None = None) -> list[Attachment]:
    """Orders against a company, or all, as they were served."""
    return _with_locks(tx, tx.rows(_SQL["list_attachments"], company_id=company_id))


def locked_won_of(tx: Tx, company_ids: Iterable[int]) -> dict[int, int]:
    """What creditors hold locked of companies, in won; those with nothing locked are left out."""
    rows = tx.rows(_SQL["sum_locked_of"], company_ids=sorted(set(company_ids)))
    return {row["company_id"]: row["won"] for row in rows}


def keep_orders_away(tx: Tx) -> None:
    """No order is served or released until this transaction ends; asked before any gate."""
    tx.run(_SQL["no_order_meanwhile"])


def missing_won_of(tx: Tx, company_id: int) -> int:
    """What orders against a company that stand have not found, in won."""
    return int(tx.the(_SQL["sum_missing"], company_id=company_id)["won"])


def _enter_gates(tx: Tx, programmes: Sequence[Row]) -> _Gates:
    ids = [row["programme_id"] for row in programmes]
    return {programme_id: ledger.enter_gate(tx, programme_id) for programme_id in ids}


def _decide_days(today: date, gates: _Gates) -> Refusal | None:
    refusals = (decide_day(today, closed) for closed in gates.values())
    return next((refused for refused in refusals if refused), None)


def _columns(gates: _Gates) -> dict[str, list[int] | list[date | None]]:
    return {"programmes": list(gates), "closed_through": list(gates.values())}


def _lock(tx: Tx, attachment_id: int, planned: Sequence[tuple[Portion, int]], today: date) -> None:
    parts = [(one.programme_id, one.receivable_id, won) for one, won in planned]
    _change_locked(tx, parts)
    _add_locks(tx, [(attachment_id, *part) for part in parts], today)


def _change_locked(tx: Tx, parts: Sequence[tuple[int, int, int]]) -> None:
    tx.run(
        _SQL["change_locked"],
        programme_id=[programme_id for programme_id, _, _ in parts],
        receivable_id=[receivable_id for _, receivable_id, _ in parts],
        won=[won for _, _, won in parts],
    )


def _add_locks(tx: Tx, locks: Sequence[tuple[int, int, int, int]], today: date) -> None:
    tx.run(
        _SQL["add_locks"],
        lock_id=ledger.reserve_items(tx, len(locks)),
        attachment_id=[attachment_id for attachment_id, _, _, _ in locks],
        programme_id=[programme_id for _, programme_id, _, _ in locks],
        receivable_id=[receivable_id for _, _, receivable_id, _ in locks],
        locked_won=[won for _, _, _, won in locks],
        day=today,
    )


def _later_orders(tx: Tx, order: Attachment) -> list[LaterOrder]:
    key = {"company_id": order.company_id, "attachment_id": order.attachment_id}
    rows = tx.rows(_SQL["list_later_orders"], **key)
    ids = [row["attachment_id"] for row in rows]
    sums = tx.rows(_SQL["sum_locks"], attachment_ids=ids)
    locked = {row["attachment_id"]: row["won"] for row in sums}
    return [
        LaterOrder(row["attachment_id"], row["amount_won"] - locked.get(row["attachment_id"], 0))
        for row in rows
    ]


def _end(tx: Tx, endings: Sequence[Ending], today: date) -> None:
    locks = [one.lock for one in endings]
    tx.run(
        _SQL["release_locks"],
        programme_id=[lock.programme_id for lock in locks],
        lock_id=[lock.lock_id for lock in locks],
        to_pay_won=[one.to_pay_won for one in endings],
        day=today,
    )
    # What a run had in hand stays as the run left it; only what is not settled falls.
    freed: dict[tuple[int, int], int] = {}
    for one in endings:
        key = (one.lock.programme_id, one.lock.receivable_id)
        freed[key] = freed.get(key, 0) - one.freed_won
    _change_locked(tx, [(*key, won) for key, won in freed.items()])
    taken = [
        (attachment_id, one.lock.programme_id, one.lock.receivable_id, won)
        for one in endings
        for attachment_id, won in one.taken
    ]
    _add_locks(tx, taken, today)


def _with_locks(tx: Tx, rows: Sequence[Row]) -> list[Attachment]:
    ids = [row["attachment_id"] for row in rows]
    locks: dict[int, list[Lock]] = {number: [] for number in ids}
    for row in tx.rows(_SQL["list_locks"], attachment_ids=ids):
        locks[row["attachment_id"]].append(Lock(**row))
    return [
        Attachment(
            **{**row, "kind": AttachmentKind(row["kind"])}, locks=tuple(locks[row["attachment_id"]])
        )
        for row in rows
    ]
