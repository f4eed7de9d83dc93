"""Doing a job: exactly the use case its act names, guarded as on the console.

What one transaction can do ends the job in the same transaction, so that it is done once whenever
the worker dies. Runs of several transactions repeat nothing by themselves when they are said again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sangsaeng.database.connection import Database, Transactions, Tx
from sangsaeng.early_payment.service_cut_off import pay_sales
from sangsaeng.early_payment.service_standing_run import run_standing_orders
from sangsaeng.jobs.model import Job, Kind
from sangsaeng.jobs.service import end_job, hold_job, keep_progress, refusal_as_data
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.service_paying import order_paid
from sangsaeng.oversight.book import Desk, hear_banks, limits_on
from sangsaeng.payouts.model import Receipt
from sangsaeng.payouts.rails.folder import FolderTransport
from sangsaeng.payouts.service_dispatch import instruct, send
from sangsaeng.payouts.service_unidentified import identify
from sangsaeng.settlement.playbook_model import Proved
from sangsaeng.settlement.service_advance import accrue_late_interest
from sangsaeng.settlement.service_funding import call_funding, cover_roots
from sangsaeng.settlement.service_playbook import run_playbook
from sangsaeng.settlement.service_run import resume_run, settle_day

Done = Mapping[str, Any] | Refusal | Sequence[Refusal]
_FILE_RAIL = "iso20022"


def _nothing_proven(_: Tx) -> Sequence[Proved]:
    return ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server says, and no caller: the folders of the bank's files and of evidence packs,
    how many sessions post a settlement side by side, and who makes the proofs of a pack."""

    bank_folder: Path | None = None
    packs_folder: Path | None = None
    workers: int = 1
    prove: Callable[[Tx], Sequence[Proved]] = _nothing_proven


class TakenAwayError(Exception):
    """Another worker has the job by now: what was done under it is undone."""


@dataclass(frozen=True, slots=True)
class _Work:
    database: Database
    job: Job
    settings: Settings
    at: datetime

    @property
    def today(self) -> date:
        return self.at.astimezone(KOREA).date()

    @property
    def day(self) -> date:
        return date.fromisoformat(self.job.given["day"])


def do_job(database: Database, job: Job, settings: Settings, at: datetime) -> bool:
    """Do a job and keep what came of it; False where another worker has it by now."""
    work = _Work(database, job, settings, at)
    in_one = _IN_ONE_TRANSACTION.get(Kind(job.kind))
    if in_one is None:
        done = _IN_SEVERAL[Kind(job.kind)](work)
        with database.transaction() as tx:
            return end_job(tx, job, _listed(done), at)
    try:
        with database.transaction() as tx:
            if not hold_job(tx, job):
                return False
            # A refusal undoes what was begun, and is kept.
            done = _or_undone(tx, work, in_one)
            if not end_job(tx, job, _listed(done), at):
                raise TakenAwayError
    except TakenAwayError:
        return False
    return True


class _RefusedError(Exception):
    def __init__(self, done: Done) -> None:
        super().__init__()
        self.done = done


def _or_undone(tx: Tx, work: _Work, do: Callable[[Transactions, _Work], Done]) -> Done:
    try:
        with tx.transaction():
            done = do(tx, work)
            if not isinstance(done, Mapping):
                raise _RefusedError(done)
            return done
    except _RefusedError as refused:
        return refused.done


def _listed(done: Done) -> Mapping[str, Any] | Sequence[Refusal]:
    return [done] if isinstance(done, Refusal) else done


def _settle(work: _Work) -> Done:
    totals = settle_day(work.database, work.day, work.settings.workers, today=work.today)
    return totals if isinstance(totals, Refusal) else asdict(totals)


def _resume(work: _Work) -> Done:
    if not work.job.progress.get("resumed"):
        with work.database.transaction() as tx:
            if not hold_job(tx, work.job):
                return {}
            refused = resume_run(tx, work.day)
            if refused:
                return refused
            keep_progress(tx, work.job, resumed=True)
    return _settle(work)


def _run_standing_orders(work: _Work) -> Done:
    ran = run_standing_orders(work.database, work.at, workers=work.settings.workers)
    return asdict(ran)


def _run_playbook(work: _Work) -> Done:
    folder = work.settings.packs_folder
    if folder is None:
        return refuse("folder_not_set", None, setting="packs")
    number = work.job.given["playbook_id"]
    done = run_playbook(
        work.database, number, work.today, folder / str(number), work.settings.prove
    )
    if isinstance(done, Refusal):
        return done
    return {"steps": [{"step": str(one.step), "done_on": one.done_on.isoformat()} for one in done]}


def _exchange(work: _Work) -> Done:
    folder = work.settings.bank_folder
    if folder is None:
        return refuse("folder_not_set", None, setting="bank")
    with work.database.transaction() as tx:
        limits = limits_on(tx, work.today)
    if isinstance(limits, Refusal):
        return limits
    transports = {_FILE_RAIL: FolderTransport(folder)}
    desk = Desk(work.database, transports, (_FILE_RAIL,), limits)
    heard = hear_banks(desk, work.at)
    order_paid(work.database, work.today)
    made = instruct(work.database, desk.rails, desk.limits, work.at)
    send(work.database, desk.transports, work.at)
    stopped = [one.own_account_id for one in heard.reconciled if one.stopped_for is not None]
    return {
        "message_count": heard.messages,
        "entry_count": heard.new_entries,
        "came_back_count": heard.came_back,
        "unreadable": [refusal_as_data(one) for one in heard.unreadable],
        "stopped_own_accounts": stopped,
        "batch_count": made.batch_count,
        "payout_count": made.item_count,
        "total_won": made.total_won,
        "waiting": dict(made.waiting),
    }


def _call(database: Transactions, work: _Work) -> Done:
    return {"changed_count": call_funding(database, work.today, work.job.given["days"])}


def _cut_off(database: Transactions, work: _Work) -> Done:
    done = pay_sales(database, work.day, work.today)
    if isinstance(done, Refusal):
        return done
    if done is None:
        return {"day": work.day.isoformat(), "purchase_count": 0, "proceeds_won": 0}
    count, won = done.purchase_count, done.proceeds_won
    return {"day": work.day.isoformat(), "purchase_count": count, "proceeds_won": won}


def _accrue(database: Transactions, work: _Work) -> Done:
    booked = accrue_late_interest(database, work.day, work.today)
    return booked if isinstance(booked, Refusal) else {"booked_won": booked}


def _identify(database: Transactions, work: _Work) -> Done:
    programme_id, entry_id = work.job.given["programme_id"], work.job.given["entry_id"]
    done = identify(database, entry_id, Receipt(programme_id), work.today)
    if isinstance(done, Refusal):
        return done
    cover_roots(database, programme_id, work.today)
    return {"programme_id": programme_id, "entry_id": entry_id}


_IN_ONE_TRANSACTION: Mapping[Kind, Callable[[Transactions, _Work], Done]] = {
    Kind.FUNDING_CALL: _call,
    Kind.CUT_OFF_MAKE: _cut_off,
    Kind.LATE_INTEREST_ACCRUE: _accrue,
    Kind.UNIDENTIFIED_IDENTIFY: _identify,
}
_IN_SEVERAL: Mapping[Kind, Callable[[_Work], Done]] = {
    Kind.SETTLEMENT_RUN: _settle,
    Kind.SETTLEMENT_RESUME: _resume,
    Kind.STANDING_ORDERS_RUN: _run_standing_orders,
    Kind.PLAYBOOKS_RUN: _run_playbook,
    Kind.BANK_EXCHANGE: _exchange,
}
