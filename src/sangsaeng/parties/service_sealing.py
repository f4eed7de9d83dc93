"""Opening a book with its own keys, and sealing what stands plain from before."""

from __future__ import annotations

from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.database.sealing import KeysMissingError
from sangsaeng.database.statements import load
from sangsaeng.parties.sealed import seal_account

_SQL = load(__package__)
_AT_ONCE = 2_000


def check_keys(tx: Tx) -> None:
    """The keys at hand are those this book is sealed with; new ones are remembered. Raises
    KeysMissingError where they are another book's, before anything is written with them."""
    ours = tx.keys.witnesses()
    tx.run(_SQL["record_keys"], version=list(ours), witness=list(ours.values()))
    for row in tx.rows(_SQL["list_keys"]):
        if ours.get(row["version"], row["witness"]) != row["witness"]:
            raise KeysMissingError(f"{tx.keys.path}: these are the keys of another book")


def seal_plain_accounts(owner: Transactions) -> int:
    """Seal the bank accounts that stand plain, some at a time; how many there were."""
    sealed = 0
    while True:
        with owner.transaction() as tx:
            rows = tx.rows(_SQL["list_plain_accounts"], most=_AT_ONCE)
            if not rows:
                return sealed
            made = [
                seal_account(
                    tx.keys, row["bank_account_id"], row["account_number"], row["holder_name"]
                )
                for row in rows
            ]
            tx.run(
                _SQL["seal_plain_accounts"],
                bank_account_id=[row["bank_account_id"] for row in rows],
                account_sealed=[one["account_sealed"] for one in made],
                account_digest=[one["account_digest"] for one in made],
                holder_sealed=[one["holder_sealed"] for one in made],
            )
            sealed += len(rows)
