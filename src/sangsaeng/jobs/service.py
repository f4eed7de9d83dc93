"""Jobs: handed over by an act, taken by a worker under a lease, ended once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Database, Tx
from sangsaeng.database.statements import load
from sangsaeng.jobs.model import Job, Kind, State
from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.ledger.service import reserve_items

_SQL = load(__package__)
# A worker says several times a lease that it is alive; one that is killed is missed after it.
LEASE = timedelta(seconds=60)
# What breaks machines five times is looked at by people.
MOST_ATTEMPTS = 5
_WAIT_AFTER_FAILURE = timedelta(seconds=20)


def add_job(
    tx: Tx, kind: Kind, company_id: int, given: Mapping[str, Any], act_id: int, at: datetime
) -> int:
    """Hand the worker what an act says; its number. `act_id` is 0 in a rehearsal.

    The database refuses a job that is not word for word what its act says (g13_job_of_its_act).
    """
    job_id = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_job"],
        job_id=job_id,
        kind=str(kind),
        company_id=company_id,
        given=Jsonb(dict(given)),
        act_id=act_id or None,
        at=at,
    )
    return job_id


def take_job(database: Database, at: datetime) -> Job | None:
    """The oldest job that nobody works on, leased to the caller; None: there is none now."""
    with database.transaction() as tx:
        row = tx.row(_SQL["take_job"], at=at, until=at + LEASE)
    return None if row is None else Job(**row)


def renew_lease(database: Database, job: Job, at: datetime) -> None:
    """The worker that took a job is alive."""
    with database.transaction() as tx:
        tx.run(_SQL["renew_lease"], job_id=job.job_id, attempts=job.attempts, until=at + LEASE)


def hold_job(tx: Tx, job: Job) -> bool:
    """Whether the caller still has the job; no other takes it before this transaction ends."""
    return tx.row(_SQL["hold_job"], job_id=job.job_id, attempts=job.attempts) is not None


def keep_progress(tx: Tx, job: Job, **progress: Any) -> None:
    """Note a step that is not done twice, in the transaction that did it."""
    about = {"job_id": job.job_id, "attempts": job.attempts}
    tx.run(_SQL["keep_progress"], progress=Jsonb(progress), **about)


def end_job(tx: Tx, job: Job, done: Mapping[str, Any] | Sequence[Refusal], at: datetime) -> bool:
    """Keep what came of a job; False where another worker has it by now."""
    if isinstance(done, Mapping):
        return _end(tx, job, State.DONE, done, at)
    refusals = [refusal_as_data(one) for one in done]
    return _end(tx, job, State.REFUSED, {"refusals": refusals}, at)


def fail_job(database: Database, job: Job, why: str, at: datetime) -> State:
    """A machine broke under a job: it is tried again later, and given up after some attempts.

    `why`: the kind of error, nothing that was in it.
    """
    answer = {"failed": why}
    with database.transaction() as tx:
        if job.attempts >= MOST_ATTEMPTS:
            _end(tx, job, State.FAILED, answer, at)
            return State.FAILED
        next_at = at + _WAIT_AFTER_FAILURE * job.attempts
        about = {"job_id": job.job_id, "attempts": job.attempts}
        tx.run(_SQL["put_job_back"], answer=Jsonb(answer), next_at=next_at, **about)
    return State.WAITING


def refusal_as_data(refusal: Refusal) -> dict[str, Any]:
    """A refusal as it is kept: its code and facts, and its sentence in both languages."""
    said: dict[str, str] = {language: explain(refusal, language) for language in LANGUAGES}
    about = {"code": refusal.code, "field": refusal.field, "line": refusal.line}
    return {**about, "facts": dict(refusal.facts), **said}


def is_operator(tx: Tx, company_id: int) -> bool:
    """Whether a company runs this installation."""
    return bool(tx.the(_SQL["is_operator"], company_id=company_id)["operates"])


def entry_is_ours(tx: Tx, company_id: int, programme_id: int, entry_id: int) -> bool:
    """Whether an entry stands on the settlement account of this programme, which the company
    runs."""
    about = {"company_id": company_id, "programme_id": programme_id, "entry_id": entry_id}
    return bool(tx.the(_SQL["entry_is_ours"], **about)["ours"])


def playbook_is_known(tx: Tx, playbook_id: int) -> bool:
    """Whether there is such a default proceeding."""
    return bool(tx.the(_SQL["playbook_is_known"], playbook_id=playbook_id)["known"])


def _end(tx: Tx, job: Job, state: State, answer: Mapping[str, Any], at: datetime) -> bool:
    about = {"job_id": job.job_id, "attempts": job.attempts, "at": at}
    return tx.run(_SQL["end_job"], state=str(state), answer=Jsonb(dict(answer)), **about) == 1
