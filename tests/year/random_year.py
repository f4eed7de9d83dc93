"""Random scenario files: what might happen in some months, with what the naive book makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from naive_papers import Paper, next_open
from naive_year import NaiveYear

VARIANTS = ("credit", "credit", "cash_deposit", "next_day_public", "government", "distribution")
POLICIES = ("institution_advances", "unpaid_no_recourse")
BUYERS = ("B1", "B2")
SUPPLIERS = tuple(f"T{number}" for number in range(1, 8))
LONGEST_DAYS = 60
# How often each is tried; what does not fit the day is tried by another kind.
WEIGHTS = {
    "issue": 12,
    "pass_on": 22,
    "sell": 22,
    "cancel": 3,
    "attach": 2,
    "bankrupt": 1,
    "fail": 1,
    "invoice_amended": 1,
    "mature": 2,
}


class Year:
    """Makes the events of one file, day by day, and tells each to the naive book."""

    def __init__(self, seed: int, months: int) -> None:
        self.chance = Random(seed)
        first = date(2024, 1, 1) + timedelta(days=self.chance.randrange(900))
        self.last = first + timedelta(days=30 * months)
        self.head = self._head(Random(f"price of {seed}"))
        self.naive = NaiveYear(self.head, first)
        self.events: list[dict[str, Any]] = []
        self.funds: dict[date, list[str]] = {}
        self.bankrupt: set[str] = set()
        self.made = 0
        # From quiet books to busy ones.
        self.pace = self.chance.choice((0.3, 0.6, 1.2))

    def _head(self, price: Random) -> dict[str, Any]:
        pick = self.chance.choice
        head: dict[str, Any] = {
            "variant": pick(VARIANTS),
            "default_policy": pick(POLICIES),
            "terms": {
                "early_payment_rate_annual": pick(
                    ("0", "0.03", "0.042", "0.042", "0.0777", "0.15")
                ),
                "deposit_incentive_rate_annual": pick(("0", "0.008", "0.01", "0.0365", "0.05")),
                "rounding": pick(("truncate", "nearest")),
                "refund_owner": pick(("first_tier", "direct_parent")),
                "max_tier": pick((2, 3, 4, 4)),
                "max_partial_sales": pick((1, 2, 5)),
                "tenor_steps": price.choice(({}, {}, {1: "0.001", 14: "0.0025", 31: "0.004"})),
                "system_fee_rate_annual": price.choice(("0", "0", "0.01", "0.03")),
            },
        }
        terms = head["terms"]
        if Decimal(terms["system_fee_rate_annual"]) > Decimal(terms["early_payment_rate_annual"]):
            # The fee is inside the rate.
            terms["system_fee_rate_annual"] = "0"
        return head

    def scenario(self) -> dict[str, Any]:
        """The whole file, expectations and all."""
        naive = self.naive
        end = next_open(self.last)
        while naive.today <= end:
            before = len(self.events)
            if naive.today <= self.last:
                self._day()
            if naive.today == self.last:
                self._happen("mature", {"receivable": self._any_name()})
            naive.settle()
            if len(self.events) > before:
                self.events[-1]["expect"] = naive.expectations(at_the_end=False)
            naive.next_day()
        expect = naive.expectations(at_the_end=True)
        return {**self.head, "events": self.events, "expect": expect}

    def _any_name(self) -> str:
        if not self.naive.papers:
            self._issue()
        return next(iter(self.naive.papers))

    def _day(self) -> None:
        for name in self.funds.pop(self.naive.today, []):
            if not self.naive.papers[name].cancelled:
                self._happen("fund", {"receivable": name})
        while self.chance.random() < self.pace / (1 + self.pace):
            kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            if not self.naive.papers:
                kind = "issue"
            getattr(self, f"_{kind}")()

    def _happen(self, kind: str, what: dict[str, Any]) -> bool:
        event: dict[str, Any] = {"day": self.naive.today, kind: what}
        code = self.naive.event(kind, what)
        if code is not None:
            event["refused"] = code
        self.events.append(event)
        return code is None

    def _won(self, most: int) -> int:
        """A part of what there is: all of it, little, or more than there is."""
        chance = self.chance.random()
        if chance < 0.03:
            return self.chance.choice((0, -1, most + 1, most + 10**6))
        if chance < 0.25 or most <= 1:
            return most
        return self.chance.randint(1, most)

    def _paper(self) -> Paper:
        """Mostly one that something can still be done with."""
        every = list(self.naive.papers.values())
        alive = [
            one
            for one in every
            if one.free > 0 and not one.cancelled and one.matures > self.naive.today
        ]
        return self.chance.choice(alive if alive and self.chance.random() < 0.95 else every)

    def _name(self) -> str:
        self.made += 1
        return f"R{self.made:03d}"

    def _issue(self) -> None:
        today, name = self.naive.today, self._name()
        most = self.chance.choice((99, 10**7, 10**9, 10**9))
        face = self.chance.randint(1, most)
        matures = today + timedelta(days=self.chance.randint(0, self.chance.choice((15, 30, 60))))
        if self.chance.random() < 0.02:
            matures = today - timedelta(days=1)
        what = {"receivable": name, "buyer": self.chance.choice(BUYERS)}
        what |= {"holder": self.chance.choice(SUPPLIERS), "face": face, "matures_on": matures}
        if self._happen("issue", what):
            self._plan_money(name, matures)

    def _plan_money(self, name: str, matures: date) -> None:
        """Mostly on the day, sometimes before, in the grace, late, or never."""
        late = self.chance.choice((0, 0, 0, 0, 0, -3, -1, 1, 2, 3, 5, 20, None))
        if late is not None:
            day = max(matures + timedelta(days=late), self.naive.today + timedelta(days=1))
            self.funds.setdefault(day, []).append(name)

    def _pass_on(self) -> None:
        parent, today = self._paper(), self.naive.today
        latest = today + timedelta(days=LONGEST_DAYS)
        earliest = max(parent.matures, today)
        if earliest > latest:
            return
        most = (latest - earliest).days
        days = self.chance.choice((0, self.chance.randint(0, most), self.chance.randint(0, most)))
        matures = earliest + timedelta(days=days)
        if self.chance.random() < 0.03:
            matures = parent.matures - timedelta(days=1)
        payees = [name for name in SUPPLIERS if name != parent.holder]
        what = {"receivable": self._name(), "parent": parent.name}
        what |= {"holder": self.chance.choice(payees), "face": self._won(parent.retained)}
        self._happen("pass_on", {**what, "matures_on": matures})

    def _sell(self) -> None:
        paper = self._paper()
        self._happen("sell", {"receivable": paper.name, "amount": self._won(paper.retained)})

    def _cancel(self) -> None:
        paper = self._paper()
        agree = [paper.holder] if self.chance.random() < 0.8 else []
        self._happen("cancel", {"receivable": paper.name, "consents": agree})

    def _attach(self) -> None:
        debtor = self._paper().holder
        amount = self.chance.choice((1, 1000, self.chance.randint(1, 10**9)))
        self._happen("attach", {"company": debtor, "amount": amount})

    def _bankrupt(self) -> None:
        left = [name for name in (*BUYERS, *SUPPLIERS) if name not in self.bankrupt]
        known = {root.root.buyer for root in self.naive.papers.values()}
        left = [name for name in left if name in known or name in SUPPLIERS]
        if left and self.chance.random() < 0.6:
            name = self.chance.choice(left)
            self.bankrupt.add(name)
            self._happen("bankrupt", {"company": name})

    def _fail(self) -> None:
        if self.chance.random() < 0.6:
            self._happen("fail", {"buyer": self.chance.choice(BUYERS)})

    def _invoice_amended(self) -> None:
        paper = self._paper().root
        if self.naive.variant != "distribution":
            self._happen("invoice_amended", {"receivable": paper.name})

    def _mature(self) -> None:
        self._happen("mature", {"receivable": self._paper().name})
