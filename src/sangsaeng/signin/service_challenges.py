"""What is asked of a browser once: kept as a digest, answered once, gone after minutes."""

from __future__ import annotations

from datetime import datetime

from psycopg.types.json import Jsonb

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.model import Json
from sangsaeng.signin.rules import CHALLENGE_LASTS
from sangsaeng.signin.tokens import digest_of

_SQL = load(__package__)
# A little more goes than comes, so that strangers who only ask fill nothing.
_SWEPT_EACH_TIME = 20


def add_challenge(
    tx: Tx,
    challenge: str | bytes,
    purpose: str,
    at: datetime,
    person_id: int | None = None,
    facts: Json | None = None,
) -> None:
    """Remember that this was asked. `facts`: what it is bound to."""
    tx.run(_SQL["sweep_challenges"], at=at, most=_SWEPT_EACH_TIME)
    tx.run(
        _SQL["add_challenge"],
        challenge_digest=digest_of(challenge),
        purpose=purpose,
        person_id=person_id,
        facts=Jsonb(facts or {}),
        made_at=at,
        ends_at=at + CHALLENGE_LASTS,
    )


def get_challenge(tx: Tx, challenge: str, purpose: str, at: datetime) -> Row | Refusal:
    """What was asked, not used up yet: `challenge_over`."""
    asked = {"challenge_digest": digest_of(challenge), "purpose": purpose, "at": at}
    return tx.row(_SQL["get_challenge"], **asked) or _over()


def use_challenge(
    tx: Tx, challenge: str | bytes | None, purpose: str, at: datetime
) -> Row | Refusal:
    """The person and facts of what was asked, used up whatever comes of it: `challenge_over`."""
    row = None
    if challenge is not None:
        asked = {"challenge_digest": digest_of(challenge), "purpose": purpose, "at": at}
        row = tx.row(_SQL["use_challenge"], **asked)
    return _over() if row is None else row


def _over() -> Refusal:
    return refuse("challenge_over")
