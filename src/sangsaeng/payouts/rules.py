"""How an attempt moves, when a payout may go again, what a statement proves. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.kernel.money import LARGEST_WON
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.payouts.model import AttemptState, Next
from sangsaeng.payouts.rails.model import BankEvent, EntryBooked, Reason, Statement

# Reasons that speak of the payee's account: it is asked for another one.
ACCOUNT_REASONS = frozenset(
    {
        Reason.CLOSED_ACCOUNT,
        Reason.NO_SUCH_ACCOUNT,
        Reason.NAME_MISMATCH,
        Reason.SUSPENDED,
        Reason.ACCOUNT_INVALID,
    }
)
# After so many tries a person looks at it.
MOST_ATTEMPTS = 5

_NEXT: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.INSTRUCTED: frozenset(AttemptState),
    AttemptState.SENT: frozenset(
        {
            AttemptState.UNKNOWN,
            AttemptState.CREDITED,
            AttemptState.REJECTED,
            AttemptState.RETURNED,
        }
    ),
    AttemptState.UNKNOWN: frozenset(
        {AttemptState.CREDITED, AttemptState.REJECTED, AttemptState.RETURNED}
    ),
    AttemptState.CREDITED: frozenset({AttemptState.RETURNED}),
    # The bank booked what it had said it would not: the money has left, it is not sent again.
    AttemptState.REJECTED: frozenset({AttemptState.CREDITED}),
    AttemptState.RETURNED: frozenset(),
}


def check_amounts(events: Sequence[BankEvent]) -> Refusal | None:
    """Whether every figure of a message is an amount of won at all; else the whole message is
    refused, and waits for a person, instead of breaking at its hundredth entry."""
    for event in events:
        inside = event.entries if isinstance(event, Statement) else (event,)
        amounts = [one.amount_won for one in inside if isinstance(one, EntryBooked)]
        if any(not 0 < amount <= LARGEST_WON for amount in amounts):
            return refuse("bank_message_unreadable", None, problem="amount")
        if isinstance(event, Statement):
            balances = (event.opening_won, event.closing_won)
            if any(abs(balance) > LARGEST_WON * 1_000 for balance in balances):
                return refuse("bank_message_unreadable", None, problem="balance")
    return None


def may_become(state: AttemptState, new: AttemptState) -> bool:
    """Whether an attempt may move so; a late or repeated message moves nothing backwards."""
    return new is not state and new in _NEXT[state]


def decide_resend(
    reason: str | None, attempts: int, other_account: bool, tried_on: date, today: date
) -> Refusal | None:
    """Whether a payout that came back goes again now.

    Refusals in order: payout_needs_a_person, account_needed (the bank refused the account and no
    other is usable), payout_waits_a_day (another reason: the next day at the earliest).
    """
    if attempts >= MOST_ATTEMPTS:
        return refuse("payout_needs_a_person", None, attempts=attempts)
    if reason in ACCOUNT_REASONS and not other_account:
        return refuse("account_needed")
    if reason not in ACCOUNT_REASONS and today <= tried_on:
        return refuse("payout_waits_a_day")
    return None


def decide_next(state: AttemptState, reason: str | None, attempts: int, to_company: bool) -> Next:
    """What happens to a payout that is stuck, by the rule it is sent again by; `to_company`: its
    payee is a company, not an account of the scheme's own."""
    if state is AttemptState.UNKNOWN:
        return Next.ASKED
    refused = decide_resend(reason, attempts, False, date.min, date.max)
    if not to_company or (refused and refused.code == "payout_needs_a_person"):
        return Next.PERSON
    return Next.ACCOUNT if refused else Next.AGAIN


def decide_statement(
    statement: Statement, before_closing_won: int | None, ledger_won: int
) -> Refusal | None:
    """Whether a bank statement and the ledger agree (G9).

    Refusals in order: statement_does_not_add (opening + credits - debits = closing),
    statement_gap (its opening is the closing of the one before), statement_differs.
    """
    moved = sum(
        entry.amount_won if entry.direction == "credit" else -entry.amount_won
        for entry in statement.entries
    )
    if statement.opening_won + moved != statement.closing_won:
        return refuse(
            "statement_does_not_add",
            None,
            expected=statement.opening_won + moved,
            closing=statement.closing_won,
        )
    if before_closing_won is not None and statement.opening_won != before_closing_won:
        return refuse(
            "statement_gap", None, opening=statement.opening_won, before=before_closing_won
        )
    if statement.closing_won != ledger_won:
        return refuse("statement_differs", None, closing=statement.closing_won, ledger=ledger_won)
    return None
