"""The bank of the living example: a statement for every day on which something moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sangsaeng.oversight.paper_bank import PaperBank

BANK = "004"


class LivingBank(PaperBank):
    """Closes its day by itself when the story goes on to a later one. One that is opened again, on
    what its accounts held, makes no statements: it does not know the entries of before."""

    def __init__(self, our_accounts: Sequence[str]) -> None:
        self._day = date.min
        self._states = True
        super().__init__(BANK, our_accounts)

    @classmethod
    def reopened(cls, balances: Mapping[str, int], first_number: int) -> LivingBank:
        """A bank that holds what it held; its entries are counted from `first_number`, so that
        none has the number of one before."""
        bank = cls(list(balances))
        bank._balance = dict(balances)
        bank._number = first_number
        bank._states = False
        return bank

    @property
    def day(self) -> date:
        """The bank's day; two stories side by side never turn it back."""
        return self._day

    @day.setter
    def day(self, day: date) -> None:
        if day > self._day:
            if self._states and any(self._today.values()):
                self.close_day()
            self._day = day
