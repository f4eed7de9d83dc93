"""The worker: takes jobs and chores until it is told to stop. Any number may run side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

import psycopg
from psycopg_pool import PoolTimeout

from sangsaeng.database.connection import Database
from sangsaeng.jobs.model import Job
from sangsaeng.jobs.service import LEASE, fail_job, renew_lease, take_job
from sangsaeng.jobs.service_chores import Chore, do_chore
from sangsaeng.jobs.service_work import Settings, do_job

_LOG = logging.getLogger(__name__)
# Two renewals may be lost before a lease is over.
_RENEWED_EVERY_S = LEASE.seconds // 3
_IDLE_S = 1


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker. `now`: the book's clock, asked anew for every job."""

    database: Database
    settings: Settings
    chores: Mapping[str, Chore]
    now: Callable[[], datetime]

    def do_next_job(self) -> bool:
        """Do one job; whether there was one."""
        job = take_job(self.database, self.now())
        if job is not None:
            self._do(job)
        return job is not None

    def do_due_chores(self) -> int:
        """Do every chore that is due, once each at most; how many."""
        done = 0
        while done < len(self.chores) and do_chore(self.database, self.chores, self.now()):
            done += 1
        return done

    def run(self, stop: Event) -> None:
        """Work until told to stop; what is under way is finished first. Chores run beside the jobs:
        a settlement does not wait for a slow receiver, nor a receiver for a settlement."""
        chores = Thread(target=self._until, args=(stop, self.do_due_chores))
        chores.start()
        self._until(stop, self.do_next_job)
        chores.join()

    def _until(self, stop: Event, do: Callable[[], int]) -> None:
        while not stop.is_set():
            try:
                busy = do()
            except (psycopg.OperationalError, PoolTimeout):
                # A server that is away for a while is waited for.
                _LOG.exception("the database does not answer")
                busy = 0
            if not busy or do == self.do_due_chores:
                stop.wait(_IDLE_S)

    def _do(self, job: Job) -> None:
        with self._alive(job):
            try:
                do_job(self.database, job, self.settings, self.now())
            except Exception as broken:
                # The book keeps the kind of error; what was in it may be somebody's data.
                _LOG.exception("job %s", job.job_id)
                fail_job(self.database, job, type(broken).__name__, self.now())

    @contextmanager
    def _alive(self, job: Job) -> Iterator[None]:
        over = Event()
        beating = Thread(target=self._renew, args=(job, over), daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join()

    def _renew(self, job: Job, over: Event) -> None:
        while not over.wait(_RENEWED_EVERY_S):
            try:
                renew_lease(self.database, job, self.now())
            except psycopg.Error:
                _LOG.exception("the lease of job %s was not renewed", job.job_id)
