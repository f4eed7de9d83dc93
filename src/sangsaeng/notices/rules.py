"""Who hears when and how, and when a letter is tried again. All pure."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date, datetime, time, timedelta

from sangsaeng.kernel.calendar import KOREA, Calendar
from sangsaeng.notices.kinds import Kind
from sangsaeng.notices.model import Cadence, Choice, Medium, Sent, Way

# Waits after each failed try: a mail server that is down for a night is waited for.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=14),
)
# What happened longer ago is no news: the inbox has it.
NEWS_FOR = timedelta(days=7)
# A letter that could not leave for so long would only confuse.
LETTER_LASTS = timedelta(days=3)
# The day's letter lies there when an office opens.
DIGEST_FROM = time(8, 0)
# What comes tomorrow is put down before the day's letter is written.
COMING_FROM = time(7, 0)

# Business days before its end that something is told again: an approval, money or an account is
# seen to within a day; a claim has its evidence to be gathered.
REMIND_DAYS, REMIND_CLAIM_DAYS = 1, 5
# A price stands for minutes or hours; who was given one that lasts longer is told once before.
REMIND_QUOTE = timedelta(hours=1)


def reach(calendar: Calendar, day: date, days: int) -> date | None:
    """What ends after `day` and until this day is told of on `day`: the `days`th business day after
    it, so that what ends on a closed day is told of before it. None on closed days."""
    if not calendar.is_business_day(day):
        return None
    last = day
    for _ in range(days):
        last = calendar.after(last)
    return last


def decide_choice(kind: Kind, chosen: Choice | None) -> Choice:
    """When and how a person hears of a kind: as it chose, else as the kind says, by e-mail. What is
    locked is told at once, by e-mail at least."""
    choice = chosen or Choice(kind.cadence, Way.EMAIL)
    if not kind.locked:
        return choice
    return Choice(Cadence.AT_ONCE, Way.EMAIL if choice.way is Way.EMAIL else Way.BOTH)


def decide_media(way: Way, carried: Set[Medium]) -> tuple[Medium, ...]:
    """By what a letter goes, of what this installation can carry. Who asked for messages where none
    can be sent gets e-mail."""
    wanted = {Way.EMAIL: (Medium.EMAIL,), Way.MESSAGE: (Medium.MESSAGE,)}.get(way, tuple(Medium))
    found = tuple(one for one in wanted if one in carried)
    return found or tuple(one for one in Medium if one in carried)[:1]


def decide_next(attempts: int, sent: Sent, at: datetime) -> datetime | None:
    """When a letter that was not taken is tried again; None: never."""
    if sent.final or attempts > len(WAITS):
        return None
    return at + WAITS[attempts - 1]


def is_digest_time(at: datetime) -> bool:
    """Whether the day's letter may be written."""
    return at.astimezone(KOREA).time() >= DIGEST_FROM


def is_coming_time(at: datetime) -> bool:
    """Whether the day has begun for what comes on the next."""
    return at.astimezone(KOREA).time() >= COMING_FROM


def hears(powers: Mapping[str, int | None], deciders: Set[str], amount_won: int | None) -> bool:
    """Whether somebody's word may count for an act: a role that decides, up to a limit in won that
    reaches its amount (limit None: without)."""
    for role, limit_won in powers.items():
        if role in deciders and (
            limit_won is None or amount_won is None or amount_won <= limit_won
        ):
            return True
    return False
