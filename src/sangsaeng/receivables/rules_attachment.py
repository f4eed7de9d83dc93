"""What a creditor's order reaches, and what its end sets free (G6). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sangsaeng.kernel.money import check_won
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.receivables.model_attachment import Ending, HeldLock, LaterOrder, Portion


def decide_attachment(amount_won: int, reference: str) -> Refusal | None:
    """Whether an order can be recorded. Refusals in order: not_a_whole_won, reference_missing."""
    amount = check_won(amount_won)
    if isinstance(amount, Refusal):
        return amount
    if not reference.strip():
        return refuse("reference_missing", "reference")
    return None


def plan_locks(portions: Iterable[Portion], amount_won: int) -> list[tuple[Portion, int]]:
    """What of each portion an order of `amount_won` locks: the earliest settlement day first, then
    by the receivable's number, each whole until the amount is reached. Never more than is free."""
    planned: list[tuple[Portion, int]] = []
    left = amount_won
    in_order = sorted(portions, key=lambda one: (one.matures_on, one.receivable_id))
    for portion in in_order:
        won = min(portion.free_won, left)
        if won > 0:
            planned.append((portion, won))
            left -= won
    return planned


def plan_endings(locks: Iterable[HeldLock], later: Sequence[LaterOrder]) -> list[Ending]:
    """How each lock of a released order ends.

    Later orders that found too little reach on first, in the order they were served: several
    attachments of one claim each reach all of it (Civil Execution Act §235). The rest is the
    holder's: free, or to be paid where a run has left it in the book.
    """
    waiting = list(later)
    endings: list[Ending] = []
    for lock in sorted(locks, key=lambda one: (one.matures_on, one.receivable_id, one.lock_id)):
        left = lock.locked_won
        taken: list[tuple[int, int]] = []
        for place, order in enumerate(waiting):
            won = min(left, order.missing_won)
            if won > 0:
                taken.append((order.attachment_id, won))
                waiting[place] = replace(order, missing_won=order.missing_won - won)
                left -= won
        freed, to_pay = (0, left) if lock.was_in_hand else (left, 0)
        endings.append(Ending(lock, freed, to_pay, tuple(taken)))
    return endings
