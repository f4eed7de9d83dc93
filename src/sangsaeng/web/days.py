"""Days and months of an address or a form, as far as the calendar and the law reach."""

from __future__ import annotations

import re
from datetime import date

from sangsaeng.acts.fields import FIRST_DAY, LAST_DAY

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day_of(text: str) -> date | None:
    """A day as acts take it, YYYY-MM-DD of this century; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def month_of(text: str) -> date | None:
    """The first day of a month YYYY-MM, within the bounds of `day_of`; None for anything else."""
    return day_of(f"{text}-01")
