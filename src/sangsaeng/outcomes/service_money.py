"""The money of pay for success: every line of its journal is written here, and nowhere else.

Pool = the payer's commitment not yet promised to anybody. An award moves its stage-1 money and its
whole success cap from the pool to reserves of its own (G14); what is earned becomes owed to a party
or is retained; what is not goes back to the pool. What is owed leaves by `service_paying`.
"""

from __future__ import annotations

from datetime import date

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import AccountKind, Line, LineKind, account
from sangsaeng.outcomes.model_money import Owed, Part, PayableFor
from sangsaeng.payouts.service_unidentified import get_unidentified, post_identified

_SQL = load(__package__)
_RESERVE = {Part.STAGE1: AccountKind.STAGE1_RESERVE, Part.SUCCESS: AccountKind.SUCCESS_RESERVE}
_RELEASED = {Part.STAGE1: LineKind.STAGE1_RELEASED, Part.SUCCESS: LineKind.SUCCESS_RELEASED}


def free_pool_won(tx: Tx, programme_id: int) -> int:
    """What of the pool is promised to nobody, held still until the transaction ends."""
    about = {"programme_id": programme_id, "account": account(AccountKind.POOL, programme_id)}
    found = tx.row(_SQL["lock_pool"], **about)
    return int(found["balance_won"]) if found else 0


def get_reserve(tx: Tx, programme_id: int, award_id: int, part: Part) -> int:
    """What is left of a reserve, in won, held still until the transaction ends."""
    about = {"programme_id": programme_id, "award_id": award_id, "part": str(part)}
    return int(tx.the(_SQL["lock_reserve"], **about)["left_won"])


def post_commitment(tx: Tx, programme_id: int, budget_won: int, running_won: int, on: date) -> None:
    """The payer's undertaking becomes the pool; what running the programme costs is set aside."""
    pool = account(AccountKind.POOL, programme_id)
    commitment = account(AccountKind.COMMITMENT, programme_id)
    _move(tx, programme_id, LineKind.COMMITTED, commitment, pool, budget_won, on)
    running = account(AccountKind.RUNNING_RESERVE, programme_id)
    _move(tx, programme_id, LineKind.RUNNING_RESERVED, pool, running, running_won, on)


def post_award(
    tx: Tx, programme_id: int, award_id: int, stage1_won: int, success_cap_won: int, on: date
) -> Refusal | None:
    """Set aside an award's stage-1 money and its whole success cap, or refuse `pool_too_small`."""
    free = free_pool_won(tx, programme_id)
    if stage1_won + success_cap_won > free:
        return refuse(
            "pool_too_small", "success_cap_won", free=free, wanted=stage1_won + success_cap_won
        )
    pool = account(AccountKind.POOL, programme_id)
    for part, kind, won in (
        (Part.STAGE1, LineKind.STAGE1_RESERVED, stage1_won),
        (Part.SUCCESS, LineKind.SUCCESS_RESERVED, success_cap_won),
    ):
        about = {"programme_id": programme_id, "award_id": award_id, "part": str(part)}
        tx.run(_SQL["add_reserve"], **about, reserved_won=won)
        _move(tx, programme_id, kind, pool, account(_RESERVE[part], award_id), won, on)
    return None


def post_released(
    tx: Tx, programme_id: int, award_id: int, part: Part, amount_won: int, on: date
) -> None:
    """Part of a reserve that nobody will earn any more goes back to the pool."""
    _spend(tx, programme_id, award_id, part, 0, amount_won)
    reserve, pool = account(_RESERVE[part], award_id), account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, _RELEASED[part], reserve, pool, amount_won, on)


def post_advance(tx: Tx, owed: Owed, on: date) -> int | None:
    """Stage-1 money before the works: a claim on the award until cost is accepted. The payable's
    number."""
    assert owed.award_id is not None
    debit = account(AccountKind.STAGE1_ADVANCE, owed.award_id)
    return _owe(tx, owed, LineKind.ADVANCED, debit, on)


def post_cost(tx: Tx, owed: Owed, advance_left_won: int, on: date) -> int | None:
    """Accepted cost of `owed.amount_won`: first it covers the advance, the rest is owed; out of
    the stage-1 reserve. The payable's number, if anything is owed."""
    assert owed.award_id is not None
    reserve = account(AccountKind.STAGE1_RESERVE, owed.award_id)
    advance = account(AccountKind.STAGE1_ADVANCE, owed.award_id)
    covered = min(owed.amount_won, advance_left_won)
    _spend(tx, owed.programme_id, owed.award_id, Part.STAGE1, owed.amount_won, 0)
    _move(tx, owed.programme_id, LineKind.COST_COVERED, reserve, advance, covered, on)
    rest = Owed(
        owed.programme_id,
        owed.company_id,
        owed.purpose,
        owed.source_id,
        owed.amount_won - covered,
        owed.award_id,
    )
    return _owe(tx, rest, LineKind.COST_PAYABLE, reserve, on)


def post_reward(tx: Tx, owed: Owed, retained_won: int, released_won: int, on: date) -> int | None:
    """A claim's reward, out of the success reserve: owed now, kept back for the tail, and what was
    not earned back to the pool. The payable's number, if anything is owed now."""
    assert owed.award_id is not None
    reserve = account(AccountKind.SUCCESS_RESERVE, owed.award_id)
    retention = account(AccountKind.RETENTION, owed.award_id)
    spent = owed.amount_won + retained_won
    _spend(tx, owed.programme_id, owed.award_id, Part.SUCCESS, spent, 0)
    kind = LineKind.REWARD_RETAINED
    _move(tx, owed.programme_id, kind, reserve, retention, retained_won, on)
    post_released(tx, owed.programme_id, owed.award_id, Part.SUCCESS, released_won, on)
    return _owe(tx, owed, LineKind.REWARD_EARNED, reserve, on)


def post_fee(tx: Tx, owed: Owed, on: date) -> int | Refusal | None:
    """A verifier's fee, out of what was set aside for running the programme; it is owed whatever
    was found. Refused: `running_reserve_too_small`."""
    reserve = account(AccountKind.RUNNING_RESERVE, owed.programme_id)
    left = running_left_won(tx, owed.programme_id)
    if owed.amount_won > left:
        return refuse("running_reserve_too_small", "fee_won", left=left, wanted=owed.amount_won)
    return _owe(tx, owed, LineKind.FEE_EARNED, reserve, on)


def running_left_won(tx: Tx, programme_id: int) -> int:
    """What is left to run the programme, held still until the transaction ends."""
    tx.run(_SQL["lock_programme"], programme_id=programme_id)
    return -ledger.get_balance(tx, programme_id, account(AccountKind.RUNNING_RESERVE, programme_id))


def post_running_released(tx: Tx, programme_id: int, amount_won: int, on: date) -> None:
    """What running the programme did not cost goes back to the pool."""
    running = account(AccountKind.RUNNING_RESERVE, programme_id)
    pool = account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.RUNNING_RELEASED, running, pool, amount_won, on)


def post_retention_released(tx: Tx, owed: Owed, on: date) -> int | None:
    """Money kept back is owed after all: the tail ended well. `source_id` is the claim."""
    assert owed.award_id is not None
    about = {"programme_id": owed.programme_id, "claim_id": owed.source_id}
    tx.run(_SQL["use_retention"], **about, released_won=owed.amount_won, forfeited_won=0)
    debit = account(AccountKind.RETENTION, owed.award_id)
    return _owe(tx, owed, LineKind.RETENTION_RELEASED, debit, on)


def post_retention_forfeited(
    tx: Tx, programme_id: int, award_id: int, claim_id: int, amount_won: int, on: date
) -> None:
    """Money kept back is lost to the supplier and goes back to the pool."""
    about = {"programme_id": programme_id, "claim_id": claim_id}
    tx.run(_SQL["use_retention"], **about, released_won=0, forfeited_won=amount_won)
    retention = account(AccountKind.RETENTION, award_id)
    pool = account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.RETENTION_FORFEITED, retention, pool, amount_won, on)


def post_retention_restored(
    tx: Tx, programme_id: int, award_id: int, claim_id: int, amount_won: int, on: date
) -> None:
    """Money that a lower version took out of what is kept back is kept back again, out of what the
    pool has free: the caller asks for no more."""
    about = {"programme_id": programme_id, "claim_id": claim_id}
    tx.run(_SQL["use_retention"], **about, released_won=0, forfeited_won=-amount_won)
    retention = account(AccountKind.RETENTION, award_id)
    pool = account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.RETENTION_RESTORED, pool, retention, amount_won, on)


def post_clawback(
    tx: Tx, programme_id: int, award_id: int, refund_won: int, penalty_won: int, on: date
) -> None:
    """What a supplier must give back, and the penalty beside it: two lines (OSH Act §158)."""
    due, pool = account(AccountKind.CLAWBACK_DUE, award_id), account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.CLAWBACK_REFUND, due, pool, refund_won, on)
    _move(tx, programme_id, LineKind.CLAWBACK_PENALTY, due, pool, penalty_won, on)


def post_clawback_netted(tx: Tx, payable: Row, due_won: int, on: date) -> int:
    """What is asked back of a claim is set against what is still owed for it: the payable ends,
    what is due is covered out of it, and the rest is owed again. The won covered."""
    programme_id, award_id = payable["programme_id"], payable["award_id"]
    ended, number = int(payable["amount_won"]), payable["payable_id"]
    covered = min(ended, due_won)
    tx.run(_SQL["end_payable"], programme_id=programme_id, payable_id=number, ended_on=on)
    party = account(AccountKind.PARTY_PAYABLE, payable["company_id"])
    pool = account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.PAYABLE_ENDED, party, pool, ended, on, number)
    due = account(AccountKind.CLAWBACK_DUE, award_id)
    _move(tx, programme_id, LineKind.CLAWBACK_PAID, pool, due, covered, on)
    if ended > covered:
        tx.run(
            _SQL["add_payable"],
            programme_id=programme_id,
            payable_id=ledger.reserve_items(tx, 1)[0],
            company_id=payable["company_id"],
            award_id=award_id,
            purpose=str(PayableFor.REOPENED),
            source_id=number,
            amount_won=ended - covered,
            owed_on=on,
        )
        # The kind of whatever is owed again (`PayableFor.REOPENED`).
        kind = LineKind.RECEIVABLE_ENDED
        _move(tx, programme_id, kind, pool, party, ended - covered, on, number)
    return covered


def post_clawback_lost(
    tx: Tx, programme_id: int, award_id: int, amount_won: int, on: date
) -> Refusal | None:
    """What will not be recovered leaves the pool again. Refused: `pool_too_small`."""
    free = free_pool_won(tx, programme_id)
    if amount_won > free:
        return refuse("pool_too_small", "amount_won", free=free, wanted=amount_won)
    due, pool = account(AccountKind.CLAWBACK_DUE, award_id), account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.CLAWBACK_LOST, pool, due, amount_won, on)
    return None


def post_pool_returned(tx: Tx, programme_id: int, payer_id: int, on: date) -> int | None:
    """At the end: what the payer has not yet paid in ends, and the rest of the pool is owed to it.
    The payable's number, if anything is owed."""
    free = free_pool_won(tx, programme_id)
    commitment = account(AccountKind.COMMITMENT, programme_id)
    pool = account(AccountKind.POOL, programme_id)
    open_won = ledger.get_balance(tx, programme_id, commitment)
    ended = min(free, open_won)
    _move(tx, programme_id, LineKind.COMMITMENT_ENDED, pool, commitment, ended, on)
    owed = Owed(programme_id, payer_id, PayableFor.POOL, programme_id, free - ended)
    return _owe(tx, owed, LineKind.POOL_RETURNED, pool, on)


def advance_left_won(tx: Tx, programme_id: int, award_id: int) -> int:
    """What of an advance no accepted cost has covered yet."""
    return ledger.get_balance(tx, programme_id, account(AccountKind.STAGE1_ADVANCE, award_id))


def post_advance_lost(
    tx: Tx, programme_id: int, award_id: int, amount_won: int, on: date
) -> Refusal | None:
    """An advance that neither cost nor repayment will cover leaves the pool. Refused:
    `pool_too_small`."""
    free = free_pool_won(tx, programme_id)
    if amount_won > free:
        return refuse("pool_too_small", "amount_won", free=free, wanted=amount_won)
    advance = account(AccountKind.STAGE1_ADVANCE, award_id)
    pool = account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.ADVANCE_LOST, pool, advance, amount_won, on)
    return None


def post_payable_ended(tx: Tx, payable: Row, on: date) -> None:
    """What nobody has approved for payment is owed no more, after a confirmed fraud: it goes back
    to the pool. An advance that never left is nobody's to repay."""
    programme_id, award_id = payable["programme_id"], payable["award_id"]
    number, amount_won = payable["payable_id"], payable["amount_won"]
    tx.run(_SQL["end_payable"], programme_id=programme_id, payable_id=number, ended_on=on)
    debit = account(AccountKind.PARTY_PAYABLE, payable["company_id"])
    pool = account(AccountKind.POOL, programme_id)
    _move(tx, programme_id, LineKind.PAYABLE_ENDED, debit, pool, amount_won, on, number)
    if payable["purpose"] == PayableFor.ADVANCE:
        left = min(amount_won, advance_left_won(tx, programme_id, award_id))
        refused = post_advance_lost(tx, programme_id, award_id, left, on)
        assert refused is None, refused


def post_received(
    tx: Tx, programme_id: int, entry_id: int, award_id: int | None, clawback: bool, on: date
) -> int | Refusal:
    """A bank entry on the programme's own account is the payer's deposit, an advance repaid
    (`award_id`), or a clawback paid (`award_id`, `clawback`); its amount in won.

    Refusals in order: unknown_entry, entry_on_other_account, more_than_due.
    """
    entry = get_unidentified(tx, entry_id)
    if isinstance(entry, Refusal):
        return entry
    own = tx.the(_SQL["own_account_of"], programme_id=programme_id)["own_account_id"]
    if own != entry["own_account_id"]:
        return refuse("entry_on_other_account", "entry_id", entry=str(entry_id))
    kind, into = LineKind.COMMITMENT_PAID, account(AccountKind.COMMITMENT, programme_id)
    if award_id is not None:
        kind, into = LineKind.ADVANCE_REPAID, account(AccountKind.STAGE1_ADVANCE, award_id)
        if clawback:
            kind, into = LineKind.CLAWBACK_PAID, account(AccountKind.CLAWBACK_DUE, award_id)
    tx.run(_SQL["lock_programme"], programme_id=programme_id)
    due = ledger.get_balance(tx, programme_id, into)
    amount: int = entry["amount_won"]
    if amount > due:
        return refuse("more_than_due", "entry_id", due=due, amount=amount)
    post_identified(tx, entry, programme_id, kind, into, on)
    return amount


def _owe(tx: Tx, owed: Owed, kind: LineKind, debit: int, on: date) -> int | None:
    """A line to what a party is owed, and the payable that says so; their number is one."""
    if owed.amount_won == 0:
        return None
    number = ledger.reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_payable"],
        programme_id=owed.programme_id,
        payable_id=number,
        company_id=owed.company_id,
        award_id=owed.award_id,
        purpose=str(owed.purpose),
        source_id=owed.source_id,
        amount_won=owed.amount_won,
        owed_on=on,
    )
    credit = account(AccountKind.PARTY_PAYABLE, owed.company_id)
    _move(tx, owed.programme_id, kind, debit, credit, owed.amount_won, on, number)
    return number


def _move(
    tx: Tx,
    programme_id: int,
    kind: LineKind,
    debit: int,
    credit: int,
    amount_won: int,
    on: date,
    item_id: int | None = None,
) -> None:
    """One line; the pool has a floor of nothing, which its guarded row keeps."""
    assert amount_won >= 0
    if amount_won == 0:
        return
    pool = account(AccountKind.POOL, programme_id)
    if pool in (debit, credit):
        change = amount_won if credit == pool else -amount_won
        ledger.change_guarded(tx, programme_id, pool, change)
    item = item_id if item_id is not None else ledger.reserve_items(tx, 1)[0]
    ledger.post_lines(tx, [Line(programme_id, kind, item, debit, credit, amount_won, on)])


def _spend(
    tx: Tx, programme_id: int, award_id: int, part: Part, spent_won: int, released_won: int
) -> None:
    """Use up a reserve; more than is there is a bug, and the constraint says so (G14)."""
    tx.run(
        _SQL["use_reserve"],
        programme_id=programme_id,
        award_id=award_id,
        part=str(part),
        spent_won=spent_won,
        released_won=released_won,
    )
