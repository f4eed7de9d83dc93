"""A worker that kills itself with signal 9 at a named point; started by the jobs' tests.

python worker_process.py URL AT MODULE FUNCTION NTH before|after
"""

from __future__ import annotations

import sys
from datetime import datetime

from driver import die_at

from sangsaeng.database.connection import Database
from sangsaeng.jobs.service_work import Settings
from sangsaeng.jobs.worker import Worker

if __name__ == "__main__":
    url, at, module, function, nth, when = sys.argv[1:]
    die_at(module, function, int(nth), when == "after")
    with Database(url, size=4) as database:
        Worker(database, Settings(), {}, lambda: datetime.fromisoformat(at)).do_next_job()
