"""`bench intake`: invoices a second from spreadsheets and XML, and pass-on from a spreadsheet.

End to end: the file's bytes are read, checked, decided on and committed. `--xml` files are issued
as one call of that many invoices, `--lines` as one spreadsheet.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sangsaeng.database.connection import Database
from sangsaeng.kernel.business_number import invented_business_number
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.bench.sheets import bench_approval, issue_rows, render_csv, render_xlsx
from sangsaeng.oversight.bench.world import BenchWorld, open_bench_world
from sangsaeng.receivables.evidence.model import Invoice, InvoiceKind, Signature
from sangsaeng.receivables.evidence.tax_invoice_writer import render_tax_invoice
from sangsaeng.receivables.service_files import (
    FileTaken,
    issue_sheet,
    issue_xml_files,
    pass_on_sheet,
)

_DAY = date(2026, 4, 8)
_ROOT_DUE = date(2026, 5, 8)
_CHILD_DUE = date(2026, 6, 5)


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every line of every file was taken."""
    parser = argparse.ArgumentParser(prog="bench intake")
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--xml", type=int, default=2_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--home", default="var/bench")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    figures: dict[str, list[float]] = {}
    with bench_database(given.home) as url, Database(url, size=4) as database:
        world = open_bench_world(database, _DAY)
        for turn in range(given.repeat):
            for name, rate in _turn(database, world, given, turn):
                figures.setdefault(name, []).append(rate)
    shown = {name: round(sorted(rates)[len(rates) // 2]) for name, rates in figures.items()}
    if given.json:
        sys.stdout.write(json.dumps(shown) + "\n")
    else:
        for name, rate in shown.items():
            sys.stdout.write(f"{name:<34} {rate:>12,}\n")
    return 0


def _turn(
    database: Database, world: BenchWorld, given: argparse.Namespace, turn: int
) -> list[tuple[str, float]]:
    xlsx = render_xlsx("issue", issue_rows(_DAY, _ROOT_DUE, given.lines, turn * 10))
    as_csv = render_csv("issue", issue_rows(_DAY, _ROOT_DUE, given.lines, turn * 10 + 1))
    files = _xml_files(world, given.xml, turn * 10 + 2)
    rates = [
        _timed("issue_xlsx_per_s", given.lines, lambda: _sheet(database, world, xlsx, "a.xlsx")),
        _timed("issue_csv_per_s", given.lines, lambda: _sheet(database, world, as_csv, "a.csv")),
        _timed(
            "issue_xml_per_s",
            given.xml,
            lambda: issue_xml_files(database, world.programme_id, files, lambda _: _ROOT_DUE, _DAY),
        ),
    ]
    face = given.lines * 100_000
    root = _one_root(database, world, face, turn)
    children = render_xlsx("pass_on", _pass_on_rows(given.lines))
    rates.append(
        _timed(
            "pass_on_xlsx_per_s",
            given.lines,
            lambda: pass_on_sheet(database, world.programme_id, root, children, "b.xlsx", _DAY)[0],
        )
    )
    return rates


def _timed(name: str, count: int, work: Callable[[], FileTaken]) -> tuple[str, float]:
    begin = time.perf_counter()
    taken = work()
    spent = time.perf_counter() - begin
    assert taken.written is not None and len(taken.written.receivable_ids) == count, taken.refusals
    return name, count / spent


def _sheet(database: Database, world: BenchWorld, data: bytes, name: str) -> FileTaken:
    return issue_sheet(database, world.programme_id, data, name, _DAY)[0]


def _one_root(database: Database, world: BenchWorld, face_won: int, turn: int) -> int:
    approval = bench_approval(_DAY, turn * 10 + 3, 0)
    row = [invented_business_number(1), "bench holder", approval, _DAY]
    data = render_csv("issue", [[*row, face_won, 0, face_won, face_won, _ROOT_DUE]])
    taken = _sheet(database, world, data, "root.csv")
    assert taken.written is not None, taken.refusals
    return taken.written.receivable_ids[0]


def _pass_on_rows(count: int) -> list[list[Any]]:
    return [
        [
            invented_business_number(10_000 + n % 5_000),
            f"bench tier 2 {n % 5_000}",
            100_000 - n % 7,
            _CHILD_DUE,
        ]
        for n in range(count)
    ]


def _xml_files(world: BenchWorld, count: int, batch: int) -> list[bytes]:
    return [
        render_tax_invoice(
            Invoice(
                approval_number=bench_approval(_DAY, batch, n),
                kind=InvoiceKind.TAX_INVOICE,
                type_code="0101",
                amendment_code=None,
                original_approval_number=None,
                purpose_code="02",
                written_on=_DAY,
                supplier_number=invented_business_number(1 + n % 5_000),
                buyer_number=world.buyer_number,
                supplier_name=f"bench supplier {n % 5_000}",
                buyer_name="buyer",
                supply_won=1_000_000,
                tax_won=100_000,
                total_won=1_100_000,
                signature=Signature.ABSENT,
            )
        )
        for n in range(count)
    ]
