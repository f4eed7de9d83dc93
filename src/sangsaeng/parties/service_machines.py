"""Keys of machines. The secret is made by who asks for the key; only its digest comes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.parties.rules_rights import decide_end_of_right

_SQL = load(__package__)


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key as it is asked for. `secret_digest`: sha256 of the secret's text, 32 bytes.

    `limit_won`: the most a step of this machine may move (None: no limit).
    """

    label: str
    secret_digest: bytes
    scopes: tuple[str, ...]
    limit_won: int | None
    ends_at: datetime


def make_key(tx: Tx, company_id: int, key: KeyEntry, at: datetime, act_id: int) -> int | Refusal:
    """A key from now on; its number. Refused: as `decide_end_of_right`, `secret_taken`."""
    refused = decide_end_of_right(key.ends_at, at)
    if refused:
        return refused
    key_id = reserve_items(tx, 1)[0]
    added = tx.run(
        _SQL["add_key"],
        key_id=key_id,
        company_id=company_id,
        label=key.label,
        secret_digest=key.secret_digest,
        scopes=list(key.scopes),
        limit_won=key.limit_won,
        at=at,
        act_id=act_id,
        ends_at=key.ends_at,
    )
    return key_id if added else refuse("secret_taken", "secret_digest")


def end_key(tx: Tx, company_id: int, key_id: int, at: datetime) -> Refusal | None:
    """A key works no more. Refused: `unknown_key`."""
    if tx.run(_SQL["end_key"], key_id=key_id, company_id=company_id, at=at):
        return None
    return refuse("unknown_key", "key_id", key=str(key_id))
