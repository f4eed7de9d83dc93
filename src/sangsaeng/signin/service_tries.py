"""Failed tries: counted in the database, so that no number of workers or restarts forgets them.

A try is written as failed before it is looked at, and taken back when it was right: of many sent at
once none is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sangsaeng.database.connection import Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.signin.rules import OWN_PLACE_FOR, TRIES_COUNT_FOR, Tally, decide_try
from sangsaeng.signin.service_sessions import digest_of_source

_SQL = load(__package__)
_SWEPT_EACH_TIME = 20


@dataclass(frozen=True, slots=True)
class Try:
    """A try written as failed: for whom and from where, as digests."""

    try_id: int
    subject_digest: bytes
    source_digest: bytes


def reserve_try(
    tx: Tx, subject_digest: bytes, source: str, purpose: str, at: datetime
) -> Try | Refusal:
    """Count a try as failed before it is looked at: `too_many_tries`.

    What is said is the same for a person that nobody knows.
    """
    sides = {"subject_digest": subject_digest, "source_digest": digest_of_source(tx, source)}
    # Always in this order: two tries at once wait for each other, and none for ever.
    for digest in sides.values():
        tx.run(_SQL["lock_tries"], digest=digest)
    since = {"since": at - TRIES_COUNT_FOR, "own_since": at - OWN_PLACE_FOR}
    row = tx.the(_SQL["count_tries"], **sides, **since)
    both, subject, source_tally = (
        Tally(row[f"{name}_failures"], row[f"{name}_last"])
        for name in ("both", "subject", "source")
    )
    refused = decide_try(both, subject, source_tally, row["own_place"], at)
    if refused:
        return refused
    tx.run(_SQL["sweep_tries"], since=since["since"], most=_SWEPT_EACH_TIME)
    added = tx.the(_SQL["add_try"], **sides, purpose=purpose, at=at)
    return Try(added["try_id"], **sides)


def forgive(tx: Tx, tried: Try) -> None:
    """The try was right: so were, it seems, the slips of this person from this place before it.

    Failures for others from here stay: who has one account does not clear its guesses at the rest.
    """
    about = {"subject_digest": tried.subject_digest, "source_digest": tried.source_digest}
    tx.run(_SQL["forgive_tries"], **about)


def take_back(tx: Tx, tried: Try) -> None:
    """The try was never looked at."""
    tx.run(_SQL["take_back_try"], try_id=tried.try_id)
