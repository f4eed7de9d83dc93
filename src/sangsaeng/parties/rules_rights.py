"""How far a right reaches in time: keys and mandates always end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sangsaeng.kernel.refusals import Refusal, refuse

# A right nobody has looked at for more than a year is a right nobody knows of.
LONGEST_RIGHT = timedelta(days=400)


def decide_end_of_right(ends_at: datetime, at: datetime) -> Refusal | None:
    """Whether a right given now may end then: `right_ends_before_it_begins`, `right_too_long`."""
    if ends_at <= at:
        return refuse("right_ends_before_it_begins", "ends_at")
    if ends_at - at > LONGEST_RIGHT:
        return refuse("right_too_long", "ends_at", days=LONGEST_RIGHT.days)
    return None
