"""`bench interactive`: single pass-ons by several clients on one programme, p50 and p99 in ms.

Each client holds a receivable of its own in the same programme and passes small parts on, one call
a commit; `--one-receivable` lets all of them carve the same one, the hottest row there is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.bench.world import open_bench_world
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import issue, pass_on

_DAY = date(2026, 4, 8)
_ROOT_DUE = date(2026, 5, 8)
_CHILD_DUE = date(2026, 6, 5)
_FACE_WON = 10**12


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every call was accepted."""
    parser = argparse.ArgumentParser(prog="bench interactive")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--calls", type=int, default=4_000)
    parser.add_argument("--one-receivable", action="store_true")
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url, Database(url, size=given.clients + 2) as database:
        world = open_bench_world(database, _DAY)
        roots = [
            _root(database, world.programme_id, world.buyer_number, n)
            for n in range(1 if given.one_receivable else given.clients)
        ]
        begin = time.perf_counter()
        with ThreadPoolExecutor(given.clients) as pool:
            each = given.calls // given.clients
            work = [
                pool.submit(_client, database, world.programme_id, roots[n % len(roots)], n, each)
                for n in range(given.clients)
            ]
            times = sorted(spent for one in work for spent in one.result())
        total = time.perf_counter() - begin
    figures = {
        "clients": given.clients,
        "calls": len(times),
        "calls_per_s": round(len(times) / total),
        "p50_ms": round(times[len(times) // 2] * 1000, 2),
        "p99_ms": round(times[len(times) * 99 // 100] * 1000, 2),
    }
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>12,}\n")
    return 0


def _root(database: Database, programme_id: int, buyer_number: str, n: int) -> int:
    number = invented_business_number(1 + n)
    approval = f"{_DAY:%Y%m%d}{n:016d}"
    evidence = Evidence(
        fingerprint=fingerprint_of(number, buyer_number, _DAY, _FACE_WON, approval),
        approval_number=approval,
        kind="tax_invoice",
        supplier_number=number,
        buyer_number=buyer_number,
        written_on=_DAY,
        total_won=_FACE_WON,
    )
    line = PromiseLine(1, number, f"bench holder {n}", _FACE_WON, _ROOT_DUE, evidence)
    done = issue(database, programme_id, [line], _DAY)
    assert isinstance(done, Written), done
    return done.receivable_ids[0]


def _client(
    database: Database, programme_id: int, parent_id: int, client: int, calls: int
) -> list[float]:
    spent: list[float] = []
    for n in range(calls):
        number = invented_business_number(10_000 + client * 500 + n % 500)
        line = PromiseLine(1, number, f"bench payee {client}-{n % 500}", 1_000 + n, _CHILD_DUE)
        begin = time.perf_counter()
        done = pass_on(database, programme_id, parent_id, [line], _DAY)
        spent.append(time.perf_counter() - begin)
        assert isinstance(done, Written), done
    return spent
