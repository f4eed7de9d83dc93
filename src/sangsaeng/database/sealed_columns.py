"""Where sealed values stand, so that every one of them is found when a key is replaced.

A desk names its own sealed columns; what is named nowhere would be lost with its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from sangsaeng.database.connection import Tx
from sangsaeng.database.sealing import lead_of


@dataclass(frozen=True, slots=True)
class SealedColumns:
    """The sealed columns of one table.

    `about`: by column what its values are sealed as; `{id}` stands for the row's own number.
    `list_old` (after, newest, most) gives rows as id and columns, locked; `reseal` (id, columns)
    writes them; `count` gives lead and count.
    """

    table: str
    about: Mapping[str, str]
    list_old: LiteralString
    reseal: LiteralString
    count: LiteralString


def reseal_some(tx: Tx, columns: SealedColumns, after: int, most: int) -> list[int]:
    """Seal the next rows anew under the newest key; their ids. Raises SealBrokenError."""
    newest = lead_of(tx.keys.newest)
    rows = tx.rows(columns.list_old, after=after, newest=newest, most=most)
    if not rows:
        return []
    sealed = {
        column: [
            None if row[column] is None else tx.keys.reseal(row[column], about.format(id=row["id"]))
            for row in rows
        ]
        for column, about in columns.about.items()
    }
    ids = [row["id"] for row in rows]
    tx.run(columns.reseal, id=ids, **sealed)
    return ids


def count_by_key(tx: Tx, columns: SealedColumns) -> dict[int, int]:
    """How many of these values each key version has sealed."""
    rows = tx.rows(columns.count)
    return {int.from_bytes(row["lead"], "big"): row["count"] for row in rows}
