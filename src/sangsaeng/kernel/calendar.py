"""Business days: what is due on a closed day is done on the next business day.

The closed days are data (statutes/closed_days/*.yaml, and days added by an operator); this module
only counts.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

# The scheme's days begin and end in Korea.
KOREA = ZoneInfo("Asia/Seoul")

_SATURDAY = 5


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """Saturdays, Sundays and `closed_days` are not business days."""

    closed_days: Set[date]

    def is_business_day(self, day: date) -> bool:
        return not is_weekend(day) and day not in self.closed_days

    def on_or_after(self, day: date) -> date:
        """`day` itself when banks are open, else the next business day."""
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day

    def before(self, day: date) -> date:
        """The last business day earlier than `day`."""
        day -= timedelta(days=1)
        while not self.is_business_day(day):
            day -= timedelta(days=1)
        return day

    def after(self, day: date) -> date:
        """The first business day later than `day`."""
        return self.on_or_after(day + timedelta(days=1))
