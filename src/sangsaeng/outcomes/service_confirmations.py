"""Workers' words: by a link on a phone whether the device is there and used, and the hotline.

Neither has a name on it. The link is made by administrator or verifier and handed over by them; of
its token only the digest is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sangsaeng.database.connection import Row, Tx
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.ledger.service import reserve_items
from sangsaeng.outcomes.sealed import HOTLINE_TEXT, WORKER_NOTE
from sangsaeng.outcomes.service_events import Change, record_change
from sangsaeng.outcomes.service_sides import Match, match_watched

_SQL = load(__package__)
# A link that lies about longer is forgotten or lost.
LONGEST = timedelta(days=90)
_ASKED = ("installed", "accepted", "left", "closed")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a worker says: is the device in use, was it trained for it, and a word more."""

    in_use: bool
    trained: bool
    note: str | None = None


def make_confirmation(
    tx: Tx, company_id: int, about: tuple[int, int], token: bytes, ends_at: datetime, at: datetime
) -> tuple[int, Match] | Refusal:
    """A link for a worker of a match (`about`: programme and match); `token` is its digest. The
    link's number and the match.

    Refusals in order: unknown_match, match_not_open (nothing was installed), link_ends_wrong,
    token_known.
    """
    match = match_watched(tx, company_id, *about)
    if isinstance(match, Refusal):
        return match
    if match.state not in _ASKED:
        return refuse("match_not_open", "match_id", state=match.state)
    if not at < ends_at <= at + LONGEST:
        return refuse("link_ends_wrong", "ends_at", days=LONGEST.days)
    if tx.the(_SQL["is_token_known"], token_digest=token)["yes"]:
        return refuse("token_known", "token_digest")
    # From here it must succeed.
    number = reserve_items(tx, 1)[0]
    tx.run(
        _SQL["add_confirmation"],
        programme_id=match.programme_id,
        confirmation_id=number,
        match_id=match.match_id,
        token_digest=token,
        at=at,
        ends_at=ends_at,
    )
    change = Change(match.programme_id, "confirmation", number, "made", match.award_id)
    record_change(tx, change, at)
    return number, match


def look_at_link(tx: Tx, token: bytes, at: datetime) -> Row | Refusal:
    """What a link asks about, read at the door; or `link_over`, whatever the reason."""
    return tx.row(_SQL["asked_by_link"], token_digest=token, at=at) or refuse("link_over")


def answer_confirmation(tx: Tx, token: bytes, answered: Answered, at: datetime) -> Refusal | None:
    """A worker's word, once and before the link ends; said at the door, without sign-in. Refused:
    `link_over`, whatever the reason."""
    sealed = None if not answered.note else tx.keys.seal(answered.note, WORKER_NOTE)
    said = {"in_use": answered.in_use, "trained": answered.trained, "note_sealed": sealed}
    done = tx.the(_SQL["answer_confirmation"], token_digest=token, **said, at=at)["done"]
    return None if done else refuse("link_over")


def note_to_hotline(
    tx: Tx, programme_id: int, match_id: int | None, text: str, at: datetime
) -> Refusal | None:
    """A note that only the administrator reads; said at the door, without sign-in. Refused:
    `unknown_outcome_programme`."""
    sealed = tx.keys.seal(text, HOTLINE_TEXT)
    about = {"programme_id": programme_id, "match_id": match_id}
    if tx.the(_SQL["note_to_hotline"], **about, text_sealed=sealed, at=at)["done"]:
        return None
    return refuse("unknown_outcome_programme", "programme_id", value=str(programme_id))


def answer_hotline(tx: Tx, programme_id: int, note_id: int, at: datetime) -> Refusal | None:
    """The administrator has looked into a note. Refused: `unknown_note`, also where it was answered
    before."""
    about = {"programme_id": programme_id, "note_id": note_id}
    if not tx.run(_SQL["answer_hotline"], **about, at=at):
        return refuse("unknown_note", "note_id", value=str(note_id))
    record_change(tx, Change(programme_id, "hotline", note_id, "answered"), at)
    return None
