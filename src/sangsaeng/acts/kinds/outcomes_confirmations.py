"""Workers' words in pay for success: links for a phone, and notes of the hotline."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime

from sangsaeng.acts.fields import ItemId, ProgrammeId
from sangsaeng.acts.kinds.machines import Digest
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.service_confirmations import answer_hotline, make_confirmation
from sangsaeng.outcomes.service_sides import administered


class LinkWanted(Given):
    """A link for one worker at a site. Whoever asks makes the token, 32 random bytes as text, and
    hands the link over: only the token's digest is sent."""

    programme_id: ProgrammeId
    match_id: ItemId
    token_digest: Digest
    ends_at: AwareDatetime


class NoteNamed(Given):
    """A note of the hotline that was looked into."""

    programme_id: ProgrammeId
    note_id: ItemId


class LinkMade(Answer):
    """The link, by its number."""

    confirmation_id: int
    ends_at: datetime


class NoteAnswered(Answer):
    """The note that is answered."""

    note_id: int


def _make(acting: Acting, given: LinkWanted) -> LinkMade | Refused:
    about, token = (given.programme_id, given.match_id), bytes.fromhex(given.token_digest)
    done = make_confirmation(acting.tx, acting.company_id, about, token, given.ends_at, acting.at)
    if isinstance(done, Refusal):
        return done
    acting.touches(done[1].company_id)
    return LinkMade(confirmation_id=done[0], ends_at=given.ends_at)


def _answer(acting: Acting, given: NoteNamed) -> NoteAnswered | Refused:
    programme = administered(acting.tx, acting.company_id, given.programme_id)
    if isinstance(programme, Refusal):
        return refuse("unknown_note", "note_id", value=str(given.note_id))
    refused = answer_hotline(acting.tx, given.programme_id, given.note_id, acting.at)
    return refused or NoteAnswered(note_id=given.note_id)


ACTS = (
    Act(
        # A link gives nobody a right but to say one word once.
        code="outcomes.confirmations.make",
        path="/outcomes/confirmations/make",
        given=LinkWanted,
        answer=LinkMade,
        enter=frozenset({Role.PROGRAMME_OFFICER, Role.VERIFIER}),
        programme_of=lambda given: given.programme_id,
        execute=_make,
    ),
    Act(
        code="outcomes.hotline.answer",
        path="/outcomes/hotline/answer",
        given=NoteNamed,
        answer=NoteAnswered,
        enter=frozenset({Role.PROGRAMME_OFFICER}),
        programme_of=lambda given: given.programme_id,
        execute=_answer,
    ),
)
