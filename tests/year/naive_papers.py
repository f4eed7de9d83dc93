"""What the naive book is made of: business days, receivables, sales, what was seen of a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib import resources

import yaml

ONE_DAY = timedelta(days=1)


@cache
def _closed(year: int) -> frozenset[str]:
    name = f"closed_days/{year}.yaml"
    text = (resources.files("sangsaeng.statutes") / name).read_text("utf-8")
    return frozenset(yaml.safe_load(text)["days"])


def is_open(day: date) -> bool:
    """Whether banks are open."""
    return day.weekday() < 5 and day.isoformat() not in _closed(day.year)


def next_open(day: date) -> date:
    """The day itself, or the first open one after it."""
    while not is_open(day):
        day += ONE_DAY
    return day


@dataclass
class Sold:
    """One sale of a part."""

    paper: Paper
    amount: int
    interest: int
    day: date
    rate: Fraction
    from_deposit: bool
    sent: bool = False
    repaid: bool = False


@dataclass
class Paper:
    """One receivable. Of roots only: buyer, covered, settled, advanced."""

    name: str
    parent: Paper | None
    holder: str
    tier: int
    matures: date
    face: int
    retained: int
    issued: date
    locked: int = 0
    sales: int = 0
    cancelled: bool = False
    amended: bool = False
    paid: bool = False
    changed: date | None = None
    buyer: str = ""
    covered: date | None = None
    settled: date | None = None
    advanced: int = 0

    @property
    def root(self) -> Paper:
        """The receivable at the top."""
        return self if self.parent is None else self.parent.root

    @property
    def free(self) -> int:
        """What its holder may move."""
        return self.retained - self.locked

    @property
    def parked(self) -> int:
        """What lies in the deposit account for it."""
        held = self.parent is not None and not self.cancelled and not self.paid
        return self.retained if held and self.root.settled else 0


@dataclass
class Seen:
    """What came of a day, or of all days so far."""

    payouts: Counter[str] = field(default_factory=Counter)
    incentive: Counter[str] = field(default_factory=Counter)
    refund: Counter[str] = field(default_factory=Counter)
    earned: int = 0
    fee: int = 0
