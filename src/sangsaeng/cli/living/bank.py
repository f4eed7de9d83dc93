"""The bank of the living example: a statement for every day on which something moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sangsaeng.oversight.paper_bank import PaperBank

BANK = "004"


class LivingBank(PaperBank):
    """Closes its day by itself when the story goes on to a later one."""

    def __init__(self, our_accounts: Sequence[str]) -> None:
        self._day = date.min
        super().__init__(BANK, our_accounts)

    @property
    def day(self) -> date:
        """The bank's day; two stories side by side never turn it back."""
        return self._day

    @day.setter
    def day(self, day: date) -> None:
        if day > self._day:
            if any(self._today.values()):
                self.close_day()
            self._day = day
