"""The pack: read from the book in one snapshot, written to a folder, digested file by file."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.messages import LANGUAGES, sentence
from sangsaeng.kernel.money import Rounding
from sangsaeng.settlement.evidence_pack.csv_files import (
    columns_of_files,
    render_columns,
    render_csv,
)
from sangsaeng.settlement.evidence_pack.paper import render_paper
from sangsaeng.settlement.evidence_pack.sections import Case, plan_paper
from sangsaeng.settlement.playbook_model import Playbook, Proved
from sangsaeng.settlement.rules_advance import Advance, count_interest
from sangsaeng.settlement.service_advance import late_interest_rates

_SQL = load(__package__)
PAPER = "evidence.pdf"
MANIFEST = "manifest.csv"
# What the book keeps of one file, in bytes: PostgreSQL refuses a value of 1 GiB, and a reader takes
# the whole of it into memory. A larger file is in the folder alone; its digest is in the step.
LARGEST_KEPT = 64 * 1024 * 1024
_OF_A_TREE = ("sold_won", "paid_won", "parked_won", "attached_won", "open_won")


def write_pack(
    tx: Tx,
    playbook: Playbook,
    of_trees: Mapping[str, Any],
    missed: Sequence[Row],
    proofs: Sequence[Proved],
    folder: Path,
) -> dict[str, str]:
    """Write every file of the pack and keep it in the book, up to `LARGEST_KEPT`; the name and the
    SHA-256 of each, the manifest's last.

    `of_trees`: what statements about the buyer's trees are asked with. `missed`: the rows for the
    credit information registry. The same data make the same bytes.
    """
    tables = _read_tables(tx, of_trees)
    tables["ban"] = list(missed)
    tables["proofs"] = [asdict(proof) for proof in proofs]
    columns = columns_of_files()
    files = {f"{name}.csv": render_csv(columns[name], tables[name]) for name in columns}
    files["columns.csv"] = render_columns(columns)
    buyer = tx.the(_SQL["pack_buyer"], buyer_id=playbook.buyer_id)
    digests = {name: _digest(data) for name, data in files.items()}
    case = Case(playbook, of_trees["day"], buyer, tables, digests)
    files[PAPER] = render_paper(plan_paper(case), of_trees["day"])
    files[MANIFEST] = _manifest(files)
    for name, data in files.items():
        if len(data) <= LARGEST_KEPT:
            tx.run(_SQL["add_pack_file"], playbook_id=playbook.playbook_id, name=name, content=data)
        _write(folder / name, data)
    return {name: _digest(data) for name, data in files.items()}


def _read_tables(tx: Tx, of_trees: Mapping[str, Any]) -> dict[str, list[Row]]:
    tables = {
        "trees": tx.rows(_SQL["pack_trees"], **of_trees),
        "receivables": tx.rows(_SQL["pack_receivables"], **of_trees),
        "invoices": tx.rows(_SQL["pack_invoices"], **of_trees),
        "payouts": tx.rows(_SQL["pack_payouts"], **of_trees),
        "transfers": tx.rows(_SQL["pack_transfers"], **of_trees),
        "sales": tx.rows(_SQL["pack_sales"], **of_trees),
        "advances": tx.rows(_SQL["pack_advances"], **of_trees),
        "calls": tx.rows(_SQL["pack_calls"], **of_trees),
        "notices": tx.rows(_SQL["pack_notices"], **of_trees),
        "ledger": tx.rows(_SQL["pack_ledger"], **of_trees),
    }
    for row in tables["notices"]:
        for language in LANGUAGES:
            row[language] = sentence(row["code"], language, row["facts"])
    _add_sums(tables["trees"], tables["receivables"])
    _count_late_interest(tables["advances"], of_trees["day"])
    return tables


def _count_late_interest(advances: Sequence[Row], day: date) -> None:
    """Late interest up to the day of the pack, booked or not."""
    rates = late_interest_rates()
    names = {field.name for field in fields(Advance)}
    for row in advances:
        known = {**row, "rounding": Rounding(row["rounding"])}
        held = Advance(**{name: known[name] for name in names})
        row["late_interest_won"] = count_interest(held, day, rates).late_interest_won


def _add_sums(trees: Sequence[Row], receivables: Sequence[Row]) -> None:
    """Over a tree: face = sold + paid + parked + attached + open (G1)."""
    sums: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: dict.fromkeys(_OF_A_TREE, 0))
    for row in receivables:
        of_tree = sums[row["programme_id"], row["root_id"]]
        for name in _OF_A_TREE:
            of_tree[name] += row[name]
    for tree in trees:
        tree.update(sums[tree["programme_id"], tree["root_id"]])


def _manifest(files: Mapping[str, bytes]) -> bytes:
    rows = [
        {"file": name, "bytes": len(data), "sha256": _digest(data)} for name, data in files.items()
    ]
    return render_csv(("file", "bytes", "sha256"), rows)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk before the step says so."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
