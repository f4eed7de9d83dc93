"""How long sessions live, how long guessing waits, what a password must be. All pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sangsaeng.acts.rules import STEP_UP
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.signin.model import How, Session

# A working day, and a meeting's length without a touch.
SESSION_LONGEST = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
# In a demonstration nights pass in seconds, and a visitor stays who it is.
DEMO_LONGEST = timedelta(days=365)
SEEN_EVERY = timedelta(minutes=1)
# The time to find one's authenticator.
CHALLENGE_LASTS = timedelta(minutes=5)
# Weekends included: the other person must be found.
RECOVERY_LASTS = timedelta(days=3)
# Whoever was robbed of an account has a day to say so before money moves.
NO_MONEY_AFTER_RECOVERY = timedelta(hours=24)
TRIES_COUNT_FOR = timedelta(hours=24)
SHORTEST_PASSWORD = 12
# Hashing a book is work that a stranger could order.
LONGEST_PASSWORD = 128
TOTP_SECONDS = 30
MOST_PASSKEYS = 20
# Shorter parts of an address stand in many a good password.
_SMALLEST_PART = 3


@dataclass(frozen=True, slots=True)
class Ways:
    """How a person can come in: passkeys in use, and a password whose codes are set up."""

    passkeys: int
    password: bool
    totp: bool

    @property
    def none(self) -> bool:
        """Nothing is set up, or half of what a password needs."""
        return not self.passkeys and not (self.password and self.totp)


def decide_visit(visiting: bool) -> Refusal | None:
    """Whether what concerns a persona's own account may be done: `not_in_demonstration`. Other
    visitors are the same persona, now and tomorrow."""
    return refuse("not_in_demonstration") if visiting else None


def decide_change_of_ways(session: Session, ways: Ways, at: datetime) -> Refusal | None:
    """Whether a session may add, change or remove a way in: `step_up_needed`,
    `not_in_demonstration`.

    Whoever finds a screen unlocked must not make it a way in of its own. The first way is set up in
    the session that an invitation or a recovery began; an institution's own sign-in sets up none,
    since what is set up opens other companies too.
    """
    visit = decide_visit(session.visiting)
    if visit:
        return visit
    if ways.none and session.how in (How.INVITATION, How.RECOVERY):
        return None
    proved = session.stepped_up_at
    if proved is not None and at - proved < STEP_UP:
        return None
    return refuse("step_up_needed")


def count_went_back(stored: int, shown: int) -> bool:
    """Whether an authenticator's count shows that somebody has a copy of it; 0 means no count."""
    return (stored > 0 or shown > 0) and shown <= stored


@dataclass(frozen=True, slots=True)
class Tally:
    """Failed tries within the time they count for, and when the last one was."""

    failures: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Patience:
    """So many failures are free; then each doubles the wait, up to the longest."""

    free: int
    first: timedelta
    longest: timedelta

    def until(self, tally: Tally) -> datetime | None:
        """When the next try is listened to; None: now."""
        if tally.last_at is None or tally.failures < self.free:
            return None
        doublings = min(tally.failures - self.free, 20)
        wait: timedelta = self.first * int(2**doublings)
        return tally.last_at + min(wait, self.longest)


# One person from one place; one person from anywhere; anybody from one place.
FOR_BOTH = Patience(5, timedelta(seconds=30), timedelta(minutes=15))
FOR_SUBJECT = Patience(20, timedelta(seconds=30), timedelta(minutes=15))
FOR_SOURCE = Patience(50, timedelta(seconds=30), timedelta(minutes=15))
# A place where a person signed in by itself lately is its own place.
OWN_PLACE_FOR = timedelta(days=90)


def decide_try(
    both: Tally, subject: Tally, source: Tally, own_place: bool, at: datetime
) -> Refusal | None:
    """Whether a try is listened to: `too_many_tries`.

    `own_place`: strangers' failures elsewhere, or neighbours' here, do not lock this person out.
    """
    waits = [FOR_BOTH.until(both)]
    if not own_place:
        waits += [FOR_SUBJECT.until(subject), FOR_SOURCE.until(source)]
    until = max((wait for wait in waits if wait is not None), default=at)
    if until <= at:
        return None
    return refuse("too_many_tries", None, wait_seconds=-((at - until) // timedelta(seconds=1)))


def plain_password(password: str) -> bytes:
    """A password as it is hashed: the same on every keyboard (NFKC), any sign allowed.

    A syllable may come as three signs; of what is longer than any password the rest is work only.
    """
    some = password[: 4 * LONGEST_PASSWORD]
    return unicodedata.normalize("NFKC", some).encode("utf-8", "surrogatepass")


def decide_password(password: str, email: str, common: Collection[str]) -> Refusal | None:
    """Whether a password may be set: `password_short`, `password_long`, `password_guessable`.

    Length is what counts; no rule asks for signs of several kinds (NIST SP 800-63B 3.1.1.2).
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < SHORTEST_PASSWORD:
        return refuse("password_short", "password", least=SHORTEST_PASSWORD)
    if len(plain) > LONGEST_PASSWORD:
        return refuse("password_long", "password", most=LONGEST_PASSWORD)
    folded = plain.casefold()
    name, _, host = email.casefold().partition("@")
    own = {part for part in (name, host, host.partition(".")[0]) if len(part) >= _SMALLEST_PART}
    rest = folded
    for part in sorted(own, key=len, reverse=True):
        rest = rest.replace(part, "")
    few = len(set(folded)) < _SMALLEST_PART + 1
    if few or folded in common or len(rest) < SHORTEST_PASSWORD // 2:
        return refuse("password_guessable", "password")
    return None


def steps_around(at: datetime) -> range:
    """The steps whose code is taken now: a telephone's clock may be a step off either way."""
    now = int(at.timestamp()) // TOTP_SECONDS
    return range(now - 1, now + 2)


def plain_code(code: str) -> bytes:
    """A code that was read out, as it is compared: no matter how it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum()).encode()
