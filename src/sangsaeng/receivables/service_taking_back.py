"""Taking a promise back: only by its holder's consent, or by the rule on unclaimed value (G4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.programmes import service as programmes
from sangsaeng.programmes.model import Programme
from sangsaeng.programmes.service_guarantee import move_guarantee
from sangsaeng.programmes.variants import variants
from sangsaeng.programmes.variants.variant import Funding
from sangsaeng.receivables.model import ParentState, Receivable
from sangsaeng.receivables.rules import decide_cancel, decide_day, decide_refuse
from sangsaeng.receivables.service import get_parent

_SQL = load(__package__)


def cancel(
    database: Transactions,
    programme_id: int,
    receivable_id: int,
    consents: Sequence[int],
    today: date,
) -> Refusal | None:
    """Cancel a receivable that nothing hangs on; its face returns to the parent, a root vanishes.

    `consents`: company ids that agree today; the holder's is needed. Leaf first: a receivable with
    children is refused.
    """
    with database.transaction() as tx:
        state = get_for_change(tx, programme_id, receivable_id)
        if isinstance(state, Refusal):
            return state
        return cancel_in(tx, state, consents, today, "consent")


def refuse_receivable(
    database: Transactions, programme_id: int, receivable_id: int, company_id: int, today: date
) -> Refusal | None:
    """The payee does not want it: its own consent to cancel, at no cost."""
    with database.transaction() as tx:
        state = get_for_change(tx, programme_id, receivable_id)
        if isinstance(state, Refusal):
            return state
        refused = decide_refuse(state.receivable, company_id)
        return refused or cancel_in(tx, state, [company_id], today, "refused")


def get_for_change(tx: Tx, programme_id: int, receivable_id: int) -> ParentState | Refusal:
    """A receivable, locked, while no settlement run can take it in hand."""
    closed_through = ledger.enter_gate(tx, programme_id)
    return get_parent(tx, programme_id, receivable_id, closed_through)


def cancel_in(
    tx: Tx, state: ParentState, consents: Sequence[int], today: date, reason: str
) -> Refusal | None:
    """`cancel` inside the caller's transaction; `reason` is `consent` or `refused`."""
    held = state.receivable
    key = {"programme_id": held.programme_id, "receivable_id": held.receivable_id}
    earlier = tx.the(_SQL["has_consent"], **key, company_id=held.holder_id)["yes"]
    money_waits = _money_waits(tx, held)
    refused = decide_day(today, state.closed_through) or decide_cancel(
        state, today, bool(earlier) or held.holder_id in consents, bool(money_waits)
    )
    if refused:
        return refused
    # From here on this must succeed.
    for company_id in consents:
        tx.run(_SQL["add_consent"], **key, company_id=company_id, given_on=today)
    _take_back(tx, held, today, reason)
    return None


def _money_waits(tx: Tx, held: Receivable) -> bool:
    """Money is given to the root already, the buyer's or the institution's in its place; a deposit
    hold alone is still only held."""
    return any(
        ledger.is_posted(tx, held.programme_id, kind, held.root_id)
        for kind in (LineKind.ALLOCATE, LineKind.DEPOSIT_CAPTURE, LineKind.ADVANCE)
    )


def _take_back(tx: Tx, held: Receivable, today: date, reason: str) -> None:
    key = {"programme_id": held.programme_id, "receivable_id": held.receivable_id}
    tx.run(_SQL["cancel"], **key, day=today, reason=reason)
    claim = account(AccountKind.CLAIM, held.receivable_id)
    if held.parent_id is None:
        credit = account(AccountKind.UNDERTAKING, held.receivable_id)
        _release_deposit(tx, held)
    else:
        credit = account(AccountKind.CLAIM, held.parent_id)
        tx.run(
            _SQL["give_back"],
            programme_id=held.programme_id,
            receivable_id=held.parent_id,
            won=held.face_won,
        )
    if held.evidence_id is not None:
        evidence = {"evidence_id": [held.evidence_id], "won": [-held.face_won]}
        tx.run(_SQL["finance_evidence"], **evidence)
    line = Line(
        programme_id=held.programme_id,
        kind=LineKind.CANCEL,
        item_id=held.receivable_id,
        debit=claim,
        credit=credit,
        amount_won=held.face_won,
        booked_on=today,
        receivable_id=held.receivable_id,
    )
    ledger.post_lines(tx, [line])
    if held.parent_id is None:
        # The facility's row is locked last of all.
        move_guarantee(tx, _programme_of(tx, held), blocked_won=-held.face_won)


def _programme_of(tx: Tx, held: Receivable) -> Programme:
    programme = programmes.get_programme(tx, held.programme_id)
    assert not isinstance(programme, Refusal)
    return programme


def _release_deposit(tx: Tx, held: Receivable) -> None:
    programme = _programme_of(tx, held)
    if variants()[programme.variant].funding is Funding.BEFORE_ISSUE:
        failed = ledger.resolve_hold(
            tx, held.programme_id, held.receivable_id, release_won=held.face_won
        )
        assert failed is None, failed


def return_unclaimed(database: Transactions, today: date) -> int:
    """What nobody claimed in time goes back to the parent, the deepest tier first; how many.

    Before funding the face returns to what the parent retains. After it, the parked money is paid
    to the parent's holder by that day's settlement run.
    """
    with database.transaction() as tx:
        waiting = tx.rows(_SQL["list_unclaimed"], day=today)
    returned = 0
    for row in waiting:
        with database.transaction() as tx:
            state = get_for_change(tx, row["programme_id"], row["receivable_id"])
            assert not isinstance(state, Refusal)
            held = state.receivable
            gone = held.cancelled_on is not None or held.claimed_on is not None
            closed = state.closed_through is not None and held.matures_on <= state.closed_through
            # A run that was killed goes on with the trees it froze, as they were.
            if gone or closed or _is_being_settled(tx, state):
                continue
            if state.root_funded_on is None:
                _take_back(tx, held, today, "unclaimed")
            else:
                key = {"programme_id": held.programme_id, "receivable_id": held.receivable_id}
                # A day already taken in hand takes nothing more: it is paid with the next run.
                closed_through = state.closed_through
                day = max(today, closed_through + timedelta(days=1)) if closed_through else today
                tx.run(_SQL["cancel"], **key, day=day, reason="unclaimed_parked")
            returned += 1
    return returned


def _is_being_settled(tx: Tx, state: ParentState) -> bool:
    held = state.receivable
    key = {"programme_id": held.programme_id, "root_id": held.root_id}
    found = tx.the(_SQL["is_being_settled"], **key, closed_through=state.closed_through)
    return bool(found["yes"])


def claim_waiting(tx: Tx, company_id: int, today: date) -> int:
    """A company has joined: what waited for it is its own; how many receivables."""
    return tx.run(_SQL["claim_waiting"], company_id=company_id, day=today)


def record_amendment_notice(
    database: Transactions, programme_id: int, receivable_id: int, today: date
) -> Refusal | None:
    """The tax authority says the invoice behind a receivable was amended: nothing new is promised
    on it; what was promised stands."""
    with database.transaction() as tx:
        row = tx.row(_SQL["get_receivable"], programme_id=programme_id, receivable_id=receivable_id)
        if row is None:
            return refuse("unknown_receivable", "receivable_id", receivable=str(receivable_id))
        if row["evidence_id"] is not None:
            tx.run(_SQL["amend_evidence"], evidence_id=row["evidence_id"], day=today)
        return None
