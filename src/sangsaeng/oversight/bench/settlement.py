"""`bench settlement`: leaves a second of a finished run, against COPY of the rows it wrote.

Fills a book with `--leaves` children in 0.4 times as many trees over 50 programmes, all funded, all
children due on one day; settles the roots' day (parking), then measures the children's day: freeze,
control totals, journal, payouts, incentives, proof, release. Then COPY of exactly the rows written
into empty tables with the same indexes, and the usual way, one transaction a leaf.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import psycopg

from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.settlement.service_run import TREES_PER_CHUNK, settle_day

_SQL = load("sangsaeng.oversight.bench")
ISSUED_ON = date(2026, 4, 1)
ROOT_DUE = date(2026, 4, 30)
_CHILD_DUE = date(2026, 5, 29)
_PIECE = 1 << 20
# What a run writes: how to read it, how to load it into an empty twin.
_COPIES = {
    "settled": ("copy_settled_out", "copy_settled_in"),
    "line": ("copy_line_out", "copy_line_in"),
    "payout": ("copy_payout_out", "copy_payout_in"),
}


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when the run finished and every leaf is paid."""
    parser = argparse.ArgumentParser(prog="bench settlement")
    parser.add_argument("--leaves", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--programmes", type=int, default=50)
    parser.add_argument("--chunk", type=int, default=TREES_PER_CHUNK)
    parser.add_argument("--incentive-rate", default="0.01")
    parser.add_argument("--one-by-one", type=int, default=2_000)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url:
        figures = _measure(url, given)
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>16,}\n")
    return 0


def _measure(url: str, given: argparse.Namespace) -> dict[str, Any]:
    with psycopg.connect(url, autocommit=True) as owner:
        fill(owner, given.leaves, given.programmes, incentive_rate=given.incentive_rate)
        with Database(url, size=given.workers + 4) as database:
            begin = time.perf_counter()
            _settle(database, ROOT_DUE, given)
            parking_s = time.perf_counter() - begin
            owner.execute(_SQL["vacuum"])
            owner.execute(_SQL["checkpoint"])
            before = _lsn(owner)
            begin = time.perf_counter()
            payouts = _settle(database, _CHILD_DUE, given)
            run_s = time.perf_counter() - begin
            wal = _lsn(owner) - before
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found = owner.execute(_SQL["run_of_day"], {"day": _CHILD_DUE}).fetchone()
        assert found is not None and payouts >= given.leaves, payouts
        copy_one_s = _copy(url, owner, found[0], 1)
        copy_many_s = _copy(url, owner, found[0], given.workers)
        owner.execute(_SQL["output_tables"])
        single_s = _one_by_one(url, owner, given.one_by_one)
        owner.execute(_SQL["drop_output_tables"])
    leaf_s = given.leaves / run_s
    return {
        "leaves": given.leaves,
        "workers": given.workers,
        "parking_run_s": round(parking_s, 2),
        "run_s": round(run_s, 2),
        "leaves_per_s": round(leaf_s),
        "copy_same_sessions_s": round(copy_many_s, 2),
        "copy_one_session_s": round(copy_one_s, 2),
        "ratio_to_copy_same_sessions": round(copy_many_s / run_s, 3),
        "ratio_to_copy_one_session": round(copy_one_s / run_s, 3),
        "one_by_one_leaves_per_s": round(given.one_by_one / single_s),
        "times_faster_than_one_by_one": round(leaf_s / (given.one_by_one / single_s), 1),
        "wal_bytes_per_leaf": round(wal / given.leaves),
        "python_peak_mb": peak,
    }


def fill(
    owner: psycopg.Connection[Any],
    leaves: int,
    programmes: int,
    companies: int = 100_000,
    incentive_rate: str = "0.01",
    acquainted: bool = False,
) -> None:
    """Fill an empty book with that many leaves in 0.4 times as many trees, all of them funded.

    `acquainted`: companies take part and know each other, which readers ask and runs do not.
    """
    values = {
        "leaves": leaves,
        "trees": max(leaves * 2 // 5, 1),
        "companies": companies,
        "programmes": programmes,
        "issued_on": ISSUED_ON,
        "root_due": ROOT_DUE,
        "child_due": _CHILD_DUE,
        "day": ISSUED_ON - timedelta(days=1),
        "incentive_rate": incentive_rate,
    }
    owner.execute(_SQL["quiet"])
    bulk = psycopg.ClientCursor(owner)
    for step in (
        "fill_companies",
        "fill_programmes",
        "plan_leaves",
        "fill_roots",
        "fill_children",
        "fill_issue_lines",
        "fill_funding",
        "fill_money",
        "fill_funded_roots",
    ):
        bulk.execute(_SQL[step], values)
    if acquainted:
        owner.execute(_SQL["fill_meetings"])
    owner.execute(_SQL["loud"])
    owner.execute(_SQL["vacuum"])


def _settle(database: Database, day: date, given: argparse.Namespace) -> int:
    done = settle_day(database, day, given.workers, given.chunk)
    assert not isinstance(done, Refusal), done
    return done.payout_count


def _lsn(owner: psycopg.Connection[Any]) -> int:
    row = owner.execute(_SQL["lsn"]).fetchone()
    assert row is not None
    return int(row[0])


def _copy(url: str, owner: psycopg.Connection[Any], run_id: int, sessions: int) -> float:
    """Seconds to COPY the run's rows into empty twins, by as many sessions as the run had."""
    rows: dict[str, list[bytes]] = {}
    values = {"run_id": run_id, "day": _CHILD_DUE}
    for table in _COPIES:
        sink = io.BytesIO()
        cursor = psycopg.ClientCursor(owner)
        with cursor.copy(_SQL[_COPIES[table][0]], values) as source:
            for piece in source:
                sink.write(piece)
        lines = sink.getvalue().splitlines(keepends=True)
        size = max(-(-len(lines) // sessions), 1)
        rows[table] = [b"".join(lines[i : i + size]) for i in range(0, len(lines), size)]
    owner.execute(_SQL["drop_output_tables"])
    owner.execute(_SQL["output_tables"])
    owner.execute(_SQL["checkpoint"])
    begin = time.perf_counter()
    with ThreadPoolExecutor(sessions) as pool:
        work = [
            pool.submit(_copy_part, url, {t: rows[t][n] for t in _COPIES if n < len(rows[t])})
            for n in range(sessions)
        ]
        for one in work:
            one.result()
    spent = time.perf_counter() - begin
    owner.execute(_SQL["drop_output_tables"])
    return spent


def _copy_part(url: str, parts: dict[str, bytes]) -> None:
    with psycopg.connect(url) as connection:
        for table, data in parts.items():
            view = memoryview(data)
            with connection.cursor() as cursor, cursor.copy(_SQL[_COPIES[table][1]]) as sink:
                for start in range(0, len(view), _PIECE):
                    sink.write(view[start : start + _PIECE])


def _one_by_one(url: str, owner: psycopg.Connection[Any], count: int) -> float:
    """Seconds for `count` leaves, one transaction each, statement by statement."""
    leaves = owner.execute(_SQL["list_leaves"], {"count": count}).fetchall()
    begin = time.perf_counter()
    with Database(url, size=1, role=None) as database:
        for programme_id, receivable_id in leaves:
            key = {"programme_id": programme_id, "receivable_id": receivable_id}
            with database.transaction() as tx:
                row = tx.the(_SQL["lock_leaf"], **key)
                if tx.the(_SQL["settled_already"], **key)["yes"]:
                    continue
                own = tx.the(_SQL["own_accounts_of"], programme_id=programme_id)
                tx.run(_SQL["settle_leaf"], **row, **own, day=_CHILD_DUE)
                tx.run(_SQL["pay_leaf"], **row, **own, day=_CHILD_DUE)
    return time.perf_counter() - begin
