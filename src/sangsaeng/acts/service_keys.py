"""Replacing the keys that the book is sealed with, while it is in use."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sangsaeng.database.connection import Transactions
from sangsaeng.database.sealed_columns import SealedColumns, count_by_key, reseal_some
from sangsaeng.database.sealing import Keys, add_version
from sangsaeng.database.sealing import retire as retire_version
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.sealed import SEALED as OF_OUTCOMES
from sangsaeng.parties.sealed import SEALED as OF_PARTIES

# Every sealed column of the book; a test holds it against the catalogue of the database.
SEALED: tuple[SealedColumns, ...] = (*OF_PARTIES, *OF_OUTCOMES)
_SQL = load(__package__)
_AT_ONCE = 2_000
# A row that a payment holds is left for the next round; after these it is left for the next call.
_ROUNDS = 5


def add_key(database: Transactions, at: datetime) -> int:
    """A new key: everything sealed from now on is sealed under it. Its number."""
    with database.transaction() as tx:
        return add_version(tx.keys, at)


def count_sealed(database: Transactions) -> dict[int, int]:
    """How many values stand sealed under each key."""
    found: Counter[int] = Counter()
    with database.transaction() as tx:
        for columns in SEALED:
            found.update(count_by_key(tx, columns))
    return dict(found)


def rotate(database: Transactions) -> dict[str, int]:
    """Seal everything anew that is not under the newest key, some rows at a time, so that payments
    go on meanwhile; rows by table. Raises SealBrokenError."""
    return {columns.table: _rotate(database, columns) for columns in SEALED}


def _rotate(database: Transactions, columns: SealedColumns) -> int:
    done = 0
    for _ in range(_ROUNDS):
        before, after = done, 0
        while True:
            with database.transaction() as tx:
                ids = reseal_some(tx, columns, after, _AT_ONCE)
            if not ids:
                break
            done, after = done + len(ids), ids[-1]
        if done == before:
            break
    return done


def retire_key(database: Transactions, keys: Keys, version: int) -> Refusal | None:
    """Open nothing with a key any more.

    Refused: `sealing_key_unknown`, `key_seals` (the newest), `key_in_use` while anything is sealed
    with it.
    """
    known = {one.version for one in keys.versions}
    if version not in known:
        return refuse("sealing_key_unknown", "version", version=version)
    if version == max(known):
        return refuse("key_seals", "version", version=version)
    held = count_sealed(database).get(version, 0)
    with database.transaction() as tx:
        # Acts keep the seal they were approved with; those that still wait must open.
        held += int(tx.the(_SQL["count_sealed_waiting"])["waiting"])
    if held:
        return refuse("key_in_use", "version", version=version, count=held)
    retire_version(keys, version)
    return None
