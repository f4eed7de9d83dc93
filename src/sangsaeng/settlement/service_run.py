"""The settlement run of a day: freeze, post in chunks, prove, release.

Each step is a transaction of its own and can be done again: a run that was killed goes on where it
stood, and the keys of `ledger.settled` and `payouts.payout` refuse anything twice (G7).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from typing import Any

from psycopg.errors import CheckViolation
from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Row, Transactions, Tx
from sangsaeng.database.statements import load
from sangsaeng.early_payment.service_cut_off import pay_sales_in
from sangsaeng.kernel.calendar import Calendar
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger import service as ledger
from sangsaeng.ledger.model import LineKind, Phase
from sangsaeng.payouts.service_release import record_release
from sangsaeng.programmes.service import deposit_account_ids, get_calendar, get_programme
from sangsaeng.receivables.service_taking_back import return_unclaimed
from sangsaeng.settlement.model import Equation, Run, RunState, Totals
from sangsaeng.settlement.proofs import plan_deposit_equations, plan_run_equations
from sangsaeng.settlement.rules import decide_run
from sangsaeng.settlement.service_advance import advance_due
from sangsaeng.settlement.service_funding import (
    call_funding,
    close_calls,
    cover_from_deposits,
    cover_from_money_at_hand,
)
from sangsaeng.settlement.service_incentives import (
    pay_incentives,
    pay_incentives_at_changes,
    sum_withheld,
)
from sangsaeng.settlement.service_released import pay_released
from sangsaeng.settlement.service_repayments import repay_funders

_SQL = load(__package__)
# 5,000-20,000 trees a transaction settled at twice the rate of 100-1,000, as measured.
TREES_PER_CHUNK = 10_000


def settle_day(
    database: Transactions,
    day: date,
    workers: int = 1,
    trees_per_chunk: int = TREES_PER_CHUNK,
    today: date | None = None,
) -> Totals | Refusal:
    """Settle everything due by `day`; a second call finishes or repeats nothing.

    `today`: the calendar's day, where there is one; a later `day` is refused, since what is paid
    too early cannot be called back. A rehearsal has none.
    `workers`: sessions that post chunks side by side, one a core. Refused with the codes of
    `decide_run`, or `control_total_mismatch` when the run had to stop.
    """
    with database.transaction() as tx:
        # One conductor: another one waits here, and then finds the day done or goes on with it.
        tx.run(_SQL["conduct_alone"])
        return _conduct(database, day, workers, trees_per_chunk, today)


def _conduct(
    database: Transactions, day: date, workers: int, trees_per_chunk: int, today: date | None
) -> Totals | Refusal:
    run = _open(database, day, today)
    if isinstance(run, Refusal):
        return run
    if run.state is RunState.OPENED:
        with database.transaction() as tx:
            calendar = get_calendar(tx)
        call_funding(database, run.previous_day, (day - run.previous_day).days)
        return_unclaimed(database, day)
        cover_from_money_at_hand(database, day)
        cover_from_deposits(database, day)
        advance_due(database, run.run_id, day)
        _freeze(database, run, trees_per_chunk)
        run = _get(database, day)
    if run.state is RunState.FROZEN:
        try:
            _post(database, run, workers)
        except CheckViolation as broken:
            _stop(database, run, str(broken.diag.constraint_name))
            return refuse("control_total_mismatch", None, what=str(broken.diag.constraint_name))
        _finish(database, run, workers)
        run = _get(database, day)
    if run.state is RunState.POSTED:
        broken_proof = _prove(database, run)
        if broken_proof:
            return refuse("control_total_mismatch", None, what=broken_proof.what)
        run = _get(database, day)
    if run.state is RunState.PROVEN:
        with database.transaction() as tx:
            calendar = get_calendar(tx)
        # Before the release: a run killed between the two is not done, and closes them when it is.
        close_calls(database, day, calendar)
        _release(database, run)
    with database.transaction() as tx:
        return _totals(tx, day)


def _open(database: Transactions, day: date, today: date | None) -> Run | Refusal:
    with database.transaction() as tx:
        last = tx.row(_SQL["last_run"])
        calendar: Calendar = get_calendar(tx)
        refused = decide_run(
            day,
            calendar,
            last["day"] if last else None,
            RunState(last["state"]) if last else None,
            today,
        )
        if refused:
            return refused
        if last is None or last["day"] < day:
            first = _SQL["day_before_first_due"]
            previous = last["day"] if last else min(tx.the(first, day=day)["day"], day)
            tx.run(_SQL["open_run"], day=day, previous_day=previous)
    return _get(database, day)


def _get(database: Transactions, day: date) -> Run:
    with database.transaction() as tx:
        return _run(tx.the(_SQL["get_run"], day=day))


def _run(row: Row) -> Run:
    kept = ("run_id", "day", "previous_day", "first_xid", "stop_reason")
    return Run(state=RunState(row["state"]), **{name: row[name] for name in kept})


def _set_state(
    tx: Tx, run: Run, state: RunState, reason: str | None = None, proof: Any = None
) -> None:
    tx.run(
        _SQL["set_run_state"],
        run_id=run.run_id,
        state=str(state),
        stop_reason=reason,
        proof=Jsonb(proof) if proof is not None else None,
    )


def _still(tx: Tx, run: Run, state: RunState) -> bool:
    """Whether the run is still at this step; its row is held, so only one conductor goes on."""
    return bool(tx.the(_SQL["lock_run"], day=run.day)["state"] == state)


def _freeze(database: Transactions, run: Run, trees_per_chunk: int) -> None:
    """Take all due receivables in hand and write down what is expected of each chunk."""
    with database.transaction() as tx:
        if not _still(tx, run, RunState.OPENED):
            return
        numbers = [row["programme_id"] for row in tx.rows(_SQL["list_programme_ids"])]
        ledger.close_day(tx, numbers, run.day)
        # What was sold today is on its way before its tree can be funded.
        pay_sales_in(tx, run.day)
        span = {
            "run_id": run.run_id,
            "previous_day": run.previous_day,
            "day": run.day,
            "trees_per_chunk": trees_per_chunk,
        }
        tx.run(_SQL["freeze_funded_trees"], **span)
        tx.run(_SQL["freeze_due_children"], **span)
        _set_state(tx, run, RunState.FROZEN)


def _post(database: Transactions, run: Run, workers: int) -> None:
    """All chunks of phase 1, then of phase 2, each in a transaction of one worker."""
    for phase in Phase:
        if workers == 1:
            while _post_chunk(database, run, phase):
                pass
            continue
        with ThreadPoolExecutor(workers) as pool:
            done = [pool.submit(_post_until_done, database, run, phase) for _ in range(workers)]
            for worker in done:
                worker.result()


def _post_until_done(database: Transactions, run: Run, phase: Phase) -> None:
    while _post_chunk(database, run, phase):
        pass


def _post_chunk(database: Transactions, run: Run, phase: Phase) -> bool:
    with database.transaction() as tx:
        chunk = tx.row(_SQL["claim_chunk"], run_id=run.run_id, phase=int(phase))
        if chunk is None:
            return False
        programme = get_programme(tx, chunk["programme_id"])
        assert not isinstance(programme, Refusal)
        statement = "post_funded_trees" if phase is Phase.FUNDED else "post_due_children"
        of_run = {"run_id": run.run_id, "day": run.day, "previous_day": run.previous_day}
        trees = {name: chunk[name] for name in ("programme_id", "root_from", "root_to")}
        key = {"run_id": run.run_id, "chunk_no": chunk["chunk_no"]}
        tx.run(
            _SQL[statement],
            **of_run,
            **trees,
            settlement_account_id=programme.settlement_account_id,
            deposit_account_id=programme.deposit_account_id,
            transfer_kind=int(LineKind.PARKING_TRANSFER),
            chunk_no=chunk["chunk_no"],
            item_id=chunk["item_id"],
        )
        if phase is Phase.FUNDED and tx.the(_SQL["sold_in_chunk"], **key)["sold_won"] > 0:
            tx.run(_SQL["post_repayments"], **of_run, **trees)
        return True


def _finish(database: Transactions, run: Run, workers: int) -> None:
    """When every chunk is posted: pay what parked money earned, a share of programmes a worker."""
    with ThreadPoolExecutor(workers) as pool:
        parts = [pool.submit(pay_incentives, database, run, n, workers) for n in range(workers)]
        for part in parts:
            part.result()
    with database.transaction() as tx:
        if not _still(tx, run, RunState.FROZEN):
            return
        assert tx.the(_SQL["prove_chunks"], run_id=run.run_id)["open_chunks"] == 0
        repay_funders(tx, run)
        pay_incentives_at_changes(tx, run)
        pay_released(tx, run)
        _set_state(tx, run, RunState.POSTED)


def _prove(database: Transactions, run: Run) -> Equation | None:
    """Every equation of the run, kept with it; the first that does not hold stops the run."""
    # The balances are folded beside the reading of the run's own rows: both are whole passes.
    with ThreadPoolExecutor(1) as aside:
        folded = aside.submit(ledger.fold, database)
        with database.transaction() as tx:
            chunks = tx.the(_SQL["prove_chunks"], run_id=run.run_id)
            settled = tx.the(_SQL["prove_settled"], run_id=run.run_id, first_xid=run.first_xid)
            payouts = tx.the(_SQL["prove_payouts"], run_id=run.run_id, first_xid=run.first_xid)
            payouts["incentive_won"] += sum_withheld(tx, run)
        folded.result()
    with database.transaction() as tx:
        if not _still(tx, run, RunState.POSTED):
            return None
        equations = plan_run_equations(chunks, settled, payouts)
        equations += plan_deposit_equations(ledger.list_balances(tx), deposit_account_ids(tx))
        broken = next((one for one in equations if not one.holds), None)
        state = RunState.STOPPED if broken else RunState.PROVEN
        reason = broken.what if broken else None
        totals = Totals(
            settled_count=settled["row_count"],
            paid_won=settled["paid_won"],
            parked_won=settled["parked_won"],
            payout_count=payouts["payout_count"],
        )
        kept = {"equations": [asdict(one) for one in equations], "totals": asdict(totals)}
        _set_state(tx, run, state, reason, kept)
        return broken


def _release(database: Transactions, run: Run) -> None:
    with database.transaction() as tx:
        if _still(tx, run, RunState.PROVEN):
            record_release(tx, run.run_id, run.day, _totals(tx, run.day).payout_count)
            _set_state(tx, run, RunState.RELEASED)


def resume_run(database: Transactions, day: date) -> Refusal | None:
    """Operations have looked at a stopped run: `settle_day` goes on where it stopped, and proves
    everything again. Refused: `run_not_stopped`."""
    with database.transaction() as tx:
        row = tx.row(_SQL["lock_run"], day=day)
        if row is None or row["state"] != RunState.STOPPED:
            return refuse("run_not_stopped", "day", day=day.isoformat())
        run = _run(row)
        open_chunks = tx.the(_SQL["prove_chunks"], run_id=run.run_id)["open_chunks"]
        _set_state(tx, run, RunState.FROZEN if open_chunks else RunState.POSTED)
        return None


def _stop(database: Transactions, run: Run, reason: str) -> None:
    with database.transaction() as tx:
        _set_state(tx, run, RunState.STOPPED, reason)


def _totals(tx: Tx, day: date) -> Totals:
    return Totals(**tx.the(_SQL["get_run"], day=day)["proof"]["totals"])
