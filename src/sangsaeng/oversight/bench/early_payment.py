"""`bench early-payment`: quotes and sales of several clients on one buyer, out of one facility.

Each client holds receivables of its own. Prices of parts are asked one a call, then fifty a call;
then as many of the prices as `--sales` says are taken, one a call. All sales are bought out of one
facility, the hottest row there is. At the end every proof of the guarantee must hold.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from sangsaeng.database.connection import Database
from sangsaeng.early_payment.model import Quote, Sale
from sangsaeng.early_payment.service import accept, quote, quote_many
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.bench.world import BenchWorld, open_bench_facility, open_bench_world
from sangsaeng.oversight.verify import verify
from sangsaeng.parties import service as parties
from sangsaeng.parties.model import Company
from sangsaeng.receivables.evidence.model import fingerprint_of
from sangsaeng.receivables.model import Evidence, PromiseLine, Written
from sangsaeng.receivables.service import issue

_DAY = date(2026, 4, 8)
_DUE = date(2026, 5, 8)
_AT = datetime(2026, 4, 8, 10, 0, tzinfo=KOREA)
_FACE_WON = 10_000_000
_SALES_EACH = 5
_LIST = 50
_LINES_A_CALL = 1_000


@dataclass(frozen=True, slots=True)
class Client:
    """A seller, what it holds, and how much it asks for."""

    company_id: int
    receivables: tuple[int, ...]
    singles: int
    lists: int


Timed = tuple[list[float], list[Quote]]


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every price was given, every sale made and every proof holds."""
    parser = argparse.ArgumentParser(prog="bench early-payment")
    parser.add_argument("--quotes", type=int, default=200_000)
    parser.add_argument("--sales", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--single", type=int, default=50, help="of a hundred quotes, asked singly")
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with bench_database(given.home) as url, Database(url, size=given.clients + 2) as database:
        figures = measure(database, given)
        broken = [str(proof) for proof in verify(database) if not proof.holds]
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>12,}\n")
    for proof in broken:
        sys.stdout.write(f"{proof}\n")
    return 1 if broken else 0


def measure(database: Database, given: argparse.Namespace) -> dict[str, int | float]:
    """Fill an empty book and measure in it."""
    world = open_bench_world(database, _DAY)
    open_bench_facility(database, world, _DAY)
    sales = max(given.sales // given.clients, 1)
    singles = given.quotes * given.single // 100
    clients = [
        Client(
            *_hold(database, world, number, max(sales // _SALES_EACH, 1)),
            singles=singles // given.clients,
            lists=(given.quotes - singles) // _LIST // given.clients,
        )
        for number in range(given.clients)
    ]
    programme_id = world.programme_id
    figures: dict[str, int | float] = {"clients": given.clients}
    asked, shown = _together(clients, lambda one: _ask_singly(database, programme_id, one))
    figures |= {f"single_quotes{name}": value for name, value in shown.items()}
    listed, shown = _together(clients, lambda one: _ask_in_lists(database, programme_id, one))
    figures |= {f"listed_quotes{name}": value for name, value in shown.items()}
    prices = {
        one.company_id: [*first, *then]
        for one, first, then in zip(clients, asked, listed, strict=True)
    }
    _, shown = _together(
        clients,
        lambda one: _sell(database, programme_id, one, _to_take(prices[one.company_id], sales)),
    )
    return figures | {f"sales{name}": value for name, value in shown.items()}


def _together(
    clients: list[Client], work: Callable[[Client], Timed]
) -> tuple[list[list[Quote]], dict[str, int | float]]:
    """All clients at once: what each came to, and how many a second with the times of a call."""
    begin = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        done = [one.result() for one in [pool.submit(work, client) for client in clients]]
    total = time.perf_counter() - begin
    spent = sorted(seconds for times, _ in done for seconds in times)
    made = [quotes for _, quotes in done]
    count = sum(len(quotes) for quotes in made)
    if not spent:
        return made, {}
    return made, {
        "": count,
        "_per_s": round(count / total),
        "_p50_ms": round(spent[len(spent) // 2] * 1000, 2),
        "_p99_ms": round(spent[len(spent) * 99 // 100] * 1000, 2),
    }


def _ask_singly(database: Database, programme_id: int, client: Client) -> Timed:
    spent: list[float] = []
    made: list[Quote] = []
    for turn in range(client.singles):
        receivable_id = client.receivables[turn % len(client.receivables)]
        begin = time.perf_counter()
        done = quote(database, programme_id, receivable_id, _part(turn), client.company_id, _AT)
        spent.append(time.perf_counter() - begin)
        assert isinstance(done, Quote), done
        made.append(done)
    return spent, made


def _ask_in_lists(database: Database, programme_id: int, client: Client) -> Timed:
    spent: list[float] = []
    made: list[Quote] = []
    held = client.receivables
    for turn in range(client.lists):
        first = turn * _LIST
        wanted = [(held[n % len(held)], _part(n) // _LIST) for n in range(first, first + _LIST)]
        begin = time.perf_counter()
        done = quote_many(database, programme_id, wanted, client.company_id, _AT)
        spent.append(time.perf_counter() - begin)
        assert isinstance(done, list), done
        made += done
    return spent, made


def _to_take(quotes: list[Quote], count: int) -> list[Quote]:
    """The first prices of each receivable, no more than may be sold of one."""
    taken: dict[int, list[Quote]] = {}
    for one in quotes:
        known = taken.setdefault(one.receivable_id, [])
        if len(known) < _SALES_EACH:
            known.append(one)
    return [one for known in taken.values() for one in known][:count]


def _sell(database: Database, programme_id: int, client: Client, prices: list[Quote]) -> Timed:
    spent: list[float] = []
    for one in prices:
        begin = time.perf_counter()
        done = accept(database, programme_id, one.quote_id, client.company_id, _AT)
        spent.append(time.perf_counter() - begin)
        assert isinstance(done, Sale), done
    return spent, prices


def _part(turn: int) -> int:
    return _FACE_WON // 10 + turn % 997


def _hold(
    database: Database, world: BenchWorld, client: int, count: int
) -> tuple[int, tuple[int, ...]]:
    """A client on the system with that many receivables of the buyer."""
    number = invented_business_number(1 + client)
    with database.transaction() as tx:
        company = parties.record_joined(tx, number, f"bench client {client}", "small", _DAY)
        assert isinstance(company, Company), company
    ids: list[int] = []
    for first in range(0, count, _LINES_A_CALL):
        lines = [
            _line(world, number, client, n) for n in range(first, min(first + _LINES_A_CALL, count))
        ]
        done = issue(database, world.programme_id, lines, _DAY)
        assert isinstance(done, Written), done
        ids += done.receivable_ids
    return company.company_id, tuple(ids)


def _line(world: BenchWorld, number: str, client: int, n: int) -> PromiseLine:
    approval = f"{_DAY:%Y%m%d}{client:06d}{n:010d}"
    sides = number, world.buyer_number
    evidence = Evidence(
        fingerprint=fingerprint_of(*sides, _DAY, _FACE_WON, approval),
        approval_number=approval,
        kind="tax_invoice",
        supplier_number=number,
        buyer_number=world.buyer_number,
        written_on=_DAY,
        total_won=_FACE_WON,
    )
    name = f"bench client {client}"
    return PromiseLine(n % _LINES_A_CALL + 1, number, name, _FACE_WON, _DUE, evidence)
