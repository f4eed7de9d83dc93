"""How long sessions live, how long guessing waits, what a password must be. All pure."""

from __future__ import annotations

from datetime import timedelta

# A working day, and a meeting's length without a touch.
SESSION_LONGEST = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)
# The time to find one's authenticator.
CHALLENGE_LASTS = timedelta(minutes=5)
# Weekends included: the other person must be found.
RECOVERY_LASTS = timedelta(days=3)
# Whoever was robbed of an account hears of it before money moves.
NO_MONEY_AFTER_RECOVERY = timedelta(hours=24)
TRIES_COUNT_FOR = timedelta(hours=24)
SHORTEST_PASSWORD = 12
# Hashing a book is work that a stranger could order.
LONGEST_PASSWORD = 128
TOTP_SECONDS = 30
