"""Putting notices into letters, and sending them. No address is kept or logged on the way."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sangsaeng.database.connection import Database, Row, Tx
from sangsaeng.database.sealing import SealBrokenError
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import Language
from sangsaeng.ledger.service import reserve_items
from sangsaeng.notices.channels.shape import Channel
from sangsaeng.notices.kinds import KINDS
from sangsaeng.notices.model import Cadence, Choice, Due, Letter, Medium, Notice, Sent, Way
from sangsaeng.notices.rules import (
    DIGEST_FROM,
    LETTER_LASTS,
    decide_choice,
    decide_media,
    decide_next,
    is_digest_time,
)
from sangsaeng.notices.rules_writing import Addressed, write_letter
from sangsaeng.notices.service_words import show_accounts
from sangsaeng.parties.people import unseal_person
from sangsaeng.parties.service_invitations import unseal_letter

_SQL = load(__package__)
_MOST_NEW, _MOST_LETTERS = 1000, 50
# Longer than a round lasts: each try of a letter has a deadline of its own, and a round its end.
_LEASE = timedelta(minutes=10)
_LONGEST_ROUND_S = 60


@dataclass(frozen=True, slots=True)
class Post:
    """By what letters leave, and where the portal is that they lead to."""

    channels: Mapping[Medium, Channel]
    portal: str


def send_notices(database: Database, at: datetime, post: Post) -> int:
    """Put what is told at once into letters, and send what is due; how many letters left.

    Without a channel nothing is done, and everything stands in the inbox alone; what is not sent
    while it is news is never sent (`drop_old_notices`).
    """
    if not post.channels:
        return 0
    _gather_new(database, at, post)
    with database.transaction() as tx:
        tx.run(_SQL["end_old_letters"], at=at, before=at - LETTER_LASTS)
        written = _take(tx, at, post)
    sent = 0
    ends = time.monotonic() + _LONGEST_ROUND_S
    try:
        for due, letter in written:
            if time.monotonic() > ends:
                # Its lease runs out, and the next round has it.
                break
            sent += _send(database, due, letter, post, at)
    finally:
        for channel in post.channels.values():
            channel.close()
    return sent


def send_digests(database: Database, at: datetime, post: Post) -> int:
    """Write the day's letter of everybody who wants one, once it is time; how many letters."""
    if not post.channels or not is_digest_time(at):
        return 0
    day = at.astimezone(KOREA).date()
    until = datetime.combine(day, DIGEST_FROM, KOREA)
    with database.transaction() as tx:
        rows = tx.rows(_SQL["take_daily"], until=until, day=day)
        return _put_in_letters(tx, rows, at, post, day)


def _gather_new(database: Database, at: datetime, post: Post) -> None:
    while True:
        with database.transaction() as tx:
            rows = tx.rows(_SQL["take_new"], most=_MOST_NEW)
            at_once, states = [], {}
            for row in rows:
                state = _decide_state(row, at, post)
                states[row["notice_id"]] = state
                if state == "gathered":
                    at_once.append(row)
            later = {number: state for number, state in states.items() if state != "gathered"}
            tx.run(_SQL["set_states"], notice_id=list(later), state=list(later.values()))
            _put_in_letters(tx, at_once, at, post, None)
        if len(rows) < _MOST_NEW:
            return


def _chosen(row: Row) -> Choice:
    chosen = None
    if row["cadence"] is not None:
        chosen = Choice(Cadence(row["cadence"]), Way(row["channel"]))
    return decide_choice(KINDS[row["kind"]], chosen)


def _decide_state(row: Row, at: datetime, post: Post) -> str:
    """What becomes of a new notice: old news, and what nothing here carries, is not sent."""
    stale = row["made_at"] < at - LETTER_LASTS
    if stale or (row["person_id"] is None and Medium.EMAIL not in post.channels):
        return "kept"
    states = {Cadence.AT_ONCE: "gathered", Cadence.DAILY: "daily", Cadence.NONE: "kept"}
    return states[_chosen(row).cadence]


def _put_in_letters(
    tx: Tx, rows: Sequence[Row], at: datetime, post: Post, digest_on: date | None
) -> int:
    """One letter a hearer, company and kind by each medium; by day one a person. How many."""
    enclosed: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        media = decide_media(_chosen(row).way, post.channels.keys())
        if row["person_id"] is None:
            media = (Medium.EMAIL,)
        about = (None, "") if digest_on else (row["company_id"], row["kind"])
        for medium in media:
            key = (row["person_id"], row["invitation_id"], about[0], about[1], str(medium))
            enclosed[key].append(row["notice_id"])
    ids = [row["notice_id"] for row in rows]
    tx.run(_SQL["set_states"], notice_id=ids, state=["gathered"] * len(ids))
    if not enclosed:
        return 0
    numbers = reserve_items(tx, len(enclosed))
    tx.run(
        _SQL["add_letters"],
        letter_id=numbers,
        message_id=[_message_id(tx, number) for number in numbers],
        person_id=[key[0] for key in enclosed],
        invitation_id=[key[1] for key in enclosed],
        company_id=[key[2] for key in enclosed],
        channel=[key[4] for key in enclosed],
        urgent=[bool(key[3]) and KINDS[key[3]].locked for key in enclosed],
        digest_on=digest_on,
        at=at,
    )
    pairs = [
        (number, notice)
        for number, notices in zip(numbers, enclosed.values(), strict=True)
        for notice in notices
    ]
    tx.run(
        _SQL["enclose"],
        letter_id=[number for number, _ in pairs],
        notice_id=[notice for _, notice in pairs],
    )
    return len(enclosed)


def _message_id(tx: Tx, letter_id: int) -> str:
    """One that no other installation makes, and that nobody can guess."""
    return f"{letter_id}.{tx.keys.digest(str(letter_id), 'notices.letter').hex()[:16]}"


def _take(tx: Tx, at: datetime, post: Post) -> list[tuple[Due, Letter | str]]:
    """Letters that are due, written; or why one is not: a stable code."""
    rows = tx.rows(
        _SQL["take_letters"],
        at=at,
        until=at + _LEASE,
        channels=[str(medium) for medium in post.channels],
        most=_MOST_LETTERS,
    )
    dues = [Due(**{**row, "channel": Medium(row["channel"])}) for row in rows]
    about = _Told(tx, dues, at, post.portal)
    return [(due, about.write(due)) for due in sorted(dues, key=lambda due: due.letter_id)]


class _Told:
    """What letters tell and to whom, read at once for all of them."""

    def __init__(self, tx: Tx, dues: Sequence[Due], at: datetime, portal: str) -> None:
        self._tx, self._at, self._portal = tx, at, portal
        people = [due.person_id for due in dues if due.person_id is not None]
        invited = [due.invitation_id for due in dues if due.invitation_id is not None]
        found = tx.rows(_SQL["list_hearers"], ids=people)
        self._people = {row["person_id"]: row for row in found}
        found = tx.rows(_SQL["list_invited"], ids=invited, at=at)
        self._invited = {row["invitation_id"]: row["sealed"] for row in found}
        self._notices: dict[int, list[Notice]] = defaultdict(list)
        for row in tx.rows(_SQL["list_enclosed"], letter_ids=[due.letter_id for due in dues]):
            self._notices[row.pop("letter_id")].append(Notice(**row))

    def write(self, due: Due) -> Letter | str:
        """The letter, or why there is none: `hearer_gone`, `no_telephone`, `seal_broken`."""
        try:
            if due.invitation_id is not None:
                return self._write_invitation(due)
            return self._write_to_person(due)
        except SealBrokenError:
            return "seal_broken"

    def _write_invitation(self, due: Due) -> Letter | str:
        sealed = self._invited.get(due.invitation_id or 0)
        if sealed is None:
            return "hearer_gone"
        letter = unseal_letter(self._tx.keys, sealed)
        # Who is invited has said nothing yet of its language.
        notices = [
            replace(one, facts={**one.facts, "token": letter.token})
            for one in self._notices[due.letter_id]
        ]
        return self._letter(due, notices, letter.email, "ko")

    def _write_to_person(self, due: Due) -> Letter | str:
        row = self._people.get(due.person_id)
        notices = self._notices[due.letter_id]
        if row is None or not notices:
            return "hearer_gone"
        facts = unseal_person(self._tx.keys, row["sealed"])
        to = facts.email if due.channel is Medium.EMAIL else facts.telephone
        return self._letter(due, notices, to, row["language"]) if to else "no_telephone"

    def _letter(self, due: Due, notices: Sequence[Notice], to: str, language: Language) -> Letter:
        day = self._at.astimezone(KOREA).date()
        accounts = show_accounts(self._tx, [one.facts for one in notices], language, day)
        addressed = Addressed(
            message_id=due.message_id,
            to=to,
            language=language,
            portal=self._portal,
            at=notices[-1].made_at,
            digest_on=due.digest_on,
        )
        return write_letter(notices, addressed, accounts)


def _send(database: Database, due: Due, letter: Letter | str, post: Post, at: datetime) -> bool:
    """One try of one letter, and what came of it put down; whether it was taken."""
    if isinstance(letter, str):
        sent = Sent(letter, final=True)
    else:
        sent = post.channels[due.channel].send(letter)
    next_at = None if sent.error is None else decide_next(due.attempts, sent, at)
    over = next_at is None
    with database.transaction() as tx:
        tx.run(
            _SQL["record_letter"],
            letter_id=due.letter_id,
            attempts=due.attempts,
            state="waiting" if not over else "dead" if sent.error else "sent",
            next_at=next_at or at,
            error=sent.error,
            ended_at=at if over else None,
        )
    return sent.error is None
