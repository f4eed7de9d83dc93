"""What a person wants to be told, and what it has read: for itself, and by itself alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.listing import EVERYONE
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.notices.kinds import KINDS
from sangsaeng.notices.model import Cadence, Choice, Way
from sangsaeng.notices.service_choosing import choose, mark_read

# As many as a long page of the inbox shows.
_MOST_READ = 500
# An auditor looks and does nothing: it is told as the kinds say by themselves.
_PEOPLE = EVERYONE - {Role.AUDITOR}


class NoticeChoice(Given):
    """How one kind is told: when, and by what. `none`: it stands in the inbox alone."""

    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    cadence: Cadence
    channel: Way


class NoticesChoose(Given):
    """Kinds to be told in another way from now on; those not named stay. `language`: in which
    letters are written."""

    choices: list[NoticeChoice] = Field(default_factory=list, max_length=len(KINDS))
    language: Literal["ko", "en"] | None = None


class NoticesRead(Given):
    """Notices that were read."""

    notice_ids: Annotated[list[ItemId], Field(min_length=1, max_length=_MOST_READ)]


class NoticesChosen(Answer):
    """How many kinds are told in the way that was chosen."""

    count: int


class NoticesMarked(Answer):
    """How many are read by this; those read before, and another's, are not counted."""

    count: int


def _choose(acting: Acting, given: NoticesChoose) -> NoticesChosen | Refused:
    assert acting.person_id is not None
    chosen = [(one.kind, Choice(one.cadence, one.channel)) for one in given.choices]
    refused = choose(acting.tx, acting.person_id, chosen, given.language, acting.at)
    return refused or NoticesChosen(count=len(chosen))


def _mark_read(acting: Acting, given: NoticesRead) -> NoticesMarked:
    assert acting.person_id is not None
    done = mark_read(acting.tx, acting.person_id, given.notice_ids, acting.at)
    return NoticesMarked(count=done)


ACTS = (
    Act(
        code="notices.choose",
        path="/notices/choose",
        given=NoticesChoose,
        answer=NoticesChosen,
        enter=_PEOPLE,
        by_key=False,
        execute=_choose,
    ),
    Act(
        code="notices.mark_read",
        path="/notices/mark-read",
        given=NoticesRead,
        answer=NoticesMarked,
        enter=_PEOPLE,
        by_key=False,
        execute=_mark_read,
    ),
)
