"""`bench http-bulk`: a buyer's 10,000 invoices by one call, against the same file on the console.

Per turn, each way takes a file of its own with so many new invoices of suppliers that are known:

- `cli`: `issue FILE.xlsx` as a process, from its start to its end, which commits before it;
- `cli_work`: what that process does with the file, without starting and opening the book;
- `lines`: the lines as JSON, by the buyer's only person under a mandate: one call;
- `lines_two`: entered with `rehearse=false`, approved by a second person: two calls;
- `lines_rehearsed`: entered as it is by default, all rules asked first, then approved;
- `sheet`, `sheet_two`: the file itself, the same two ways.

The console knows one person, who decides alone: `lines` and `sheet` are what it compares with.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from sangsaeng.acts.service import prepare_book
from sangsaeng.api.bench.service_serving import serving
from sangsaeng.api.bench.service_stage import Stage
from sangsaeng.api.worker import OWNER_URL
from sangsaeng.database.connection import Database
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.oversight.bench.place import bench_database
from sangsaeng.oversight.bench.sheets import issue_body, issue_rows, render_xlsx
from sangsaeng.oversight.verify import verify
from sangsaeng.receivables.service_files import issue_sheet

_TOTAL = 7
Rows = list[list[Any]]


def main(arguments: list[str]) -> int:
    """Run the benchmark; 0 when every line was taken and every proof holds."""
    parser = argparse.ArgumentParser(prog="bench http-bulk")
    parser.add_argument("--lines", type=int, default=10_000)
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
            TemporaryDirectory() as folder,
        ):
            figures = measure(database, address, Path(folder), given)
            broken = [str(proof) for proof in verify(database) if not proof.holds]
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:<34} {value:>12,}\n")
    for proof in broken:
        sys.stdout.write(f"{proof}\n")
    return 1 if broken else 0


def measure(
    database: Database, address: str, folder: Path, given: argparse.Namespace
) -> dict[str, int | float]:
    """Fill an empty book and measure in it: lines a second, and the ratios within each turn."""
    bulk = _Bulk(database, address, folder, given)
    turns: list[dict[str, float]] = []
    for _ in range(1 + given.repeat):
        turns.append({name: bulk.timed(work) for name, work in bulk.ways().items()})
        bulk.stage.look_over()
    # The first turn brings the suppliers, and everything else that is met once.
    turns = turns[1:] or turns
    assert bulk.stage.count_issued() == bulk.batch * given.lines
    figures: dict[str, int | float] = {"lines": given.lines, "workers": given.workers}
    for name in turns[0]:
        figures[f"{name}_per_s"] = round(given.lines / median(turn[name] for turn in turns))
    for base in ("cli", "cli_work"):
        for name in turns[0]:
            if not name.startswith("cli"):
                ratios = [turn[base] / turn[name] for turn in turns]
                figures[f"{name}_to_{base}"] = round(median(ratios), 2)
    return figures


@dataclass
class _Bulk:
    database: Database
    address: str
    folder: Path
    given: argparse.Namespace
    batch: int = 0

    def __post_init__(self) -> None:
        origin = self.address.replace("127.0.0.1", "localhost")
        self.stage = Stage(self.database, datetime.now(KOREA), origin)
        world = self.stage.world
        enterer = self.stage.only_person(world.buyer_id, world.buyer_number)
        self.enterer = self.stage.crowd.session(enterer)

    def ways(self) -> dict[str, Callable[[Rows], float]]:
        """Every way a file goes in; each answers the seconds it took."""
        return {
            "cli": self._cli,
            "cli_work": self._cli_work,
            "lines": lambda rows: self._call(*self._lines(rows)),
            "lines_two": lambda rows: self._two(*self._lines(rows)),
            "lines_rehearsed": lambda rows: self._two(*self._lines(rows), rehearse="true"),
            "sheet": lambda rows: self._call(*self._sheet(rows)),
            "sheet_two": lambda rows: self._two(*self._sheet(rows)),
        }

    def timed(self, work: Callable[[Rows], float]) -> float:
        """The seconds of one way with invoices of its own."""
        stage = self.stage
        rows = issue_rows(stage.day, stage.due, self.given.lines, self.batch)
        self.batch += 1
        stage.crowd.prove_anew(datetime.now(KOREA))
        return work(rows)

    def _cli(self, rows: Rows) -> float:
        file = self.folder / "invoices.xlsx"
        file.write_bytes(render_xlsx("issue", rows))
        programme = str(self.stage.world.programme_id)
        command = [sys.executable, "-m", "sangsaeng.cli.main", "issue", str(file)]
        environment = {
            **os.environ,
            OWNER_URL: self.database.url,
            "SANGSAENG_HOME": self.given.home,
            "LC_ALL": "C.UTF-8",
        }
        begin = time.perf_counter()
        done = subprocess.run(
            [*command, "--programme", programme, "--json"],
            env=environment,
            capture_output=True,
            check=False,
        )
        spent = time.perf_counter() - begin
        assert done.returncode == 0, done.stderr.decode()
        return spent

    def _cli_work(self, rows: Rows) -> float:
        data = render_xlsx("issue", rows)
        world = self.stage.world
        with Database(self.database.url, size=2) as database:
            begin = time.perf_counter()
            taken, _ = issue_sheet(database, world.programme_id, data, "a.xlsx", self.stage.day)
            spent = time.perf_counter() - begin
        assert taken.written is not None, taken.refusals
        return spent

    def _lines(self, rows: Rows) -> tuple[str, bytes]:
        body = issue_body(self.stage.world.programme_id, rows)
        return "/v1/receivables/issue", json.dumps(body).encode()

    def _sheet(self, rows: Rows) -> tuple[str, bytes]:
        body = {
            "programme_id": self.stage.world.programme_id,
            "file_name": "invoices.xlsx",
            "content": base64.b64encode(render_xlsx("issue", rows)).decode(),
            "total_won": sum(row[_TOTAL] for row in rows),
        }
        return "/v1/receivables/issue-sheet", json.dumps(body).encode()

    def _call(self, path: str, body: bytes) -> float:
        spent, done = self._post(path, body, self.enterer)
        assert len(done["answer"]["receivable_ids"]) == self.given.lines
        return spent

    def _two(self, path: str, body: bytes, rehearse: str = "false") -> float:
        buyer_id = self.stage.world.buyer_id
        person_id, power_id = self.stage.approver(buyer_id)
        approver = self.stage.crowd.session(person_id)
        self.stage.crowd.prove_anew(datetime.now(KOREA))
        entering, waiting = self._post(f"{path}?rehearse={rehearse}", body, self.enterer)
        seen = json.dumps({"digest": waiting["digest"]}).encode()
        approve = f"/v1/acts/{waiting['act_id']}/approve"
        approving, done = self._post(approve, seen, approver)
        assert len(done["answer"]["receivable_ids"]) == self.given.lines
        self.stage.end_power(buyer_id, power_id, datetime.now(KOREA))
        return entering + approving

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[float, Any]:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=120)
        key = {"idempotency-key": f"bulk-{self.batch}", "content-type": "application/json"}
        begin = time.perf_counter()
        connection.request("POST", path, body, {**headers, **key})
        answered = connection.getresponse()
        text = answered.read()
        spent = time.perf_counter() - begin
        connection.close()
        assert answered.status in (200, 202), (answered.status, text[:1000])
        return spent, json.loads(text)
