"""Posting, balances, the gate. Callers bring their open transaction: a journal is never alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.model import Line, LineKind

_SQL = load(__package__)


def reserve_items(tx: Tx, count: int) -> list[int]:
    """`count` new numbers; gaps are of no account."""
    return [row["item_id"] for row in tx.rows(_SQL["reserve_items"], count=count)]


def post_lines(tx: Tx, lines: Sequence[Line]) -> None:
    """Write lines. A key that stands already is a bug of the caller and breaks the transaction."""
    if not lines:
        return
    tx.run(
        _SQL["post_lines"],
        programme_id=[line.programme_id for line in lines],
        kind=[int(line.kind) for line in lines],
        item_id=[line.item_id for line in lines],
        debit=[line.debit for line in lines],
        credit=[line.credit for line in lines],
        amount_won=[line.amount_won for line in lines],
        receivable_id=[line.receivable_id for line in lines],
        booked_on=[line.booked_on for line in lines],
    )


def enter_gate(tx: Tx, programme_id: int) -> date | None:
    """Take part in changing a programme's receivables; the day its books are closed through."""
    tx.run(_SQL["enter_gate"], programme_id=programme_id)
    closed: date | None = tx.the(_SQL["closed_through"], programme_id=programme_id)["day"]
    return closed


def hold_gate(tx: Tx, programme_id: int) -> None:
    """Keep every other change of the programme's receivables out until the transaction ends."""
    tx.run(_SQL["hold_gate"], programme_id=programme_id)


def close_gates(tx: Tx, programmes: Sequence[int]) -> None:
    """Wait for changes of these programmes' receivables under way, and let no new one in."""
    tx.run(_SQL["close_gates"], programmes=list(programmes))


def close_day(tx: Tx, programmes: Sequence[int], day: date) -> None:
    """Wait for changes under way, then take everything due by `day` in hand."""
    close_gates(tx, programmes)
    tx.run(_SQL["close_day"], programmes=list(programmes), day=day)


def is_posted(tx: Tx, programme_id: int, kind: LineKind, item_id: int) -> bool:
    """Whether the line of an item stands already."""
    found = tx.the(_SQL["is_posted"], programme_id=programme_id, kind=int(kind), item_id=item_id)
    return bool(found["yes"])


def get_balance(tx: Tx, programme_id: int, account: int) -> int:
    """Debit minus credit in won of an own account's or a programme's account."""
    return int(tx.the(_SQL["balance"], programme_id=programme_id, account=account)["balance_won"])


def list_balances(tx: Tx) -> list[dict[str, Any]]:
    """Programme, kind, owner (of own accounts, else 0) and balance: the trial balance."""
    return tx.rows(_SQL["balances_by_kind"])


def fold(database: Transactions) -> int:
    """Move the surely ended tail into the checkpoint; the new horizon. Rows of a slow transaction
    stay in the tail, since they carry a number at or above the oldest one still under way."""
    with database.transaction() as tx:
        found = tx.the(_SQL["fold_lock"])
        if found["next_xid"] > found["horizon_xid"]:
            span = {"from_xid": found["horizon_xid"], "to_xid": found["next_xid"]}
            sums = tx.rows(_SQL["sum_tail"], **span)
            columns = ("programme_id", "account", "balance_won")
            tx.run(_SQL["fold_tail"], **{name: [row[name] for row in sums] for name in columns})
            tx.run(_SQL["fold_done"], to_xid=span["to_xid"])
        return int(found["next_xid"])


def find_answer(tx: Tx, key: str, use_case: str, given: dict[str, Any]) -> Any | Refusal | None:
    """The answer stored under an idempotency key; a conflict names the field that differs."""
    found = tx.row(_SQL["get_command"], key=key)
    if found is None:
        return None
    if found["use_case"] != use_case:
        return refuse("idempotency_conflict", "use_case", key=key, differs="use_case")
    for name in sorted({*found["input"], *given}):
        if found["input"].get(name) != given.get(name):
            return refuse("idempotency_conflict", name, key=key, differs=name)
    return found["answer"]


def record_answer(tx: Tx, key: str, use_case: str, given: dict[str, Any], answer: Any) -> None:
    """Keep the answer in the use case's own transaction."""
    tx.run(
        _SQL["record_command"],
        key=key,
        use_case=use_case,
        input=Jsonb(given),
        answer=Jsonb(answer),
    )


def change_guarded(tx: Tx, programme_id: int, account: int, change_won: int) -> None:
    """Raise or lower a guarded account; below its held part the constraint refuses."""
    tx.run(
        _SQL["guard_change"],
        programme_id=programme_id,
        account=account,
        balance_won=change_won,
        held_won=0,
    )


def place_hold(
    tx: Tx, programme_id: int, hold_id: int, account: int, amount_won: int, on: date
) -> Refusal | None:
    """Set `amount_won` of a guarded account aside; refused when not that much is free."""
    found = tx.row(_SQL["get_guarded"], programme_id=programme_id, account=account)
    free = found["balance_won"] - found["held_won"] if found else 0
    if free < amount_won:
        return refuse("deposit_not_covered", "amount_won", free=free, amount=amount_won)
    tx.run(
        _SQL["guard_change"],
        programme_id=programme_id,
        account=account,
        balance_won=0,
        held_won=amount_won,
    )
    tx.run(
        _SQL["place_hold"],
        programme_id=programme_id,
        hold_id=hold_id,
        account=account,
        amount_won=amount_won,
        placed_on=on,
    )
    return None


def resolve_hold(
    tx: Tx, programme_id: int, hold_id: int, capture_won: int = 0, release_won: int = 0
) -> Refusal | None:
    """Use up (`capture_won`) or give back (`release_won`) part of a hold."""
    assert capture_won >= 0 and release_won >= 0
    hold = tx.the(_SQL["get_hold"], programme_id=programme_id, hold_id=hold_id)
    left = hold["amount_won"] - hold["captured_won"] - hold["released_won"]
    if capture_won + release_won > left:
        return refuse("more_than_held", "amount_won", left=left, amount=capture_won + release_won)
    tx.run(
        _SQL["resolve_hold"],
        programme_id=programme_id,
        hold_id=hold_id,
        captured_won=capture_won,
        released_won=release_won,
    )
    tx.run(
        _SQL["guard_change"],
        programme_id=programme_id,
        account=hold["account"],
        balance_won=-capture_won,
        held_won=-(capture_won + release_won),
    )
    return None
