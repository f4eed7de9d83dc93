"""What a person was told, how much of it is unread, and how it wants to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from sangsaeng.acts.listing import EVERYONE, Order, one_row, read_page
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import LANGUAGES
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.notices.model import Cadence, Notice, Said, Way
from sangsaeng.notices.rules_writing import name_of_kind, say
from sangsaeng.notices.service_choosing import list_choices
from sangsaeng.notices.service_words import show_accounts

_SQL = load(__package__)


class InBoth(Answer):
    """A sentence in both languages."""

    ko: str
    en: str


class InboxFilters(Given):
    """Only what was not read yet; only one kind."""

    unread: bool = False
    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = None


class InboxRow(Answer):
    """A notice. `next`: who acts next and by when; `link`: where in the portal, from its root.
    `company_id` None: the person's own affair."""

    notice_id: int
    kind: str
    company_id: int | None
    title: InBoth
    text: InBoth
    next: InBoth
    link: str
    made_at: datetime
    read_at: datetime | None


class UnreadRow(Answer):
    """How many notices were not read yet."""

    unread: int


class ChoiceRow(Answer):
    """How one kind is told. `locked`: at once and by e-mail, whatever is chosen; `chosen_at` None:
    as the kind is told by itself."""

    kind: str
    name: InBoth
    locked: bool
    cadence: Cadence
    channel: Way
    chosen_at: datetime | None


_INBOX = Order("notices.inbox", {"notice_id": int}, newest_first=True)
_CHOICES = Order("notices.choices", {"kind": str})


def _inbox(asked: Asked) -> Page | Refused:
    page = read_page(asked, _INBOX, _SQL["list_inbox"], person_id=asked.person_id)
    if isinstance(page, Refusal):
        return page
    facts = [row["facts"] for row in page.rows]
    day = asked.at.astimezone(KOREA).date()
    accounts = {language: show_accounts(asked.tx, facts, language, day) for language in LANGUAGES}
    rows = []
    for row in page.rows:
        about = {name: row[name] for name in ("notice_id", "kind", "company_id", "facts")}
        notice = Notice(**about, made_at=row["made_at"])
        said = {language: say(notice, language, accounts[language]) for language in LANGUAGES}
        kept = {name: value for name, value in row.items() if name != "facts"}
        rows.append({**kept, **_said(said), "link": said["ko"].path})
    return Page(rows, page.next_cursor)


def _said(said: dict[Any, Said]) -> dict[str, dict[str, str]]:
    return {
        "title": {language: one.title for language, one in said.items()},
        "text": {language: one.text for language, one in said.items()},
        "next": {language: one.next for language, one in said.items()},
    }


def _unread(asked: Asked) -> Page | Refused:
    about = {"person_id": asked.person_id, "me": asked.company_id}
    return one_row(asked.tx.the(_SQL["count_unread"], **about))


def _choices(asked: Asked) -> Page | Refused:
    if asked.person_id is None:
        # A machine is told nothing, so it has chosen nothing.
        return _CHOICES.cut(asked, [])
    rows = [
        {
            "kind": one.kind.code,
            "name": {language: name_of_kind(one.kind, language) for language in LANGUAGES},
            "locked": one.kind.locked,
            "cadence": one.choice.cadence,
            "channel": one.choice.way,
            "chosen_at": one.chosen_at,
        }
        for one in list_choices(asked.tx, asked.person_id)
    ]
    return _CHOICES.cut(asked, rows)


READINGS = (
    Reading(
        code=_INBOX.code,
        path="/notices/inbox",
        read=EVERYONE,
        by_key=False,
        filters=InboxFilters,
        row=InboxRow,
        list_page=_inbox,
    ),
    Reading(
        code="notices.unread",
        path="/notices/unread",
        read=EVERYONE,
        by_key=False,
        row=UnreadRow,
        one=True,
        list_page=_unread,
    ),
    Reading(
        code=_CHOICES.code,
        path="/notices/choices",
        read=EVERYONE,
        by_key=False,
        row=ChoiceRow,
        list_page=_choices,
    ),
)
