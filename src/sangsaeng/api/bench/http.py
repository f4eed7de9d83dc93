"""`bench http`: calls of many clients to one server, p50 and p99 in ms and requests a second.

A server as `serve` starts it, on the embedded database. Each client is a process of its own with
one connection, one session and one company, whose only person acts under a mandate: so that passing
on and selling are one call each. Read: a page of 50 of what is held. The mixture: six reads, two
quotes, a sale and a pass-on of ten.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import median
from typing import IO, Any
from urllib.parse import urlsplit

from sangsaeng.acts.service import prepare_book
from sangsaeng.api.bench.service_serving import serving
from sangsaeng.api.bench.service_stage import Seller, Stage
from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.verify import verify

_CLIENT = "sangsaeng.api.bench.client"
_PHASES = ("read", "quote", "pass_on", "sale", "mixed")
_SALES_EACH = 5
_LEFT_TO_PRICE = 10
_PAYEES = 40
_MIXED_SALES = 10
Spent = dict[str, list[float]]


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every call was answered and every proof holds."""
    parser = argparse.ArgumentParser(prog="bench http")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--calls", type=int, default=200, help="a client and phase; sales a third")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url:
        prepare_book(url)
        with (
            serving(url, given.home, given.workers) as address,
            Database(url, size=4, role=None) as database,
        ):
            figures = measure(database, address, given)
            broken = [str(proof) for proof in verify(database) if not proof.holds]
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>12,}\n")
    for proof in broken:
        sys.stdout.write(f"{proof}\n")
    return 1 if broken else 0


def measure(database: Database, address: str, given: argparse.Namespace) -> dict[str, int | float]:
    """Fill an empty book and measure a server of it; medians of the repetitions."""
    stage = Stage(database, datetime.now(KOREA), address.replace("127.0.0.1", "localhost"))
    counts = dict.fromkeys(_PHASES, given.calls) | {"sale": max(given.calls // 3, 1)}
    sold = given.repeat * (counts["sale"] + _SALES_EACH + given.calls // _MIXED_SALES + 1)
    held = max(sold // _SALES_EACH + 1 + _LEFT_TO_PRICE, 60)
    sellers = [stage.seller(1 + n, held) for n in range(given.clients)]
    told = [_told(stage, address, seller, n) for n, seller in enumerate(sellers)]
    stage.look_over()
    turns: list[dict[str, int | float]] = []
    with _clients(told) as clients:
        _phase(clients, "read", 5)
        for _ in range(given.repeat):
            found: dict[str, int | float] = {}
            for phase in _PHASES:
                if phase == "sale":
                    _phase(clients, "prepare_sale", counts[phase])
                # Proof of presence holds for minutes.
                stage.crowd.prove_anew(datetime.now(KOREA))
                found |= _shown(phase, *_phase(clients, phase, counts[phase]))
            turns.append(found)
    medians = {name: round(median(turn[name] for turn in turns), 2) for name in turns[0]}
    return {"clients": given.clients, "workers": given.workers, **medians}


def _told(stage: Stage, address: str, seller: Seller, n: int) -> dict[str, Any]:
    parts = urlsplit(address)
    return {
        "name": f"client-{n}",
        "host": parts.hostname,
        "port": parts.port,
        "headers": stage.crowd.session(seller.person_id),
        "programme_id": stage.world.programme_id,
        "receivables": seller.receivables,
        "large_id": seller.large_id,
        "matures_on": f"{stage.due}",
        "payees": [
            (invented_business_number(1_000 + n * _PAYEES + payee), f"bench payee {n}-{payee}")
            for payee in range(_PAYEES)
        ],
    }


@contextmanager
def _clients(told: list[dict[str, Any]]) -> Iterator[list[subprocess.Popen[str]]]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", _CLIENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in told
    ]
    try:
        for process, one in zip(processes, told, strict=True):
            _say(process.stdin, one)
        yield processes
    finally:
        for process in processes:
            process.communicate(timeout=30)


def _phase(
    clients: list[subprocess.Popen[str]], phase: str, count: int
) -> tuple[list[Spent], float]:
    """All clients at once; what each spent, and the seconds it took them together."""
    begin = time.perf_counter()
    for process in clients:
        _say(process.stdin, {"phase": phase, "count": count})
    spent: list[Spent] = []
    for process in clients:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"a client ended in {phase}"
        spent.append(json.loads(line))
    return spent, time.perf_counter() - begin


def _say(to: IO[str] | None, what: dict[str, Any]) -> None:
    assert to is not None
    to.write(json.dumps(what) + "\n")
    to.flush()


def _shown(phase: str, spent: list[Spent], seconds: float) -> dict[str, int | float]:
    kinds = sorted({kind for one in spent for kind in one})
    count = sum(len(times) for one in spent for times in one.values())
    figures: dict[str, int | float] = {f"{phase}_per_s": round(count / seconds, 1)}
    for kind in kinds:
        name = phase if kind == phase else f"{phase}_{kind}"
        times = sorted(ms for one in spent for ms in one.get(kind, []))
        figures[f"{name}_p50_ms"] = round(times[len(times) // 2], 2)
        figures[f"{name}_p99_ms"] = round(times[len(times) * 99 // 100], 2)
    return figures
