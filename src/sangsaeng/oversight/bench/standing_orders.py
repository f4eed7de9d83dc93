"""`bench standing-orders`: open portions a second of one run of standing orders.

The book is that of `bench settlement` the day after its issue: `--portions` open portions, leaves
and what the holders of the roots keep, of 100,000 companies in 50 programmes. Every company has an
order to sell what it holds above `--above` won; nought sells every portion, the heaviest run.
`bench settlement --leaves` of the same size on the same machine gives what to compare it with.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.early_payment.service_standing_run import COMPANIES_PER_CHUNK, run_standing_orders
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.bench.settlement import ISSUED_ON, fill

_SQL = load("sangsaeng.oversight.bench")
_DAY = ISSUED_ON + timedelta(days=1)
_AT = datetime(_DAY.year, _DAY.month, _DAY.day, 10, 0, tzinfo=KOREA)


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when all that was sold was bought, to the won."""
    parser = argparse.ArgumentParser(prog="bench standing-orders")
    parser.add_argument("--portions", type=int, default=200_000)
    parser.add_argument("--above", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--programmes", type=int, default=50)
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--chunk", type=int, default=COMPANIES_PER_CHUNK)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url:
        figures = measure(url, given)
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>16,}\n")
    return 1 if figures["not_bought_won"] else 0


def measure(url: str, given: argparse.Namespace) -> dict[str, Any]:
    """Fill an empty book, given by its owner's address, and measure in it."""
    with psycopg.connect(url, autocommit=True) as owner:
        _fill(owner, given)
        portions = _one(owner, "count_open", {"day": _DAY})[0]
        with Database(url, size=given.workers + 2) as database:
            begin = time.perf_counter()
            ran = run_standing_orders(database, _AT, None, given.workers, given.chunk)
            run_s = time.perf_counter() - begin
        sales, not_bought_won = _one(owner, "sum_sold", {})
    assert sales == ran.sale_count, (sales, ran)
    return {
        "portions": portions,
        "workers": given.workers,
        "sales": sales,
        "left": sum(ran.left.values()),
        "run_s": round(run_s, 2),
        "portions_per_s": round(portions / run_s),
        "not_bought_won": int(not_bought_won),
    }


def _fill(owner: psycopg.Connection[Any], given: argparse.Namespace) -> None:
    # Seven portions in a tree of two and a half leaves: the leaves, and what the root keeps.
    fill(owner, given.portions * 5 // 7, given.programmes, given.companies)
    values = {
        "programmes": given.programmes,
        "companies": given.companies,
        "day": ISSUED_ON - timedelta(days=1),
        "above_won": given.above,
    }
    owner.execute(_SQL["quiet"])
    bulk = psycopg.ClientCursor(owner)
    bulk.execute(_SQL["fill_funder"], values)
    bulk.execute(_SQL["fill_orders"], values)
    owner.execute(_SQL["loud"])
    owner.execute(_SQL["vacuum"])
    owner.execute(_SQL["checkpoint"])


def _one(owner: psycopg.Connection[Any], name: str, values: dict[str, date]) -> tuple[Any, ...]:
    row = owner.execute(_SQL[name], values).fetchone()
    assert row is not None
    return tuple(row)
